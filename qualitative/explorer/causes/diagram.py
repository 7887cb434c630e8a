"""The map of causes as something to click: our own drawing inside a component of its own, and its legend.

The danger: a picture that only a mouse can use, or that shows what no table says. What is drawn comes from `figures`,
which escapes it; here it gets titles and a legend, and a choice in it becomes ids in the address.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

import streamlit as st

from qualitative.causes import LEGEND
from qualitative.disclosure import session_noun
from qualitative.explorer import sitting
from qualitative.explorer.address import put
from qualitative.explorer.causes.arrows import SHAPES, Picture
from qualitative.figures import ScreenMap, bead_mark, screen_maps, shaft_width
from qualitative.model import short_hash

KEY = "causes-map"
_BESIDE = 470  # px: maps no wider leave room for the excerpts beside them


@cache
def _component() -> Any:
    here = Path(__file__).parent
    return st.components.v2.component(
        "qualitative.causes_map",
        html='<div class="maps">\n</div>',
        css=(here / "diagram.css").read_text("utf-8"),
        js=(here / "diagram.js").read_text("utf-8"),
    )


def maps_of(picture: Picture) -> tuple[ScreenMap, ...]:
    return screen_maps(picture.labels, picture.arrows, end_state=picture.end)


def leaves_room(maps: Sequence[ScreenMap]) -> bool:
    return max((m.wide_px for m in maps), default=0) <= _BESIDE


def show(picture: Picture, maps: Sequence[ScreenMap], arrow: str, node: str) -> None:
    """Draws it. arrow, node: the id in hand, or ""."""
    drawn = markup(picture, maps)
    _component()(
        key=KEY,
        data={"markup": drawn, "drawn": short_hash(drawn), "arrow": arrow, "node": node},
        on_pick_change=_picked,
    )


def markup(picture: Picture, maps: Sequence[ScreenMap]) -> str:
    """Everything inside the component: each connected part with its title, in two shapes, and the legend."""
    pieces = []
    for at, one in enumerate(maps):
        title = (
            f"What people say led to “{escape(picture.labels[one.end])}”"
            if one.end
            else "Claims that stand alone <span>– no other claim meets them</span>"
            if len(maps) > 1
            else "Claims, each by itself <span>– none leads on to another</span>"
        )
        pieces.append(
            f"<style>@container (max-width: {one.wide_px - 1}px) "
            f"{{ .p{at} .wide {{ display: none; }} .p{at} .tall {{ display: block; }} }}</style>"
            f'<section class="part p{at}" aria-label="Map {at + 1} of {len(maps)}"><h2>{title}</h2>{one.wide}{one.tall}</section>'
        )
    return "".join(pieces) + _legend(picture, maps)


def _legend(picture: Picture, maps: Sequence[ScreenMap]) -> str:
    most = max(a.n_sessions for a in picture.arrows)
    widths = sorted({1, min(most, 3), min(most, 6)})
    rows = "".join(
        f'<line x1="0" x2="30" y1="{8 + 14 * i}" y2="{8 + 14 * i}" stroke="currentColor" stroke-width="{shaft_width(n):.1f}"/>'
        f'<text x="36" y="{12.5 + 14 * i}">{n}{" or more" if n == 6 else ""}</text>'
        for i, n in enumerate(widths)
    )
    thickness = f'<svg width="96" height="{14 * len(widths) + 4}" aria-hidden="true">{rows}</svg>'
    items = [f'<li class="long">{thickness}{escape(LEGEND)}</li>']
    used = {shape for a in picture.arrows for shape, _ in a.beads}
    kinds = [(SHAPES[kind], session_noun(kind, 2)) for kind in SHAPES] + [
        ("diamond", "sessions of a kind not stated")
    ]
    beads = ", ".join(
        f'<svg width="10" height="10" aria-hidden="true">{bead_mark(shape, 5, 5)}</svg> {escape(name)}'
        for shape, name in kinds
        if shape in used
    )
    items.append(f"<li>On an arrow, in how many: {beads}</li>")
    if any(one.end for one in maps):
        items.append(
            '<li><svg width="30" height="18" aria-hidden="true" class="node end"><rect class="end" x="2" y="2" width="26" '
            'height="14" rx="4"/></svg>the end event of its map</li>'
        )
    if any(one.loops for one in maps):
        items.append(
            '<li><svg width="30" height="12" aria-hidden="true" class="back"><path class="shaft" d="M0,6L30,6" '
            'stroke-width="2"/></svg>leads back: part of a loop</li>'
        )
    return f'<ul class="legend">{"".join(items)}</ul>'


def _picked() -> None:
    what, _, ids = str(st.session_state[KEY].pick or "").partition(" ")
    if what == "arrow":
        cause, _, effect = ids.partition("-")
        choose_arrow(cause, effect)
    elif what == "node":
        choose_node(ids)


def choose_arrow(cause: str, effect: str, *, in_words: bool = False) -> None:
    """in_words: it was opened from the list below the map, so its excerpts stand there."""
    st.session_state[sitting.CAUSES_IN_WORDS] = in_words
    put(cause=cause, effect=effect, factor="")


def opened_in_words() -> bool:
    return bool(st.session_state.get(sitting.CAUSES_IN_WORDS))


def choose_node(node: str) -> None:
    put(cause="", effect="", factor=node)


def choose_nothing() -> None:
    put(cause="", effect="", factor="")
