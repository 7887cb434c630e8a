"""What every reader hands over: one text, and the paragraphs that stand in it.

The danger: offsets counted in one text and used in another. The rule: a reader lays its pieces out once,
here, and from then on there is one text; a paragraph is a span of it, trimmed of white space, with what the
file's format itself says (a heading by style, a row by its table); nothing is guessed at this stage.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from qualitative.model import PartKind


@dataclass(frozen=True)
class Paragraph:
    """A span of the text. kind, speaker, place, body_char: None where the format does not say.

    comment: by its place the note-taker's own, as the heading row of a table.
    """

    start_char: int
    end_char: int
    kind: PartKind | None = None
    speaker: str | None = field(default=None, repr=False)
    place: str | None = None
    body_char: int | None = None
    bold: bool = False
    comment: bool = False

    def of(self, text: str) -> str:
        return text[self.start_char : self.end_char]


@dataclass(frozen=True)
class Piece:
    """A paragraph's words before they are laid out. label_length: how many characters stand before the words."""

    text: str = field(repr=False)
    kind: PartKind | None = None
    speaker: str | None = field(default=None, repr=False)
    place: str | None = None
    label_length: int | None = None
    bold: bool = False
    comment: bool = False


@dataclass(frozen=True)
class Page:
    """A reader's whole answer: the text, its paragraphs in order, and what could not be read and why."""

    text: str = field(repr=False)
    paragraphs: tuple[Paragraph, ...] = field(repr=False)
    warnings: tuple[str, ...] = ()
    captions: bool = False  # made by a machine that listened: reported until somebody confirms


def lay_out(pieces: Iterable[Piece]) -> tuple[str, tuple[Paragraph, ...]]:
    """(text, paragraphs): a blank line between pieces, none between the rows of a table or the items of a list."""
    written: list[str] = []
    paragraphs: list[Paragraph] = []
    at_char = 0
    before: Piece | None = None
    for piece in pieces:
        words = piece.text.rstrip()
        lead = len(words) - len(words.lstrip())
        if not words.strip():
            continue
        if before is not None:
            close = piece.kind is before.kind and piece.kind in (PartKind.BULLET, PartKind.ROW)
            written.append("\n" if close else "\n\n")
            at_char += len(written[-1])
        start, end = at_char + lead, at_char + len(words)
        body = None if piece.label_length is None else min(end, at_char + piece.label_length)
        paragraphs.append(
            Paragraph(start, end, piece.kind, piece.speaker, piece.place, body, piece.bold, piece.comment)
        )
        written.append(words)
        at_char = end
        before = piece
    return "".join(written) + ("\n" if written else ""), tuple(paragraphs)
