"""Codings as a table, out to a spreadsheet and, with a person's decisions in it, back.

The danger: a spreadsheet program that quietly changes what it holds, and a formula hidden in a quote. So text that
a spreadsheet would run as a formula is written as text, and on the way back only `id`, `decision` and `stance` are
read: nobody's words are taken from a sheet.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd

from qualitative import files
from qualitative.disclosure import View

COLUMNS = {
    "id": "the coding's id: leave it as it is",
    "session": "the session it was said in",
    "kind": "interview, focus group or workshop",
    "part": "the source and the code points of the passage",
    "code": "the code's id",
    "code_name": "the code's name",
    "passage": "the words, as this tier may read them",
    "status": "suggested, confirmed or rejected",
    "by": "who made the coding; a machine is always a separate user",
    "confidence": "the machine's, 0-1; empty for a person",
    "rationale": "why the machine suggests it (coder tier)",
    "stance": "helped, hindered, mixed or empty: a person's tag",
    "decision": "write confirm or reject here; empty decides nothing",
}
WORDS_FOR = {
    "confirm": True,
    "confirmed": True,
    "yes": True,
    "y": True,
    "reject": False,
    "rejected": False,
    "no": False,
    "n": False,
}
EPOCH = datetime(2000, 1, 1, tzinfo=UTC)  # a workbook tells nobody when it was made
STANCES = {"", "helped", "hindered", "mixed"}


class SpreadsheetTrouble(Exception):
    """What in the sheet could not be read, by row, and the mend."""


@dataclass(frozen=True)
class ReturnedDecision:
    coding: str
    confirm: bool
    stance: str | None  # None: the sheet has no such column
    row: int


def codings_table(view: View) -> pd.DataFrame:
    """One row per coding the view holds, in document order; columns as in COLUMNS."""
    names = {code.id: code.name for code in view.codebook.every_code()}
    users = {user.id: user.name for user in view.users}
    kinds = {session.id: session.kind.value for session in view.case.sessions}
    rows = []
    for c in view.codings:
        session = view.session_of(c.selection.source)
        rows.append(
            {
                "id": c.id,
                "session": session,
                "kind": kinds.get(session, "session"),
                "part": c.selection.id,
                "code": c.code,
                "code_name": names.get(c.code, c.code),
                "passage": c.selection.quote,
                "status": c.status.value,
                "by": users.get(c.user, c.user),
                "confidence": None if c.confidence is None else round(c.confidence, 2),
                "rationale": c.rationale,
                "stance": c.stance,
                "decision": "",
            }
        )
    return pd.DataFrame(rows, columns=list(COLUMNS))


def write_codings(view: View, path: Path) -> int:
    """Writes .csv (UTF-8 with BOM, so that Excel reads it) or .xlsx. Returns the number of rows."""
    table = codings_table(view)
    if path.suffix.lower() == ".csv":
        safe = table.map(_not_a_formula)
        files.atomic_write(path, "\ufeff" + safe.to_csv(index=False, lineterminator="\n"))
    elif path.suffix.lower() == ".xlsx":
        files.atomic_write(path, _workbook(table))
    else:
        raise SpreadsheetTrouble(f"{path.name}: codings are written as .xlsx or .csv")
    return len(table)


def _workbook(table: pd.DataFrame) -> bytes:
    buffer = io.BytesIO()
    with pd.ExcelWriter(
        buffer,
        engine="xlsxwriter",
        engine_kwargs={"options": {"strings_to_formulas": False, "strings_to_urls": False}},
    ) as book:
        book.book.set_properties({"author": "", "company": "", "comments": "", "created": EPOCH})
        table.to_excel(book, sheet_name="codings", index=False)
        sheet = book.sheets["codings"]
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, max(len(table), 1), len(table.columns) - 1)
        wrapped = book.book.add_format({"text_wrap": True, "valign": "top"})
        for i, column in enumerate(table.columns):
            sheet.set_column(i, i, {"passage": 70, "rationale": 50, "code_name": 24}.get(column, 14), wrapped)
        if len(table):
            last = len(table)
            decision, stance = table.columns.get_loc("decision"), table.columns.get_loc("stance")
            sheet.data_validation(
                1, decision, last, decision, {"validate": "list", "source": ["confirm", "reject"]}
            )
            sheet.data_validation(
                1, stance, last, stance, {"validate": "list", "source": ["helped", "hindered", "mixed"]}
            )
        pd.DataFrame(COLUMNS.items(), columns=["column", "what it holds"]).to_excel(
            book, sheet_name="columns", index=False
        )
        book.sheets["columns"].set_column(1, 1, 80)
    return buffer.getvalue()


def _not_a_formula(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r") else value


def read_decisions(path: Path) -> tuple[ReturnedDecision, ...]:
    """The decisions a person wrote into an exported sheet. Raises SpreadsheetTrouble with every fault and its row."""
    rows = _read_rows(path)
    missing = [name for name in ("id", "decision") if rows and name not in rows[0]]
    if not rows or missing:
        raise SpreadsheetTrouble(
            f'{path.name}: no column "{(missing or ["id"])[0]}". Send back the sheet as `qualitative export` wrote it'
        )
    found: list[ReturnedDecision] = []
    faults: list[str] = []
    first_row: dict[str, int] = {}
    for number, row in enumerate(rows, start=2):
        word = (row.get("decision") or "").strip().lower()
        stance = (row.get("stance") or "").strip().lower()
        if not word:
            continue
        if word not in WORDS_FOR:
            faults.append(f'row {number}: "{word}" is no decision; write confirm or reject')
        elif stance not in STANCES:
            faults.append(f'row {number}: "{stance}" is no stance; write helped, hindered, mixed or nothing')
        elif not (coding := row["id"].strip()):
            faults.append(f"row {number}: a decision without the coding's id")
        elif coding in first_row:
            faults.append(
                f"row {number}: decides on the same coding as row {first_row[coding]}; leave one of them"
            )
        else:
            first_row[coding] = number
            said = stance if "stance" in row else None
            found.append(ReturnedDecision(coding, WORDS_FOR[word], said, number))
    if faults:
        raise SpreadsheetTrouble(f"{path.name}: nothing was taken over.\n" + "\n".join(faults))
    return tuple(found)


def _read_rows(path: Path) -> list[dict[str, str]]:
    data = files.read_bytes(path)
    if path.suffix.lower() == ".xlsx":
        try:
            table = pd.read_excel(io.BytesIO(data), sheet_name=0, dtype=str, engine="openpyxl")
        except Exception as trouble:  # openpyxl raises a dozen kinds for one thing: this is no workbook
            raise SpreadsheetTrouble(
                f"{path.name}: not an Excel workbook ({type(trouble).__name__}). Save it again as .xlsx"
            ) from None
        return [
            {str(k): "" if pd.isna(v) else str(v) for k, v in row.items()} for row in table.to_dict("records")
        ]
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode(
            "cp1252", errors="replace"
        )  # what Excel on Windows writes as "CSV"; only ids and decisions are read
    return _as_dicts(csv.DictReader(io.StringIO(text)))


def _as_dicts(rows: Iterable[dict[str | None, str | None]]) -> list[dict[str, str]]:
    return [
        {str(k): (v or "") for k, v in row.items() if k is not None and not isinstance(v, list)}
        for row in rows
    ]
