"""The words that show of a finished file, as one text of which every place is known.

The danger: a quotation that runs over a line's end, or over two paragraphs' border, is missed, or found on the wrong page.
So lines of a page are joined into sentences, hyphens at their ends are taken out with their places kept, and each
offset leads back to the piece it came from.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate

from qualitative.disclosure.final import Piece

_REFERENCES = re.compile(
    r"^\s*(?:\d+\.?\s+)?(?:references|bibliography|literature|sources|works cited|further reading)\s*$", re.I
)


class ShownText:
    """The words that show as one text, each place of it known. flowing: lines of a page are joined into sentences."""

    def __init__(self, pieces: Sequence[Piece], flowing: bool) -> None:
        self.pieces = pieces
        texts = [_flowed(bare(piece.text)) if flowing else bare(piece.text) for piece in pieces]
        self.raw = "\n".join(texts)
        self.whole = self.raw.replace("\x1f", "")
        self.starts = list(accumulate((len(t.replace("\x1f", "")) + 1 for t in texts), initial=0))
        self.breaks = [at - n for n, at in enumerate(m.start() for m in re.finditer("\x1f", self.raw))]
        self.references = [self.starts[n] for n, piece in enumerate(pieces) if _REFERENCES.match(piece.text)]
        if flowing:
            self.references = [
                m.start()
                for m in re.finditer(r"(?:^|\n)\s*(?:References|Bibliography|Works cited)\s*\n", self.whole)
            ]

    def where(self, at: int) -> str:
        return (
            self.pieces[min(bisect_right(self.starts, at), len(self.pieces)) - 1].where
            if self.pieces
            else "the text"
        )

    def in_references(self, at: int) -> bool:
        return (
            bool(self.references) and at > self.references[-1] and self.references[-1] * 2 > len(self.whole)
        )

    def mended(self, start: int, end: int) -> bool:
        return any(start < at < end for at in self.breaks)

    def marked(self, start: int, end: int) -> str:
        """The span with a mark where a hyphen at a line's end was taken out."""
        pieces, at = [], start
        for place in (b for b in self.breaks if start < b < end):
            pieces += [self.whole[at:place], "\x1f"]
            at = place
        return "".join([*pieces, self.whole[at:end]])


def bare(text: str) -> str:
    """Nothing unseen in it; marks and letters as they are, because the notes are compared as they are."""
    return (
        re.sub("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]", "", text)
        .replace("\u00a0", " ")
        .translate(_LIGATURES)
    )


_LIGATURES = str.maketrans(
    {"ﬁ": "fi", "ﬂ": "fl", "ﬀ": "ff", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st", "\x1f": " "}
)


def _flowed(text: str) -> str:
    """Lines as sentences: a hyphen at a line's end goes (its place is kept as \\x1f), a line's end becomes a space."""
    text = re.sub(r"(?<=[a-z])[-‐]\n(?=[a-z])", "\x1f", text)
    return re.sub(r"(?<!\n)\n(?!\n)", " ", text)
