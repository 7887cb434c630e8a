"""A small component: markup in which passages can be pressed, and a panel that opens beside them, or under.

The danger: words of a note taken for markup, or an address that holds words. So markup comes escaped from Python, a press
sends an id and nothing else, and an id that the page does not know is passed over.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st
from streamlit.components.v2.types import ComponentRenderer

from qualitative.model import short_hash

CLOSE = "close:"  # told when what stands open is pressed again


@cache
def _read(name: str) -> str:
    return (Path(__file__).parent / name).read_text("utf-8")


def _component() -> ComponentRenderer:
    # Registered in each run: a server that starts again, or a test's, knows it too.
    return st.components.v2.component(
        "qualitative_reader",
        html='<div class="q-draft">\n</div>',
        css=_read("reader.css"),
        js=_read("reader.js"),
        isolate_styles=False,
    )


def reader(
    markup: str, *, key: str, page: str, on_pick: Callable[[str], None], opened: str = "",
    panels: Mapping[str, str] | None = None, label: str = "",
) -> None:  # fmt: skip
    """Draws `markup`. on_pick is told the data-pick that was pressed, before the page is drawn again.

    page: what is read (the reader is taken to its top when it changes); opened: the data-pick whose panel stands open;
    panels: data-pick → the panel's markup, for those that open at once; label: what a panel is, for a screen reader.
    """

    def picked() -> None:
        state: Any = st.session_state.get(key)
        chosen = state.get("picked") if state is not None else None
        if chosen:
            on_pick(str(chosen))

    held = dict(panels or {})
    data = {
        "markup": markup,
        "made": short_hash(page, markup),
        "drawn": short_hash(*held, *held.values()),
        "page": page,
        "open": opened,
        "panels": held,
        "label": label,
        "close": CLOSE,
    }
    _component()(key=key, data=data, on_picked_change=picked)
