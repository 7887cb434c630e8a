"""Home: where the study stands and what waits for whom; on a first visit, how the work goes."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import streamlit as st

from qualitative.explorer import ui
from qualitative.explorer.home import line
from qualitative.explorer.places import BY_ID
from qualitative.model import Table, Tier
from qualitative.study.access import Access
from qualitative.study.access.glance import Glance, Step, at_a_glance, next_steps

HOW = (
    ("Bring notes in", "custodian", "Notes are read and anonymised on this machine. The originals go into a locked key file."),
    ("Read and sign off", "custodian", "A person reads what was masked, settles what is uncertain, and accepts each source."),
    ("Decide what it says", "evaluator", "Codings, themes and claimed causes are suggested; none counts until a person confirms it."),
    ("Draft and compare", "reviewer", "The review is written from what was confirmed; each sentence opens what it rests on."),
)  # fmt: skip

ONE_LOOK = 2  # as many alliances as stand above the fold with what waits


def page(access: Access) -> None:
    seen = at_a_glance(access)
    steps = next_steps(seen)
    if not seen.cases:
        _first_visit(steps, access.tier)
        return
    if len(seen.cases) <= ONE_LOOK:
        st.html('<h2 class="q-unseen">Where each alliance stands</h2>')
        _where_it_stands(seen)
        _what_waits(steps, access.tier)
    else:
        # With many alliances what waits would stand far down, and it is what somebody came for.
        _what_waits(steps, access.tier)
        ui.subheading("Where each alliance stands")
        _where_it_stands(seen)
    _lately(seen)


def _where_it_stands(seen: Glance) -> None:
    st.html("".join(line.markup(case) for case in seen.cases))
    version = f", version {seen.codebook_version}" if seen.codebook_version else ""
    ui.note(
        f"The codebook: “{seen.codebook}”{version}, {seen.n_codes} codes. Interviews and focus groups are counted apart; "
        "a source is one file of notes, or one document."
    )


def _first_visit(steps: Sequence[Step], tier: Tier) -> None:
    """An empty study: the way in four steps, and the first of them for whoever can do it."""
    ui.subheading("How this goes")
    items = "".join(
        f"<li><b>{escape(title)}</b><span>{escape(words)}</span>"
        f"<small>{escape(who)}{'' if at else ': the next step'}</small></li>"
        for at, (title, who, words) in enumerate(HOW)
    )
    st.html(f'<ol class="q-home-how">{items}</ol>')
    first = steps[0]
    if tier >= first.needed:
        ui.empty(f"{first.words} That is the first step, and yours.", first.page, "Bring notes in")
    else:
        ui.empty(
            f"{first.words} That waits for the custodian, who opens the study with the passphrase; "
            "when a source is signed off, this page says what comes next."
        )


def _what_waits(steps: Sequence[Step], tier: Tier) -> None:
    ui.subheading("What waits for whom")
    mine = [s for s in steps if tier >= s.needed]
    others = [s for s in steps if tier < s.needed and s.pressing]
    pressing = [s for s in mine if s.pressing]
    if not pressing:
        nothing = (
            "Nothing waits for you."
            if others
            else "Nothing waits: what was brought in is decided and drafted."
        )
        st.html(f'<p class="q-home-nothing">{nothing}</p>')
    _doable("now", pressing)
    if others:
        st.html('<h3 class="q-home-who">Waits for others</h3>')
        items = "".join(f"<li>{_said(step, waits=True)}</li>" for step in others)
        st.html(f'<ul class="q-home-others">{items}</ul>')
    rest = [s for s in mine if not s.pressing]
    if rest:
        st.html('<h3 class="q-home-who">Whenever you like</h3>')
        _doable("later", rest)


def _doable(key: str, steps: Sequence[Step]) -> None:
    """Steps this reader can do, each with its link."""
    with st.container(key=f"q-home-list-{key}"):
        for at, step in enumerate(steps):
            with st.container(key=f"q-home-step-{key}-{at}"):
                st.html(_said(step))
                ui.link(step.page, f"Go to {BY_ID[step.page].title}", case=step.case)


def _said(step: Step, waits: bool = False) -> str:
    """A step in words, and below them which alliance it is about and whom it is for, or waits for."""
    name = f"<b>{escape(step.name)}</b> · " if step.name else ""
    whose = f"{'waits ' if waits else ''}for the {escape(step.whose)}"
    return f'<p class="q-home-step">{escape(step.words)}<small>{name}{whose}</small></p>'


def _lately(seen: Glance) -> None:
    if seen.tier < Tier.CODER:
        return
    ui.subheading(
        "What people did lately", "Newest first; what was done again and again on one day stands once."
    )
    if not seen.acts:
        ui.note("Nobody has done anything yet.")
        return
    rows = tuple((f"{a.at.astimezone():%-d %B %Y, %H:%M}", a.who, a.what, a.name) for a in seen.acts)
    ui.table(Table("", ("When", "Who", "What", "Alliance"), rows))
