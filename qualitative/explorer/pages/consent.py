"""Consent: what each person agreed to, by when the notes go, and sentences a named contact must read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from qualitative.explorer import frame, passphrase, sitting, ui
from qualitative.explorer.guard import told
from qualitative.files import HeldFile
from qualitative.model import Table, Tier
from qualitative.study import TROUBLES, Report
from qualitative.study.access import Access, consent
from qualitative.study.access.consent import AGREEMENTS, Desk

WORDS = {True: "yes", False: "no", None: "not known"}
SAYS = {"yes": True, "no": False, "not known": None}
HEADS = ("Person", "Notes", "Recording", "Quotation", "Machine", "Comparison", "May withdraw until")


def page(access: Access) -> None:
    access.need(Tier.CUSTODIAN)
    if not access.cases():
        ui.empty("There are no notes yet. Bring some in first.", "bring_in", "Bring notes in")
        return
    words = passphrase.asked(access)
    if words is None:
        return
    if not words:
        ui.empty("This study keeps no key, so it has no place to keep a register in.")
        return
    case = frame.case_chooser(access)
    if said := st.session_state.pop(sitting.CONSENT_SAID, ""):
        st.success(ui.plain(said), icon=":material/check:")
    desk = consent.desk(access, case, words)
    for line in desk.told:
        st.info(ui.plain(ui.sentence(line)), icon=":material/info:")
    _harm(access, case, desk, words)
    _register(access, case, desk, words)
    _destruction(access, case, desk)


def _do(act: Callable[[], Report]) -> None:
    """An act, and the page drawn anew; what went wrong is said where the form stands."""
    try:
        report = act()
    except TROUBLES as trouble:
        st.error(ui.plain(told(trouble)), icon=":material/error:")
        return
    st.session_state[sitting.CONSENT_SAID] = " ".join(
        ui.sentence(x) for x in (*report.lines[:1], *report.left_out)
    )
    st.rerun()


def _register(access: Access, case: str, desk: Desk, words: str) -> None:
    ui.subheading(
        "What people agreed to",
        "Kept in the vault. What is not known counts as not agreed; who is not recorded is nobody's guess.",
    )
    ui.table(Table("", HEADS, tuple(_row(row) for row in desk.people)))
    with st.form("consent file", clear_on_submit=True):
        file = st.file_uploader("A register as .csv or .xlsx", type=["csv", "xlsx"], key="consent upload")
        if st.form_submit_button("Record it") and file is not None:
            held = HeldFile(file.name, file.getvalue())
            _do(lambda: consent.fill(access, case, held, words))
    with st.expander("Change one person’s row"), st.form("consent change", border=False):
        people = {row["person"]: row for row in desk.people}
        who = st.selectbox("Person", list(people), format_func=lambda i: _name(people[i]), key="consent who")
        answers = {
            what: st.selectbox(what.capitalize(), ["leave as it is", *SAYS], key=f"consent {what}")
            for what in AGREEMENTS
        }
        until = st.text_input("May withdraw until (2026-03-31)", key="consent until")
        if st.form_submit_button("Record it"):
            changes: dict[str, Any] = {what: SAYS[a] for what, a in answers.items() if a in SAYS}
            changes |= {"withdraw_until": until} if until else {}
            _do(lambda: consent.change(access, case, who or "", changes, words))
    ui.note("To withdraw somebody, or to close the case, use the command line: both cannot be taken back.")


def _name(row: Mapping[str, Any]) -> str:
    return f"{row['name'] or row['string']} ({row['person']})"


def _row(row: Mapping[str, Any]) -> tuple[str, ...]:
    if row.get("withdrawn"):
        return (_name(row), f"withdrawn on {row['withdrawn']}", *["–"] * 5)
    if not row["recorded"]:
        return (_name(row), "not recorded", *["–"] * 5)
    return (_name(row), *(WORDS[row.get(what)] for what in AGREEMENTS), row.get("withdraw_until") or "–")


def _harm(access: Access, case: str, desk: Desk, words: str) -> None:
    waits = [h for h in desk.harm if not h.get("seen_by")]
    ui.subheading(
        "Possible disclosures of harm",
        f"For {desk.contact or 'a contact nobody has named yet'} to read. {ui.sentence(consent.NOT_COMPLETE)} Some are told in "
        "words that are not found; many of those shown are none.",
    )
    if not desk.contact or not desk.harm:
        ui.note(f"{len(desk.harm)} sentences found, {len(waits)} not read yet.")
    for h in desk.harm:
        read = (
            f"Read by {h['seen_by']} on {h['at'][:10]}: {h['done']}" if h.get("seen_by") else "Not read yet"
        )
        ui.quotation(" ".join(h["words"].split()), f"{h['source']} · {h['kind']} · {read}", verbatim=False)
        if not h.get("seen_by"):
            with st.form(f"harm {h['id']}", border=False):
                done = st.text_input("What was done", key=f"harm done {h['id']}")
                if st.form_submit_button(ui.plain(f"I have read it, as {access.person}")):
                    found = str(h["id"])
                    _do(lambda found=found, done=done: consent.acknowledge(access, case, found, done, words))  # type: ignore[misc]
    with st.form("harm contact", clear_on_submit=True):
        name = st.text_input("The contact who reads them", key="harm contact name", placeholder=desk.contact)
        if st.form_submit_button("Name this contact"):
            _do(lambda: consent.name_contact(access, case, name, words))


def _destruction(access: Access, case: str, desk: Desk) -> None:
    ui.subheading("When the notes are to be destroyed", desk.destroy_on or "No date is set.")
    with st.form("destruction", clear_on_submit=True):
        day = st.text_input("The day (2027-03-31)", key="destroy on")
        if st.form_submit_button("Set the date"):
            _do(lambda: consent.set_destruction(access, case, day))
