"""The cache of embeddings that `study` hands to `language`: anonymised text's vectors only.

Rows are read once and written together, so that a stage over one note more embeds one note.
"""

from __future__ import annotations

from collections.abc import Iterator, MutableMapping
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, insert, select

from qualitative.store.tables import vectors

if TYPE_CHECKING:
    from numpy import float32
    from numpy.typing import NDArray

    from qualitative.store.store import Store


class VectorCache(MutableMapping[str, "NDArray[float32]"]):
    """key → vector (384 float32). `save()` writes what is new; nothing is written before."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._known: dict[str, Any] | None = None
        self._new: set[str] = set()

    def _all(self) -> dict[str, Any]:
        if self._known is None:
            import numpy as np

            with self._store.reading() as connection:
                rows = connection.execute(select(vectors.c.key, vectors.c.vector)).all()
            self._known = {key: np.frombuffer(blob, dtype=np.float32) for key, blob in rows}
        return self._known

    def __getitem__(self, key: str) -> NDArray[float32]:
        vector: NDArray[float32] = self._all()[key]
        return vector

    def __setitem__(self, key: str, vector: NDArray[float32]) -> None:
        self._all()[key] = vector
        self._new.add(key)

    def __delitem__(self, key: str) -> None:
        del self._all()[key]
        self._new.discard(key)
        with self._store.transaction() as connection:
            connection.execute(delete(vectors).where(vectors.c.key == key))

    def __iter__(self) -> Iterator[str]:
        return iter(self._all())

    def __len__(self) -> int:
        return len(self._all())

    def save(self) -> None:
        if not self._new or self._known is None:
            return
        known = self._known
        rows = [{"key": key, "vector": known[key].astype("float32").tobytes()} for key in sorted(self._new)]
        with self._store.transaction() as connection:
            connection.execute(delete(vectors).where(vectors.c.key.in_(self._new)))
            connection.execute(insert(vectors), rows)
        self._new.clear()

    def forget(self) -> None:
        """Empties the cache: called when something is forgotten."""
        self._known, self._new = {}, set()
        with self._store.transaction() as connection:
            connection.execute(delete(vectors))
