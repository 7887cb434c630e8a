"""What is gone through on the Code page: which notes, which codings of them, in which order, and which is in hand.

The danger: a choice that shifts under its reader. So the notes chosen stay when their last suggestion is decided, the
filters stand in the address, and what somebody took in hand stays there although the filter would leave it out.
"""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from qualitative.disclosure import View
from qualitative.explorer import address, sitting, ui
from qualitative.explorer.code import acts
from qualitative.explorer.code.queue import ALL, ORDERS, STATES, Wanted, waiting
from qualitative.model import Coding, Source, Status


def arrive(view: View, by_source: dict[str, list[Coding]]) -> None:
    """A link to one coding (Draft, Themes) brings it in hand, in its source."""
    linked = address.given("coding")
    if not linked:
        return
    found = next((c for c in view.codings if c.id == linked and c.selection.source in by_source), None)
    if found is None:
        acts.say("told", "The coding this link leads to is no longer there, or not open to you.")
        address.put(coding="")
        return
    st.session_state[sitting.CODE_IN_HAND] = found.id
    st.session_state.pop(sitting.CODE_HELD_UNDER, None)
    if address.given("source") != found.selection.source:
        address.put(source=found.selection.source)


def choose_source(case: str, notes: Sequence[Source], by_source: dict[str, list[Coding]]) -> str:
    waits = {s.id: waiting(by_source[s.id]) for s in notes}
    # Chosen once a sitting: it must not change under a reader whose last decision emptied it.
    first = sitting.code_first_source(case)
    if st.session_state.get(first) not in waits:
        st.session_state[first] = next((s for s, n in waits.items() if n), notes[0].id)
    options = {
        s.id: f"{s.title} · {waits[s.id]} wait" if waits[s.id] else f"{s.title} · none waits" for s in notes
    }
    chosen = address.choose("Notes", options, "source", default=st.session_state[first])
    st.session_state[sitting.CODE_SOURCE] = chosen
    return chosen


def choose_wanted(view: View, here: Sequence[Coding]) -> Wanted:
    """The filters, folded away: they are set seldom, and their button says how they stand."""
    names = view.codebook.names()
    code, state, order = (address.given(name) for name in ("code", "state", "order"))
    narrow = [
        names.get(code, "every code"),
        STATES.get(state, STATES["waiting"]).lower(),
        ORDERS.get(order, ORDERS["read"]).lower(),
    ]
    waits = {
        code_id: sum(c.code == code_id for c in here if c.status is Status.SUGGESTED) for code_id in names
    }
    with st.popover("Show: " + ui.plain(" · ".join(narrow)), key="q-code-filters"):
        return Wanted(
            code=address.choose(
                "Code",
                {ALL: "Every code", **{i: f"{name} · {waits[i]} wait" for i, name in names.items()}},
                "code",
                default=ALL,
            ),
            state=address.choose("State", STATES, "state", default="waiting", kind="row"),
            order=address.choose("Order", ORDERS, "order", default="read"),
        )


def take_up(here: Sequence[Coding], queue: Sequence[Coding], wanted: Wanted) -> Coding | None:
    """The one taken in hand, while the filters stand as they stood then; else the first that is wanted."""
    held = st.session_state.get(sitting.CODE_HELD_UNDER)
    chosen = next((c for c in here if c.id == acts.in_hand()), None)
    if chosen is not None and (chosen in queue or held in (None, wanted)):
        st.session_state[sitting.CODE_HELD_UNDER] = wanted
        return chosen
    first = queue[0] if queue else None
    st.session_state[sitting.CODE_IN_HAND] = first.id if first else ""
    st.session_state[sitting.CODE_HELD_UNDER] = wanted
    return first
