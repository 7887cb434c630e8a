"""Wishes about use on the Review page: what each covers, and lifting, narrowing, putting in force again, marking by hand.

The danger: a wish lifted by a click. So each act asks for its reason, which is kept in the vault, and can be taken back.
"""

from __future__ import annotations

import streamlit as st

from qualitative.explorer import sitting, ui
from qualitative.explorer.review import acts, panels
from qualitative.study.access import settling
from qualitative.study.access.settling import Reading, Wish

COVERS = {
    "turn": "this turn",
    "previous": "what was said just before",
    "source": "everything in this source",
    "post": "a post named here",
    "passage": "this passage",
}


def show(reading: Reading) -> None:
    """Every wish of the source, in force or lifted."""
    if not reading.wishes:
        return
    ui.subheading(
        "Wishes about use",
        "Heard in the notes or marked by hand, and kept to: what is asked not to be used is not coded, what is asked not to be "
        "quoted is not quoted.",
    )
    for n, wish in enumerate(reading.wishes):
        ui.quotation(wish.words, told(wish), verbatim=False)
        if wish.lifted_because:
            _form(reading, wish, n, "impose", "Put in force again", "Why it binds again")
            continue
        left, right = st.columns(2)
        with left:
            _form(reading, wish, n, "lift", "Lift this wish", "Why it may be lifted: who agreed, and when")
        with right:
            _form(reading, wish, n, "narrow", "Cover less", "Why it covers less")


def told(wish: Wish) -> str:
    said = f"{f'Marked by {wish.by}' if wish.by else 'Asked'}: {wish.wish}. Covers {COVERS.get(wish.scope, wish.scope)}."
    if wish.lifted_because:
        said += f" Lifted {wish.lifted_because}."
    return f"{said} Reason: {wish.reason}" if wish.reason else said


def _form(reading: Reading, wish: Wish, n: int, name: str, label: str, question: str) -> None:
    with st.popover(label, key=f"review {name} {n}"), st.form(f"review {name} form {n}", border=False):
        typed = ""
        if name == "narrow":
            typed = st.text_area(
                "The words it covers from now on, as they stand in the text", key=f"review narrow words {n}"
            )
        why = st.text_input(question, key=f"review {name} why {n}", autocomplete="off")
        if st.form_submit_button({"lift": "Lift it", "impose": "Let it bind", "narrow": "Narrow it"}[name]):
            if name == "narrow":
                span = panels.where(reading, typed, wish.start_char, wish.end_char)
                if span is None:
                    st.error(
                        "The wish does not cover these words as you wrote them.", icon=":material/error:"
                    )
                    return
                act = acts.narrow(reading.case, wish.id, span, why)
            else:
                act = (acts.lift if name == "lift" else acts.impose)(reading.case, wish.id, why)
            said = {
                "lift": "The wish is lifted.",
                "impose": "The wish binds again.",
                "narrow": "The wish covers less.",
            }[name]
            acts.want(name, act, None, lambda _: said)
            st.rerun()


def panel(reading: Reading) -> None:
    """A passage is marked: what was selected in the text, or words typed as they stand there."""
    start, _, end = str(st.session_state.get(sitting.REVIEW_POINTED, "")).partition("-")
    pointed = (int(start), int(end)) if start.isdigit() and end.isdigit() else None
    with st.form("review wish form", border=False):
        typed = ""
        if pointed is not None:
            ui.note(f"Selected: “{' '.join(reading.text[slice(*pointed)].split())}”")
        else:
            typed = st.text_area(
                "The passage, as it stands in the text (or select it there)", key="review wish words"
            )
        wish = st.selectbox("What was asked", settling.WISHES, key="review wish kind")
        whole = st.toggle("It is about everything in this source", key="review wish whole")
        why = st.text_input("How it is known (kept in the vault)", key="review wish why", autocomplete="off")
        if st.form_submit_button("Mark it", type="primary"):
            span = (0, 1) if whole else pointed or panels.where(reading, typed, 0, len(reading.text))
            if span is None:
                st.error(
                    "These words do not stand in this source as you wrote them.", icon=":material/error:"
                )
                return
            place = reading.place(*span)
            acts.want(
                "mark",
                acts.mark(place, wish, why, whole),
                None,
                lambda _: "Marked; it is kept to from now on.",
            )
            st.rerun()


__all__ = ["panel", "show", "told"]
