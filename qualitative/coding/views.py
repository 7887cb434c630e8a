"""How near a passage stands to a code, seen from several sides: meaning, words and cues.

The danger: one number that nobody can take apart, or a scale that shifts with whatever else is being coded. The rule:
each view is measured against the codebook alone, one passage at a time, and brought to a common scale by constants
fixed beforehand; a passage has the same evidence today, tomorrow, alone or among thousands.

Shapes: n passages, k codes; every view is (n, k) float64.
"""

from __future__ import annotations

from collections.abc import MutableMapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from qualitative.coding.prototypes import Statements, statements
from qualitative.coding.words import CueMatcher, content_words, terms
from qualitative.language import MATCHER, MODEL, embed, sentences
from qualitative.model import Code, Passage

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Matrix = NDArray[np.float64]

SHRINKAGE = 0.8  # of the covariance within codes
MAX_SENTENCES = 40  # of one passage that are looked at alone
# What a view reads on average and how far it spreads, on the open data: (centre, spread). The discriminants are
# brought to scale by the codebook's own statements.
SCALES = {
    "centroid": (0.28, 0.134),
    "nearest": (0.30, 0.125),
    "matched centroid": (0.31, 0.125),
    "matched nearest": (0.30, 0.105),
    "discriminant": (0.0, 1.0),
    "sentence": (0.0, 1.0),
    "words": (0.10, 0.085),
    "letters": (0.18, 0.09),
}
WEIGHTS = {
    "centroid": 0.25,
    "nearest": 0.25,
    "matched centroid": 0.5,
    "matched nearest": 0.5,
    "discriminant": 0.5,
    "sentence": 0.5,
    "words": 0.4,
    "letters": 0.4,
}
CUE_WEIGHT = 1.2  # of a passage whose cues speak for one code alone
EXCLUDE_WEIGHT = 2.0
HEADING_WEIGHT, BEFORE_WEIGHT = 0.25, 0.1
SHORT_WORDS = 12  # a passage with fewer content words leans more on its heading and what came before


# What statements read for codes that are not their own, in an ordinary codebook, and how many readings that is worth.
BACKGROUND_MEAN, BACKGROUND_SPREAD, BACKGROUND_READINGS = -0.3, 2.0, 40


@dataclass(frozen=True)
class Evidence:
    """What the codebook alone says of n passages and k codes.

    score: (n, k); 0 = as near as this codebook's statements stand to codes not their own, 1 = one spread nearer.
    vectors: (n, 384). cues: (n, k), how strongly cues speak, 0 to 2.
    """

    score: Matrix
    vectors: Matrix
    cues: Matrix


class Views:
    """The codebook's side, prepared once: vectors of its statements, its words, its cues."""

    def __init__(
        self,
        codes: Sequence[Code],
        cache: MutableMapping[str, Any] | None = None,
        executor: Executor | None = None,
    ) -> None:
        import numpy as np
        from sklearn.feature_extraction.text import TfidfVectorizer

        self.codes = tuple(codes)
        self.cache, self.executor = cache, executor
        self.statements: list[Statements] = statements(codes)
        flat = [text for one in self.statements for text in one.positive]
        self.owner = np.array([k for k, one in enumerate(self.statements) for _ in one.positive])
        self.positive_texts = flat
        self.positive = self.vectors(flat)
        self.centroids = np.array([self.positive[self.owner == k].mean(axis=0) for k in range(len(codes))])
        self._discriminant()
        self.centroids /= np.maximum(np.linalg.norm(self.centroids, axis=1, keepdims=True), 1e-9)
        self.matched = self.vectors(flat, MATCHER)
        self.matched_centroids = np.array(
            [self.matched[self.owner == k].mean(axis=0) for k in range(len(codes))]
        )
        self.matched_centroids /= np.maximum(
            np.linalg.norm(self.matched_centroids, axis=1, keepdims=True), 1e-9
        )
        exclude = [(k, text) for k, one in enumerate(self.statements) for text in one.exclude]
        self.exclude_owner = np.array([k for k, _ in exclude], dtype=int)
        self.exclude = self.vectors([text for _, text in exclude])
        self.matcher = CueMatcher(codes)
        documents = [self._document(one) for one in self.statements]
        # Letters beside words: notes are typed in haste, and "comissioners" shares its letters if not its stem.
        self.lexical = {
            "words": TfidfVectorizer(analyzer=terms, sublinear_tf=True),
            "letters": TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True),
        }
        self.documents = {}
        for view, vectoriser in self.lexical.items():
            try:
                self.documents[view] = vectoriser.fit_transform(documents)
            except ValueError:  # a codebook written without one content word
                self.documents[view] = vectoriser.fit_transform(["nothing"] * len(documents))

        self.background = (0.0, 1.0)
        self.background = self._background()

    def _background(self) -> tuple[float, float]:
        """Mean and spread of the score of a statement for codes it does not belong to, shrunk towards the usual."""
        import numpy as np

        score = self.evidence([Passage("", text) for text in self.positive_texts]).score
        foreign = score[np.arange(len(self.codes))[None, :] != self.owner[:, None]]
        n = foreign.size + BACKGROUND_READINGS
        mean = (foreign.sum() + BACKGROUND_MEAN * BACKGROUND_READINGS) / n
        own_squares = ((foreign - foreign.mean()) ** 2).sum() if foreign.size else 0.0
        return float(mean), float(np.sqrt((own_squares + BACKGROUND_SPREAD**2 * BACKGROUND_READINGS) / n))

    def _discriminant(self) -> None:
        """Linear discriminants between the codes (Fisher 1936), their common covariance shrunk towards a sphere.

        What all statements share (the field, the tone) is discounted; what tells codes apart counts. With one
        statement a code nothing is known of the spread within codes, and it is the plain centroid again.
        """
        import numpy as np

        size = self.positive.shape[1]
        within = self.positive - self.centroids[self.owner]
        freedom = max(1, len(self.positive) - len(self.codes))
        covariance = within.T @ within / freedom
        level = np.trace(covariance) / size or 1 / size
        covariance = (1 - SHRINKAGE) * covariance + SHRINKAGE * level * np.eye(size)
        self.directions = np.linalg.solve(covariance, self.centroids.T)  # (384, k)
        self.offsets = -0.5 * np.einsum("kd,dk->k", self.centroids, self.directions)
        own = self._raw_discriminant(self.positive)
        self.discriminant_spread = float(own.std()) or 1.0

    def _raw_discriminant(self, vectors: Matrix) -> Matrix:
        import numpy as np

        raw = vectors @ self.directions + self.offsets
        return np.asarray(raw - raw.mean(axis=1, keepdims=True), dtype=np.float64)

    @staticmethod
    def _document(one: Statements) -> str:
        return " \n".join((one.name, one.name, one.whole, *one.include, *one.examples, *one.cues, *one.cues))

    def vectors(self, texts: Sequence[str], model: str = MODEL) -> Matrix:
        import numpy as np

        made = embed(list(texts), cache=self.cache, executor=self.executor, model=model)
        return np.asarray(made, dtype=np.float64)

    def evidence(self, passages: Sequence[Passage]) -> Evidence:
        """The evidence for each passage and code, its heading and what came before included at lower weight."""
        import numpy as np

        score, vectors, cues = self._of_texts([passage.text for passage in passages], with_sentences=True)
        n_words = np.array([len(content_words(passage.text)) for passage in passages])
        lean = 1 + np.clip((SHORT_WORDS - n_words) / SHORT_WORDS, 0, 1)
        for texts, weight in (
            ([passage.heading for passage in passages], HEADING_WEIGHT),
            ([passage.before for passage in passages], BEFORE_WEIGHT),
        ):
            present = np.array([i for i, text in enumerate(texts) if text.strip()], dtype=int)
            if present.size:
                around, _, _ = self._of_texts([texts[i] for i in present], with_sentences=False)
                # Only what stands out counts: a heading near to every code says nothing about any.
                stands_out = np.clip(around - around.mean(axis=1, keepdims=True), 0, None)
                score[present] += weight * lean[present, None] * stands_out
        mean, spread = self.background
        return Evidence((score - mean) / spread, vectors, cues)

    def _of_texts(self, texts: Sequence[str], with_sentences: bool) -> tuple[Matrix, Matrix, Matrix]:
        import numpy as np

        vectors = self.vectors(texts)
        matched = self.vectors(texts, MATCHER)
        raw = {
            "matched centroid": matched @ self.matched_centroids.T,
            "matched nearest": self._best(matched, self.matched, self.owner, n=3),
            "centroid": vectors @ self.centroids.T,
            "nearest": self._best(vectors, self.positive, self.owner, n=3),
            "discriminant": self._raw_discriminant(vectors) / self.discriminant_spread,
        }
        raw["sentence"] = (
            self._by_sentence(texts, raw["discriminant"]) if with_sentences else raw["discriminant"]
        )
        for view, vectoriser in self.lexical.items():
            overlap = (vectoriser.transform(texts) @ self.documents[view].T).toarray()
            raw[view] = np.sqrt(np.asarray(overlap, dtype=np.float64))
        score = np.zeros((len(texts), len(self.codes)))
        for view, weight in WEIGHTS.items():
            centre, spread = SCALES[view]
            score += weight * (raw[view] - centre) / spread
        if self.exclude_owner.size:
            nearest_exclude = self._best(vectors, self.exclude, self.exclude_owner, n=1)
            score -= EXCLUDE_WEIGHT * np.clip(nearest_exclude - raw["nearest"], 0, 0.5)
        cues = self.cue_strength(texts)
        return score + CUE_WEIGHT * cues, vectors, cues

    def _best(self, vectors: Matrix, statements_: Matrix, owner: Any, n: int) -> Matrix:
        """Mean cosine of each passage with the n nearest statements of each code; 0 for a code that has none."""
        import numpy as np

        nearness = vectors @ statements_.T
        best = np.zeros((len(vectors), len(self.codes)))
        for k in range(len(self.codes)):
            mine = np.sort(nearness[:, owner == k], axis=1)[:, -n:]
            if mine.shape[1]:
                best[:, k] = mine.mean(axis=1)
        return best

    def _by_sentence(self, texts: Sequence[str], whole: Matrix) -> Matrix:
        """The best sentence's discriminant for each code: a passage may say two things."""
        import numpy as np

        flat: list[str] = []
        owner: list[int] = []
        for i, text in enumerate(texts):
            spans = sentences(text)[:MAX_SENTENCES]
            if len(spans) > 1:
                flat += [text[start:end] for start, end in spans]
                owner += [i] * len(spans)
        best = whole.copy()
        if flat:
            np.maximum.at(
                best, np.array(owner), self._raw_discriminant(self.vectors(flat)) / self.discriminant_spread
            )
        return best

    def cue_strength(self, texts: Sequence[str]) -> Matrix:
        """How strongly cues speak for each code, in [0, 2): distinct cues add up, each less than the one before."""
        import numpy as np

        place = {code.id: k for k, code in enumerate(self.codes)}
        strength = np.zeros((len(texts), len(self.codes)))
        for i, text in enumerate(texts):
            distinct = {(found.code, found.cue): found.weight for found in self.matcher.find(text)}
            for (code, _), weight in distinct.items():
                strength[i, place[code]] += weight
        return 2 * (1 - np.exp(-strength / 2))
