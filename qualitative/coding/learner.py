"""What people's codings teach: kernel ridge regression over meaning, words and letters.

The danger: a learner that forgets the definition as soon as it has seen three examples, or that flatters itself on
passages it was shown. The rule: the codebook's own statements stay among the examples at lower weight, and what an
example reads with itself left out comes in closed form (Allen 1974), so that honesty costs no second run.

The kernel adds cosine of vectors, its square, TF-IDF of words and of letters, and the likeness of what the codebook
alone says. Shapes: n examples, m statements, k codes, q passages asked about.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Matrix = NDArray[np.float64]

KERNEL = {"meaning": 0.5, "meaning squared": 1.0, "words": 0.6, "letters": 0.6, "evidence": 0.3}
RIDGE = 1.0
STATEMENT_WEIGHT = 0.3  # of a codebook's statement beside an example's 1
MAX_EXAMPLES = (
    3_000  # beyond this a seeded sample is taken: the kernel grows with the square (3,000: some 0.7 GB)
)


class Learner:
    """Kernel ridge for all codes at once. fit() → left_out, (n, k): each example as read without itself."""

    def fit(
        self,
        texts: Sequence[str],
        vectors: Matrix,
        evidence: Matrix,
        truth: Matrix,
        weights: Matrix,
        n_examples: int,
    ) -> Learner:
        """texts, vectors (n+m, 384), evidence (n+m, k), truth (n+m, k), weights (n+m): examples, then statements."""
        import numpy as np
        from sklearn.feature_extraction.text import TfidfVectorizer

        least = 2 if len(texts) > 40 else 1
        self.vectorisers: dict[str, Any] = {
            "words": TfidfVectorizer(
                sublinear_tf=True, ngram_range=(1, 2), min_df=least, token_pattern=r"(?u)\b\w+\b"
            ),
            "letters": TfidfVectorizer(
                sublinear_tf=True, analyzer="char_wb", ngram_range=(2, 5), min_df=least
            ),
        }
        self.known: dict[str, Any] = {}
        for name, vectoriser in list(self.vectorisers.items()):
            try:
                self.known[name] = vectoriser.fit_transform(texts)
            except ValueError:  # no term stands twice: nothing to compare by
                del self.vectorisers[name]
        self.vectors, self.evidence, self.truth = vectors, _rows_of_length_one(evidence), truth
        kernel = self._kernel(vectors, self.evidence, self.known)
        self.mean = np.average(truth, axis=0, weights=weights)
        inverse = np.linalg.inv(kernel + np.diag(RIDGE / weights))
        self.duals = inverse @ (truth - self.mean)
        leave_out = truth - self.duals / np.diag(inverse)[:, None]
        self.left_out = np.asarray(leave_out[:n_examples], dtype=np.float64)
        return self

    def predict(self, texts: Sequence[str], vectors: Matrix, evidence: Matrix) -> Matrix:
        """(q, k): near 1 where a person would give the code, near 0 where not; no probability."""
        import numpy as np

        asked = {name: vectoriser.transform(texts) for name, vectoriser in self.vectorisers.items()}
        kernel = self._kernel(vectors, _rows_of_length_one(evidence), asked)
        return np.asarray(kernel @ self.duals + self.mean, dtype=np.float64)

    def _kernel(self, vectors: Matrix, evidence: Matrix, terms: dict[str, Any]) -> Matrix:
        import numpy as np

        meaning = vectors @ self.vectors.T
        kernel = KERNEL["meaning"] * meaning + KERNEL["meaning squared"] * np.clip(meaning, 0, 1) ** 2
        for name, known in self.known.items():
            kernel += KERNEL[name] * (terms[name] @ known.T).toarray()
        return np.asarray(kernel + KERNEL["evidence"] * evidence @ self.evidence.T, dtype=np.float64)


def _rows_of_length_one(evidence: Matrix) -> Matrix:
    import numpy as np

    centred = evidence - evidence.mean(axis=1, keepdims=True)
    length = np.linalg.norm(centred, axis=1, keepdims=True)
    return np.asarray(
        np.divide(centred, length, out=np.zeros_like(centred), where=length > 0), dtype=np.float64
    )
