"""consent.csv / .xlsx: what each person agreed to, as a team keeps it in a spreadsheet, headings known by synonym.

The danger: a blank read as a yes. So only a plain yes agrees; a blank or an unclear word is "not known", which counts as
no, and an unclear word is told by its row. A row without a name is left out and told; no message holds a name.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from qualitative.files import MIB, AnyFile, FileTrouble, HeldFile, name_of, open_zip, read_bytes
from qualitative.model import parse_date
from qualitative.notes.tables import ROSTER_HEADINGS, _tidy, people_rows

MAX_BYTES = 5 * MIB
AGREEMENTS = ("notes", "recording", "quotation", "machine", "comparison")
CONSENT_HEADINGS: Mapping[str, tuple[str, ...]] = {
    **{column: ROSTER_HEADINGS[column] for column in ("name", "first_name", "surname")},
    "date": ("date", "date of consent", "consent date", "signed on", "date signed", "signed"),
    "sheet": ("information sheet", "sheet", "sheet version", "version", "information sheet version", "pis version", "pis", "version of the information sheet"),
    "notes": ("notes", "notes taken", "agrees to notes", "take part", "taking part", "participation", "agrees to take part", "consent to take part"),
    "recording": ("recording", "recorded", "audio", "audio recording", "agrees to recording", "agrees to be recorded", "may record"),
    "quotation": ("quotation", "quotations", "quotes", "quote", "direct quotes", "direct quotation", "may quote", "agrees to quotation", "agrees to be quoted", "anonymous quotes", "anonymised quotes"),
    "machine": ("machine-assisted analysis", "machine analysis", "machine", "ai", "software analysis", "computer-assisted analysis", "automated analysis", "agrees to machine-assisted analysis", "ai analysis"),
    "comparison": ("reuse in comparison", "comparison", "reuse", "re-use", "may compare", "secondary use", "future use", "agrees to comparison", "agrees to reuse in comparison"),
    "withdraw_until": ("may withdraw until", "withdraw until", "withdrawal date", "withdraw by", "withdrawal deadline", "can withdraw until", "until"),
    "sessions": ("session", "sessions", "interview", "focus group", "attended"),
}  # fmt: skip
_YES = {"yes", "y", "true", "1", "agreed", "agrees", "x", "✓", "ok", "consented", "given"}
_NO = {"no", "n", "false", "0", "declined", "refused", "not agreed", "withheld", "-", "–"}
TEMPLATE = (
    "name", "date", "information sheet", "notes", "recording", "quotation", "machine-assisted analysis",
    "reuse in comparison", "may withdraw until", "sessions",
)  # fmt: skip


@dataclass(frozen=True)
class ConsentRow:
    """One person's row. agreed: AGREEMENTS name → True / False / None (not known: counts as no). row: in the spreadsheet."""

    row: int
    name: str = field(repr=False)
    date: str = ""
    sheet: str = ""
    agreed: Mapping[str, bool | None] = field(default_factory=dict)
    withdraw_until: str = ""
    sessions: tuple[str, ...] = ()


@dataclass(frozen=True)
class ConsentTable:
    rows: tuple[ConsentRow, ...] = field(repr=False)
    warnings: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()


def read_consent(file: AnyFile) -> ConsentTable:
    """A .csv or .xlsx. Raises FileTrouble where no column holds the names, or nobody is listed."""
    people, columns, ignored, warnings = people_rows(_as_csv(file), CONSENT_HEADINGS)
    if missing := [a for a in AGREEMENTS if a not in columns]:
        warnings.insert(0, f"no column for {', '.join(missing)}: not known, which counts as not agreed")
    found = [_row(number, name, cell, warnings) for number, name, cell in people]
    return ConsentTable(tuple(found), tuple(warnings), ignored)


def _row(number: int, name: str, cell: Mapping[str, str], warnings: list[str]) -> ConsentRow:
    agreed: dict[str, bool | None] = {}
    for what in AGREEMENTS:
        words = cell.get(what, "")
        agreed[what] = agreement(words)
        if words and agreed[what] is None:
            warnings.append(f"row {number}: {what} says neither yes nor no; it counts as not agreed")
    dates = {}
    for column in ("date", "withdraw_until"):
        words = cell.get(column, "")
        dates[column] = iso_date(words)
        if words and not dates[column]:
            warnings.append(
                f"row {number}: {column.replace('_', ' ')} is no date that can be read; write 2026-03-31"
            )
    sessions = tuple(s for s in map(_tidy, re.split(r"[;,|\n]", cell.get("sessions", ""))) if s)
    return ConsentRow(
        number, name, dates["date"], cell.get("sheet", ""), agreed, dates["withdraw_until"], sessions
    )


def agreement(words: str) -> bool | None:
    """yes → True, no → False, anything else (nothing, too) → None."""
    plain = " ".join(words.casefold().rstrip(".").split())
    return True if plain in _YES else False if plain in _NO else None


def iso_date(words: str) -> str:
    """2026-03-31, 31/03/2026 (the day first, as in the UK) or 31 March 2026 → ISO; "" for anything else."""
    plain = words.strip().removesuffix(" 00:00:00")
    if parse_date(plain):
        return plain
    for form in ("%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%d %B %Y", "%d %b %Y", "%d/%m/%y"):
        try:
            return datetime.strptime(plain, form).date().isoformat()
        except ValueError:
            continue
    return ""


def _as_csv(file: AnyFile) -> AnyFile:
    """The first sheet of a workbook as the .csv it would be saved as; anything else as it is."""
    data = read_bytes(file, MAX_BYTES)
    if not data.startswith(b"PK"):
        return file
    path = name_of(file)
    with open_zip(path, data):  # judged before it is unpacked
        pass
    import csv

    import openpyxl

    try:
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        rows = [[_cell(value) for value in row] for row in book.worksheets[0].iter_rows(values_only=True)]
    except Exception as trouble:  # openpyxl raises a dozen kinds for one thing: this is no workbook
        reason = f"it is no Excel workbook ({type(trouble).__name__})"
        raise FileTrouble(path, reason, "Save it again as .xlsx or .csv.") from None
    out = io.StringIO(newline="")
    csv.writer(out).writerows(rows)
    return HeldFile(path.name, out.getvalue().encode("utf-8"))


def _cell(value: object) -> str:
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return "" if value is None else str(value)


def template(names: Sequence[str]) -> str:
    """A .csv (for Excel) with the headings and a row a person, to fill in."""
    import csv

    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(TEMPLATE)
    writer.writerows([[name, *[""] * (len(TEMPLATE) - 1)] for name in names])
    return "\ufeff" + out.getvalue()
