"""The alliances side by side: what may be compared, the themes, the lessons, the claimed causes, and what it cannot tell."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from qualitative import comparison
from qualitative.disclosure import View
from qualitative.explorer import address, ui
from qualitative.explorer.compare import markup
from qualitative.explorer.draft import panel
from qualitative.explorer.draft.reader import reader
from qualitative.model import Table
from qualitative.study.access import Access, comparing

PARTS = {
    "themes": "Themes",
    "groups": "Groups",
    "lessons": "Lessons",
    "causes": "Causes",
    "emergent": "Beside the codebook",
    "profiles": "Profiles",
}
FORMATS = {"xlsx": "Workbook", "html": "Web page", "md": "Plain text"}


def page(access: Access) -> None:
    cases = access.cases()
    if not cases:
        ui.empty("There is nothing to compare: this study holds no notes yet.", "bring_in", "Bring notes in")
        return
    which, files = st.columns([5, 4], vertical_alignment="bottom", gap="medium")
    with which:
        chosen = _chosen(cases)
    views = comparing.views(access, chosen)
    if not any(v.sources for v in views):
        ui.empty(
            "No notes are signed off yet, so nothing can be compared. Next step: sign them off.", "review"
        )
        return
    with files:
        _downloads(access, chosen)
    if len(views) == 1:
        ui.note(
            "A comparison needs two reviews at least, coded with one codebook and read at one tier. "
            f"Here {views[0].case.name} is laid out as it would stand in one."
        )
    compared = comparison.comparability(views)
    tables = comparison.comparison_tables(views)
    strip, cautions = st.columns([11, 9], gap="medium")
    with strip:
        rests_on = markup.named(tables, "Comparability") or tables[0]
        st.html(markup.strip_markup(rests_on))
    with cautions:
        st.html(markup.cautions_markup(compared, comparison.what_this_cannot_tell()))
    part = address.choose("Show", PARTS, "part", default="themes", kind="row")
    if part == "themes":
        _themes(access, views, markup.named(tables, "Themes and cases"))
    elif part == "groups":
        _groups(views, tables)
    elif part == "lessons":
        _lessons(access, chosen, views)
    elif part == "causes":
        _causes(views, tables)
    elif part == "emergent":
        _emergent(views, tables)
    else:
        _profiles(tables)


def _chosen(cases: dict[str, str]) -> list[str]:
    """Which alliances: all, unless the address names some of them."""
    if len(cases) < 2:
        return list(cases)
    asked = [c for c in address.given("cases").split(",") if c in cases]
    key = "widget cases"
    wanted = asked or list(cases)
    if st.session_state.get(key) != wanted:
        st.session_state[key] = wanted

    def changed() -> None:
        picked = [c for c in cases if c in st.session_state.get(key, ())]
        address.put(cases=",".join(picked) if picked and picked != list(cases) else "")

    st.pills(
        "Alliances",
        list(cases),
        key=key,
        format_func=lambda case: ui.plain(cases[case]),  # a row's words are read as Markdown
        selection_mode="multi",
        on_change=changed,
    )
    return [c for c in cases if c in wanted]


def _downloads(access: Access, chosen: Sequence[str]) -> None:
    with st.container(horizontal=True, key="q-compare-files", vertical_alignment="center", gap="small"):
        for format, label in FORMATS.items():

            def made(format: str = format) -> bytes:
                return comparing.download(access, chosen, format).content

            st.download_button(
                label, made, comparing.file_name(access, format), comparing.FORMATS[format],
                key=f"compare file {format}", icon=":material/download:", on_click="ignore",
                help=f"The whole comparison, as a {access.tier.word} may read it.",
            )  # fmt: skip


@st.fragment
def _themes(access: Access, views: Sequence[View], table: Table | None) -> None:
    """The matrix. Pressing a cell draws this part alone again, and asks the study again for that one review."""
    code, _, case = address.given("cell").partition("/")
    known = any(v.case.id == case and any(c.id == code for c in v.codebook.every_code()) for v in views)
    panels = {}
    if known:
        (view,) = comparing.views(access, [case])
        behind = comparing.cell(view, code)
        panels[f"cell:{code}/{case}"] = panel.header_markup(
            f"{view.codebook.names()[code]}, {view.case.name}"
        ) + (panel.excerpts_markup(behind.excerpts) or f"<p>{behind.why}</p>")
    else:
        address.put(cell="")
    with st.container(key="q-compare-reader"):
        reader(
            markup.matrix_markup(table, views), key="compare matrix", page=" ".join(v.case.id for v in views),
            on_pick=_picked, opened=next(iter(panels), ""), panels=panels, label="Passages behind this cell",
        )  # fmt: skip


def _picked(what: str) -> None:
    kind, _, chosen = what.partition(":")
    address.put(cell=chosen if kind == "cell" else "")


def _groups(views: Sequence[View], tables: Sequence[Table]) -> None:
    for view in views:
        ui.subheading(view.case.name)
        table = markup.named(tables, f"Groups, {view.case.name}")
        if table is None:
            ui.note("Figures are hidden, because the reviews do not match.")
        elif len(table.headers) < 2:
            ui.note("No group may be named, and no session is counted under one.")
        else:
            st.html(markup.stacked_markup(markup.groups_table(table, view)))


def _lessons(access: Access, chosen: Sequence[str], views: Sequence[View]) -> None:
    found = comparing.lessons(access, chosen)
    without = [v.case.name for v in views if v.case.id not in found]
    made = markup.lessons_markup(found, views)
    if made:
        st.html(made)
    if without:
        ui.empty(
            f"No draft that holds lessons is kept for {' and '.join(without)}. Next step: draft it for reviewers.",
            "draft",
        )


def _causes(views: Sequence[View], tables: Sequence[Table]) -> None:
    shared = markup.named(tables, "Causes claimed in several")
    if len(views) < 2:
        ui.empty("Whether a cause was claimed in several alliances needs two reviews at least.", "causes")
    elif shared is None or not shared.rows:
        ui.empty(
            "No confirmed claim reads alike in two of these alliances. That does not say that they differ: claims are "
            "matched by their words alone. Next step: read each alliance's own map.",
            "causes",
        )
    else:
        st.html(markup.stacked_markup(shared))


def _emergent(views: Sequence[View], tables: Sequence[Table]) -> None:
    found = markup.named(tables, "Emergent themes")
    if found is None or not found.rows:
        ui.empty("No emergent theme has been found yet. Next step: look for some.", "themes")
    else:
        st.html(markup.stacked_markup(markup.emergent_table(found, views)))


def _profiles(tables: Sequence[Table]) -> None:
    table = markup.named(tables, "Profiles")
    if table is not None:
        rows = tuple((row[0].capitalize(), *row[1:]) for row in table.rows)
        st.html(
            markup.stacked_markup(Table("", ("Profile", *table.headers[1:]), rows, table.note), kind="even")
        )
