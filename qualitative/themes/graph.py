"""The neighbour graph and its communities.

The danger: a partition that comes from the order of the input or from one throw of the dice. So the graph is
made by exact cosine, ties are broken by content, and a partition is always one of many (see consensus.py).

Communities by Louvain (Blondel et al. 2008) is networkx's: leidenalg and igraph are GPL.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from scipy.sparse import csr_matrix

_ROWS_AT_ONCE = 1024


def nearest(
    vectors: np.ndarray, of: np.ndarray, k: int, *, themselves: bool
) -> tuple[np.ndarray, np.ndarray]:
    """The k rows of `vectors` most similar to each row of `of`, by cosine; rows must have length 1.

    themselves: `of` is `vectors`, and a row is not its own neighbour. Returns (indices, similarities), both
    (len(of), k), most similar first.
    """
    import numpy as np

    k = min(k, len(vectors) - (1 if themselves else 0))
    found = np.empty((len(of), k), dtype=np.int64)
    similar = np.empty((len(of), k), dtype=np.float32)
    for start in range(0, len(of), _ROWS_AT_ONCE):
        block = of[start : start + _ROWS_AT_ONCE] @ vectors.T
        if themselves:
            rows = np.arange(len(block))
            block[rows, rows + start] = -np.inf
        near = np.argpartition(-block, k - 1, axis=1)[:, :k]
        values = np.take_along_axis(block, near, axis=1)
        by_similarity = np.argsort(-values, axis=1, kind="stable")
        found[start : start + len(block)] = np.take_along_axis(near, by_similarity, axis=1)
        similar[start : start + len(block)] = np.take_along_axis(values, by_similarity, axis=1)
    return found, similar


def neighbour_graph(vectors: np.ndarray, k: int) -> csr_matrix:
    """Symmetric (n, n) graph: an edge where either is among the other's k nearest, weighted by cosine (≥ 0)."""
    import numpy as np
    from scipy.sparse import csr_matrix

    found, similar = nearest(vectors, vectors, k, themselves=True)
    n = len(vectors)
    rows = np.repeat(np.arange(n), found.shape[1])
    directed = csr_matrix((np.clip(similar, 0, None).ravel(), (rows, found.ravel())), shape=(n, n))
    return directed.maximum(directed.T).tocsr()


def communities(graph: csr_matrix, resolution: float, seed: int) -> np.ndarray:
    """Louvain's partition of the graph: (n,) integer labels."""
    import networkx as nx
    import numpy as np

    found = nx.community.louvain_communities(
        nx.from_scipy_sparse_array(graph), weight="weight", resolution=resolution, seed=seed
    )
    labels = np.empty(graph.shape[0], dtype=np.int64)
    for number, members in enumerate(found):
        labels[list(members)] = number
    return labels


def modularity(graph: csr_matrix, labels: np.ndarray) -> float:
    """Newman's modularity at resolution 1; 0.0 for a graph without edges."""
    import numpy as np

    total = float(graph.sum())
    if total == 0:
        return 0.0
    coo = graph.tocoo()
    inside = float(coo.data[labels[coo.row] == labels[coo.col]].sum())
    strength = np.bincount(labels, weights=np.asarray(graph.sum(axis=1)).ravel())
    return inside / total - float(((strength / total) ** 2).sum())
