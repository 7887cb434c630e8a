"""The Themes page: what was heard under each code and beside the codebook, how widely, and in which words.

The danger: somebody reads for hours here and takes breadth for weight, a machine's cluster for a finding, or a
note-taker's words for speech. So counts are the export's own, emergent themes say whose they are, and every passage
stands in its context and says whose words it holds. In the address: ids; the words of a search never.
"""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from qualitative.disclosure import UNSIGNED, View
from qualitative.explorer import address, frame, sitting, ui
from qualitative.explorer.themes import links, markup
from qualitative.explorer.themes.breadth import by_group, by_session
from qualitative.explorer.themes.find import offer_clustering
from qualitative.explorer.themes.reading import read_code, read_theme, results
from qualitative.model import SessionKind, Status, Tier
from qualitative.study.access import Access
from qualitative.study.access.browsing import reading
from qualitative.study.access.passages import Book

SEARCH = "themes search"
LONGEST_SEARCH = 200


def page(access: Access) -> None:
    access = reading(access)
    # One row of what is chosen: the alliance, the words searched for, what is read.
    several = len(access.cases()) > 1
    row = st.columns([4, 5, 4] if several else [5, 4], vertical_alignment="bottom")
    with row[0] if several else st.container():
        case = frame.case_chooser(access)
    if not case:
        ui.empty(
            "This study holds no alliance yet. Next step: a custodian brings in the notes of one.", "bring_in"
        )
        return
    view = access.view(case)
    if not view.sessions_with_notes():
        _nothing_signed(view)
        return
    st.html(markup.style())
    book = Book(view)
    code = address.given("code")
    theme = address.given("theme")
    code = code if code in {c.id for c in view.codebook.every_code()} else ""
    theme = theme if not code and theme in {t.id for t in view.themes} else ""
    words = _way_in(row[-2:], view, code, theme)
    if words:
        results(book, words)
    elif code:
        read_code(book, view.codebook.code(code))
    elif theme:
        read_theme(book, next(t for t in view.themes if t.id == theme))
    else:
        _overview(access, book)
    links.listen()


def _nothing_signed(view: View) -> None:
    waiting = view.left_out.get(UNSIGNED, 0)
    name = view.case.name or view.case.id
    if waiting:
        ui.empty(
            f"No notes of {name} are signed off yet; {waiting} wait. Nothing is read, coded or searched before that. "
            "Next step: a custodian reads what was masked and signs each source off.",
            "review",
        )
        return
    ui.empty(
        f"There are no notes of {name} yet. Next step: a custodian brings them in and signs them off.",
        "bring_in",
    )


# --------------------------------------------------------------------------- the way in


def _way_in(row: Sequence[DeltaGenerator], view: View, code: str, theme: str) -> str:
    """row: where the search box and the list of everything that can be opened stand. Returns the words searched for."""
    # A search belongs to the place it was made at: going elsewhere, or back, leaves it behind.
    here = f"{code}|{theme}"
    if st.session_state.get(sitting.THEMES_SEARCH_AT) != here:
        st.session_state[SEARCH] = ""
    st.session_state[sitting.THEMES_SEARCH_AT] = here
    left, right = row
    with right:
        _opener(view, code, theme)
    with left:
        words = st.text_input(
            "Search what was said",
            key=SEARCH,
            placeholder="words, or “a phrase”",
            help="Finds paragraphs that hold all the words, in upper or lower case. What you search for stands in no address and in no file.",
        )
    return (words or "").strip()[:LONGEST_SEARCH]


def _opener(view: View, code: str, theme: str) -> None:
    options = {"": "Overview: every code and theme"}
    options |= {f"code {c.id}": c.name for c in view.codebook.every_code()}
    options |= {f"theme {t.id}": f"{t.label} (emergent)" for t in view.themes}
    now = f"code {code}" if code else f"theme {theme}" if theme else ""
    key = "themes open"
    if st.session_state.get(key) != now:
        st.session_state[key] = now

    def opened() -> None:
        kind, _, which = str(st.session_state[key]).partition(" ")
        links.go(**({kind: which} if which else {}))

    st.selectbox("Read", list(options), key=key, format_func=lambda i: options.get(i, ""), on_change=opened)


# --------------------------------------------------------------------------- the overview


def _overview(access: Access, book: Book) -> None:
    view = book.view
    waiting = sum(c.status is Status.SUGGESTED for c in view.codings)
    if not any(c.status is Status.CONFIRMED for c in view.codings):
        _nothing_coded(access, view, waiting)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        columns = address.choose("Columns", {"session": "by session", "group": "by group"}, "by", kind="row")
        hinted = False
        if waiting:
            hinted = st.toggle("Show the machine’s suggestions too", key="themes suggestions")
    grid = by_group(book, suggestions=hinted) if columns == "group" else by_session(book, suggestions=hinted)
    title = "Where each code was heard" + (", by group" if columns == "group" else "")
    if not grid.blocks:
        ui.note("No session was held with one group alone that may be named here.")
    else:
        ui.figure(
            title,
            lambda: (
                st.html(markup.matrix(grid, view.case.id)),
                st.html(markup.sessions_key(grid)),
            ),
            unit="one mark: one session with notes; confirmed codings only"
            + (", and suggestions where nothing is confirmed" if hinted else ""),
            caption=_caption(book, columns == "group", grid.unnamed),
            table=grid.table(title),
            key=f"themes-{columns}",
        )
    offer_clustering(access, book)


def _caption(book: Book, grouped: bool, unnamed: int) -> str:
    view = book.view
    said = [
        "How widely a code was heard, not how much it mattered. Kinds of session are counted apart and never added.",
    ]
    if grouped:
        said.append("A group’s sessions are those in which it took part alone.")
        if unnamed:
            were = "was" if unnamed == 1 else "were"
            said.append(
                f"{unnamed} {'session' if unnamed == 1 else 'sessions'} {were} mixed or with a group that may not be named: by session they are counted."
            )
    if not view.case.guide:
        said.append("No interview guide was given, so what was asked is not known.")
    outstanding = len([s for s in view.case.sessions if s.kind.counts]) - len(view.sessions_with_notes())
    if outstanding:
        said.append(f"{outstanding} planned or held without signed notes: not in the figure.")
    if any(s.kind is SessionKind.DOCUMENT for s in view.sources):
        said.append("Documents are records and stand apart.")
    if any(s.signed_unread for s in view.sources):
        said.append("Some notes were signed off unread.")
    return " ".join(said)


def _nothing_coded(access: Access, view: View, waiting: int) -> None:
    name = view.case.name or view.case.id
    coder = access.tier >= Tier.CODER
    if waiting:
        next_step = (
            "Next step: decide on them under Code."
            if coder
            else "Next step: an evaluator decides on them under Code."
        )
        ui.empty(
            f"No coding of {name} is confirmed yet; {waiting} suggestions wait. {next_step}",
            "code" if coder else "",
        )
        return
    next_step = "Next step: code the notes." if coder else "Next step: an evaluator codes the notes."
    ui.empty(
        f"Nothing of {name} is coded yet. {next_step} You can search what was said.", "code" if coder else ""
    )
