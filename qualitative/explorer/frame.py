"""What stands round every page: whose study this is, who reads at which tier, and the way to the other pages."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

import streamlit as st

from qualitative.explorer import address, drawer, sitting
from qualitative.explorer.places import PLACES
from qualitative.model import Tier
from qualitative.study.access import Access

TIER_WORDS = {
    Tier.PUBLIC: "public: released reviews only",
    Tier.REVIEWER: "reviewer: themes, causes, drafts",
    Tier.CODER: "coder: the anonymised notes",
    Tier.CUSTODIAN: "custodian: originals too",
}


def sidebar(access: Access, pages: Mapping[str, Any]) -> Access:
    """The menu, and at its foot who reads at which tier. Returns the Access for that tier."""
    with st.sidebar:
        _study(access)
        menu = st.container()
        with st.container(key="q-foot"):
            lowered = _reading_as(access)
        with menu:
            _menu(lowered, pages)
            drawer.closes_itself()
    # What ui.link looks at: a way that would only end at a closed door is not offered.
    st.session_state[sitting.TIER] = lowered.tier
    return lowered


def _study(access: Access) -> None:
    # Of a study without a release the public learns nothing, not even what somebody called it.
    name = f"<b>{escape(access.folder.name)}</b>" if access.tier > Tier.PUBLIC else ""
    st.html(f'<p class="q-study">{name}<span>Lessons learned</span></p>')


def _menu(access: Access, pages: Mapping[str, Any]) -> None:
    """Links of our own, so that the alliance chosen goes along in the address (the back button needs it there)."""
    case = address.given("case") or str(st.session_state.get(sitting.chosen("case"), ""))
    whose = ""
    for place in PLACES:
        # Out of the menu, not out of reach: who follows a link to a page is told what it needs.
        if place.tier > max(access.tier, Tier.REVIEWER):
            continue
        if place.whose != whose:
            whose = place.whose
            st.html(f'<p class="q-menu">{escape(whose)}</p>')
        st.page_link(pages[place.id], query_params={"case": case} if case else None, width="stretch")


def _reading_as(access: Access) -> Access:
    """It may be lowered within this sitting, never raised above the ceiling."""
    st.html(f'<p class="q-who">{escape(access.person)}</p>')
    tiers = {t.word: TIER_WORDS[t] for t in reversed(Tier) if t <= access.ceiling}
    if len(tiers) == 1:
        st.html(f'<p class="q-note">Reading at {escape(next(iter(tiers.values())))}</p>')
        return access
    # Not in the address: a link must not decide at which tier its reader reads.
    chosen = st.selectbox(
        "Reading as",
        list(tiers),
        key="reading as",
        format_func=tiers.__getitem__,
        persist_state="session",
    )
    return access.lowered(Tier.parse(chosen))


def case_chooser(access: Access) -> str:
    """The case the page is about, chosen once for all pages. "" when the study holds none."""
    cases = access.cases()
    if len(cases) < 2:
        return next(iter(cases), "")
    return address.choose("Alliance", cases, "case", remembered=True)
