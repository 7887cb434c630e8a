"""Workbooks: tables as a person opens them in a spreadsheet, one sheet a table.

The danger: a cell that begins with "=" runs; a phone number loses its first 0; a sheet without its units is read as anything.
So every cell is written as text or a plain number, and the note with units and denominators stands above the figures.
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from qualitative.documents.blocks import write_bytes
from qualitative.model import Table

FIXED = datetime(2000, 1, 1)


def xlsx_bytes(tables: Sequence[Table], *, title: str = "", watermark: str = "") -> bytes:
    """One sheet per table, named after it. The same tables give the same bytes."""
    import xlsxwriter

    if not tables:
        raise ValueError("a workbook needs a table at least")
    made = io.BytesIO()
    book = xlsxwriter.Workbook(
        made, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    book.set_properties({"title": title, "author": "", "company": "", "comments": "", "created": FIXED})
    head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#EEF3F7", "bottom": 2,
                            "bottom_color": "#1B5E8A"})  # fmt: skip
    plain = book.add_format({"text_wrap": True, "valign": "top"})
    big = book.add_format({"bold": True, "font_size": 14, "font_color": "#1B5E8A"})
    soft = book.add_format({"italic": True, "font_color": "#59636E", "text_wrap": False})
    taken: set[str] = set()
    for table in tables:
        sheet = book.add_worksheet(_sheet_name(table.title, taken))
        sheet.write_string(0, 0, table.title, big)
        notes = [line for line in (watermark, table.note) if line]
        for at, line in enumerate(notes, start=1):
            sheet.write_string(at, 0, line, soft)
        top = len(notes) + 2
        for column, header in enumerate(table.headers):
            sheet.write_string(top, column, header, head)
            longest = max([len(header), *(len(row[column]) for row in table.rows)])
            sheet.set_column(column, column, min(max(10, longest * 0.95), 60))
        for at, row in enumerate(table.rows, start=top + 1):
            for column, cell in enumerate(row):
                if re.fullmatch(r"0|-?[1-9]\d{0,14}", cell):
                    sheet.write_number(at, column, int(cell), plain)
                else:
                    sheet.write_string(at, column, cell, plain)
        sheet.freeze_panes(top + 1, 1)
        if table.rows:
            sheet.autofilter(top, 0, top + len(table.rows), len(table.headers) - 1)
        sheet.set_paper(9)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(top)
    book.close()
    return made.getvalue()


def write_xlsx(tables: Sequence[Table], path: Path, *, title: str = "", watermark: str = "") -> Path:
    return write_bytes(path, xlsx_bytes(tables, title=title, watermark=watermark))


def _sheet_name(title: str, taken: set[str]) -> str:
    """Excel's rules: 31 characters, none of []:*?/\\, no two alike."""
    base = re.sub(r"[\[\]:*?/\\']", " ", title).strip()[:31].strip() or "Table"
    name, n = base, 2
    while name.casefold() in taken:
        name, n = f"{base[:28]} {n}", n + 1
    taken.add(name.casefold())
    return name
