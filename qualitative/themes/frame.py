"""The same themes as a fitted BERTopic, for whoever works with that library.

The danger: two clusterings under one name. So the model is BERTopic around our clusterer - same views, same seed,
same themes as find_themes - with class-based TF-IDF over words and word pairs. Importing bertopic takes seconds;
find_themes itself does without it.
"""

from __future__ import annotations

from collections.abc import MutableMapping, Sequence
from concurrent.futures import Executor
from typing import TYPE_CHECKING, Any

import numpy as np
from sklearn.base import BaseEstimator, ClusterMixin, TransformerMixin

from qualitative.model import Passage
from qualitative.themes.clusterer import GraphClusterer
from qualitative.themes.find import fitted_clusterer
from qualitative.themes.views import LEXICAL_WIDTH, joined, lexical_view, without_replacements
from qualitative.themes.words import STOP_WORDS

if TYPE_CHECKING:
    from bertopic import BERTopic


class LexicalColumns(TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """Stands where BERTopic reduces dimensions: appends the lexical view of the texts it was made for.

    transform on any other number of rows (new documents) appends zeros: they are placed by meaning alone.
    """

    def __init__(self, texts: Sequence[str] = ()) -> None:
        self.texts = texts

    def fit(self, X: Any, y: Any = None) -> LexicalColumns:
        self.fitted_ = True
        return self

    def fit_transform(self, X: Any, y: Any = None) -> np.ndarray:
        """(n, width) → (n, width + 64)."""
        self.fit(X)
        return joined(np.asarray(X), lexical_view(self.texts))

    def transform(self, X: Any) -> np.ndarray:
        """The fitted texts' own view where as many rows come, else zeros."""
        rows = np.asarray(X)
        if len(rows) == len(self.texts):
            return joined(rows, lexical_view(self.texts))
        return joined(rows, np.zeros((len(rows), LEXICAL_WIDTH), dtype=np.float32))


class AsFound(ClusterMixin, BaseEstimator):  # type: ignore[misc]
    """Stands where BERTopic clusters: hands over the themes of a clusterer that is fitted already."""

    def __init__(self, fitted: GraphClusterer | None = None) -> None:
        self.fitted = fitted

    def fit(self, X: Any, y: Any = None) -> AsFound:
        """Raises ValueError where X has other rows than the clusterer was fitted on."""
        if self.fitted is None or len(X) != len(self.fitted.labels_):
            raise ValueError("fit this model on the passages its themes were found in")
        self.labels_ = self.fitted.labels_
        return self

    def predict(self, X: Any) -> np.ndarray:
        """(n,) the theme of each row, by the vote of its nearest fitted rows."""
        assert self.fitted is not None
        return self.fitted.predict(X)


def bertopic_model(
    passages: Sequence[Passage],
    embeddings: np.ndarray | None = None,
    *,
    n_themes: int | None = None,
    seed: int = 0,
    cache: MutableMapping[str, Any] | None = None,
    executor: Executor | None = None,
) -> BERTopic:
    """A BERTopic fitted on the passages (arguments as for find_themes); its topics_ are in their order.

    transform(texts, embeddings) of new texts needs their embeddings: the model carries no embedder of its own.
    """
    from bertopic import BERTopic
    from bertopic.backend import BaseEmbedder
    from bertopic.vectorizers import ClassTfidfTransformer
    from sklearn.feature_extraction.text import CountVectorizer

    texts = [without_replacements(passage.text) for passage in passages]
    if embeddings is None:
        from qualitative.language import embed

        embeddings = np.asarray(embed(texts, cache=cache, executor=executor))
    fitted = fitted_clusterer(texts, np.asarray(embeddings), n_themes=n_themes, seed=seed)
    model = BERTopic(
        embedding_model=BaseEmbedder(),
        umap_model=LexicalColumns(texts),
        hdbscan_model=AsFound(fitted),
        vectorizer_model=CountVectorizer(ngram_range=(1, 2), stop_words=sorted(STOP_WORDS)),
        ctfidf_model=ClassTfidfTransformer(reduce_frequent_words=True),
        calculate_probabilities=False,
        verbose=False,
    )
    model.fit(texts, embeddings=np.asarray(embeddings))
    return model
