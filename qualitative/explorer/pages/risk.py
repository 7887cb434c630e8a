"""Risk: what is left that may tell who is who, as tests without a total; and a sample to go through by key."""

from __future__ import annotations

from functools import partial
from html import escape

import streamlit as st

from qualitative.disclosure import counted
from qualitative.explorer import address, frame, passphrase, sitting, ui
from qualitative.explorer.guard import guarded, told
from qualitative.explorer.risk import reading
from qualitative.model import Table, Tier
from qualitative.study import TROUBLES
from qualitative.study.access import Access, risk
from qualitative.study.access.risk import Assessment

READERS = {"public": "public readers", "reviewer": "reviewers", "coder": "the coding team"}
SIZE = 60
MOST_PASSAGES = 12
QUOTES = ' "“”'


def page(access: Access) -> None:
    access.need(Tier.CODER)
    cases = access.cases()
    if not cases:
        ui.empty("This study holds no notes yet. The custodian brings them in.", "bring_in")
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        case = frame.case_chooser(access)
        tier = Tier.parse(address.choose("Measured for", READERS, "for"))
    found = risk.measured(access, case, tier)
    _plainly()
    _tests(found)
    ui.subheading(
        "Sentences read by a person",
        "Drawn by chance from every sentence; what a person finds in them speaks for the rest.",
    )
    _sample(access, case, found.measured is not None and found.measured.sample.complete)
    _masks(found)
    _people(found)
    _quotations(found)
    _files(access, case, tier)


def _plainly() -> None:
    first, *rest = risk.PSEUDONYMISED
    with st.container(border=True):
        st.html(f'<p class="q-key"><b>{escape(first)}</b></p>')
        for words in rest:
            ui.note(words)


def _tests(found: Assessment) -> None:
    rows = tuple(
        (ui.sentence(t.title), t.verdict.capitalize(), ui.sentence(t.words), t.mend) for t in found.tests
    )
    ui.subheading("Tests", risk.NO_TOTAL)
    ui.table(Table("", ("Test", "Verdict", "What was seen", "What can be done"), rows))


@st.fragment
def _sample(access: Access, case: str, was_complete: bool) -> None:
    """What an answer draws again."""
    guarded(partial(_go_through, access, case, was_complete))


def _go_through(access: Access, case: str, was_complete: bool) -> None:
    there = risk.sample_read(access, case)
    if there is None:
        ui.empty("No sample was drawn yet, so there is no miss rate. Next step: draw one and go through it.")
        _draw(access, case)
        return
    if not there.unread and not was_complete:
        st.rerun()  # read to the end: the tests above say so too
    reading.bench(access, case, there)
    if there.unread:
        ui.note(
            f"{counted(len(there.unread), 'sentence')} to read. Each answer is kept at once: you may stop, and go on later."
        )
        return
    found = risk.measured(access, case, Tier.PUBLIC)
    for line in risk.sample_lines(found.measured, found.n_drawn, found.n_finished):
        st.html(f'<p class="q-note">{escape(line)}</p>')
    _standing(access, case)
    numbers = [s.drawn.number for s in there.sentences]
    with st.container(horizontal=True):
        st.button("Look through the answers", key="risk again", on_click=_first, args=(numbers[0],))
        _draw(access, case)


def _first(number: int) -> None:
    st.session_state[sitting.RISK_NOW] = number


def _draw(access: Access, case: str) -> None:
    with st.popover("Draw a sample", key="risk draw popover"), st.form("risk draw form", border=False):
        n = st.number_input("How many sentences", min_value=1, max_value=2000, value=SIZE, key="risk size")
        ui.note(
            "Sixty with nothing found bound the rate at about one sentence in twenty. Earlier samples stay on record."
        )
        if st.form_submit_button("Draw", type="primary"):
            try:
                risk.draw(access, case, int(n))
            except TROUBLES as trouble:
                st.error(ui.plain(told(trouble)), icon=":material/error:")
                return
            st.session_state[sitting.RISK_NOW] = 0
            st.rerun()


def _standing(access: Access, case: str) -> None:
    """What was found and stands still: told where, and masked there by the custodian."""
    lines = risk.told_standing(access, case)
    if not lines:
        return
    ui.subheading("Found, and standing still")
    for line in lines:
        ui.note(f"{line}.")
    if access.tier < Tier.CUSTODIAN:
        ui.note("The custodian masks them: here, or on the Review page.")
        return
    words = passphrase.asked(access)
    if words is None:
        return
    with st.form("risk mask form", border=False):
        kind = st.radio(
            "They name", ["PERSON", "ORG", "PLACE"], format_func=KINDS.__getitem__, horizontal=True
        )
        if st.form_submit_button("Mask what identifies directly, wherever it stands"):
            try:
                report = risk.mask_found(access, case, words, kind)
            except TROUBLES as trouble:
                st.error(ui.plain(told(trouble)), icon=":material/error:")
                return
            st.session_state[sitting.RISK_SAID] = ("done", " ".join(report.lines))
            st.rerun()


KINDS = {"PERSON": "a person", "ORG": "an organisation", "PLACE": "a place"}


def _masks(found: Assessment) -> None:
    ui.subheading("What was masked", found.by_type.note)
    ui.table(Table("", tuple(h.capitalize() for h in found.by_type.headers), found.by_type.rows))
    with st.expander("By source"):
        ui.table(found.by_source)


def _people(found: Assessment) -> None:
    ui.subheading("Groups", risk.who_spoke(found))
    table = risk.groups_table(found)
    if table.rows:
        ui.table(Table("", tuple(h.capitalize() for h in table.headers), table.rows, table.note))


def _quotations(found: Assessment) -> None:
    q = found.quotations
    ui.subheading(
        "Quotations at risk",
        f"{counted(q.n_quotable, 'confirmed passage')} may be quoted whole, {q.n_too_long} in part; those first that give most "
        "away. Compare them with public documents at a terminal: qualitative risk STUDY --public FILE.",
    )
    if not q.at_risk:
        ui.note("None with a reason to look.")
    for one in q.at_risk[:MOST_PASSAGES]:
        ui.quotation(
            one.words.strip(QUOTES), f"{one.where}, {one.id}: {'; '.join(one.reasons)}", verbatim=True
        )
    more = len(q.at_risk) - MOST_PASSAGES
    if more > 0:
        ui.note(f"And {more} more, listed in the report.")


def _files(access: Access, case: str, tier: Tier) -> None:
    ui.subheading("The report", "For the review team. It holds ids and counts, and no words of the notes.")
    with st.container(horizontal=True):
        for suffix, name in risk.FORMATS.items():
            st.download_button(
                name, partial(risk.report_file, access, case, tier, suffix), f"risk-{case}{suffix}",
                key=f"risk file {suffix}", icon=":material/download:", on_click="ignore",
            )  # fmt: skip
