"""What a sentence is besides its content: a possible disclosure of harm, or a request about its own use (a tuned MiniLM).

The danger: both are said in words that no list foresees ("I'd be happier if that stayed in your head"). So a model that
learned from many such sentences is asked beside the plain rules; what it says is a likelihood, and a person decides.
See models/remarks/card.md.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from qualitative.language import encoder
from qualitative.language.segmentation import sentences as bounds_of
from qualitative.model import Part, PartKind

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

MODEL = "remarks"
WISHES = ("-", "no use", "off the record", "no quotation", "no job title", "show first")
COVERS = ("source", "previous", "turn")
TOLD_IN = (PartKind.SPEECH, PartKind.BULLET, PartKind.ROW, PartKind.META)  # no questions, no headings
FEWEST_WORDS = 3  # a shorter sentence says neither by itself


@dataclass(frozen=True)
class Remark:
    """harm: how likely it discloses harm. asks: how likely it asks something about use; wish: what, covers: of what (COVERS)."""

    harm: float
    asks: float
    wish: str
    covers: str


def told_sentences(text: str, parts: Sequence[Part]) -> Iterator[tuple[int, int]]:
    """(start_char, end_char) in the text of each sentence that somebody said, or noted, in order."""
    for part in parts:
        if part.kind in TOLD_IN:
            begin = part.body_start_char
            for start, end in bounds_of(text[begin : part.end_char]):
                yield begin + start, begin + end


def read_remarks(sentences: Sequence[str]) -> list[Remark]:
    """One a sentence, each read by itself: the same sentence gives the same answer in any company.

    Raises loading.ModelError when the model's files are missing or damaged.
    """
    return [_read(sentence) if len(sentence.split()) >= FEWEST_WORDS else _NOTHING for sentence in sentences]


_NOTHING = Remark(0.0, 0.0, WISHES[1], COVERS[1])


@lru_cache(maxsize=4096)  # a note is read twice when it comes in: for harm, and for requests
def _read(sentence: str) -> Remark:
    import numpy as np

    answers = encoder.answers(sentence, MODEL)[0]
    n = 1 + len(WISHES)
    wishes = _shares(answers[1:n])
    best = 1 + int(wishes[1:].argmax())
    harm = float(1 / (1 + np.exp(-answers[0])))
    return Remark(harm, float(1 - wishes[0]), WISHES[best], COVERS[int(answers[n:].argmax())])


def _shares(logits: NDArray[np.float32]) -> NDArray[np.float32]:
    import numpy as np

    raised = np.exp(logits - logits.max())
    shares: NDArray[np.float32] = raised / raised.sum()
    return shares
