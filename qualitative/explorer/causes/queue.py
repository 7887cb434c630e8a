"""Deciding on suggested claims, one after the other, by button or key. For the coding team.

The danger: a hand that runs ahead of the eye. So one claim stands there at a time, in its passage, with what it would read
on the map; there is no accept-all; and the last decision can be taken back, today or next week.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from html import escape

import streamlit as st

from qualitative.disclosure import View
from qualitative.explorer import sitting, ui
from qualitative.explorer.address import given, put
from qualitative.explorer.causes.arrows import in_order, reads_as
from qualitative.explorer.causes.excerpt import excerpt
from qualitative.explorer.guard import told
from qualitative.model import CauseLink, Status
from qualitative.study import TROUBLES
from qualitative.study.access import Access
from qualitative.study.access import causes as acts

KEYS = (
    ("Accept", "accept", "A", ":material/check:", True),
    ("Reject", "reject", "X", ":material/close:", False),
)


def show(access: Access, view: View, standing: acts.Standing) -> None:
    case = view.case.id
    waiting = in_order(view, [link for link in view.links if link.status is Status.SUGGESTED])
    say()
    if not waiting:
        ui.empty(
            f"Every claim that was found has been decided on: {standing.confirmed} accepted, {standing.rejected} rejected. "
            "The map shows what was accepted."
        )
        with st.container(horizontal=True):
            st.button("See the map", key="causes see map", on_click=partial(put, show=""))
            _undo_button(access, case, standing)
        return
    at = next((i for i, link in enumerate(waiting) if link.id == given("claim")), 0)
    link = waiting[at]
    done = standing.confirmed + standing.rejected
    st.progress(
        done / (done + len(waiting)),
        text=f"Claim {at + 1} of {len(waiting)} waiting · {standing.confirmed} accepted and {standing.rejected} rejected so far",
    )
    following = waiting[at + 1] if at + 1 < len(waiting) else waiting[at - 1] if at else None
    with st.container(horizontal=True, key="causes-keys"):
        # Bound to the claim that was shown: by the time of a press another may have taken its place in the queue.
        for label, key, shortcut, icon, accept in KEYS:
            st.button(
                label, key=f"causes {key}", shortcut=shortcut, icon=icon,
                on_click=_decide, args=(access, link, accept, following),
            )  # fmt: skip
        if st.button("Previous", key="causes previous", shortcut="K", disabled=at == 0):
            put(claim=waiting[at - 1].id)
            st.rerun()
        if st.button("Next", key="causes next", shortcut="J", disabled=at + 1 == len(waiting)):
            put(claim=waiting[at + 1].id)
            st.rerun()
        _undo_button(access, case, standing)
    st.html(excerpt(view, link, _tag(link)))
    st.html(f'<p class="q-causes-reads">{_as_drawn(view, link)}</p>')
    if link.confidence is not None:
        ui.note(
            f"The matcher’s own confidence: {link.confidence:.2f} of 1. It says how alike this is to claims it was taught, "
            "not how likely it is to be right on these notes."
        )
    ui.note(
        "Accept it if the speaker claims that the cause contributed to the effect. Whether the claim is true is not asked."
    )


def _tag(link: CauseLink) -> str:
    if link.negated:
        return "read as denied"
    return "read as supposed: what might be, or was meant" if link.hypothetical else ""


def _as_drawn(view: View, link: CauseLink) -> str:
    if link.negated or link.hypothetical:
        kind = "denied" if link.negated else "supposed"
        return f"Accepted, it would be listed as {kind}. It never stands on the map."
    phrases = reads_as(view, link)
    if phrases is None:
        return "Accepted, it would back the lessons and stand under the map: its words need the passage to be understood."
    cause, effect = (escape(words) for words in phrases)
    return f"Accepted, it would stand on the map as: <b>{cause}</b> → <b>{effect}</b>"


def _decide(access: Access, link: CauseLink, accept: bool, following: CauseLink | None) -> None:
    def act() -> None:
        acts.decide(access, link.case, link.id, accept=accept, was=Status.SUGGESTED)
        put(claim=following.id if following else "")

    _tried(act)


def _undo_button(access: Access, case: str, standing: acts.Standing) -> None:
    def act() -> None:
        back = acts.undo(access, case)
        if back.status is Status.SUGGESTED:
            put(claim=back.id)

    help_ = "Takes back your last decision on a claim of this alliance"
    if st.button(
        "Undo",
        key="causes undo",
        shortcut="U",
        icon=":material/undo:",
        disabled=not standing.undoable,
        help=help_,
    ):
        attempt(act)


def attempt(act: Callable[[], object], done: str = "") -> None:
    """Runs an act and draws the page again; how it went (done, or an expected trouble) is told at its top."""
    _tried(act, done)
    st.rerun()


def _tried(act: Callable[[], object], done: str = "") -> None:
    """Runs an act; how it went is told when the page is drawn."""
    try:
        act()
        st.session_state[sitting.CAUSES_TOLD] = done
    except TROUBLES as trouble:
        st.session_state[sitting.CAUSES_TOLD] = told(trouble)


def say() -> None:
    words = st.session_state.pop(sitting.CAUSES_TOLD, "")
    if words:
        st.info(ui.plain(words), icon=":material/info:")
