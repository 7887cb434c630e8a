"""The forms a custodian fills in about a mask: who or what it is, why the words may stand, which words to mask too.

The danger: words let stand again without a reason, or masked as the wrong person's. So a reason is asked for, those whom
a mask may mean come first, and words to mask are taken where they stand in the text.
"""

from __future__ import annotations

import re

import streamlit as st

from qualitative.explorer import sitting, ui
from qualitative.explorer.review.acts import settled, want
from qualitative.study.access import settling
from qualitative.study.access.settling import Reading, Span

KINDS = {"PERSON": "a person", "ORG": "an organisation", "PLACE": "a place"}
TYPE_WORDS = {
    "POST": "a senior post",
    "DATE": "a date or a period",
    "AGE": "an age",
    "DOB": "a date of birth",
    "PHONE": "a phone number",
    "EMAIL": "an e-mail address",
    "HANDLE": "a handle",
    "URL": "a web address",
    "ADDRESS": "an address",
    "POSTCODE": "a postcode",
    "CASE_REF": "a case reference",
    "QUANTITY": "a number that points to somebody",
    "DEM": "a personal detail",
    "ORG": "an organisation, no one string",
    "PLACE": "a place, no one string",
    "OTHER": "another detail",
}
REASONS = (
    "An ordinary word here",
    "The name of a thing, a form or a system",
    "A public body or a public place that points to nobody",
    "Known to every reader and about nobody",
)
WIDE = "review wide"  # the toggle “for all places”


def wide(span: Span) -> bool:
    """Whether the decision is for every place of these words."""
    return span.places > 1 and bool(st.session_state.get(WIDE))


def change_panel(reading: Reading, span: Span) -> None:
    """Who or what it is. Those it may mean come first."""
    meant = [i for i in span.meant if i != span.entity]
    people = [i for i in reading.who if i not in meant and i != span.entity]
    options = {i: reading.who[i] for i in meant}
    options |= {f"new {kind}": f"Someone or something new: {words}" for kind, words in KINDS.items()}
    options |= {i: reading.who[i] for i in people}
    options |= {kind: f"No one in particular: {words}" for kind, words in TYPE_WORDS.items()}
    with st.form("review change form", border=False):
        to = st.selectbox(
            "Who or what it is", list(options), format_func=lambda i: options.get(i, i), key="review to"
        )
        own = st.text_input(
            "A wording of your own (only for “no one in particular”)",
            key="review own",
            placeholder="[housing charity]",
            max_chars=60,
        )
        if st.form_submit_button("Change it", type="primary") and to:
            place, everywhere = reading.place(span.start_char, span.end_char), wide(span)
            want(
                "change",
                lambda a, p: settling.change(a, place, to, p, everywhere=everywhere, own_wording=own),
                place,
                settled("Changed"),
            )
            st.rerun()
    if span.entity:
        _join_form(reading, span)


def _join_form(reading: Reading, span: Span) -> None:
    """One person under two strings. That one string stands for two is told by changing a place to somebody new."""
    others = {i: words for i, words in reading.who.items() if i != span.entity and i[0] == span.entity[0]}
    if not others:
        return
    with st.form("review join form", border=False):
        to = st.selectbox(
            "Or: the same one as, in every source of this alliance",
            list(others),
            index=None,
            format_func=lambda i: others.get(i, i),
            key="review join",
            placeholder="Choose whom",
        )
        if st.form_submit_button("Join the two") and to:
            place, joined = reading.place(span.start_char, span.end_char), span.entity
            want("join", lambda a, p: settling.join(a, place, to, joined, p), place, settled("Joined"))
            st.rerun()


def keep_panel(reading: Reading, span: Span) -> None:
    with st.form("review keep form", border=False):
        why = st.selectbox(
            "Why it identifies nobody",
            REASONS,
            index=None,
            accept_new_options=True,
            placeholder="Choose, or write your own",
            key="review why",
            help="The reason is kept in the vault, beside the words.",
        )
        public = st.toggle("Keep it masked for the public", key="review public")
        if st.form_submit_button("Let the words stand", type="primary"):
            place, everywhere = reading.place(span.start_char, span.end_char), wide(span)
            want(
                "keep",
                lambda a, p: settling.keep(
                    a, place, why or "", p, everywhere=everywhere, still_public=public
                ),
                place,
                settled("Kept as said"),
            )
            st.rerun()


def mask_panel(reading: Reading) -> None:
    """Words pointed at in the text, or typed as they stand there."""
    start, _, end = str(st.session_state.get(sitting.REVIEW_POINTED, "")).partition("-")
    pointed = (int(start), int(end)) if start.isdigit() and end.isdigit() else None
    with st.form("review mask form", border=False):
        if pointed is not None:
            ui.note(f"Selected: “{' '.join(reading.text[slice(*pointed)].split())}”")
            typed = ""
        else:
            typed = st.text_input(
                "Words to mask, as they stand in the text", key="review words", autocomplete="off"
            )
        kind = st.segmented_control(
            "They name", list(KINDS), format_func=KINDS.__getitem__, default="PERSON", key="review kind"
        )
        who = {"": "Somebody new, or known by this name already", **reading.who}
        same = st.selectbox(
            "Whose they are", list(who), format_func=lambda i: who.get(i, i), key="review same"
        )
        everywhere = st.toggle(
            "Wherever they stand in this alliance, signed sources too", value=True, key="review all"
        )
        if st.form_submit_button("Mask them", type="primary"):
            span = pointed or _where(reading, typed)
            if span is None:
                st.error(
                    "These words do not stand in this source as you wrote them.", icon=":material/error:"
                )
                return
            place = reading.place(*span)
            want(
                "mask",
                lambda a, p: settling.mask_more(
                    a, place, p, kind=kind or "PERSON", same_as=same, everywhere=everywhere
                ),
                place,
                settled("Masked"),
            )
            st.rerun()


def where(reading: Reading, typed: str, first: int, last: int) -> tuple[int, int] | None:
    """The first place in text[first:last] where the words stand, masks among them."""
    words = typed.split()
    if not words:
        return None
    found = re.compile(r"\s+".join(map(re.escape, words))).search(reading.text, first, last)
    return None if found is None else found.span()


def _where(reading: Reading, typed: str) -> tuple[int, int] | None:
    """The first place outside any mask where the words stand whole."""
    words = typed.split()
    if not words:
        return None
    pattern = r"(?<!\w)" + r"\s+".join(map(re.escape, words)) + r"(?!\w)"
    for found in re.finditer(pattern, reading.text):
        start, end = found.span()
        if not any(s.start_char < end and start < s.end_char for s in reading.spans.values()):
            return start, end
    return None
