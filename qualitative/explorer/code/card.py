"""The coding in hand: what is suggested, what the codebook says of it, why, and the keys to decide.

The danger: a decision made on the code's name alone, or made twice without noticing. So the definition and what belongs
elsewhere stand beside the keys, a coding that is decided says by whom, and each press is for this one coding only.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

import streamlit as st

from qualitative.disclosure import View
from qualitative.explorer import ui
from qualitative.explorer.code import acts
from qualitative.explorer.code.reading import VOICE_WORDS, part_at
from qualitative.model import Code, Codebook, Coding, Source, Status
from qualitative.study.access import Access

STANCE_KEYS = (
    ("helped", "Helped", "1"),
    ("hindered", "Hindered", "2"),
    ("mixed", "Mixed", "3"),
    ("", "Neither", "4"),
)
# Of suggestions at .6, about six in ten are right where the matcher was measured: words no stronger than that.
_SURE = ((0.8, "very likely"), (0.6, "likely"), (0.4, "as likely as not"), (0.0, "a guess"))


@dataclass(frozen=True)
class InHand:
    """What the card needs: the coding, its source, and where the keys lead. then: after a decision; ids, "" at an end."""

    access: Access
    view: View
    source: Source
    coding: Coding
    then: str
    next: str
    previous: str
    warning: str = ""  # why the machine should not be used on this code, where that was measured


def confidence_words(confidence: float) -> str:
    """0.62 → "likely (0.62)"."""
    return f"{next(words for least, words in _SURE if confidence >= least)} ({confidence:.2f})"


def code_of(codebook: Codebook, code_id: str) -> Code:
    """The code, or one that says that the codebook in use no longer has it."""
    try:
        return codebook.code(code_id)
    except KeyError:
        return Code(code_id, code_id, "The codebook now in use does not have this code.")


def card(hand: InHand) -> None:
    code = code_of(hand.view.codebook, hand.coding.code)
    with st.container(key="q-code-card", gap="xsmall"):
        _head(hand, code)
        if hand.warning and hand.coding.status is Status.SUGGESTED:
            st.warning(
                ui.plain(
                    f"Measured in these notes, the machine should not be used on this code; {hand.warning}. Decide from the words alone."
                ),
                icon=":material/warning:",
            )
        _keys(hand)
        _others(hand)
        if hand.coding.rationale:
            st.html(
                '<div class="q-code-why"><h3>Why the machine suggests it</h3>'
                f"<p>{escape(hand.coding.rationale)}</p></div>"
            )
        _codebook(code, hand.view.codebook)


def _head(hand: InHand, code: Code) -> None:
    part = part_at(hand.source, hand.coding.selection.start_char)
    where = [piece for piece in (part.speaker, part.place) if piece] if part else []
    voice = VOICE_WORDS[part.voice] if part else ""
    st.html(
        f'<div class="q-code-head"><p>{escape(state_words(hand.coding, hand.view))}</p>'
        f"<h2>{ui.code_word(code.name, code.color)}</h2></div>"
        f'<blockquote class="q-code-quote">{escape(hand.coding.selection.quote)}</blockquote>'
        f'<p class="q-note q-code-voice">{escape(" · ".join([voice, *where]))}</p>'
    )


def state_words(c: Coding, view: View) -> str:
    """ "Suggested, likely (0.62)"; "Confirmed by Ada, 22 November at 10:42: hindered"."""
    names = {user.id: user.name for user in view.users}
    stance = f": {c.stance}" if c.stance else ""
    if c.status is Status.SUGGESTED:
        return "Suggested" + (f", {confidence_words(c.confidence)}" if c.confidence is not None else "")
    who, at = (c.decided_by, c.decided_at) if c.decided_by else (c.user, c.at)
    act = c.status.value.capitalize() if c.decided_by else "Coded blind" if c.blind else "Coded"
    when = f", {at.astimezone():%-d %B at %H:%M}" if at else ""
    return f"{act} by {names.get(who, who)}{when}{stance}"


def _keys(hand: InHand) -> None:
    seen, access, then, case = hand.coding, hand.access, hand.then, hand.view.case.id
    decided = seen.status is not Status.SUGGESTED
    with st.container(key="q-code-keys", gap="small"):
        if seen.blind:
            ui.note("Coded blind, to measure by: it is not decided on here.")
        else:
            with st.container(horizontal=True, gap="small"):
                st.button(
                    "Confirm", key="confirm", type="primary", shortcut="Y", icon=":material/check:",
                    on_click=acts.decide, args=(access, case, seen, True, None, then),
                    help="The passage belongs under this code." + (" It keeps its tag." if decided else ""),
                )  # fmt: skip
                st.button(
                    "Reject", key="reject", shortcut="X", icon=":material/close:",
                    on_click=acts.decide, args=(access, case, seen, False, "", then),
                    help="It does not belong under this code. Kept in the record, left out of every count.",
                )  # fmt: skip
            with st.container(key="q-code-stance"):
                st.html('<p class="q-note">Or confirm, and say what it did to the alliance:</p>')
                with st.container(horizontal=True, gap="xsmall"):
                    for stance, label, shortcut in STANCE_KEYS:
                        here = seen.status is Status.CONFIRMED and seen.stance == stance
                        st.button(
                            label, key=f"stance {shortcut}", shortcut=shortcut,
                            type="primary" if here and stance else "secondary",
                            on_click=acts.decide, args=(access, case, seen, True, stance, then),
                        )  # fmt: skip
        with st.container(horizontal=True, gap="small", key="q-code-move"):
            for label, key, shortcut, to in (
                ("Previous", "previous", "K", hand.previous),
                ("Next", "next", "J", hand.next),
            ):
                st.button(
                    label, key=key, shortcut=shortcut, type="tertiary", disabled=not to,
                    on_click=acts.take, args=(to,),
                )  # fmt: skip
            undo_button(access, hand.view)
            _another(hand)


def undo_button(access: Access, view: View) -> None:
    st.button(
        "Undo", key="undo", shortcut="U", type="tertiary", icon=":material/undo:",
        on_click=acts.undo, args=(access, view),
        help="Takes back your own last decision in this alliance; press again for the one before, also of earlier days.",
    )  # fmt: skip


def _others(hand: InHand) -> None:
    """The other codings of the same passage, to take in hand."""
    here = _same_passage(hand)
    if not here:
        return
    with st.container(key="q-code-others", horizontal=True, gap="xsmall", vertical_alignment="center"):
        ui.note("Also on this passage:")
        for c in here:
            st.button(
                ui.plain(f"{code_of(hand.view.codebook, c.code).name} · {_short(c)}"),
                key=f"also {c.id}",
                type="tertiary",
                on_click=acts.take,
                args=(c.id,),
            )


def _short(c: Coding) -> str:
    if c.status is Status.SUGGESTED:
        return f"waits, {c.confidence:.2f}" if c.confidence is not None else "waits"
    return c.status.value


def _same_passage(hand: InHand) -> list[Coding]:
    """The other codings of the passage in hand."""
    where = hand.coding.selection.id
    return [c for c in hand.view.codings if c.selection.id == where and c.id != hand.coding.id]


def _another(hand: InHand) -> None:
    """A person's own code for the passage, out of the codebook."""
    carried = {c.code for c in (*_same_passage(hand), hand.coding) if c.status is not Status.REJECTED}
    free = [code for code in hand.view.codebook.every_code() if code.id not in carried]
    if not free:
        return
    names = {code.id: code.name for code in free}
    # It closes when a code was added and when another coding comes in hand; what was picked stays with its passage.
    about = hand.coding.selection.id
    with st.popover(
        "Another code",
        type="tertiary",
        icon=":material/add:",
        help="Your own code for the passage in hand.",
        key=f"another {hand.coding.id} {len(carried)}",
    ):
        picked = st.selectbox(
            "Code", list(names), key=f"another code {about}", format_func=lambda i: names.get(i, i), index=None,
            placeholder="Pick from the codebook",
        )  # fmt: skip
        if picked:
            ui.note(code_of(hand.view.codebook, picked).definition)
        stances = {stance: label for stance, label, _ in STANCE_KEYS}
        stance = st.segmented_control(
            "What it did to the alliance", list(stances), key=f"another stance {about}", default="",
            format_func=lambda s: stances.get(s, s),
        )  # fmt: skip
        st.button(
            "Add this code", key="add code", type="primary", disabled=not picked,
            on_click=acts.add, args=(hand.access, hand.view.case.id, hand.coding, picked or "", stance or ""),
        )  # fmt: skip


def _codebook(code: Code, codebook: Codebook) -> None:
    names = codebook.names()

    def named(words: str) -> str:
        """ "… (clarity-of-roles)" → "… (Clarity of roles and responsibilities)": an id is no word for a person."""
        return re.sub(r"\(([\w-]+)\)", lambda m: f"({names.get(m[1], m[1])})", words)

    def listed(title: str, lines: Sequence[str]) -> str:
        items = "".join(f"<li>{escape(named(line))}</li>" for line in lines)
        return f"<h3>{title}</h3><ul>{items}</ul>" if lines else ""

    st.html(
        f'<div class="q-code-book" tabindex="0" role="region" aria-label="The codebook on this code"><h3>Definition</h3><p>{escape(code.definition)}</p>'
        + listed("Belongs here too", code.include)
        + listed("Does not belong here", code.exclude)
        + "</div>"
    )
