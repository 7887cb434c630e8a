"""Placing a passage among themes that are already there.

The danger: one transcript more, and every theme a team has named and adopted is shuffled. So what has a theme
keeps it, and a newcomer is placed by a vote of its nearest placed neighbours; several that lie far from all of them
may open a theme of their own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from qualitative.themes.graph import nearest

if TYPE_CHECKING:
    import numpy as np

N_VOTERS = 10


def vote(vectors: np.ndarray, labels: np.ndarray, *, n_voters: int = N_VOTERS) -> np.ndarray:
    """(n,) labels with every -1 replaced by the similarity-weighted vote of its nearest labelled rows.

    vectors: (n, width) rows of length 1; labels: (n,) with -1 for the unplaced. Labels already given stand. Each
    vote counts with the square of its cosine; a tie goes to the lower label. All -1 comes back as it is.
    """
    import numpy as np

    placed = np.flatnonzero(labels >= 0)
    waiting = np.flatnonzero(labels < 0)
    out = labels.copy()
    if len(placed) == 0 or len(waiting) == 0:
        return out
    found, similar = nearest(vectors[placed], vectors[waiting], n_voters, themselves=False)
    votes = np.zeros((len(waiting), int(labels.max()) + 1), dtype=np.float64)
    weight = np.clip(similar, 1e-6, None).astype(np.float64) ** 2
    np.add.at(votes, (np.arange(len(waiting))[:, None], labels[placed][found]), weight)
    out[waiting] = votes.argmax(axis=1)
    return out


def far_from_all(vectors: np.ndarray, placed: np.ndarray, newcomers: np.ndarray) -> np.ndarray:
    """(len(newcomers),) bool: no placed passage is as near as the placed passages commonly are to each other.

    The bar is the 2nd percentile of the placed passages' similarity to their own nearest neighbour.
    """
    import numpy as np

    if len(placed) < 3 or len(newcomers) == 0:
        return np.zeros(len(newcomers), dtype=bool)
    _, among = nearest(vectors[placed], vectors[placed], 1, themselves=True)
    _, near = nearest(vectors[placed], vectors[newcomers], 1, themselves=False)
    return np.asarray(near[:, 0] < np.quantile(among[:, 0], 0.02))


def near_enough(
    vectors: np.ndarray, labels: np.ndarray, placed: np.ndarray, newcomers: np.ndarray
) -> np.ndarray:
    """(len(newcomers),) bool: as near to its theme's placed members as those commonly are to each other.

    labels: (n,), the newcomers' by vote. Nearness is the mean cosine to the three nearest members; the bar is nine
    tenths of what nine in ten members reach.
    """
    import numpy as np

    out = np.zeros(len(newcomers), dtype=bool)
    for theme in np.unique(labels[newcomers]):
        members = placed[labels[placed] == theme]
        waiting = np.flatnonzero(labels[newcomers] == theme)
        if len(members) < 2:
            continue
        _, own = nearest(vectors[members], vectors[members], 3, themselves=True)
        _, theirs = nearest(vectors[members], vectors[newcomers[waiting]], 3, themselves=False)
        out[waiting] = theirs.mean(axis=1) >= 0.9 * np.quantile(own.mean(axis=1), 0.1)
    return out


def groups_apart(
    vectors: np.ndarray, placed: np.ndarray, far: np.ndarray, *, least: int = 5
) -> list[np.ndarray]:
    """Groups of at least `least` rows of `far` that lie nearer to each other than to any placed row.

    Two belong together when they are more alike than either is to its nearest placed row; groups are the connected parts.
    """
    import numpy as np
    from scipy.sparse import csr_matrix
    from scipy.sparse.csgraph import connected_components

    if len(far) < least:
        return []
    alike = vectors[far] @ vectors[far].T
    bar = (vectors[far] @ vectors[placed].T).max(axis=1) if len(placed) else np.full(len(far), 0.5)
    linked = (alike > bar[:, None]) & (alike > bar[None, :])
    np.fill_diagonal(linked, False)
    _, part = connected_components(csr_matrix(linked), directed=False)
    groups = [far[part == g] for g in range(int(part.max()) + 1)]
    return [g for g in groups if len(g) >= least]
