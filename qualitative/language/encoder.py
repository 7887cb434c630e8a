"""One encoder for several models: MiniLM's table of word pieces and its first layer stand once, each model's own layers apart.

The danger: three models of 23 MB that are the same by half. So `minilm-embedder/lower.onnx` is run for all of them, and what it gives
goes into the model's own `model.onnx`. Each text is run alone (int8 arithmetic scales to whatever is run together).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from qualitative.language import loading

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SHARED = "minilm-embedder"
LOWER = "lower.onnx"


def answers(text: str, model: str) -> NDArray[np.float32]:
    """What the model says of the text: shape (pieces, 384) for the embedders, (1, answers) for a classifier.

    What lies beyond the first 256 word pieces (some 190 words) is not seen. Raises loading.ModelError when files are
    missing or damaged.
    """
    import numpy as np

    ids = loading.tokenizer(SHARED).encode(text).ids
    if len(ids) > loading.MAX_PIECES:
        ids = [*ids[: loading.MAX_PIECES - 1], ids[-1]]  # keep [SEP]
    below = loading.session(SHARED, LOWER).run(None, {"input_ids": np.array([ids], dtype=np.int64)})[0]
    said: NDArray[np.float32] = loading.session(model).run(None, {"lower": below})[0]
    return said
