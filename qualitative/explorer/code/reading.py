"""A pane to read a source in: its Parts as they were set down, marks in the margin, the passage in hand in view.

The danger: words of a note taken for markup, and a mark that stands beside other words than it was made for. So the
text goes to the browser as data and is put there as text, never as markup; and it is cut here, at the code points of
the selections themselves. Whose words a Part holds (verbatim, reported, a note-taker's comment) is always to be seen.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st
from streamlit.components.v2.types import ComponentRenderer

from qualitative.model import Part, PartKind, Restriction, Source, Voice

SPOKEN = (PartKind.SPEECH, PartKind.BULLET, PartKind.ROW)


@dataclass(frozen=True)
class Mark:
    """One word in the margin. id: what a click gives back; state: a word that has its look in reading.css.

    start_char, end_char: code points into the Source's text.
    """

    id: str
    start_char: int
    end_char: int
    words: str
    color: str
    state: str
    state_words: str


def pane(
    source: Source,
    marks: Sequence[Mark],
    current: str,
    *,
    key: str,
    restrictions: Sequence[Restriction] = (),
    legend: Sequence[tuple[str, str]] = (),
    on_pick: Callable[[str], None] | None = None,
) -> None:
    """Draws the source. current: the id of the mark in hand, or "". legend: (state, its words). on_pick: told the id."""

    def picked() -> None:
        result = st.session_state.get(key)
        chosen = str((result.get("picked") if result is not None else "") or "")
        if chosen and on_pick is not None:
            on_pick(chosen)

    data = {
        "source": source.id,
        "title": source.title,
        "current": current,
        "legend": [{"state": state, "words": words} for state, words in legend],
        "voices": voices(source),
        "blocks": blocks(source, marks, current, restrictions),
    }
    _component()(key=key, data=data, on_picked_change=picked)


def blocks(
    source: Source, marks: Sequence[Mark], current: str, restrictions: Sequence[Restriction] = ()
) -> list[dict[str, Any]]:
    """Each Part as the pane draws it: kind, voice, speaker, place, the marks that start in it, its text in runs.

    A run is a piece of text with the ids of the marks that cover it; all runs of all blocks give the Parts' own text.
    """
    placed: set[str] = set()
    made: list[dict[str, Any]] = []
    wishes = [(r.wish, *_covered(r, source)) for r in restrictions if r.in_force and r.source == source.id]
    for part in source.parts:
        start, end = part.body_start_char, part.end_char
        here = [m for m in marks if m.start_char < end and m.end_char > start]
        starting = [m for m in here if m.id not in placed]
        placed.update(m.id for m in starting)
        made.append(
            {
                "kind": part.kind.value,
                "voice": part.voice.value if part.kind in SPOKEN else "",
                "speaker": part.speaker or "",
                "place": part.place or "",
                "wish": next((wish for wish, a, b in wishes if a < end and b > start), ""),
                "marks": [
                    {
                        "id": m.id,
                        "words": m.words,
                        "color": m.color,
                        "state": m.state,
                        "said": m.state_words,
                        "current": m.id == current,
                    }
                    for m in starting
                ],
                "runs": _runs(source.text, start, end, here, current),
            }
        )
    return made


def _covered(wish: Restriction, source: Source) -> tuple[int, int]:
    return (0, len(source.text)) if wish.scope == "source" else (wish.start_char, wish.end_char)


def _runs(text: str, start: int, end: int, marks: Sequence[Mark], current: str) -> list[dict[str, Any]]:
    cuts = {start, end}
    for m in marks:
        cuts |= {min(max(m.start_char, start), end), min(max(m.end_char, start), end)}
    points = sorted(cuts)
    runs = []
    for a, b in itertools.pairwise(points):
        over = [m.id for m in marks if m.start_char <= a and b <= m.end_char]
        runs.append({"text": text[a:b], "marks": over, "current": current in over})
    return runs


def voices(source: Source) -> str:
    """One sentence on whose words these are, for the head of the pane."""
    there = {part.voice for part in source.parts if part.kind in SPOKEN}
    if there == {Voice.VERBATIM}:
        return "All of it verbatim: the speakers' own words."
    if Voice.VERBATIM in there:
        return (
            "Reported by the note-taker, but where “verbatim” stands: there the words are the speaker's own."
        )
    return "Reported by the note-taker: none of it is the speakers' own words."


VOICE_WORDS = {
    Voice.VERBATIM: "Verbatim: the speaker's own words",
    Voice.REPORTED: "Reported: the note-taker's words for it",
    Voice.COMMENT: "The note-taker's own comment",
}


def part_at(source: Source, start_char: int) -> Part | None:
    """The Part in which a code point lies."""
    return next((p for p in source.parts if p.start_char <= start_char < p.end_char), None)


@cache
def _asset(name: str) -> str:
    return (Path(__file__).parent / name).read_text("utf-8")


def _component() -> ComponentRenderer:
    # Registered in each run: a server that starts again, or a test's, knows it too.
    return st.components.v2.component(
        "qualitative_reading",
        html='<div class="frame">\n<section class="pane" tabindex="0"></section><footer></footer></div>',
        css=_asset("reading.css"),
        js=_asset("reading.js"),
    )
