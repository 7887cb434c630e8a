"""From evidence to a confidence that means what it says: of suggestions at .7, about seven in ten are right.

The danger: a score that looks like a probability and is none, so that people learn to trust it or to laugh at it. The
rule: confidences come from a logistic fit (Platt 1999) against codings by people: against the user's own examples,
each left out in turn, once there are some; before that against the open data, with constants fixed here, which suit a
new codebook only roughly. Between the two the weight moves with the number of examples.

Shapes: n passages, k codes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Matrix = NDArray[np.float64]

# Log-odds = intercept + evidence + lead over the next best code. One set for codebooks of bare definitions, one for
# those that say more of each code, in between between. Their proportions were fitted on one codebook; their scale and
# the ceiling on four kinds of codebook at once, for what fits one best is .06 to .08 off on another.
BARE = (-1.8, 0.54, 0.96)
RICH, RICH_STATEMENTS = (-2.88, 1.08, 1.08), 5  # statements a code, the definition counted
COLD_CUT = 0.32  # suggested at or above this confidence
COLD_CEILING = 0.95  # no confidence above: a second person does not always agree with a clear case either
LEARNED_CEILING = 0.9  # what the ceiling of a fit to few examples is held to
LEAD_LIMIT = 3.0
PRIOR_WEIGHT = 25.0  # examples that the starting values of the learned fit are worth
SHIFT_WEIGHT = 5.0  # how strongly a code's own shift is held at 0
CUT_RANGE = (0.2, 0.5)
CUT_SLACK = 0.003  # of F1: of cuts that do as well, the lowest, which serves rare codes


def lead(score: Matrix) -> Matrix:
    """How far each code is ahead of the best other code (negative when behind), within ±3; alone: ahead of 0."""
    import numpy as np

    if score.shape[1] == 1:
        return np.clip(score, -LEAD_LIMIT, LEAD_LIMIT)
    ordered = np.sort(score, axis=1)
    best_other = np.where(score >= ordered[:, -1:], ordered[:, -2:-1], ordered[:, -1:])
    return np.clip(score - best_other, -LEAD_LIMIT, LEAD_LIMIT)


def cold_log_odds(evidence: Matrix, statements_per_code: float) -> Matrix:
    """Log-odds from the codebook alone."""
    rich = min(1.0, max(0.0, (statements_per_code - 1) / (RICH_STATEMENTS - 1)))
    intercept, own, ahead = (rich * r + (1 - rich) * b for r, b in zip(RICH, BARE, strict=True))
    return intercept + own * evidence + ahead * lead(evidence)


def sigmoid(log_odds: Matrix) -> Matrix:
    import numpy as np

    return np.asarray(1 / (1 + np.exp(-np.clip(log_odds, -30, 30))), dtype=np.float64)


@dataclass(frozen=True)
class Calibration:
    """Weights over (1, evidence, its lead, learned, its lead), a shift for each code, and the cut for suggesting.

    ceiling: the confidence that no evidence exceeds, for people differ on clear cases too.
    """

    weights: tuple[float, ...]
    shifts: tuple[float, ...]
    cut: float
    ceiling: float

    def log_odds(self, evidence: Matrix, learned: Matrix) -> Matrix:
        import numpy as np

        shared = _features(evidence, learned) @ np.array(self.weights)
        return np.asarray(shared + np.array(self.shifts), dtype=np.float64)


START = (-4.0, 0.35, 0.2, 6.0, 3.0)  # before any example is seen


def _features(evidence: Matrix, learned: Matrix) -> Matrix:
    import numpy as np

    # Against the passage's other codes, where it has any.
    centred = evidence - evidence.mean(axis=1, keepdims=True) if evidence.shape[1] > 1 else evidence
    return np.stack([np.ones_like(evidence), centred, lead(evidence), learned, lead(learned)], axis=-1)


def surprise(confidence: Matrix, truth: Matrix) -> float:
    """Mean negative log-likelihood of truth (0 to 1) under the confidences: the lower, the better they were."""
    import numpy as np

    p = np.clip(confidence, 1e-9, 1 - 1e-9)
    return float(-(truth * np.log(p) + (1 - truth) * np.log(1 - p)).mean()) if p.size else 0.0


def fit_calibration(
    evidence: Matrix, learned: Matrix, truth: Matrix, decided: Matrix | None = None
) -> Calibration:
    """Fit to examples. learned: read with each example left out; truth: (n, k) in [0, 1], contradictions between.

    decided: (n, k) true where a person decided; only there is anything fitted. None: everywhere.

    All codes share one fit, for a code with four examples has no calibration of its own to give; each is then shifted
    by as much as its own examples bear out.
    """
    import numpy as np

    known = np.ones(truth.shape, dtype=bool) if decided is None else np.asarray(decided, dtype=bool)
    every = _features(evidence, learned)
    x, y = every[known], truth[known]
    start = np.array(START)
    spread = x.std(axis=0)
    precision = PRIOR_WEIGHT * np.where(spread > 0, spread, 1.0) ** 2 * 0.1
    weights = start.copy()
    for _ in range(30):  # Newton's steps on the penalised log-likelihood
        p = sigmoid(x @ weights)
        gradient = x.T @ (p - y) + precision * (weights - start)
        curvature = (x * (p * (1 - p))[:, None]).T @ x + np.diag(precision)
        step = np.linalg.solve(curvature, gradient)
        weights = weights - np.clip(step, -2, 2)
        if np.abs(step).max() < 1e-6:
            break
    shared = every @ weights
    shifts = np.zeros(truth.shape[1])
    for _ in range(10):
        p = sigmoid(shared + shifts)
        shifts -= (((p - truth) * known).sum(axis=0) + SHIFT_WEIGHT * shifts) / (
            (p * (1 - p) * known).sum(axis=0) + SHIFT_WEIGHT
        )
    raised, ceiling = _ceiling((shared + shifts)[known], y, len(truth))
    shifts += raised
    cut = _best_cut(ceiling * sigmoid(shared + shifts)[known], y, len(truth))
    return Calibration(tuple(map(float, weights)), tuple(map(float, shifts)), cut, ceiling)


def _ceiling(log_odds: Matrix, truth: Matrix, n: int) -> tuple[float, float]:
    """How much to raise the log-odds under which ceiling: the likeliest on the examples left out, by grid."""
    import numpy as np

    best = (-np.inf, 0.0, LEARNED_CEILING)
    for ceiling in (0.84, 0.87, 0.9, 0.93, 0.96, 0.99):
        for raised in (0.0, 0.1, 0.2, 0.3, 0.4, 0.5):
            p = ceiling * sigmoid(log_odds + raised)
            likelihood = float((truth * np.log(p + 1e-9) + (1 - truth) * np.log(1 - p + 1e-9)).sum())
            best = max(best, (likelihood, raised, ceiling))
    share = n / (n + 100)
    return best[1], share * best[2] + (1 - share) * LEARNED_CEILING


def _best_cut(confidence: Matrix, truth: Matrix, n: int) -> float:
    """The cut with the best F1 over all codes on the examples left out, drawn towards the cold cut when few."""
    import numpy as np

    if not truth.sum():  # nothing was given yet: no cut is better than another
        return COLD_CUT
    cuts = np.arange(CUT_RANGE[0], CUT_RANGE[1] + 1e-9, 0.01)
    f1 = [2 * truth[confidence >= c].sum() / max(1e-9, (confidence >= c).sum() + truth.sum()) for c in cuts]
    share = n / (n + 100)
    lowest = int(np.flatnonzero(np.array(f1) >= max(f1) - CUT_SLACK)[0])
    return float(share * cuts[lowest] + (1 - share) * COLD_CUT)
