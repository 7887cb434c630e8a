"""Sheets as a spreadsheet program opens them, and as a person sends them back.

The danger: a spreadsheet program that quietly changes what it holds, and a formula hidden in a quote. So text that
a spreadsheet would run as a formula is written as text, and a sheet that comes back is known by its columns, never by
its name or its place: people rename sheets and save them one by one.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from qualitative import files

if TYPE_CHECKING:
    import pandas as pd

EPOCH = datetime(2000, 1, 1, tzinfo=UTC)  # a workbook tells nobody when it was made
STANCES = ("helped", "hindered", "mixed")
NARROW = 14

Row = dict[str, str]


class SpreadsheetTrouble(Exception):
    """What in the sheet could not be read, by row, and the mend."""


@dataclass(frozen=True)
class Sheet:
    """A table to write. columns: column → what it holds, for the reader of the workbook;
    widths: column → characters; choices: column → the words its cells offer.
    """

    name: str
    table: pd.DataFrame
    columns: Mapping[str, str] = field(default_factory=dict)
    widths: Mapping[str, int] = field(default_factory=dict)
    choices: Mapping[str, Sequence[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class ReturnedSheets:
    """A file as a person sent it back: sheet name → its rows, the first of them being row 2."""

    file: str
    rows_of: Mapping[str, list[Row]]

    def with_columns(self, *wanted: str, without: Sequence[str] = ()) -> dict[str, list[Row]]:
        """The sheets that have all these columns and none of `without`, by name; a sheet without rows has none."""
        return {
            name: rows
            for name, rows in self.rows_of.items()
            if rows and set(wanted) <= set(rows[0]) and not set(without) & set(rows[0])
        }

    def place(self, sheet: str, row: int) -> str:
        """ "row 3", and of which sheet where there are several."""
        return f"row {row} of “{sheet}”" if len(self.rows_of) > 1 else f"row {row}"


def write_sheets(sheets: Sequence[Sheet], path: Path) -> None:
    """.xlsx: all sheets, and what their columns hold on a last one; .csv (UTF-8 with BOM, for Excel): the first."""
    if path.suffix.lower() == ".csv":
        safe = sheets[0].table.map(_not_a_formula)
        files.atomic_write(path, "\ufeff" + safe.to_csv(index=False, lineterminator="\n"))
    elif path.suffix.lower() == ".xlsx":
        files.atomic_write(path, _workbook(sheets))
    else:
        raise SpreadsheetTrouble(f"{path.name}: sheets are written as .xlsx or .csv")


def _workbook(sheets: Sequence[Sheet]) -> bytes:
    import pandas as pd

    buffer = io.BytesIO()
    with pd.ExcelWriter(
        buffer,
        engine="xlsxwriter",
        engine_kwargs={"options": {"strings_to_formulas": False, "strings_to_urls": False}},
    ) as book:
        book.book.set_properties({"author": "", "company": "", "comments": "", "created": EPOCH})
        wrapped = book.book.add_format({"text_wrap": True, "valign": "top"})
        for one in sheets:
            one.table.to_excel(book, sheet_name=one.name, index=False)
            sheet, last = book.sheets[one.name], max(len(one.table), 1)
            sheet.freeze_panes(1, 0)
            sheet.autofilter(0, 0, last, len(one.table.columns) - 1)
            for i, column in enumerate(one.table.columns):
                sheet.set_column(i, i, one.widths.get(column, NARROW), wrapped)
                if words := one.choices.get(column):
                    sheet.data_validation(1, i, last, i, {"validate": "list", "source": list(words)})
        told = [(one.name, column, holds) for one in sheets for column, holds in one.columns.items()]
        pd.DataFrame(told, columns=["sheet", "column", "what it holds"]).to_excel(
            book, sheet_name="columns", index=False
        )
        book.sheets["columns"].set_column(0, 1, NARROW)
        book.sheets["columns"].set_column(2, 2, 100, wrapped)
    return buffer.getvalue()


def _not_a_formula(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r") else value


def read_sheets(path: Path) -> ReturnedSheets:
    """Every sheet of an .xlsx, or the one of a .csv. Raises SpreadsheetTrouble or files.FileTrouble."""
    import pandas as pd

    data = files.read_bytes(path)
    if path.suffix.lower() == ".xlsx":
        try:
            tables = pd.read_excel(io.BytesIO(data), sheet_name=None, dtype=str, engine="openpyxl")
        except Exception as trouble:  # openpyxl raises a dozen kinds for one thing: this is no workbook
            raise SpreadsheetTrouble(
                f"{path.name}: not an Excel workbook ({type(trouble).__name__}). Save it again as .xlsx"
            ) from None
        return ReturnedSheets(path.name, {str(name): _cells(table) for name, table in tables.items()})
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")  # what Excel on Windows writes as "CSV"
    return ReturnedSheets(path.name, {path.name: _as_dicts(csv.DictReader(io.StringIO(text)))})


def _cells(table: pd.DataFrame) -> list[Row]:
    import pandas as pd

    return [
        {_column(k): "" if pd.isna(v) else str(v) for k, v in row.items()} for row in table.to_dict("records")
    ]


def _as_dicts(rows: Iterable[dict[str | None, str | None]]) -> list[Row]:
    return [
        {_column(k): (v or "") for k, v in row.items() if k is not None and not isinstance(v, list)}
        for row in rows
    ]


def _column(name: object) -> str:
    return str(name).strip().lower()
