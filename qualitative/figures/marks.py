"""The marks of a cause map for the screen: lines, heads, beads and boxes as SVG, every word escaped.

The danger: a note's words taken for markup, and an arrow that only a steady hand can hit. So words go through `safe`
alone, an arrow's line is hit within 24 px, and its bead is a button of 24 px or more with a name that is read aloud.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from qualitative.figures.graph import Arrow

LINE, PAD, FONT = 17.0, 11.0, 13.33  # px: a line of words, the room round them, their size
HEAD = 9.0
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class Claimed(Arrow):
    """An arrow with what its bead shows: (shape, how many sessions) of each kind; words: the arrow's name, read aloud."""

    beads: tuple[tuple[str, int], ...] = ()
    words: str = ""

    @property
    def id(self) -> str:
        return f"{self.cause}-{self.effect}"


class Line:
    """One arrow's marks: a wide unseen stroke to hit, the shaft, the head, and the bead that says where it was claimed.

    upright: the bead's kinds stand one below the other, for narrow lanes. `under` is drawn below all beads.
    """

    def __init__(self, arrow: Claimed, back: bool, *, upright: bool = False) -> None:
        self.arrow, self.back, self.upright = arrow, back, upright
        self.width = shaft_width(arrow.n_sessions)
        n = max(1, len(arrow.beads))
        self.bead_size = (30.0, 4.0 + 20 * n) if upright else (10.0 + 20 * n, 24.0)
        self.path = self._head = self._bead = ""

    @property
    def head_length(self) -> float:
        return HEAD + self.width / 2

    def head(self, tip: tuple[float, float], way: str) -> None:
        """way: "right", "left" or "down", where it points."""
        (x, y), size, half = tip, self.head_length, 4.5 + self.width / 2
        if way == "down":
            corners = ((x, y), (x - half, y - size), (x + half, y - size))
        else:
            back = x - size if way == "right" else x + size
            corners = ((x, y), (back, y - half), (back, y + half))
        self._head = f"M{'L'.join(xy(*corner) for corner in corners)}Z"

    def bead(self, middle: tuple[float, float]) -> None:
        (x, y), (wide, tall) = middle, self.bead_size
        marks = [
            f'<rect class="bead" x="{n(x - wide / 2)}" y="{n(y - tall / 2)}" width="{n(wide)}" height="{n(tall)}" rx="12"/>'
        ]
        for i, (shape, count) in enumerate(self.arrow.beads):
            along = (i - (len(self.arrow.beads) - 1) / 2) * 20
            at = (x, y + along) if self.upright else (x + along, y)
            marks.append(f'<text x="{n(at[0] - 4)}" y="{n(at[1] + 4.2)}" text-anchor="middle">{count}</text>')
            marks.append(bead_mark(shape, at[0] + 4.8, at[1]))
        self._bead = "".join(marks)

    @property
    def _class(self) -> str:
        return "arrow back" if self.back else "arrow"

    def under(self) -> str:
        return (
            f'<g class="{self._class}" data-arrow="{safe(self.arrow.id)}" aria-hidden="true"><path class="hit" d="{self.path}"/>'
            f'<path class="shaft" d="{self.path}" stroke-width="{n(self.width)}"/><path class="head" d="{self._head}"/></g>'
        )

    def button(self) -> str:
        return (
            f'<g class="{self._class}" role="button" tabindex="0" data-arrow="{safe(self.arrow.id)}" '
            f'aria-label="{safe(self.arrow.words)}">{self._bead}</g>'
        )


def shaft_width(n_sessions: int) -> float:
    """px: grows with each distinct session, up to six."""
    return 1.6 + 1.5 * (min(n_sessions, 6) - 1)


def bead_mark(shape: str, x: float, y: float) -> str:
    """A kind of session as a small shape: disc, square, triangle, diamond."""
    if shape == "disc":
        return f'<circle class="mark" cx="{n(x)}" cy="{n(y)}" r="3.4"/>'
    corners = {
        "square": ((-3.2, -3.2), (3.2, -3.2), (3.2, 3.2), (-3.2, 3.2)),
        "triangle": ((0, -4), (4, 3.2), (-4, 3.2)),
    }.get(shape, ((0, -4.4), (4.4, 0), (0, 4.4), (-4.4, 0)))
    return f'<path class="mark" d="M{"L".join(xy(x + dx, y + dy) for dx, dy in corners)}Z"/>'


@dataclass(frozen=True)
class Box:
    """A factor's box. left, middle: its left edge and the y of its middle, px; end: it is the map's end event."""

    node: str
    label: str
    lines: Sequence[str]
    left: float
    middle: float
    wide: float
    tall: float
    end: bool

    def button(self) -> str:
        first, x = self.middle - LINE * (len(self.lines) - 1) / 2 + 4.6, self.left + self.wide / 2
        text = "".join(
            f'<tspan x="{n(x)}" y="{n(first + LINE * i)}">{safe(line)}</tspan>'
            for i, line in enumerate(self.lines)
        )
        called = f"{self.label}. Opens what leads to it and from it."
        called += " The end event of this map." if self.end else ""
        return (
            f'<g class="node{" end" if self.end else ""}" role="button" tabindex="0" data-node="{safe(self.node)}" '
            f'aria-label="{safe(called)}"><rect x="{n(self.left)}" y="{n(self.middle - self.tall / 2)}" '
            f'width="{n(self.wide)}" height="{n(self.tall)}" rx="6"/><text text-anchor="middle">{text}</text></g>'
        )


def box_height(lines: Sequence[str], n_ports: int) -> float:
    """Room for the words, and for the heads of the arrows at its busier side."""
    return max(40.0, LINE * len(lines) + 2 * PAD, 20.0 * n_ports + 12)


def svg(shape: str, width: float, height: float, marks: Sequence[str]) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="{shape}" role="group" width="{n(width)}" height="{n(height)}" '
        f'viewBox="0 0 {n(width)} {n(height)}">{"".join(marks)}</svg>'
    )


def wrapped(words: str, room: float, size: float = FONT) -> list[str]:
    """The words in lines of at most `room` px, as wide as a sans-serif of `size` px roughly is; a long word is broken."""
    lines = [""]
    for whole in _plain(words).split():
        word = whole
        while _wide_as(word, size) > room:
            cut = next(i for i in range(len(word), 0, -1) if i == 1 or _wide_as(word[:i] + "-", size) <= room)
            lines.append(word[:cut] + "-")
            word = word[cut:]
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and _wide_as(longer, size) > room:
            lines.append(word)
        else:
            lines[-1] = longer
    return [line for line in lines if line] or ["…"]


_NARROW, _WIDE = frozenset("iljtfrI.,;:'!|()[] -’‘"), frozenset("mwMW@%")


def _wide_as(words: str, size: float) -> float:
    return size * sum(_em(c) for c in words)


def _em(c: str) -> float:
    if ord(c) > 0x2E7F:
        return 1.0
    return 0.3 if c in _NARROW else 0.86 if c in _WIDE else 0.64 if c.isupper() else 0.53


def _plain(words: str) -> str:
    """Characters that XML does not know would break the picture: they are left out."""
    return _NOT_XML.sub("", words)


def safe(words: str) -> str:
    return escape(_plain(words), quote=True)


def n(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")


def xy(x: float, y: float) -> str:
    return f"{n(x)},{n(y)}"
