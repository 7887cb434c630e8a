"""Is there anything to find? Two tests that must both be passed before a theme is shown.

The danger: any cloud of points can be cut into clusters, and a reader will find a meaning in each. A neighbour
graph of pure noise has a modularity of .3 to .5, so modularity alone says nothing.

1. One cloud: the modularity of the passages' neighbour graph against that of as many draws from one Gaussian with
   the same mean and covariance (the null of SigClust, Liu et al. 2008). Texts on a single topic look like that.
2. Shuffled words: how alike the passages' nearest neighbours are in their words, against the same passages with
   their words dealt out again at random. Text whose words do not belong together cannot beat that.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from qualitative.themes.graph import communities, modularity, nearest, neighbour_graph

if TYPE_CHECKING:
    import numpy as np

MAX_ROWS = 300
N_DRAWS = 12
# Modularity over the mean of the draws, and that in their standard deviations. Few passages scatter: there the gain must
# be large; many passages may gain less if the draws leave no doubt. Set on texts of one topic, and on mixed ones.
ENOUGH = ((0.10, 2.5), (0.05, 4.5))
LEAST_WORD_DEVIATIONS = 3.0
_WORD = re.compile(r"[^\W\d_]{3,}")


def has_structure(vectors: np.ndarray, *, seed: int = 0) -> bool:
    """Test 1 on (n, width) rows of length 1, on a random 300 of them. False under 12 rows: too few to tell."""
    gain, deviations = gain_over_one_cloud(vectors, seed=seed)
    return any(gain >= least and deviations >= clear for least, clear in ENOUGH)


def gain_over_one_cloud(vectors: np.ndarray, *, seed: int = 0) -> tuple[float, float]:
    """Modularity above the mean of the draws, and that in standard deviations of the draws; (0, 0) under 12 rows."""
    import numpy as np
    from sklearn.preprocessing import normalize

    rng = np.random.default_rng(seed)
    if len(vectors) < 12:
        return 0.0, 0.0
    rows = np.asarray(vectors, dtype=np.float64)[np.sort(rng.permutation(len(vectors))[:MAX_ROWS])]
    n = len(rows)
    k = min(10, max(3, n // 8))
    centre = rows.mean(axis=0)
    spread = (rows - centre) / np.sqrt(n - 1)

    def measured(these: np.ndarray) -> float:
        graph = neighbour_graph(normalize(these).astype(np.float32), k)
        return modularity(graph, communities(graph, 1.0, seed))

    draws = [measured(centre + rng.standard_normal((n, n)) @ spread) for _ in range(N_DRAWS)]
    gain = measured(rows) - float(np.mean(draws))
    return gain, gain / max(float(np.std(draws, ddof=1)), 1e-6)


def words_belong_together(texts: Sequence[str], *, seed: int = 0) -> bool:
    """Test 2. True where fewer than 12 texts hold words: test 1 decides then."""
    deviations = deviations_over_shuffled(texts, seed=seed)
    return deviations is None or deviations >= LEAST_WORD_DEVIATIONS


def deviations_over_shuffled(texts: Sequence[str], *, seed: int = 0) -> float | None:
    """Mean word-cosine to the three nearest texts, in standard deviations above that of shuffled words."""
    import numpy as np
    from scipy.sparse import csr_matrix
    from sklearn.feature_extraction.text import TfidfTransformer

    rng = np.random.default_rng(seed)
    worded = sorted(words for words in (_WORD.findall(text.lower()) for text in texts) if words)
    if len(worded) < 12:
        return None
    held = [worded[i] for i in np.sort(rng.permutation(len(worded))[:MAX_ROWS])]
    number = {word: i for i, word in enumerate(sorted({w for words in held for w in words}))}
    flat = np.array([number[w] for words in held for w in words])
    row_of = np.repeat(np.arange(len(held)), [len(words) for words in held])

    def measured(words: np.ndarray) -> float:
        counts = csr_matrix((np.ones(len(words)), (row_of, words)), shape=(len(held), len(number)))
        counts.sum_duplicates()
        weights = TfidfTransformer(sublinear_tf=True).fit_transform(counts).toarray().astype(np.float32)
        return float(nearest(weights, weights, 3, themselves=True)[1].mean())

    draws = [measured(rng.permutation(flat)) for _ in range(N_DRAWS)]
    return (measured(flat) - float(np.mean(draws))) / max(float(np.std(draws, ddof=1)), 1e-6)
