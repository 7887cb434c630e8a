"""Does a cluster hold together? Each is judged by itself, where there are too few passages to judge the whole.

The danger: at fifty passages the tests of structure.py see nothing, so that real themes are withheld; without
them every passage is swept into some theme, and a reader finds a meaning in leftovers. So below SMALL passages a
cluster must stand out by itself: nearer to its own than to the nearest outside, in meaning and in words, and put
together again and again by the partitions. What does not stand out is left out.

One good cluster can be luck, four are hardly: the more of them stand, the less each has to show. Each bar was set at
what about 2 in a hundred texts without structure reach (passages of one label; words dealt out again), on texts of the
same collections as the benchmark. That is no error rate of the whole: there are four bars, and where the test on
the whole (structure.py) passes they are not asked. Long texts of one topic still yield themes; see
`python -m benchmarks.themes --review-size`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np

SMALL = 400
# The best cluster must reach the first, or the two best the second each, or the three best the third ...
BARS = (1.38, 1.12, 0.98, 0.92)
# What each must reach once the bars, or the test on the whole, have been passed: at 100 passages and under, and at 200 and
# over, where the nearest outside lies nearer.
FLOOR, FLOOR_OF_MANY = 0.80, 0.70
LEAST_COSINE = 0.02
N_NEAR = 3
STRANGER = 0.6
N_PERMUTED = 200
LEAST_WORD_DEVIATIONS = 2.0


def standing_out(
    meaning: np.ndarray, lexical: np.ndarray, agreed: np.ndarray, labels: np.ndarray
) -> np.ndarray:
    """(n_clusters,) how far each cluster stands out; about 0.2-0.9 for clusters of a text without structure.

    meaning, lexical: (n, …) rows of length 1 (lexical may hold rows of zeros); agreed: (n, n) share of runs;
    labels: (n,) 0 … n_clusters - 1, -1 = in none. The sum of

    - ln(mean cosine among members / mean cosine of each member's 3 nearest outside),
    - half of ln(mean cosine among members / mean cosine to all outside),
    - 0.6 × mean agreement among members,
    - 0.3 × (mean lexical cosine among members - that of each member's 3 nearest outside).
    """
    import numpy as np

    alike, worded = meaning @ meaning.T, lexical @ lexical.T
    out = np.zeros(int(labels.max(initial=-1)) + 1)
    for cluster in range(len(out)):
        members, others = np.flatnonzero(labels == cluster), np.flatnonzero(labels != cluster)
        if len(members) < 2 or len(others) < N_NEAR:
            continue
        inside, near, far = _contrast(alike, members, others)
        words, words_near, _ = _contrast(worded, members, others)
        together = _among(agreed, members)
        inside, near, far = (max(value, LEAST_COSINE) for value in (inside, near, far))
        out[cluster] = (
            np.log(inside / near) + 0.5 * np.log(inside / far) + 0.6 * together + 0.3 * (words - words_near)
        )
    return out


def _among(matrix: np.ndarray, members: np.ndarray) -> float:
    """The mean over pairs of members."""
    import numpy as np

    block = matrix[np.ix_(members, members)]
    return float((block.sum() - np.trace(block)) / (len(members) * (len(members) - 1)))


def _contrast(matrix: np.ndarray, members: np.ndarray, others: np.ndarray) -> tuple[float, float, float]:
    """Means: among members; of each member to its 3 nearest outside; to all outside."""
    import numpy as np

    beyond = matrix[np.ix_(members, others)]
    return (
        _among(matrix, members),
        float(np.sort(beyond, axis=1)[:, -N_NEAR:].mean()),
        float(beyond.mean()),
    )


def kept(scores: np.ndarray, n_passages: int, *, whole_has_structure: bool) -> np.ndarray:
    """(n_clusters,) bool: which clusters may be shown. All False where too few stand out."""
    import numpy as np

    ranked = np.sort(scores)[::-1]
    enough = any(score >= bar for score, bar in zip(ranked, BARS, strict=False))
    if not (enough or whole_has_structure):
        return np.zeros(len(scores), dtype=bool)
    share = min(1.0, max(0.0, (n_passages - 100) / 100))
    return np.asarray(scores >= FLOOR + share * (FLOOR_OF_MANY - FLOOR))


def without_strangers(meaning: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """labels, (n,), with -1 for members far less alike to their theme than its other members are.

    A cluster is judged by its mean, so a passage that belongs nowhere can ride along with three that belong together.
    It is left out when its mean cosine to the others is under STRANGER of theirs to each other. meaning: (n, d) rows of
    length 1. A theme left with fewer than 3 goes whole.
    """
    import numpy as np

    alike, out = meaning @ meaning.T, labels.copy()
    for cluster in range(int(labels.max(initial=-1)) + 1):
        members = np.flatnonzero(labels == cluster)
        # The farthest goes first, because it drags the others' means down; then the rest are looked at again.
        while len(members) >= N_NEAR:
            block = alike[np.ix_(members, members)]
            own = (block.sum(1) - 1) / (len(members) - 1)
            farthest = int(own.argmin())
            rest = np.delete(members, farthest)
            if len(rest) < 2 or own[farthest] >= STRANGER * _among(alike, rest):
                break
            out[members[farthest]] = -1
            members = rest
        if len(members) < N_NEAR:
            out[members] = -1
    return out


def words_bear_it_out(lexical: np.ndarray, labels: np.ndarray, *, seed: int = 0) -> bool:
    """Members share more words than passages put together by lot do. True where no passage shares a word with another."""
    import numpy as np

    if not lexical.any() or labels.max(initial=-1) < 0:
        return True
    rng = np.random.default_rng(seed)
    worded = (lexical @ lexical.T).astype(np.float64)
    np.fill_diagonal(worded, 0)

    def shared(these: np.ndarray) -> float:
        same = (these[:, None] == these[None, :]) & (these >= 0)[:, None]
        return float((worded * same).sum())

    draws = [shared(rng.permutation(labels)) for _ in range(N_PERMUTED)]
    deviation = float(np.std(draws, ddof=1))
    return shared(labels) - float(np.mean(draws)) >= LEAST_WORD_DEVIATIONS * max(deviation, 1e-9)
