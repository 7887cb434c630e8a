"""Words, sentences, vectors and names: every model of the house loads here, lazily, and nowhere else.

The danger: an answer that depends on what a text happened to be batched with, so that a theme moves or a name
slips through because its neighbour changed. The rule: models see one sentence or one text at a time, on one
thread; speed comes from an executor over texts. Nothing here reaches for the network, and importing this package
loads neither onnxruntime nor spaCy.

Offsets are code points into the text given, end exclusive.
"""

from qualitative.language.embeddings import MATCHER, MODEL, embed, text_key
from qualitative.language.gazetteers import forenames, uk_places
from qualitative.language.loading import ModelError, model_versions
from qualitative.language.names import DEFAULT_RECALL, NameSpan, tag_names
from qualitative.language.segmentation import sentences, word_tokens

__all__ = [
    "DEFAULT_RECALL",
    "MATCHER",
    "MODEL",
    "ModelError",
    "NameSpan",
    "embed",
    "forenames",
    "model_versions",
    "sentences",
    "tag_names",
    "text_key",
    "uk_places",
    "word_tokens",
]
