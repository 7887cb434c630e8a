"""GraphClusterer: emergent themes as a scikit-learn estimator.

The danger: themes that the method makes rather than finds. So there is no default number of themes, chance is
averaged out (consensus.py), and texts without structure yield no theme at all (structure.py).
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor
from typing import Any

import numpy as np
from sklearn.base import BaseEstimator, ClusterMixin
from sklearn.preprocessing import normalize
from sklearn.utils.validation import check_is_fitted, validate_data

from qualitative.themes.consensus import agreement, cut
from qualitative.themes.judging import SMALL, kept, standing_out, without_strangers, words_bear_it_out
from qualitative.themes.placing import vote
from qualitative.themes.structure import has_structure


class GraphClusterer(ClusterMixin, BaseEstimator):  # type: ignore[misc]
    """Consensus of many partitions of cosine nearest-neighbour graphs (see consensus.py).

    Parameters
    ----------
    n_clusters: how many themes; None lets the agreement between the runs decide.
    lexical_columns: the last so many columns of X are a second, lexical view (see views.joined); 0 = none.
    n_runs: partitions in the ensemble.
    least_agreement: rows belong together that were put together in at least this share of the runs.
    min_size: fewest rows a theme may have, rows of smaller ones join a neighbour's theme; None: 3 to 5, by how many rows.
    test_structure: leave out (-1) what has no structure: under 400 rows each cluster that does not stand out by
        itself (judging.py), from 400 everything where the rows hang together no better than one cloud.
    max_rows: above this many rows the themes are found on a random part and the others placed by vote.
    random_state: a whole number. The same rows give the same themes in whatever order they come.

    Attributes
    ----------
    labels_: (n,) 0 … n_themes - 1, or -1 where no structure was found.
    probabilities_: (n,) how far a row belongs to its theme: mean agreement with its members (0-1).
    """

    def __init__(
        self,
        n_clusters: int | None = None,
        *,
        lexical_columns: int = 0,
        n_runs: int = 40,
        least_agreement: float = 0.5,
        min_size: int | None = None,
        test_structure: bool = True,
        max_rows: int = 4000,
        random_state: int = 0,
    ) -> None:
        self.n_clusters = n_clusters
        self.lexical_columns = lexical_columns
        self.n_runs = n_runs
        self.least_agreement = least_agreement
        self.min_size = min_size
        self.test_structure = test_structure
        self.max_rows = max_rows
        self.random_state = random_state

    def fit(
        self,
        X: Any,
        y: Any = None,
        *,
        executor: Executor | None = None,
        progress: Callable[[str, int, int], None] | None = None,
    ) -> GraphClusterer:
        """Find the themes of X, (n, width). y is ignored. Raises ValueError on NaN or on n_clusters < 1."""
        rows = validate_data(self, X, dtype=np.float32, ensure_min_samples=1)
        if self.n_clusters is not None and self.n_clusters < 1:
            raise ValueError(f"n_clusters is {self.n_clusters}; give a whole number from 1, or None")
        # By content, so that the order in which texts come can change nothing.
        order = np.lexsort(rows[:, : min(8, rows.shape[1])].T)
        meaning, lexical = self._views(rows[order])
        labels, sure = self._themes(meaning, lexical, executor, progress)
        self.labels_ = np.empty(len(rows), dtype=np.int64)
        self.probabilities_ = np.empty(len(rows), dtype=np.float64)
        self.labels_[order] = labels
        self._order = order
        self.probabilities_[order] = sure
        self._vectors = normalize(np.hstack([meaning, 0.5 * lexical]))
        self._vector_labels = labels
        return self

    def keep_only(self, labels: np.ndarray) -> None:
        """Take labels, (n,), for labels_: for whoever leaves out (-1) a theme by what vectors cannot tell."""
        check_is_fitted(self)
        if len(labels) != len(self.labels_):
            raise ValueError(f"{len(labels)} labels for {len(self.labels_)} rows; give one each")
        self.labels_ = labels
        self.probabilities_ = np.where(labels >= 0, self.probabilities_, 0.0)
        self._vector_labels = labels[self._order]

    def predict(self, X: Any) -> np.ndarray:
        """(n,) the theme of each row, by the vote of its nearest fitted rows."""
        check_is_fitted(self)
        rows = validate_data(self, X, dtype=np.float32, reset=False)
        meaning, lexical = self._views(rows)
        new = normalize(np.hstack([meaning, 0.5 * lexical]))
        labels = np.concatenate([self._vector_labels, np.full(len(new), -1)])
        return vote(np.vstack([self._vectors, new]), labels)[len(self._vectors) :]

    def _views(self, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        width = rows.shape[1] - self.lexical_columns
        if width < 1:
            raise ValueError(
                f"X has {rows.shape[1]} columns and lexical_columns is {self.lexical_columns}; "
                "leave at least one column for the embedding"
            )
        return normalize(rows[:, :width]), rows[:, width:]

    def _themes(
        self,
        meaning: np.ndarray,
        lexical: np.ndarray,
        executor: Executor | None,
        progress: Callable[[str, int, int], None] | None,
    ) -> tuple[np.ndarray, np.ndarray]:
        n = len(meaning)
        least = min(5, max(3, n // 50)) if self.min_size is None else self.min_size
        if n < 2 * least and self.n_clusters is None:
            return np.full(n, -1, dtype=np.int64), np.zeros(n)
        rng = np.random.default_rng(self.random_state)
        looked_at = np.sort(rng.permutation(n)[: self.max_rows])
        meaning_part, lexical_part = meaning[looked_at], lexical[looked_at]
        judged = self.test_structure and self.n_clusters is None and n < SMALL and n <= self.max_rows
        whole = self.test_structure and has_structure(meaning_part, seed=self.random_state)
        if self.test_structure and not judged and not whole:
            return np.full(n, -1, dtype=np.int64), np.zeros(n)
        agreed = agreement(
            meaning_part,
            lexical_part,
            self.n_runs * (3 if judged else 1),  # few passages are cheap, and scatter more
            self.random_state,
            n_clusters=self.n_clusters,
            executor=executor,
            progress=progress,
        )
        part = cut(agreed, self.least_agreement, self.n_clusters, least)
        if judged:
            return self._judged(meaning_part, lexical_part, agreed, part, whole)
        if part.max() < 0:
            return np.full(n, -1, dtype=np.int64), np.zeros(n)
        vectors = normalize(np.hstack([meaning, 0.5 * lexical]))
        labels = np.full(n, -1, dtype=np.int64)
        labels[looked_at] = part
        labels = vote(vectors, labels)
        sure = np.empty(n)
        sure[looked_at] = belonging(agreed, labels[looked_at])
        beyond = np.setdiff1d(np.arange(n), looked_at)
        if len(beyond):
            sure[beyond] = nearness(vectors, labels, beyond)
        return labels, sure

    def _judged(
        self, meaning: np.ndarray, lexical: np.ndarray, agreed: np.ndarray, part: np.ndarray, whole: bool
    ) -> tuple[np.ndarray, np.ndarray]:
        """The clusters that stand out; whoever is in none of them is left out, not handed to a neighbour."""
        shown = kept(standing_out(meaning, lexical, agreed, part), len(part), whole_has_structure=whole)
        labels = only(part, np.flatnonzero(shown))
        if not words_bear_it_out(lexical, labels, seed=self.random_state):
            labels = np.full(len(part), -1, dtype=np.int64)
        labels = without_strangers(meaning, labels)
        labels = only(labels, np.unique(labels[labels >= 0]))
        return labels, np.where(labels >= 0, belonging(agreed, labels), 0.0)


def only(labels: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    """(n,) the labels in `wanted` (ascending), numbered from 0; -1 for every other."""
    number = np.full(int(labels.max(initial=-1)) + 2, -1, dtype=np.int64)  # the last stands for -1
    number[wanted] = np.arange(len(wanted))
    return np.asarray(number[labels])


def belonging(agreed: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """(n,) mean agreement of each row with the other rows of its cluster; 1.0 for a row alone."""
    sure = np.ones(len(labels))
    for label in np.unique(labels):
        members = np.flatnonzero(labels == label)
        if len(members) > 1:
            block = agreed[np.ix_(members, members)]
            sure[members] = (block.sum(axis=1) - 1) / (len(members) - 1)
    return np.clip(sure, 0, 1)


def nearness(vectors: np.ndarray, labels: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """(len(rows),) cosine of each row with its theme's centre, 0-1: for rows no run looked at."""
    centres = normalize(np.stack([vectors[labels == c].sum(axis=0) for c in range(int(labels.max()) + 1)]))
    return np.asarray(np.clip((vectors[rows] * centres[labels[rows]]).sum(axis=1), 0, 1))
