"""What a custodian has decided on the Review page, carried out once, at the top of the next drawing.

The danger: a key pressed twice that accepts what nobody has seen. So a button carries the place it was drawn for, and a
place already decided is passed over in silence; the passphrase is never part of a decision that waits.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from qualitative.explorer import address, sitting
from qualitative.explorer.guard import fault_words
from qualitative.study import Report
from qualitative.study.access import Access, settling
from qualitative.study.access.settling import Place

Act = Callable[[Access, str | None], Report]


@dataclass(frozen=True)
class Wanted:
    """place: where it was decided, None for undo and sign-off. say: what the reader is told when it is done."""

    name: str
    act: Act
    place: Place | None
    say: Callable[[Report], str]


def want(name: str, act: Act, place: Place | None, say: Callable[[Report], str]) -> None:
    """In a button's callback: it is carried out in the run that follows."""
    st.session_state[sitting.REVIEW_WANTED] = Wanted(name, act, place, say)


def carry_out(access: Access, passphrase: str | None) -> None:
    """The decision that waits, if any. What went wrong is kept to be told where the reader looks."""
    wanted: Wanted | None = st.session_state.pop(sitting.REVIEW_WANTED, None)
    if wanted is None:
        return
    st.session_state[sitting.REVIEW_TROUBLE] = st.session_state[sitting.REVIEW_SAID] = ""
    if wanted.place is not None and (wanted.name, wanted.place) == st.session_state.get(sitting.REVIEW_DONE):
        return
    try:
        report = wanted.act(access, passphrase)
    except Exception as trouble:
        st.session_state[sitting.REVIEW_TROUBLE] = fault_words(trouble)
        return
    st.session_state[sitting.REVIEW_DONE] = (wanted.name, wanted.place)
    st.session_state[sitting.REVIEW_SAID] = wanted.say(report)
    st.session_state[sitting.REVIEW_PANEL] = st.session_state[sitting.REVIEW_NOW] = st.session_state[
        sitting.REVIEW_POINTED
    ] = ""
    at = report.figures.get("at")
    if at:
        address.put(source=str(at[0]))
        st.session_state[sitting.REVIEW_NOW] = f"{at[1]}-{at[2]}"


def settled(what: str) -> Callable[[Report], str]:
    """ "Accepted, 3 places"."""

    def say(report: Report) -> str:
        n = int(report.figures.get("spans", 0))
        return f"{what}, {n} places." if n > 1 else f"{what}."

    return say


def sign_off(source: str, sha256: str) -> Act:
    return lambda access, passphrase: settling.sign_off(access, source, sha256, passphrase)


def lift(case: str, wish: str, why: str) -> Act:
    return lambda access, passphrase: settling.lift(access, case, wish, why, passphrase)


def impose(case: str, wish: str, why: str) -> Act:
    return lambda access, passphrase: settling.impose(access, case, wish, why, passphrase)


def narrow(case: str, wish: str, span: tuple[int, int], why: str) -> Act:
    return lambda access, passphrase: settling.narrow(access, case, wish, span, why, passphrase)


def mark(place: Place, wish: str, why: str, whole: bool) -> Act:
    return lambda access, passphrase: settling.mark(access, place, wish, why, passphrase, whole_source=whole)
