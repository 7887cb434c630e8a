"""What a press on the Code page does: the act, where it leads, and what is said about it afterwards.

The danger: an act that fails and looks done, or two tabs that overwrite each other in silence. So every act leaves one
sentence, and after a refused one the coding stays in hand, as it now is.
"""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from qualitative.disclosure import View
from qualitative.explorer import address, sitting
from qualitative.explorer.guard import fault_words
from qualitative.model import Coding
from qualitative.study.access import Access, coding


def read(access: Access, case: str) -> coding.Kept:
    """The case as coders read it; read anew only when the study was written since."""
    kept = st.session_state[sitting.CODE_KEPT] = coding.read(
        access, case, st.session_state.get(sitting.CODE_KEPT)
    )
    return kept


def in_hand() -> str:
    return str(st.session_state.get(sitting.CODE_IN_HAND, ""))


def take(coding_id: str) -> None:
    """This one comes in hand, whatever the filter says."""
    st.session_state[sitting.CODE_IN_HAND] = coding_id
    st.session_state.pop(sitting.CODE_HELD_UNDER, None)
    address.put(coding="")


def said() -> tuple[str, str]:
    """(kind, words) about the last act, told once. kind: done / told / ""."""
    kind, words = st.session_state.pop(sitting.CODE_SAID, ("", ""))
    return str(kind), str(words)


def say(kind: str, words: str) -> None:
    st.session_state[sitting.CODE_SAID] = (kind, words)


def _tried(act: Callable[[], str]) -> bool:
    """Whether it was done; either way a sentence is left about it."""
    try:
        say("done", act())
    except Exception as trouble:
        say("told", fault_words(trouble))
        return False
    return True


def decide(access: Access, case: str, seen: Coding, confirm: bool, stance: str | None, then: str) -> None:
    def act() -> str:
        st.session_state[sitting.CODE_KEPT], made = coding.decide(
            access, read(access, case), seen, confirm, stance
        )
        return (
            made.status.value.capitalize()
            + (f": {made.stance}" if made.stance else "")
            + ". U takes it back."
        )

    take(then if _tried(act) else seen.id)


def add(access: Access, case: str, beside: Coding, code: str, stance: str) -> None:
    def act() -> str:
        coding.add_code(access, case, beside, code, stance)
        return "Your code is added. U takes it back."

    _tried(act)
    take(beside.id)


def undo(access: Access, view: View) -> None:
    """Takes back, and brings in hand what was taken back, in whichever notes of this alliance it stands."""

    def act() -> str:
        back = coding.undo(access, view.case.id)
        name = view.codebook.names().get(back.code, back.code)
        if back.now is None:
            words = f"Taken back: your own code {name} is gone."
        else:
            words = f"Taken back: {name} is {'waiting' if back.now.value == 'suggested' else back.now.value} again."
            take(back.coding)
        if back.source != st.session_state.get(sitting.CODE_SOURCE):
            address.put(source=back.source)
        if back.passed_over:
            n = back.passed_over
            words += (
                f" {n} later decision{'s' if n > 1 else ''} of yours stay{'' if n > 1 else 's'} as others left "
                f"{'them' if n > 1 else 'it'}."
            )
        return words

    _tried(act)
