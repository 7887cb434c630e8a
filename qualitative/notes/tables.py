"""roster.csv and guide.csv: tables people keep in a spreadsheet, with headings of their own.

The danger: a roster whose column of home addresses is carried along because it was there; or one whose names stand
under "Participant" and are not found, so that nothing is masked by roster. The rule: headings are known by synonym,
what is not known is not kept, and a table without names is refused with the list of headings it may use.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from io import StringIO

from qualitative.files import MIB, AnyFile, FileTrouble, name_of, read_bytes
from qualitative.model import GuideRow, RosterEntry
from qualitative.notes.decoding import NotText, decode

MAX_TABLE_BYTES = 5 * MIB

# Column → the headings it may stand under; compared without case, accents, spaces, _ and -.
ROSTER_HEADINGS: Mapping[str, tuple[str, ...]] = {
    "name": ("name", "full name", "participant", "participant name", "person", "attendee", "interviewee", "names", "who"),
    "first_name": ("first name", "forename", "given name", "christian name", "first"),
    "surname": ("surname", "last name", "family name", "second name", "last"),
    "role": ("role", "post", "job title", "job", "position", "title", "job role", "role title"),
    "organisation": ("organisation", "organization", "org", "employer", "company", "agency", "organisation name", "service"),
    "group": ("group", "stakeholder group", "sector", "stakeholder", "participant group", "type", "category", "cohort"),
    "email": ("e-mail", "email", "email address", "e-mail address", "mail"),
    "phone": ("phone", "mobile", "telephone", "tel", "phone number", "mobile number", "telephone number", "contact number"),
    "also_known_as": (
        "also known as", "known as", "nickname", "nicknames", "preferred name", "aka", "a.k.a.", "other names", "initials",
        "alias", "aliases", "former name", "maiden name", "goes by",
    ),
}  # fmt: skip
GUIDE_HEADINGS: Mapping[str, tuple[str, ...]] = {
    "session": ("session", "session id", "interview", "focus group", "group", "meeting"),
    "question": ("question", "questions", "prompt", "topic", "question text"),
    "codes": ("codes", "code", "theme", "themes", "learning theme", "learning themes", "bears on"),
    "asked": ("asked", "asked?", "status", "outcome", "was it asked", "covered"),
}
_ASKED = {
    "asked": ("asked", "yes", "y", "true", "1", "done", "covered", "x", "✓"),
    "skipped": ("skipped", "no", "n", "false", "0", "not asked", "omitted", "skip", "left out"),
    "ran out of time": ("ran out of time", "out of time", "no time", "time", "not reached", "ran out"),
    "not known": ("", "not known", "unknown", "?", "n/k", "nk"),
}
_ASKED_BY_WORD = {word: asked for asked, words in _ASKED.items() for word in words}


@dataclass(frozen=True)
class Roster:
    """The people listed. warnings: row numbers and headings only, never a name. ignored: headings of columns not kept."""

    entries: tuple[RosterEntry, ...] = field(repr=False)
    warnings: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()


def read_roster(file: AnyFile) -> Roster:
    """roster.csv: any encoding; comma, semicolon or tab. Raises FileTrouble if no column holds names.

    A first name and a surname in two columns are joined; "Aske, Beverley" is turned round. Other columns are ignored and
    never stored. Several other names in one cell are parted by ; or /. Two rows of one name are both kept: they may be
    two people.
    """
    people, _, ignored, warnings = people_rows(file, ROSTER_HEADINGS)
    entries: list[RosterEntry] = []
    rows_by_name: dict[str, list[int]] = {}
    for number, name, cell in people:
        aliases = tuple(
            dict.fromkeys(a for a in map(_tidy, re.split(r"[;/|\n]", cell.get("also_known_as", ""))) if a)
        )
        entries.append(
            RosterEntry(
                name,
                cell.get("role", ""),
                cell.get("organisation", ""),
                cell.get("group", ""),
                cell.get("email", ""),
                cell.get("phone", ""),
                aliases,
            )
        )
        rows_by_name.setdefault(name.casefold(), []).append(number)
    for numbers in rows_by_name.values():
        if len(numbers) > 1:
            listed = " and ".join(map(str, numbers))
            warnings.append(
                f"rows {listed} hold the same name; all are kept, as they may be different people"
            )
    return Roster(tuple(entries), tuple(warnings), ignored)


def people_rows(
    file: AnyFile, headings: Mapping[str, Sequence[str]]
) -> tuple[list[tuple[int, str, dict[str, str]]], Collection[str], tuple[str, ...], list[str]]:
    """A table with a row for each person: (row number, name, cells by column), the columns there are, headings not kept,
    and warnings. Raises FileTrouble where no column holds the names, or nobody is listed."""
    path, by_name = name_of(file), ("name", "first_name", "surname")
    rows, columns, ignored = _table(file, headings)
    if not set(by_name) & set(columns):
        raise FileTrouble(path, "no column holds the names", _headings_known(headings, by_name))
    found, warnings = [], []
    for number, row in rows:
        cell = {column: _tidy(row[i]) if i < len(row) else "" for column, i in columns.items()}
        if name := _name(cell):
            found.append((number, name, cell))
        else:
            warnings.append(f"row {number}: no name; the row is left out")
    if not found:
        raise FileTrouble(path, "it lists nobody", "Add a row for each person, under the headings.")
    return found, columns, ignored, warnings


def _name(cell: Mapping[str, str]) -> str:
    if cell.get("name"):
        turned = re.fullmatch(r"([^,]+), *([^,]+)", cell["name"])
        if turned and not re.fullmatch(r"(?:jr|sr|obe|mbe|cbe|phd|ii|iii)\.?", turned[2], re.I):
            return f"{turned[2]} {turned[1]}"
        if cell["name"].casefold() != cell.get("first_name", "").casefold():
            return cell["name"]
    return " ".join(
        piece for piece in (cell.get("first_name") or cell.get("name", ""), cell.get("surname", "")) if piece
    )


def read_guide(file: AnyFile) -> tuple[GuideRow, ...]:
    """guide.csv: session, question, codes it bears on (parted by ; or , or |), asked. Raises FileTrouble.

    asked becomes asked / skipped / ran out of time / not known; other words are a fault, as a guess would say that
    a question was put which was not.
    """
    path = name_of(file)
    rows, columns, _ = _table(file, GUIDE_HEADINGS)
    missing = [column for column in ("session", "question") if column not in columns]
    if missing:
        reason = f"no column is called {' or '.join(missing)}"
        raise FileTrouble(path, reason, _headings_known(GUIDE_HEADINGS, tuple(missing)))
    guide: list[GuideRow] = []
    faults: list[str] = []
    for number, row in rows:
        cell = {column: _tidy(row[i]) if i < len(row) else "" for column, i in columns.items()}
        asked = _ASKED_BY_WORD.get(cell.get("asked", "").casefold().rstrip("."))
        if not cell["session"] or not cell["question"]:
            faults.append(f"row {number} has no {'session' if not cell['session'] else 'question'}")
        elif asked is None:
            faults.append(f"row {number}: asked must be asked, skipped, ran out of time or not known")
        else:
            codes = tuple(
                dict.fromkeys(c for c in map(_tidy, re.split(r"[;,|\n]", cell.get("codes", ""))) if c)
            )
            guide.append(GuideRow(cell["session"], cell["question"], codes, asked))
    if faults:
        raise FileTrouble(path, "; ".join(faults), "Mend these rows and add it again.")
    return tuple(guide)


def _table(
    file: AnyFile, headings: Mapping[str, Sequence[str]]
) -> tuple[list[tuple[int, list[str]]], dict[str, int], tuple[str, ...]]:
    """(rows with their number in a spreadsheet, column → its index, headings not known). Lines above the headings are
    passed over."""
    path = name_of(file)
    data = read_bytes(file, MAX_TABLE_BYTES)
    if data.startswith((b"PK", b"\xd0\xcf\x11\xe0")):
        raise FileTrouble(path, "it is a spreadsheet, not a .csv", 'Save it as "CSV (comma delimited)".')
    try:
        text = decode(data)[0]
    except NotText:
        raise FileTrouble(path, "it is no text (binary)", 'Save it as "CSV (comma delimited)".') from None
    if not text.strip():
        raise FileTrouble(path, "it is empty", _headings_known(headings, tuple(headings)))
    column_by_heading = {_plain(word): column for column, words in headings.items() for word in words}
    best: tuple[int, int, dict[str, int], list[tuple[int, list[str]]]] = (0, 0, {}, [])
    for delimiter in ",;\t|":
        rows = _rows(text, delimiter)
        for at, (_, row) in enumerate(rows[:10]):
            columns: dict[str, int] = {}
            for i, heading in enumerate(row):
                column = column_by_heading.get(_plain(heading))
                if column is not None:
                    columns.setdefault(column, i)
            if len(columns) > best[0]:
                best = (len(columns), at, columns, rows)
    _, at, columns, rows = best
    heading_row = rows[at][1] if columns else []
    ignored = tuple(t for i, h in enumerate(heading_row) if (t := _tidy(h)) and i not in columns.values())
    return (
        [(number, row) for number, row in rows[at + 1 :] if any(cell.strip() for cell in row)],
        columns,
        ignored,
    )


def _rows(text: str, delimiter: str) -> list[tuple[int, list[str]]]:
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter, skipinitialspace=True)
    try:
        return list(enumerate(reader, start=1))
    except csv.Error:
        return []


def _plain(heading: str) -> str:
    bare = "".join(c for c in unicodedata.normalize("NFKD", heading) if not unicodedata.combining(c))
    return re.sub(r"[^a-z]", "", bare.casefold())


def _tidy(cell: str) -> str:
    return " ".join(cell.split())


def _headings_known(headings: Mapping[str, Sequence[str]], columns: Sequence[str]) -> str:
    known = "; ".join(f"{column.replace('_', ' ')}: {', '.join(headings[column][:6])}" for column in columns)
    return f"Give the columns headings from this list: {known}."
