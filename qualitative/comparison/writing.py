"""A comparison as a workbook, a page or plain text.

The danger: a table without its caution travels alone. So "what this cannot tell you" stands first in every file.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from qualitative import documents
from qualitative.comparison.across import (
    case_names,
    comparability,
    profile_table,
    shared_links,
    themes_by_case,
    what_this_cannot_tell,
    where_claimed,
)
from qualitative.comparison.coverage import KINDS, NOT_RAISED, confirmed
from qualitative.comparison.within import themes_by_group
from qualitative.disclosure import LEGEND, View, number_word, session_noun
from qualitative.model import Table, Tier

if TYPE_CHECKING:
    import pandas as pd


LONG, IN_FULL = "Themes by case", ", in full"


def comparison_tables(views: Sequence[View]) -> tuple[Table, ...]:
    """Every table of a comparison, ready to print; figures are left out where the cases may not be compared by figures.

    "Themes by case" and "Groups, …, in full" are the long form of the matrices beside them: for the workbook, not for a page.
    """
    if not views:
        raise ValueError(
            "a comparison needs one case at least; add one with: qualitative add STUDY CASE FILE…"
        )
    compared = comparability(views)
    public = any(v.tier is Tier.PUBLIC for v in views)
    unit = "Unit: the session; interviews and focus groups apart; confirmed codings only." + (
        f" {LEGEND}" if public else ""
    )
    tables = [
        as_table(profile_table(views), "Profiles", "Each value with its source, or not stated."),
        as_table(
            compared.strip, "Comparability", "What the cases rest on; what to bear in mind stands above."
        ),
    ]
    if compared.figures_shown:
        tables.append(_matrix(views, unit))
        tables.append(
            as_table(
                _readable(themes_by_case(views), public),
                LONG,
                f"{unit} {NOT_RAISED.capitalize()}: 0 of n.",
            )
        )
        for view in views:
            made = _readable(themes_by_group(view), view.tier is Tier.PUBLIC)
            note = f"{unit} Only groups that may be named."
            tables.append(_groups(view, made, note))
            tables.append(as_table(made, f"Groups, {view.case.name}{IN_FULL}", note))
    tables.append(
        as_table(
            shared_links(views),
            "Causes claimed in several",
            "Confirmed claims; similar wording, so read both.",
        )
    )
    tables.append(_emergent(views))
    return tuple(tables)


def write_comparison(views: Sequence[View], path: Path) -> tuple[Path, ...]:
    """Write to `path`, by its ending: .xlsx, .html or .md; without one of these all three are written beside each other.

    Returns the paths written. Raises ValueError for no views.
    """
    endings = (".xlsx", ".html", ".md")
    if path.suffix not in endings:
        return tuple(
            p for ending in endings for p in write_comparison(views, path.with_name(path.name + ending))
        )
    document, tables = comparison_document(views), comparison_tables(views)
    if path.suffix == ".html":
        return (documents.write_html(document, path),)
    if path.suffix == ".md":
        return (documents.write_markdown(document, path),)
    cannot = Table("What this cannot tell", ("Bear in mind",), tuple((t,) for t in what_this_cannot_tell()))
    written = documents.write_xlsx(
        (cannot, *tables), path, title=document.title, watermark=document.watermark
    )
    return (written,)


def comparison_document(views: Sequence[View]) -> documents.Document:
    """The whole comparison as blocks: the box, the warnings, then the tables."""
    box = documents.Box(
        "What this cannot tell you", tuple(documents.paragraph(t) for t in what_this_cannot_tell())
    )
    compared = comparability(views)
    blocks: list[documents.Block] = [box]
    for line in (*compared.mismatches, *compared.warnings):
        blocks.append(documents.paragraph(line, "lead"))
    for table in comparison_tables(views):
        if table.title == LONG or table.title.endswith(IN_FULL):
            continue
        blocks.append(documents.Heading(1, table.title))
        shown = Table("", table.headers, table.rows, table.note)
        blocks.append(shown if table.rows else documents.paragraph("Nothing to show.", "absence"))
    title = "Comparison: " + " and ".join(case_names(views))
    return documents.Document(title, tuple(blocks), watermark=documents.DRAFT_WATERMARK)


def as_table(frame: pd.DataFrame, title: str, note: str = "") -> Table:
    """A DataFrame as a printable Table; missing values are blank."""
    rows = tuple(
        tuple("" if value is None or value != value or str(value) == "<NA>" else str(value) for value in row)
        for row in frame.astype(object).itertuples(index=False, name=None)
    )
    return Table(title, tuple(str(c).replace("_", " ") for c in frame.columns), rows, note)


def _matrix(views: Sequence[View], note: str) -> Table:
    """Themes × cases, in words: the table a person reads first."""
    frame = themes_by_case(views)
    headers = ("theme", *case_names(views))
    rows = []
    codes = {c.id: c.name for v in views for c in v.codebook.every_code()}
    for code, name in codes.items():
        cells = []
        for view in views:
            here = frame[(frame["code"] == code) & (frame["case"] == view.case.name)]
            lines = [
                str(row.coverage) if str(row.kind) in str(row.coverage) else f"{row.kind}s: {row.coverage}"
                for row in here.itertuples()
            ]
            tagged = _tagged(view, code)
            cells.append(capital_lines([*lines, *([tagged] if tagged else [])]) or "No sessions")
        rows.append((name, *cells))
    return Table("Themes and cases", headers, tuple(rows), note)


def _tagged(view: View, code: str) -> str:
    """ "tagged hindered in five interviews and three focus groups, helped in …"; in public the tags alone."""
    found = []
    for stance in ("helped", "hindered", "mixed"):
        sessions = {
            view.session_of(c.selection.source)
            for c in confirmed(view)
            if c.code == code and c.stance == stance
        }
        numbers = [
            f"{number_word(n)} {session_noun(kind, n)}"
            for kind in KINDS
            if (n := sum(1 for s in view.sessions_with_notes() if s.id in sessions and s.kind is kind))
        ]
        if sessions:
            found.append(stance if view.tier is Tier.PUBLIC else f"{stance} in {' and '.join(numbers)}")
    return f"tagged {', '.join(found)}" if found else ""


def capital_lines(lines: Sequence[str]) -> str:
    return "\n".join(line[:1].upper() + line[1:] for line in lines)


def _groups(view: View, frame: pd.DataFrame, note: str) -> Table:
    """Themes × the groups of one case: in each cell the words by kind of session."""
    groups = list(dict.fromkeys(frame["group"]))
    rows = []
    for theme in dict.fromkeys(frame["theme"]):
        cells = []
        for group in groups:
            here = frame[(frame["theme"] == theme) & (frame["group"] == group)]
            lines = [
                str(row.coverage) if str(row.kind) in str(row.coverage) else f"{row.kind}s: {row.coverage}"
                for row in here.itertuples()
            ]
            cells.append(capital_lines(lines))
        rows.append((str(theme), *cells))
    return Table(f"Groups, {view.case.name}", ("theme", *map(str, groups)), tuple(rows), note)


def _emergent(views: Sequence[View]) -> Table:
    rows = []
    for view in views:
        for theme in view.themes:
            sessions = {
                view.session_of(s.source) for s, _ in theme.members if view.source(s.source).kind.counts
            }
            rows.append((view.case.name, theme.label, theme.subtitle, where_claimed(view, sessions)))
    note = "Clusters the machine proposed outside the codebook; labels are the machine's until a person renames them."
    return Table("Emergent themes", ("case", "theme", "in other words", "where"), tuple(rows), note)


def _readable(frame: pd.DataFrame, public: bool) -> pd.DataFrame:
    """Without the id column, and in public without the emptied number columns."""
    hidden = ["code"] + ([c for c in frame.columns if str(frame[c].dtype) == "Int64"] if public else [])
    return frame.drop(columns=hidden)
