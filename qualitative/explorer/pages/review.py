"""Review: the custodian reads the original beside the anonymised text, settles what is uncertain, and signs off."""

from __future__ import annotations

import streamlit as st

from qualitative.explorer import address, frame, passphrase, sitting, ui
from qualitative.explorer.review import acts, desk, pane, wishes
from qualitative.model import Table, Tier
from qualitative.study.access import Access, settling
from qualitative.study.access.settling import Line, Reading

STATES = {
    "waiting": "waits",
    "waiting again": "waits again: changed after sign-off",
    "signed": "signed off",
    "signed unread": "signed off unread",
}


def page(access: Access) -> None:
    access.need(Tier.CUSTODIAN)
    cases = access.cases()
    if not cases:
        ui.empty("There are no notes to read yet. Bring some in first.", "bring_in", "Bring notes in")
        return
    words = passphrase.asked(access)
    if words is None:
        return
    acts.carry_out(access, words)
    left, right = st.columns([2, 3]) if len(cases) > 1 else (None, st.container())
    if left is not None:
        with left:
            case = frame.case_chooser(access)
    else:
        case = frame.case_chooser(access)
    lines = settling.sources(access, case)
    if not lines:
        ui.empty("This alliance has no notes to read yet. Bring some in first.", "bring_in", "Bring notes in")
        return
    waiting = next((line.id for line in lines if line.waits), lines[0].id)
    with right:
        told = {line.id: _told(line) for line in lines}
        source = address.choose("Source", told, "source", default=waiting)
    if st.session_state.get(sitting.REVIEW_OPEN) != source:
        st.session_state[sitting.REVIEW_OPEN] = source
        if not st.session_state.get(sitting.REVIEW_NOW):
            _forget_place()
    reading = settling.read(access, case, source, words)
    _read(access, reading, lines)


def _read(access: Access, reading: Reading, lines: list[Line]) -> None:
    now = _now(reading)
    if trouble := st.session_state.pop(sitting.REVIEW_TROUBLE, ""):
        st.error(ui.plain(trouble), icon=":material/error:")
    elif said := st.session_state.pop(sitting.REVIEW_SAID, ""):
        st.toast(ui.plain(said), icon=":material/check:")
    if not reading.has_original:
        st.info(ui.plain(reading.why_no_original), icon=":material/visibility_off:")
    if not any(line.waits for line in lines):
        ui.empty("Every source of this alliance is signed off.", "code", "Next: code what was said")
    desk.show(reading, now)
    reader = st.segmented_control(
        "Read as",
        list(pane.READERS),
        format_func={"coder": "Coding team", "reviewer": "Reviewers", "public": "Public"}.__getitem__,
        default="coder",
        key="review reader",
        help="The same source as each tier will read it. The public reads signed releases alone, made of it.",
    )
    pane.show(reading, now, _pick, _point, reader or "coder")
    _legend(reading)
    desk.lists(reading, now)
    wishes.show(reading)
    _sign(access, reading, lines)
    _all_sources(lines, reading.source)


def _now(reading: Reading) -> str:
    """The mask in hand: the one picked, else the next to settle, where the reader left the queue."""
    picked = st.session_state.get(sitting.REVIEW_NOW, "")
    if picked in reading.spans:
        return str(picked)
    st.session_state[sitting.REVIEW_NOW] = ""
    if not reading.queue:
        return ""
    step = min(int(st.session_state.get(sitting.REVIEW_STEP, 0)), len(reading.queue) - 1)
    st.session_state[sitting.REVIEW_STEP] = step
    return reading.queue[step]


def _pick(span_id: str) -> None:
    st.session_state[sitting.REVIEW_NOW], st.session_state[sitting.REVIEW_PANEL] = span_id, ""


def _point(span: str) -> None:
    st.session_state[sitting.REVIEW_POINTED] = span
    if st.session_state.get(sitting.REVIEW_PANEL) != "wish":
        st.session_state[sitting.REVIEW_PANEL] = "mask"


def _forget_place() -> None:
    for slot in (sitting.REVIEW_NOW, sitting.REVIEW_PANEL, sitting.REVIEW_POINTED):
        st.session_state[slot] = ""
    st.session_state[sitting.REVIEW_STEP] = 0


def _told(line: Line) -> str:
    left = f", {line.uncertain} to settle" if line.waits and line.uncertain else ""
    return f"{line.title} ({line.id}) · {STATES[line.state]}{left}"


def _legend(reading: Reading) -> None:
    marks = [
        "wavy line and “?”: uncertain",
        "plain line: settled",
        "dotted line: masked for the public only",
        "frame: in hand",
    ]
    ui.note(
        "Marks: "
        + ", ".join(marks)
        + ". Click one to take it in hand; select words the team should not read, to mask them."
    )
    if reading.questions:
        with st.expander("What the machine asked when these notes came in"):
            for question in reading.questions:
                ui.note(question)


def _sign(access: Access, reading: Reading, lines: list[Line]) -> None:
    line = next(line for line in lines if line.id == reading.source)
    ui.subheading("Sign-off")
    if not line.waits:
        unread = ", unread" if line.state == "signed unread" else ""
        ui.note(f"Signed off{unread} by {line.by}. Masking more words, or changing a mask, opens it again.")
        return
    left = len(reading.queue)
    if left:
        spans = (
            "1 mask nobody settled: masked it stays."
            if left == 1
            else f"{left} masks nobody settled: masked they stay."
        )
    else:
        spans = "Every mask is settled."
    gone = " The original leaves the vault with your signature; what was done here can then no longer be taken back."
    ui.note(spans + (gone if reading.has_original else ""))
    at = lines.index(line)
    others = [other for other in (*lines[at + 1 :], *lines[:at]) if other.waits]

    def signed() -> None:
        acts.want(
            "sign off",
            acts.sign_off(reading.source, reading.sha256),
            None,
            lambda _: f"{reading.title} is signed off.",
        )
        _forget_place()
        address.put(source=others[0].id if others else "")

    st.button(
        ui.plain(f"I have read it: sign off as {access.person}"),
        type="secondary" if left else "primary",
        icon=":material/signature:",
        key="review sign off",
        on_click=signed,
    )


def _all_sources(lines: list[Line], open_now: str) -> None:
    rows = tuple(
        (
            line.title + (" (open)" if line.id == open_now else ""),
            STATES[line.state] + (f" by {line.by}" if line.by else ""),
            str(line.masked),
            str(line.uncertain),
            str(line.wishes),
        )
        for line in lines
    )
    waiting = [line for line in lines if line.waits]
    left = sum(line.uncertain for line in waiting)
    told = f"All {len(lines)} sources: {len(waiting)} wait for sign-off, {left} masks to settle in them"
    with st.expander(told):
        ui.table(Table("", ("Source", "Sign-off", "Masked", "To settle", "Wishes"), rows))
