"""Codings move with their words when a text is edited; what is gone is handed to a person, never guessed.

The danger: an edit of three letters on page one shifts every coding after it onto other words, and nothing looks
wrong. The rule: a Selection is carried over by what the edit did to its own characters, and must read in the new text
as its quote reads; if the edit touched it, or it can be read in two places, it is reported and not moved.

Offsets are code points, end exclusive.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher

from qualitative.model import Coding, Selection

Edit = tuple[int, int, int]
"""(start_char, end_char, new_length): old text[start:end] was replaced by that many characters."""


@dataclass(frozen=True)
class Lost:
    """A coding that could not follow. why: "edited" (its words changed), "gone", or "reads twice"."""

    coding: Coding
    why: str
    places: tuple[tuple[int, int], ...] = ()  # where the quote reads, when in several places


@dataclass(frozen=True)
class Reanchored:
    """moved: every coding whose words still stand, at their new offsets; lost: those for a person to look at."""

    moved: tuple[Coding, ...] = ()
    lost: tuple[Lost, ...] = field(default=())


def edits_between(old: str, new: str) -> list[Edit]:
    """What was replaced, in order of the old text. Compared line by line, then word by word within changed lines."""
    edits: list[Edit] = []
    for a, b, c, d in _changed(_tokens(old, "\n"), _tokens(new, "\n")):
        for e, f, g, h in _changed(_tokens(old[a:b], " "), _tokens(new[c:d], " ")):
            edits.append((a + e, a + f, h - g))
    return edits


def _tokens(text: str, after: str) -> list[str]:
    """The text cut after each separator, nothing lost."""
    pieces = text.split(after)
    return [piece + after for piece in pieces[:-1]] + ([pieces[-1]] if pieces[-1] else [])


def _changed(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int, int, int]]:
    """Character spans (old start, old end, new start, new end) of what differs."""
    old_at, new_at = [0], [0]
    for token in old:
        old_at.append(old_at[-1] + len(token))
    for token in new:
        new_at.append(new_at[-1] + len(token))
    codes = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    return [(old_at[i], old_at[j], new_at[k], new_at[m]) for tag, i, j, k, m in codes if tag != "equal"]


def move_span(start_char: int, end_char: int, edits: Sequence[Edit]) -> tuple[int, int] | None:
    """Where a span lies after the edits (sorted, apart), or None when one of them reached into it."""
    shift = 0
    for start, end, length in edits:
        if end <= start_char:
            shift += length - (end - start)
        elif start < end_char:
            return None
    return start_char + shift, end_char + shift


def reanchor(
    codings: Sequence[Coding], old: str, new: str, edits: Sequence[Edit] | None = None
) -> Reanchored:
    """Codings of `old` carried over to `new`. edits: if the caller knows them (a masking), else found by comparison.

    A coding whose words were edited is looked for by its quote: found once, it moves there; twice or more, it is
    lost as "reads twice" with the places; not at all, as "edited" if the edit only reached into it, else "gone".
    """
    known = sorted(edits if edits is not None else edits_between(old, new))
    moved: list[Coding] = []
    lost: list[Lost] = []
    for coding in codings:
        selection = coding.selection
        span = move_span(selection.start_char, selection.end_char, known)
        if span is not None and new[span[0] : span[1]] == selection.quote:
            moved.append(_at(coding, *span))
            continue
        places = _places(new, selection)
        if len(places) == 1:
            moved.append(_at(coding, *places[0]))
        elif places:
            lost.append(Lost(coding, "reads twice", places))
        else:
            lost.append(Lost(coding, "gone" if _all_gone(selection, known) else "edited"))
    return Reanchored(tuple(moved), tuple(lost))


def _at(coding: Coding, start: int, end: int) -> Coding:
    return replace(coding, selection=replace(coding.selection, start_char=start, end_char=end))


def _places(text: str, selection: Selection) -> tuple[tuple[int, int], ...]:
    places: list[tuple[int, int]] = []
    at = text.find(selection.quote) if selection.quote else -1
    while at >= 0:
        places.append((at, at + len(selection.quote)))
        at = text.find(selection.quote, at + 1)
    return tuple(places)


def _all_gone(selection: Selection, edits: Sequence[Edit]) -> bool:
    return any(start <= selection.start_char and end >= selection.end_char for start, end, _ in edits)
