"""A text's vector: passages of like meaning lie close together (MiniLM; see models/minilm-embedder/card.md).

The danger: int8 arithmetic scales to whatever is run together, so a vector made in a batch depends on its batch
mates (DESIGN.md, Tried). The rule: one text at a time. A text has one vector, today and tomorrow, alone or among
thousands, so vectors may be cached by the text's hash.
"""

from __future__ import annotations

import hashlib
from collections.abc import MutableMapping, Sequence
from concurrent.futures import Executor
from functools import partial
from typing import TYPE_CHECKING

from qualitative.language import encoder, loading

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

MODEL = encoder.SHARED
MATCHER = (
    "code-matcher"  # the same encoder and word pieces, tuned to lay a passage near its code; for coding alone
)
DIMENSIONS = 384


def text_key(text: str, model: str = MODEL) -> str:
    """The cache's key for a text: its SHA-256 (UTF-8), after the model's version; stable across machines."""
    version = loading.manifest(model)["version"]
    return f"{model}-{version}:" + hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def embed(
    texts: Sequence[str],
    cache: MutableMapping[str, NDArray[np.float32]] | None = None,
    executor: Executor | None = None,
    model: str = MODEL,
) -> NDArray[np.float32]:
    """One vector per text.

    texts: anonymised passages. What lies beyond the first 256 word pieces (some 190 words) of one is not seen.
    cache: vectors by `text_key`; read, and filled with what was missing. It is the caller's, who empties it when
    something is forgotten.
    executor: threads, processes or a cluster; without one, this thread.
    model: MODEL, or MATCHER where passages are held against codes.
    Returns shape (n, 384), float32, in the order given: rows of length one; a row of zeros for an empty text.
    Raises loading.ModelError when the model's files are missing or damaged.
    """
    import numpy as np

    rows = np.zeros((len(texts), DIMENSIONS), dtype=np.float32)
    if not len(texts):
        return rows
    version = f"{model}-{loading.manifest(model)['version']}:"
    keys = [version + hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest() for text in texts]
    known: dict[str, NDArray[np.float32]] = {}
    wanted: dict[str, str] = {}  # each distinct text once
    for key, text in zip(keys, texts, strict=True):
        if not text.strip() or key in known or key in wanted:
            continue
        found = cache.get(key) if cache is not None else None
        if found is None:
            wanted[key] = text
        else:
            known[key] = found
    made = loading.spread(partial(embed_one_by_one, model=model), list(wanted.values()), executor)
    for key, row in zip(wanted, made, strict=True):
        known[key] = row
        if cache is not None:
            cache[key] = row
    for index, key in enumerate(keys):
        if key in known:
            rows[index] = known[key]
    return rows


def embed_one_by_one(texts: list[str], model: str = MODEL) -> list[NDArray[np.float32]]:
    """Vectors of texts that are not empty, each run alone, on this thread."""
    import numpy as np

    rows = []
    for text in texts:
        hidden = encoder.answers(text, model)
        mean = hidden.mean(axis=0)
        length = float(np.linalg.norm(mean))
        rows.append((mean / length if length > 0 else mean).astype(np.float32))
    return rows
