"""Many partitions, one answer.

The danger: a theme that is there with one seed and gone with the next, or when one interview is added. So the
neighbour graph is cut many times - with more and with less weight on the lexical view, coarser and finer, from
other starts - and two passages belong together to the degree in which the partitions agree (evidence
accumulation, Fred & Jain 2005). Average linkage over that agreement gives the themes; the cut is a share of
agreement, so the number of themes need not be known.

A single partition is k-means on the leading eigenvectors of the graph (Ng, Jordan & Weiss 2002). Between how many and
how many themes to look is told by Louvain's communities at two resolutions, and by the eigenvalues.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qualitative.themes.graph import communities, neighbour_graph

if TYPE_CHECKING:
    import numpy as np
    from scipy.sparse import csr_matrix

LEXICAL_WEIGHTS = (0.5, 0.25)
# Louvain resolutions between which themes are looked for: a review of some hundred passages bears fewer.
RESOLUTIONS_SMALL, RESOLUTIONS = (1.0, 3.0), (2.0, 4.0)
SMALL = 400
PERSISTENT = 0.8  # an eigenvalue above it: a walk over neighbours stays in that part four steps of five
MOST_THEMES = 100


@dataclass(frozen=True)
class Axes:
    """A graph's leading eigenvectors, (n, d), each scaled by its eigenvalue; values: (d,), largest first."""

    vectors: np.ndarray
    values: np.ndarray


def n_neighbours(n: int) -> int:
    """How many neighbours a passage is linked to: fewer where there are few passages, 10 from 300."""
    return max(3, min(10, n // 30, n - 1)) if n >= 150 else max(2, min(5, n - 1))


def axes_of(graph: csr_matrix, n_axes: int) -> Axes:
    """The leading eigenvectors of the graph's symmetrically normalised adjacency matrix."""
    import numpy as np
    from scipy.sparse import diags
    from scipy.sparse.linalg import eigsh

    n = graph.shape[0]
    strength = np.asarray(graph.sum(axis=1)).ravel()
    scale = diags(1 / np.sqrt(np.maximum(strength, 1e-9)))
    walk = scale @ graph @ scale
    n_axes = min(n_axes, n - 1)
    if n <= 800:
        values, vectors = np.linalg.eigh(walk.toarray())
    else:
        values, vectors = eigsh(walk, n_axes, v0=np.ones(n), tol=1e-3)
    order = np.argsort(-values, kind="stable")[:n_axes]
    return Axes(vectors[:, order] * np.clip(values[order], 0, None), values[order])


def levels(graph: csr_matrix, axes: Axes, n_clusters: int | None, seed: int) -> list[int]:
    """The numbers of themes to look for, ten at most, evenly spaced on a logarithmic scale."""
    import numpy as np

    most = max(2, min(axes.vectors.shape[1], graph.shape[0] // 3, MOST_THEMES))
    if n_clusters is not None:
        low, high = max(2, n_clusters - 2), n_clusters + 2
    else:
        throws = 8 if graph.shape[0] < SMALL else 2
        low, high = (
            round(float(np.mean([communities(graph, resolution, seed + i).max() + 1 for i in range(throws)])))
            for resolution in (RESOLUTIONS_SMALL if graph.shape[0] < SMALL else RESOLUTIONS)
        )
        if graph.shape[0] >= SMALL:
            high = max(high, int((axes.values > PERSISTENT).sum()))
    low, high = min(max(low, 2), most), min(max(high, 2), most)
    return sorted({round(float(k)) for k in np.geomspace(low, max(low, high), 10)})


def one_partition(axes: Axes, n_themes: int, seed: int) -> np.ndarray:
    """(n,) labels of one run: k-means over the first n_themes axes, rows brought to length 1."""
    import numpy as np
    from sklearn.cluster import KMeans
    from sklearn.preprocessing import normalize

    rows = normalize(axes.vectors[:, :n_themes])
    found = KMeans(n_themes, n_init=1, max_iter=30, random_state=seed).fit_predict(rows)
    return np.asarray(found)


def agreement(
    meaning: np.ndarray,
    lexical: np.ndarray,
    n_runs: int,
    seed: int,
    *,
    n_clusters: int | None = None,
    executor: Executor | None = None,
    progress: Callable[[str, int, int], None] | None = None,
) -> np.ndarray:
    """(n, n) float32: the share of the runs that put two passages together.

    meaning, lexical: (n, …) float32 rows of length 1 (or zeros), n at least 6.
    """
    import numpy as np
    from sklearn.preprocessing import normalize

    n = len(meaning)
    k = n_neighbours(n)
    views: list[tuple[Axes, list[int]]] = []
    for weight in LEXICAL_WEIGHTS if lexical.any() else (0.0,):
        graph = neighbour_graph(normalize(np.hstack([meaning, weight * lexical])), k)
        axes = axes_of(graph, min(MOST_THEMES, n // 3 + 1))
        # Both views look between the same numbers, told by the first.
        views.append((axes, views[0][1] if views else levels(graph, axes, n_clusters, seed)))
    plan = [
        (axes, numbers[(i // len(views)) % len(numbers)], seed * 10_007 + i)
        for i in range(n_runs)
        for axes, numbers in (views[i % len(views)],)
    ]
    together = np.zeros((n, n), dtype=np.float32)
    run = executor.map if executor is not None else map
    for done, labels in enumerate(run(one_partition, *zip(*plan, strict=True)), 1):
        together += labels[:, None] == labels[None, :]
        if progress is not None:
            progress("clustering", done, n_runs)
    return together / n_runs


def cut(agreed: np.ndarray, least_agreement: float, n_clusters: int | None, min_size: int) -> np.ndarray:
    """(n,) labels by average linkage; -1 for passages whose cluster stayed under min_size.

    n_clusters: that many clusters of at least min_size, or as near as the texts allow; None: as many as stay
    together in at least `least_agreement` of the runs.
    """
    import numpy as np
    from scipy.cluster.hierarchy import fcluster, linkage
    from scipy.spatial.distance import squareform

    tree = linkage(squareform(1 - agreed, checks=False), "average")
    if n_clusters is None:
        labels = fcluster(tree, 1 - least_agreement, "distance") - 1
    else:
        labels, most = np.zeros(len(agreed), dtype=np.int64), 0
        for n_pieces in range(n_clusters, len(agreed) + 1):
            trial = fcluster(tree, n_pieces, "maxclust") - 1
            whole = int((np.bincount(trial) >= min_size).sum())
            if most < whole <= n_clusters:
                labels, most = trial, whole
            if whole >= n_clusters:
                break
    sizes = np.bincount(labels)
    labels = np.where(sizes[labels] >= min_size, labels, -1)
    kept = np.unique(labels[labels >= 0])
    return np.where(labels >= 0, np.searchsorted(kept, labels), -1)
