"""The passages of a theme that no sentence told: for the reviewer to write from, there and then.

The danger: a passage that fits no sentence is lost, and with it the view that was put best. So in the reviewer's draft
every substantive passage is either told or stands under its theme in its own words; what is from or about a post of one
or two holders is only numbered, for it may not be told without that person's consent.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from qualitative.disclosure import STAKEHOLDER, View, overlaps
from qualitative.model import Section, Table, Tier
from qualitative.review.evidence import Piece
from qualitative.review.sentences import Writer, number_ranges

TITLE = "Passages to write from"
MOST_WORDS, LEAST_WORDS = 60, 4
NO_TELLING = "-breadth", "-subject", "-differ"


def passages_table(
    view: View, pieces: Sequence[Piece], told: Iterable[str], elsewhere: dict[str, str], writer: Writer
) -> Table | None:
    """The table of one theme, or None (in public always).

    told: ids of pieces that a sentence of this theme tells; elsewhere: Selection id → theme that told or offered it.
    """
    if view.tier is Tier.PUBLIC:
        return None
    done = set(told)
    rows, ask_first, other, too_short = [], [], [], []
    for piece in pieces:
        if piece.id in done:
            continue
        number = int(writer.references([piece.id]))
        words = _open_words(view, piece)
        hidden = _hidden(view, piece)
        if hidden and (_few(words) or re.search(r"\b(?:he|she|his|her|him)\b", words, re.IGNORECASE)):
            ask_first.append(number)  # what is left still speaks of that person
        elif _few(words):
            too_short.append(number)
        elif piece.selection.id in elsewhere:
            other.append(number)
        else:
            rows.append((str(number), _heard(view, piece), piece.stance, words))
    note = ["In the notes' own words; only what is verbatim and cleared may be quoted."] if rows else []
    if other:
        note.append(f"Told or offered under an earlier theme: {number_ranges(other)}.")
    if ask_first:
        note.append(
            f"From or about a post of one or two holders, counted and not to be told without a recorded consent: {number_ranges(ask_first)}."
        )
    if too_short:
        note.append(f"Of three words or fewer, at the end: {number_ranges(too_short)}.")
    if not rows and not note:
        return None
    return Table(TITLE, ("no.", "heard in", "as", "in the notes"), tuple(rows), " ".join(note))


def offered(section: Section) -> set[int]:
    """The numbers of the excerpts that a section prints in its own table."""
    return {int(row[0]) for t in section.tables if t.title == TITLE for row in t.rows}


def _few(words: str) -> bool:
    return len(re.findall(r"\w+", words)) < LEAST_WORDS


def _hidden(view: View, piece: Piece) -> bool:
    at = piece.selection
    return overlaps(at.start_char, at.end_char, view.untold.get(at.source, ()))


def _open_words(view: View, piece: Piece) -> str:
    """The passage without what is from or about a post of one or two holders, to sixty words."""
    at = piece.selection
    spans = [
        *view.untold.get(at.source, ()),
        *((c.start_char, c.end_char) for c in piece.clauses if c.untold),
    ]
    text, pieces, here = at.quote, [], 0
    for first, last in sorted(spans):
        start, end = max(here, first - at.start_char), min(len(text), last - at.start_char)
        if start < end:
            pieces.append(text[here:start])
            here = end
    pieces.append(text[here:])
    kept = (
        " […] ".join(" ".join(p.split()) for p in pieces).strip()
        if len(pieces) > 1
        else " ".join(text.split())
    )
    kept = re.sub(r"(?:\[…\][ .,;:–-]*)+", "[…] ", kept).strip()
    words = kept.split()
    return kept if len(words) <= MOST_WORDS else " ".join(words[:MOST_WORDS]) + " …"


def _heard(view: View, piece: Piece) -> str:
    title = view.source(piece.selection.source).title
    return f"{title}, {piece.group}" if piece.group and piece.group != STAKEHOLDER else title
