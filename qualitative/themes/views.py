"""What a passage is clustered by: its meaning (an embedding) and its words (a lexical view).

The danger: replacements such as "[Participant 7, provider]" stand in every note of a case and would pull together
what has nothing in common, and a theme could be named after a person's mask. So bracketed replacements are
taken out before anything is counted or embedded.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np

LEXICAL_WIDTH = 64
_BRACKETED = re.compile(r"\[[^\[\]\n]{1,80}\]")
_SPACES = re.compile(r"\s+")


def without_replacements(text: str) -> str:
    """The text with every bracketed replacement taken out and white space made single."""
    return _SPACES.sub(" ", _BRACKETED.sub(" ", text)).strip()


def lexical_view(texts: Sequence[str], *, seed: int = 0) -> np.ndarray:
    """Which words a text uses: TF-IDF over words and word pairs, reduced by a truncated SVD.

    Returns (n, 64) float32 rows of length 1, or of zeros where a text shares no word with another. The result
    does not depend on the order of the texts.
    """
    import numpy as np
    from sklearn.decomposition import TruncatedSVD
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.preprocessing import normalize

    view = np.zeros((len(texts), LEXICAL_WIDTH), dtype=np.float32)
    order = sorted(range(len(texts)), key=texts.__getitem__)
    counter = TfidfVectorizer(
        sublinear_tf=True, stop_words="english", ngram_range=(1, 2), min_df=2, max_df=0.5, max_features=20_000
    )
    try:
        weights = counter.fit_transform([texts[i] for i in order])
    except ValueError:  # no word stands in two texts: nothing lexical to say
        return view
    width = min(LEXICAL_WIDTH, weights.shape[1] - 1, len(texts) - 1)
    if width < 1:
        return view
    reduced = normalize(TruncatedSVD(width, random_state=seed).fit_transform(weights))
    view[order, :width] = reduced
    return view


def joined(embeddings: np.ndarray, lexical: np.ndarray) -> np.ndarray:
    """Both views side by side, (n, width + 64) float32: what GraphClusterer(lexical_columns=64) reads."""
    import numpy as np

    return np.hstack([np.asarray(embeddings, dtype=np.float32), np.asarray(lexical, dtype=np.float32)])
