"""The coder: an estimator that knows a codebook before it has seen one example, and learns from those it is given.

The danger: a classifier that needs hundreds of codings before it is of use, or that learns from ten and becomes worse
than it was. The rule: the codebook speaks first; examples shift the answer as their number grows; what is uncertain
gets no code. Several codes a passage, and none where none fits.
"""

from __future__ import annotations

import logging
from collections.abc import MutableMapping, Sequence
from concurrent.futures import Executor
from typing import TYPE_CHECKING, Any

from sklearn.base import BaseEstimator, ClassifierMixin

from qualitative.coding import confidence as conf
from qualitative.coding.decided import Decided, mean_of, row_of
from qualitative.coding.learner import MAX_EXAMPLES, STATEMENT_WEIGHT, Learner
from qualitative.coding.views import Evidence, Views
from qualitative.coding.words import content_words, looks_english
from qualitative.model import Codebook, Passage

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Matrix = NDArray[np.float64]

log = logging.getLogger("qualitative.coding")

LEARNING_STARTS = 5  # examples in all; below that nothing can be left out and judged
FOREIGN_FACTOR = 0.5  # of the confidence, where a passage does not look English


class CodebookCoder(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    """Multi-label coder over one codebook.

    codebook: the codes, children included, each on its own.
    cache: vectors by text (see qualitative.language.embed); executor: for making them.

    After fit: classes_ (k code ids, in the codebook's order), n_examples_ (used), unknown_codes_ (ids the examples
    carry and the codebook does not hold), cut_ (the confidence from which a code is suggested), ceiling_ (the confidence
    none exceeds), share_ (how far the examples' answer replaces the codebook's, 0 to 1; 0 where it read the examples
    left out no better), views_, learner_ (None while the codebook alone speaks).
    """

    def __init__(
        self,
        codebook: Codebook,
        cache: MutableMapping[str, Any] | None = None,
        executor: Executor | None = None,
    ) -> None:
        self.codebook = codebook
        self.cache = cache
        self.executor = executor

    def fit(
        self, passages: Sequence[Passage | str] = (), codes: Sequence[Decided] | Matrix = ()
    ) -> CodebookCoder:
        """passages: n examples, none at all being fine. codes: of each the ids a person gave, or a Partly; or an
        (n, k) matrix of 0 and 1, NaN where nobody decided.

        Ids that the codebook does not hold are left out, and named in `unknown_codes_`; an example left with none
        teaches nothing and is dropped, one given no code on purpose teaches that none fits. The same words coded in
        two ways count as half of each. Raises ValueError when the two differ in length or the codebook has no code.
        """
        import numpy as np

        every = self.codebook.every_code()
        if not every:
            raise ValueError(f'codebook "{self.codebook.name}" has no codes; add at least one to code with')
        if len(passages) != len(codes):
            raise ValueError(
                f"{len(passages)} passages but {len(codes)} sets of codes; give one set for each passage"
            )
        self.classes_ = np.array([code.id for code in every])
        self.views_ = Views(every, self.cache, self.executor)
        self.learner_: Learner | None = None
        self.calibration_: conf.Calibration | None = None
        self.cut_, self.ceiling_, self.share_ = conf.COLD_CUT, conf.COLD_CEILING, 0.0
        examples, truth, weights = self._examples(passages, codes)
        self.n_examples_, self.truth_ = len(examples), truth
        if self.n_examples_ >= LEARNING_STARTS:
            self._learn(examples, truth, weights)
        return self

    def _learn(self, examples: list[Passage], truth: Matrix, weights: Matrix) -> None:
        import numpy as np

        n, views = len(examples), self.views_
        evidence = views.evidence(examples)
        own = views.evidence([Passage("", text) for text in views.positive_texts])
        belongs = (np.arange(len(self.classes_))[None, :] == views.owner[:, None]).astype(float)
        decided = ~np.isnan(truth)
        cold = self._cold(evidence)
        # What nobody decided is taken at what the codebook says of it: it teaches nothing, and pulls nowhere.
        filled = np.where(decided, truth, conf.COLD_CEILING * conf.sigmoid(cold))
        self.learner_ = Learner().fit(
            [*(passage.text for passage in examples), *views.positive_texts],
            np.vstack([evidence.vectors, own.vectors]),
            np.vstack([evidence.score, own.score]),
            np.vstack([filled, belongs]),
            np.concatenate([weights, np.full(len(own.score), STATEMENT_WEIGHT)]),
            n,
        )
        left_out = self.learner_.left_out
        self.calibration_ = conf.fit_calibration(evidence.score, left_out, filled, decided)
        self._weigh(cold, self.calibration_.log_odds(evidence.score, left_out), truth, decided)
        log.info("learned: examples=%d codes=%d cut=%.2f", n, len(self.classes_), self.cut_)

    def _weigh(self, cold: Matrix, learned: Matrix, truth: Matrix, decided: Matrix) -> None:
        """How far the learned answer replaces the codebook's: half at one example for every two codes, unless the
        examples, each left out, were read worse so; then not at all.
        """
        if self.calibration_ is None:
            return
        share = len(truth) / (len(truth) + 0.5 * len(self.classes_))
        ceiling = share * self.calibration_.ceiling + (1 - share) * conf.COLD_CEILING
        blended = ceiling * conf.sigmoid(share * learned + (1 - share) * cold)
        before = conf.COLD_CEILING * conf.sigmoid(cold)
        if conf.surprise(blended[decided], truth[decided]) > conf.surprise(before[decided], truth[decided]):
            log.info("learned nothing of use: examples=%d", len(truth))
            return
        self.share_, self.ceiling_ = share, ceiling
        self.cut_ = share * self.calibration_.cut + (1 - share) * conf.COLD_CUT

    def _cold(self, evidence: Evidence) -> Matrix:
        return conf.cold_log_odds(evidence.score, len(self.views_.positive_texts) / len(self.classes_))

    def _examples(
        self, passages: Sequence[Passage | str], codes: Sequence[Decided] | Matrix
    ) -> tuple[list[Passage], Matrix, Matrix]:
        """Distinct examples, their truth (n, k) in [0, 1], NaN where open, and their weights: the same words count
        once, averaged.
        """
        import numpy as np

        place = {code: k for k, code in enumerate(self.classes_)}
        gathered: dict[str, tuple[Passage, list[Any]]] = {}
        unknown: set[str] = set()
        for passage, given in zip(_as_passages(passages), codes, strict=True):
            row, not_held = row_of(given, place)
            unknown |= not_held
            if np.isnan(row).all():
                continue
            if content_words(passage.text):
                key = " ".join(passage.text.lower().split())
                gathered.setdefault(key, (passage, []))[1].append(row)
        self.unknown_codes_ = tuple(sorted(unknown))
        kept = list(gathered.values())
        if len(kept) > MAX_EXAMPLES:
            chosen = np.random.default_rng(0).choice(len(kept), MAX_EXAMPLES, replace=False)
            kept = [kept[i] for i in sorted(chosen)]
        truth = np.array([mean_of(rows) for _, rows in kept]) if kept else np.zeros((0, len(place)))
        return [passage for passage, _ in kept], truth, np.array([float(len(rows)) for _, rows in kept])

    # ------------------------------------------------------------------ asking

    def decision_function(self, passages: Sequence[Passage | str]) -> Matrix:
        """Log-odds of each code, shape (n, k): what ranks the codes of one passage."""
        found = _as_passages(passages)
        return self._log_odds(found, self.views_.evidence(found))

    def _log_odds(self, passages: list[Passage], evidence: Evidence) -> Matrix:
        import numpy as np

        cold = self._cold(evidence)
        if not self.share_ or self.learner_ is None or self.calibration_ is None or not passages:
            return cold
        learned = self.learner_.predict([p.text for p in passages], evidence.vectors, evidence.score)
        learned = self.calibration_.log_odds(evidence.score, learned)
        return np.asarray(self.share_ * learned + (1 - self.share_) * cold, dtype=np.float64)

    def predict_proba(self, passages: Sequence[Passage | str]) -> Matrix:
        """Confidence that each code fits, shape (n, k), each in [0, 1] on its own; rows need not add up to 1."""
        found = _as_passages(passages)
        return self.confidence_of(found, self.views_.evidence(found))

    def confidence_of(self, passages: list[Passage], evidence: Evidence) -> Matrix:
        """As predict_proba, with evidence already at hand. No words, no confidence; not English, half of it."""
        import numpy as np

        confidence = self.ceiling_ * conf.sigmoid(self._log_odds(passages, evidence))
        factor = [
            0.0 if not content_words(p.text) else 1.0 if looks_english(p.text) else FOREIGN_FACTOR
            for p in passages
        ]
        return np.asarray(confidence * np.array(factor).reshape(-1, 1), dtype=np.float64)

    def predict(self, passages: Sequence[Passage | str]) -> list[tuple[str, ...]]:
        """The codes suggested for each passage, best first; () where none is confident enough."""
        import numpy as np

        return [
            tuple(str(self.classes_[k]) for k in np.argsort(-row, kind="stable") if row[k] >= self.cut_)
            for row in self.predict_proba(passages)
        ]


def _as_passages(passages: Sequence[Passage | str]) -> list[Passage]:
    return [Passage(str(i), p) if isinstance(p, str) else p for i, p in enumerate(passages)]
