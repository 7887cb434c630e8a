"""Emergent themes: who finds them, and the long job that does."""

from __future__ import annotations

from functools import partial

import streamlit as st

from qualitative.explorer import jobs, sitting, ui
from qualitative.model import Tier
from qualitative.study import Report
from qualitative.study.access import Access
from qualitative.study.access.browsing import find_themes
from qualitative.study.access.passages import Book
from qualitative.study.workspace import Progress


def offer_clustering(access: Access, book: Book) -> None:
    """Below the overview: what emergent themes are, and for the coding team the button that looks for them."""
    case = book.view.case.id
    n_themes = len(book.view.themes)
    ui.subheading(
        "Emergent themes",
        "A machine groups passages that carry no code and names each group by its own words. Such a theme is a "
        "proposal: nobody has confirmed it, and it counts for nothing until a person takes it up as a code.",
    )
    if access.tier < Tier.CODER:
        if not n_themes:
            ui.empty(
                "No emergent themes have been looked for yet, or none was found. Next step: an evaluator looks for them here, reading as coder."
            )
        return
    everything = st.checkbox(
        "Group all passages, coded or not", key="themes everything", help="Otherwise those without a code."
    )
    report = jobs.offer(
        f"themes {case}",
        "Look for emergent themes" if not n_themes else "Look again",
        partial(_find, access, case, everything),
        title="Looking for emergent themes",
        primary=not n_themes,
    )
    if report is not None:
        # The matrix above was drawn before the themes were there: draw it again, then tell.
        st.session_state[sitting.THEMES_FOUND] = report
        st.rerun()
    told = st.session_state.pop(sitting.THEMES_FOUND, None)
    if told is not None:
        jobs.tell(told)


def _find(access: Access, case: str, everything: bool, progress: Progress) -> Report:
    return find_themes(access, case, everything=everything, progress=progress)
