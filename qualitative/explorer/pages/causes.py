"""The page of causes: what to do next, and then the map to read (`causes_reading`) or the claims to decide on (`causes_queue`).

The danger: an empty page taken for "nothing caused anything". So each state says what was looked through, what waits, for
whom, and what the next step is.
"""

from __future__ import annotations

from functools import cache, partial
from pathlib import Path

import streamlit as st

from qualitative.explorer import address, frame, jobs, sitting, ui
from qualitative.explorer.causes import queue, reading
from qualitative.model import Status, Tier
from qualitative.study.access import Access
from qualitative.study.access import causes as acts

MAP, DECIDE = "map", "decide"


def page(access: Access) -> None:
    st.html(f"<style>{_css()}</style>")
    if not access.cases():
        ui.empty("The study holds no notes yet. Next step: a custodian brings notes in.", place="bring_in")
        return
    bar = st.container(horizontal=True, vertical_alignment="bottom", key="causes-bar")
    with bar:
        case = frame.case_chooser(access)
    if st.session_state.get(sitting.CAUSES_CASE, case) != case:
        address.put(
            cause="", effect="", factor="", claim=""
        )  # what was in hand belongs to the other alliance
    st.session_state[sitting.CAUSES_CASE] = case
    standing = acts.standing(access, case)
    coding = access.tier >= Tier.CODER
    if coding and standing.looked_at < standing.signed:
        standing = _looked_for(access, case, standing)
    if _nothing_found(standing, coding):
        return
    view = access.view(case)
    options = {MAP: "The map"}
    if coding:
        n_waiting = sum(link.status is Status.SUGGESTED for link in view.links)
        options[DECIDE] = f"Decide ({n_waiting} waiting)" if n_waiting else "Decide"
    with bar:
        shown = address.choose("Show", options, "show", default=MAP, kind="row") if coding else MAP
    if shown == DECIDE:
        queue.show(access, view, standing)
        return
    if coding and standing.map_waits:
        with st.spinner("Bundling what was accepted into the map …"):
            acts.bundle(access, case)
        view = access.view(case)
    queue.say()
    if any(link.status is Status.CONFIRMED for link in view.links):
        reading.show(access, view, bar)
    else:
        _nothing_accepted(standing, coding)


def _looked_for(access: Access, case: str, standing: acts.Standing) -> acts.Standing:
    """Offers to look for claims where sources are signed off and were not looked through. Coding team only."""
    left = standing.signed - standing.looked_at
    if standing.looked_at:
        ui.note(
            f"{left} of {standing.signed} signed-off sources have not been looked through for claimed causes."
        )
    else:
        ui.empty(
            f"Nobody has looked for claimed causes here yet. {standing.signed} signed-off sources can be looked through; "
            "each claim found is a suggestion until you decide on it."
        )
    report = jobs.offer(
        f"causes-{case}", "Find claimed causes", partial(acts.find, access, case), title="Looking for claimed causes",
        primary=not standing.looked_at,
    )  # fmt: skip
    if report is not None:
        jobs.tell(report)
        return acts.standing(access, case)
    return standing


def _nothing_found(standing: acts.Standing, coding: bool) -> bool:
    """The empty states before there is anything to draw or decide on. True where one was told."""
    n_links = standing.suggested + standing.confirmed + standing.rejected
    if n_links:
        return False
    if not standing.signed:
        wait = (
            f"{standing.unsigned} sources wait for sign-off"
            if standing.unsigned
            else "It holds no notes of a session yet"
        )
        ui.empty(f"{wait}. Nothing is read for causes before a custodian has signed it off.", place="review")
    elif standing.looked_at:
        ui.empty(
            f"All {standing.looked_at} signed-off sources were looked through and no claimed cause was found. "
            "The matcher looks for words such as “because”, “led to” and “so”; a claim made without them is not found."
        )
    elif not coding:
        ui.empty(
            "Nobody has looked for claimed causes here yet. Next step: a member of the coding team opens this page, reading "
            "as coder, starts the search and decides on each claim found."
        )
    return True


def _nothing_accepted(standing: acts.Standing, coding: bool) -> None:
    if not standing.suggested:
        ui.empty(
            f"All {standing.rejected} claims that were found have been rejected, so there is no map. A rejected claim can be "
            "taken back by whoever rejected it, under Decide."
        )
    elif coding:
        ui.empty(
            f"No claim is accepted yet; {standing.suggested} suggestions wait for you. An arrow stands only for accepted claims."
        )
        st.button(
            "Decide on them",
            key="causes go decide",
            type="primary",
            on_click=partial(address.put, show=DECIDE),
        )
    else:
        ui.empty(
            f"No claim is accepted yet, so there is no map. {standing.suggested} suggestions wait for a member of the coding "
            "team, who decides on them on this page, reading as coder. Nothing is drawn from suggestions."
        )


@cache
def _css() -> str:
    return (Path(__file__).parents[1] / "causes" / "page.css").read_text("utf-8")
