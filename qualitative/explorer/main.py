"""The explorer's frame: who reads at which tier, and which page is shown."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import streamlit as st

from qualitative import __version__
from qualitative.explorer import entrance, frame, logs, look, sitting, ui
from qualitative.explorer.guard import guarded
from qualitative.explorer.places import PLACES, Place
from qualitative.model import Tier
from qualitative.study.access import Access, consent

# A picture of our own: Streamlit fetches an emoji's or a symbol's from elsewhere.
ICON = Path(__file__).parent / "icon.png"
# The menu is shown for "About" alone; with it comes the choice of light or dark.
MENU: Any = {
    "Get help": None,
    "Report a bug": None,
    "About": f"**Lessons learned from alliances** {__version__}. Everything happens on the machine "
    "that serves this page. People decide; the machine proposes.",
}


def run(first: str = "home") -> None:
    """One run of the page somebody looks at. first: the page an address without one shows."""
    logs.keep_words_out()
    st.set_page_config(page_title="Lessons learned", page_icon=str(ICON), layout="wide", menu_items=MENU)
    look.apply()
    # Nothing here may show a reader the program's inside, whatever fails.
    guarded(partial(_framed, first))


def _framed(first: str) -> None:
    access = entrance.entered()
    if access is None:
        return
    now: list[Access] = [access]

    def shown(place: Place) -> Callable[[], None]:
        def page() -> None:
            ui.heading(place.title, place.lead)
            guarded(partial(_tell_closed, now[0]))
            guarded(partial(_show, place, now[0]))

        page.__name__ = place.id
        return page

    pages = {
        place.id: st.Page(
            shown(place),
            title=place.title,
            icon=place.icon,
            url_path=place.id,
            default=place.id == first,
        )
        for place in PLACES
    }
    st.session_state[sitting.PAGES] = pages
    chosen = st.navigation(list(pages.values()), position="hidden")
    now[0] = frame.sidebar(access, pages)
    entrance.sign_out()
    chosen.run()


def _tell_closed(access: Access) -> None:
    """On every page: what is not there any more."""
    if access.tier < Tier.REVIEWER:
        return
    for case, day in consent.closed(access).items():
        ui.note(
            f"{case} was closed on {day}: nothing of it is left but its certificate, in the study’s folder."
        )


def _show(place: Place, access: Access) -> None:
    access.need(place.tier)
    place.show(access)
