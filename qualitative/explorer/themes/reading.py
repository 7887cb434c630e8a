"""One code, one emergent theme, or what a search found: its passages in their context, narrowed and paged.

The danger: a list too long to read, of which only the first session is read. So passages stand by session, twenty at a
time with how many there are, kinds of session apart, records after views; and what narrows them stands in the address.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape
from itertools import groupby

import streamlit as st

from qualitative.comparison import KINDS, asked, themes_by_case
from qualitative.disclosure import View
from qualitative.explorer import address, sitting, ui
from qualitative.explorer.themes import links, markup
from qualitative.explorer.themes.breadth import EVERY_KIND, Grid, Row, by_session, nouns
from qualitative.model import Code, SessionKind, Status, Table, Theme, Tier, short_hash
from qualitative.study.access.passages import SEVERAL, Book, Heard

PAGE = 20
ALL = "all"
ASKED_WORDS = {"asked": "asked", "not asked": "not asked: unprompted"}


# --------------------------------------------------------------------------- a code


def read_code(book: Book, code: Code) -> None:
    view = book.view
    suggested = sum(c.status is Status.SUGGESTED and c.code == code.id for c in view.codings)
    side, main = st.columns([4, 9], gap="large")
    with side:
        st.html(f"<div class='q-sub q-themes-title'><h2>{ui.code_word(code.name, code.color)}</h2></div>")
        _definition(code)
        hinted = bool(suggested) and st.toggle(
            f"Show {suggested} suggestions too", key=f"themes suggestions {code.id}"
        )
        grid = by_session(book, suggestions=hinted)
        row = next(r for r in grid.codes if r.id == code.id)
        _breadth(grid, row, view)
        _stances(view, code)
    with main:
        found = book.under(code.id, suggestions=hinted)
        answers = {s.id: ASKED_WORDS.get(asked(view, code.id, s.id), "") for s in view.sessions_with_notes()}
        if not found:
            ui.empty(
                f"Nobody has confirmed a passage under {code.name} yet."
                + (f" {suggested} suggestions wait under Code." if suggested else "")
                + (
                    " Next step: code the notes."
                    if view.tier >= Tier.CODER
                    else " An evaluator codes the notes."
                ),
                "code" if view.tier >= Tier.CODER else "",
            )
            return
        kept = _narrowed(book, found, stances=True)
        _listed(book, kept, len(found), f"code {code.id}", asked_of=answers)


def _definition(code: Code) -> None:
    rules = "".join(
        f"<h4>{head}</h4><ul>{''.join(f'<li>{escape(line)}</li>' for line in lines)}</ul>"
        for head, lines in (("Include", code.include), ("Leave out", code.exclude))
        if lines
    )
    st.html(f'<p class="q-themes-def">{escape(code.definition)}</p>')
    if rules:
        with st.expander("What belongs here, and what does not"):
            st.html(f'<div class="q-themes-rules">{rules}</div>')


def _breadth(grid: Grid, row: Row, view: View) -> None:
    ui.subheading("How widely")
    st.html(
        markup.strip(grid, row, view.case.id, address.given("from"))
        + markup.legend(Grid(grid.blocks, () if row.theme else (row,), (row,) if row.theme else ()))
    )


def _stances(view: View, code: Code) -> None:
    """Sessions by the tag a person set, per kind, as the comparison counts them."""
    counted = themes_by_case([view])
    rows = []
    for kind in KINDS:
        here = counted[(counted["code"] == code.id) & (counted["kind"] == kind.value)]
        for _, one in here.iterrows():
            n = sum(1 for s in view.sessions_with_notes() if s.kind is kind)
            cells = [str(one[tag]) for tag in ("helped", "hindered", "mixed")]
            rows.append((f"{n} {nouns(kind, n)}", *cells))
    if rows:
        ui.subheading("Told as")
        ui.table(
            Table(
                "",
                ("sessions", "helped", "hindered", "mixed"),
                tuple(rows),
                "Sessions in which a person set that tag; one session may stand in several. No score.",
            )
        )


# --------------------------------------------------------------------------- an emergent theme


def read_theme(book: Book, theme: Theme) -> None:
    view = book.view
    side, main = st.columns([4, 9], gap="large")
    with side:
        ui.subheading(theme.label, theme.subtitle or "An emergent theme")
        ui.note("Its words: " + ", ".join(theme.words))
        ui.note(
            "A machine grouped these passages and named the group by its words. Nobody has confirmed it: read the passages, "
            "then keep it in mind, code them, or forget it."
        )
        grid = by_session(book)
        row = next(r for r in grid.themes if r.id == theme.id)
        _breadth(grid, row, view)
        ui.note("Sessions of which a passage was placed here. Nobody was asked about an emergent theme.")
    with main:
        found = book.in_theme(theme)
        if not found:
            ui.empty("No passage of this theme is open to you.")
            return
        kept = _narrowed(book, found, stances=False)
        _listed(book, kept, len(found), f"theme {theme.id}", by_session=False)


# --------------------------------------------------------------------------- a search


def results(book: Book, words: str) -> None:
    head = st.container(horizontal=True, vertical_alignment="center")
    with head:
        whole = st.toggle("Whole words only", key="themes whole words")
        st.button("Clear the search", key="themes clear", on_click=_clear, icon=":material/close:")
    if sum(c.isalnum() for c in words) < 2:
        ui.empty("Give at least two letters or figures to search for.")
        return
    found = book.search(words, whole=whole)
    if not found:
        _found_nothing(book, words, whole)
        return
    kept = _narrowed(book, found, stances=False)
    _listed(book, kept, len(found), f"search {short_hash(words.casefold(), str(whole))}", unit="paragraph")


def _found_nothing(book: Book, words: str, whole: bool) -> None:
    kept_out = (
        "Masked names, and what speakers asked to keep out, cannot be found."
        if book.view.tier < Tier.CODER
        else "Masked names cannot be found."
    )
    several = "all these words" if len(words.split()) > 1 else "this word"
    step = "try parts of words" if whole else "try fewer or shorter words"
    ui.empty(f"No paragraph that may be read here holds {several}. Next step: {step}. {kept_out}")


def _clear() -> None:
    st.session_state["themes search"] = ""


# --------------------------------------------------------------------------- narrowing


def _narrowed(book: Book, found: Sequence[Heard], *, stances: bool) -> list[Heard]:
    """What the filters in the address keep. Their choices are the case's, so that an address fits every code."""
    view = book.view
    kinds = [k for k in (*EVERY_KIND, SessionKind.DOCUMENT) if any(s.kind is k for s in view.sources)]
    groups = _groups(book)
    places = {
        at: view.session(session).title or view.source(at).title
        for session, at in book.first_note.items()
        if session in book.sessions
    }
    tests: list[Callable[[Heard], bool]] = []
    with st.container(horizontal=True, key="q-themes-filters"):
        kind = _choice("Kind of session", {k.name.lower(): nouns_of(k) for k in kinds}, "kind", "every kind")
        place = _choice("Session", places, "from", "every session")
        group = _choice("Group", groups, "group", "every group")
        voice = _choice(
            "Voice", {"verbatim": "verbatim", "reported": "note-taker’s words"}, "voice", "either voice"
        )
        stance = ALL
        if stances:
            stance = _choice(
                "Told as",
                {s: s for s in ("helped", "hindered", "mixed")} | {"untagged": "no tag set"},
                "stance",
                "every tag",
            )
    if kind != ALL:
        tests.append(lambda h: h.kind.name.lower() == kind)
    if place != ALL:
        tests.append(lambda h: h.at == place)
    if group != ALL:
        tests.append(lambda h: h.group == groups[group])
    if voice != ALL:
        tests.append(lambda h: (h.voice == "verbatim") is (voice == "verbatim"))
    if stance != ALL:
        tests.append(lambda h: (stance in h.stances) if stance != "untagged" else not h.stances)
    return [h for h in found if all(test(h) for test in tests)]


def _choice(label: str, options: dict[str, str], name: str, every: str) -> str:
    if len(options) < 2:
        return ALL
    return address.choose(label, {ALL: every, **options}, name, default=ALL) or ALL


def nouns_of(kind: SessionKind) -> str:
    return "documents (records)" if kind is SessionKind.DOCUMENT else nouns(kind, 2)


def _groups(book: Book) -> dict[str, str]:
    """The groups that may be named here: an id for the address → the word."""
    words = {
        book.group_names.get(w, w)
        for w in (*book.view.group_of.values(), *map(book.groups_of, book.sessions))
    }
    order = [g.name for g in book.view.case.groups]
    named = [w for w in order if w in words] + ([SEVERAL] if SEVERAL in words else [])
    return {short_hash(book.view.case.id, w, length=6): w for w in named}


# --------------------------------------------------------------------------- the list


def _listed(
    book: Book,
    kept: Sequence[Heard],
    n_found: int,
    key: str,
    *,
    by_session: bool = True,
    unit: str = "passage",
    asked_of: dict[str, str] | None = None,
) -> None:
    """Twenty at a time: views by kind of session, then records. key: what is listed, by its ids."""
    views = [h for h in kept if h.kind.counts]
    records = [h for h in kept if not h.kind.counts]
    ui.note(_how_many(views, records, n_found, len(kept), unit))
    if not kept:
        ui.empty("With these filters nothing is left. Next step: widen them.")
        st.button("Take the filters off", key="themes no filters", on_click=_no_filters)
        return
    slot = sitting.themes_shown(
        f"{key} {'|'.join(str(address.given(n)) for n in ('kind', 'from', 'group', 'voice', 'stance'))}"
    )
    n_shown = int(st.session_state.get(slot, PAGE))
    ordered = (
        [*(h for k in EVERY_KIND for h in views if h.kind is k), *records]
        if by_session
        else [*views, *records]
    )
    shown = ordered[:n_shown]
    codes = {c.id: (c.name, c.color) for c in book.view.codebook.every_code()}
    if by_session:
        for kind, group in groupby(shown, key=lambda h: h.kind):
            here = list(group)
            of_kind = [h for h in ordered if h.kind is kind]
            ui.subheading(*_kind_head(kind, of_kind, unit))
            st.html(markup.passages(book.flowing(here), codes, asked_of=asked_of))
    else:
        st.html(markup.passages(shown, codes, by_session=False))
    left = len(ordered) - n_shown
    if left > 0:
        more = min(PAGE, left)

        def further() -> None:
            st.session_state[slot] = n_shown + PAGE

        st.button(f"Show {more} more of {left} left", key=f"themes more {short_hash(slot)}", on_click=further)


def _kind_head(kind: SessionKind, of_kind: Sequence[Heard], unit: str) -> tuple[str, str]:
    n, sessions = len(of_kind), len({h.session for h in of_kind})
    if kind is SessionKind.DOCUMENT:
        return (
            "Records",
            f"{n} {_plural(unit, n)} in {sessions} {nouns(kind, sessions)}: records, not views; never counted.",
        )
    words = nouns(kind, 2)
    return words[:1].upper() + words[1:], f"{n} {_plural(unit, n)} in {sessions} {nouns(kind, sessions)}"


def _how_many(views: Sequence[Heard], records: Sequence[Heard], n_found: int, n_kept: int, unit: str) -> str:
    words = [f"{len(views)} {_plural(unit, len(views))}"]
    if records:
        words.append(f"{len(records)} in records")
    said = ", ".join(words)
    return f"{said}; {n_found - n_kept} of {n_found} left out by the filters" if n_found > n_kept else said


def _plural(unit: str, n: int) -> str:
    return unit if n == 1 else unit + "s"


def _no_filters() -> None:
    links.go(code=address.given("code"), theme=address.given("theme"))
