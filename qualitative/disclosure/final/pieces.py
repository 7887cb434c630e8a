"""What a finished file holds: words, each with its place and whether a reader sees them, and what else travels with it.

The danger: a file is more than its page. So every word found in it is a Piece with a layer, everything that travels
with it is a Trace, and what nobody could look into is Unread: it is listed, never taken for clean.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Layer(StrEnum):
    """How one comes upon the words."""

    SHOWN = "shown"  # on the page
    ASIDE = "aside"  # alternative texts, tooltips: shown to some readers
    HIDDEN = "hidden text"
    COMMENT = "comment"
    CHANGE = "tracked change"
    PROPERTY = "property"
    NAMED = "name of a part"  # bookmarks, objects, files packed inside
    LINK = "link"
    CODE = "code"  # fields, scripts, data for scripts
    WITHIN = "within"  # in a file packed inside this one


@dataclass(frozen=True)
class Piece:
    """Some words of the file. where: in words ("page 3, paragraph 2 under “Roles”"). kind: what bears them ("bookmark").

    told: True where the words may stand if the page says them too (a title, a bookmark's name): the judge compares.
    """

    text: str = field(repr=False)
    where: str
    layer: Layer = Layer.SHOWN
    kind: str = ""
    told: bool = False


@dataclass(frozen=True)
class Trace:
    """Something that travels with the file whatever it says. kind: a word or two, by which traces are put together."""

    kind: str
    where: str
    mend: str


@dataclass(frozen=True)
class Unread:
    """What could not be looked into, and could hold something."""

    where: str
    why: str
    mend: str


@dataclass(frozen=True)
class Grid:
    """A table as its cells, row by row; the first row holds the headers."""

    rows: tuple[tuple[str, ...], ...] = field(repr=False)
    where: str = ""


@dataclass
class Inspected:
    """Everything that was found in one file."""

    format: str
    pieces: list[Piece] = field(default_factory=list, repr=False)
    traces: list[Trace] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)
    grids: list[Grid] = field(default_factory=list, repr=False)
    to_look_at: list[str] = field(default_factory=list)  # places only a person can judge: pictures

    def say(
        self, text: str | None, where: str, layer: Layer = Layer.SHOWN, kind: str = "", told: bool = False
    ) -> None:
        if text and any(letter.isalnum() for letter in text):
            self.pieces.append(Piece(text, where, layer, kind, told))

    def carry(self, kind: str, where: str, mend: str) -> None:
        self.traces.append(Trace(kind, where, mend))

    def could_not(self, where: str, why: str, mend: str) -> None:
        self.unread.append(Unread(where, why, mend))

    def shown(self) -> list[Piece]:
        return [piece for piece in self.pieces if piece.layer is Layer.SHOWN]

    def take_in(self, other: Inspected, where: str) -> None:
        """What was found in a file packed inside this one."""
        for piece in other.pieces:
            self.pieces.append(Piece(piece.text, f"{where}, {piece.where}", Layer.WITHIN, piece.kind))
        self.traces += [Trace(t.kind, f"{where}, {t.where}", t.mend) for t in other.traces]
        self.unread += [Unread(f"{where}, {u.where}", u.why, u.mend) for u in other.unread]
        self.to_look_at += [f"{where}, {look}" for look in other.to_look_at]
