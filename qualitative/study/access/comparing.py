"""Comparing reviews, reading what stands behind a cell, taking the comparison away: at this Access's tier.

The danger: a screen that counts otherwise than the file. So the page, the workbook and the printed page take their tables
from the same function over the same views; nothing here counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from qualitative import comparison
from qualitative.disclosure import View
from qualitative.model import Status, Table, Tier
from qualitative.study import commissioner
from qualitative.study.access import Access
from qualitative.study.access.drafting import Excerpt, File, excerpt
from qualitative.study.access.passages import Book
from qualitative.study.workspace import StudyTrouble

FORMATS = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "html": "text/html",
    "md": "text/markdown",
}


@dataclass(frozen=True)
class Cell:
    """What stands behind one theme in one review. excerpts: its passages; why: in words, where there are none."""

    excerpts: tuple[Excerpt, ...]
    why: str = ""


def views(access: Access, cases: Sequence[str]) -> tuple[View, ...]:
    """Raises NoRelease for the public, StudyTrouble for an unknown case."""
    with access.study(Tier.REVIEWER) as study:
        for case in cases:
            study.cases(case)
        return tuple(commissioner.view_to_compare(study, case, access.tier)[0] for case in cases)


def lessons(access: Access, cases: Sequence[str]) -> dict[str, Table]:
    """Case → the lessons its reviewer's draft holds, where one is kept and may be read."""
    found = {}
    with access.study(Tier.REVIEWER) as study:
        for case in cases:
            table = commissioner.lessons_of(study, case, Tier.REVIEWER)
            if table is not None:
                found[case] = table
    return found


def cell(view: View, code: str) -> Cell:
    """The confirmed passages of one theme in one review, each in its context; a passage coded twice stands once."""
    first = {c.selection.id: c for c in reversed(comparison.confirmed(view)) if c.code == code}
    order = {s.id: at for at, s in enumerate(view.sources)}
    chosen = sorted(first.values(), key=lambda c: (order[c.selection.source], c.selection.start_char))
    if chosen:
        book = Book(view)
        return Cell(tuple(excerpt(book, c.selection) for c in chosen))
    waiting = any(c.code == code and c.status is Status.SUGGESTED for c in view.codings)
    return Cell(
        (), "Suggestions wait to be decided on; none is confirmed." if waiting else "No confirmed passage."
    )


def download(access: Access, cases: Sequence[str], format: str) -> File:
    """The comparison of these cases at this tier, as .xlsx, .html or .md. Raises NoRelease, StudyTrouble."""
    if format not in FORMATS:
        raise StudyTrouble(f'a comparison is written as {", ".join(FORMATS)}, not as "{format}"')
    content = commissioner.comparison_bytes(views(access, cases), format)
    return File(file_name(access, format), FORMATS[format], content)


def file_name(access: Access, format: str) -> str:
    """ "comparison-reviewer.xlsx"."""
    return f"comparison-{access.tier.word}.{format}"
