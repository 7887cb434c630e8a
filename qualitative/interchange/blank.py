"""Passages to code without sight of any suggestion: a blank sheet out, and what a person filled in, back.

The danger: two people who agree because both read the machine's guess, and an empty cell that reads as "no code fits"
when nobody had got so far. So the sheet shows no suggestion, no code and no colleague; `none` says that a passage was
read and no code fits; an empty cell says that it was not read.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from qualitative.interchange.sheets import (
    STANCES,
    ReturnedSheets,
    Row,
    Sheet,
    SpreadsheetTrouble,
    write_sheets,
)
from qualitative.model import Codebook, Passage, Selection

BLANK_COLUMNS = {
    "id": "the passage's id: leave it as it is",
    "session": "the session it was said in",
    "heading": "the heading or question under which it was said",
    "passage": "the words",
    "codes": "to fill in: ids or names of codes (see the sheet “codebook”), with ; between them. "
    "none = read, and no code fits. Empty = not read yet",
    "stance": "helped, hindered, mixed or empty: how the passage speaks of what it is about",
}
NONE = "none"  # the word for "read, and no code fits"
PASSAGES, CODEBOOK = "passages", "codebook"


@dataclass(frozen=True)
class BlindRow:
    """What one person gave one passage. codes: ids, () = read and no code fits."""

    selection: Selection
    codes: tuple[str, ...]
    stance: str
    row: int


@dataclass(frozen=True)
class BlindRows:
    """n_empty: rows left without a word, which say nothing."""

    rows: tuple[BlindRow, ...]
    n_empty: int


def write_blank(passages: Sequence[tuple[Selection, Passage, str]], codebook: Codebook, path: Path) -> None:
    """passages: with the session each was said in, in the order to write. .csv has no sheet for the codebook."""
    import pandas as pd

    to_fill = pd.DataFrame(
        [
            {
                "id": selection.id,
                "session": session,
                "heading": passage.heading,
                "passage": selection.quote,
                "codes": "",
                "stance": "",
            }
            for selection, passage, session in passages
        ],
        columns=list(BLANK_COLUMNS),
    )
    book = pd.DataFrame(
        [(code.id, code.name, code.definition) for code in codebook.every_code()],
        columns=["id", "name", "definition"],
    )
    sheets = (
        Sheet(
            PASSAGES,
            to_fill,
            BLANK_COLUMNS,
            {"id": 18, "heading": 36, "passage": 80, "codes": 36},
            {"stance": STANCES},
        ),
        Sheet(CODEBOOK, book, widths={"id": 26, "name": 36, "definition": 100}),
    )
    write_sheets(sheets, path)


def is_blank_sheet(sheets: ReturnedSheets) -> bool:
    """Whether this is a sheet that `write_blank` wrote, filled in or not."""
    return bool(_to_code(sheets))


def _to_code(sheets: ReturnedSheets) -> dict[str, list[Row]]:
    return sheets.with_columns("id", "codes", without=["decision"])


def read_blank(sheets: ReturnedSheets, codebook: Codebook, known: Mapping[str, Selection]) -> BlindRows:
    """What a person filled in. known: id → every passage of the study that may be coded.

    Raises SpreadsheetTrouble with every fault and its row: an id or words that were changed, a passage twice, a code
    the codebook does not have.
    """
    called = _called(codebook)
    found: list[BlindRow] = []
    faults: list[str] = []
    first_place: dict[str, str] = {}
    n_empty = 0
    for name, rows in _to_code(sheets).items():
        for number, row in enumerate(rows, start=2):
            place, passage_id = sheets.place(name, number), row["id"].strip()
            words = [w for w in (" ".join(w.split()) for w in re.split(r"[;\n]", row["codes"])) if w]
            stance = row.get("stance", "").strip().lower()
            if not words:
                n_empty += 1
                if stance:
                    faults.append(f"{place}: a stance without a code; fill in codes, or empty the stance")
                continue
            wrong = _faults_of(row, passage_id, known, first_place)
            if stance and stance not in STANCES:
                wrong.append(f'"{stance}" is no stance; write helped, hindered, mixed or nothing')
            codes, unknown = _codes(words, called)
            if stance and not codes and not unknown:
                wrong.append(f"a stance beside “{NONE}”; empty one of them")
            faults += [f"{place}: {fault}" for fault in wrong + unknown]
            first_place.setdefault(passage_id, place)
            if not wrong and not unknown:
                found.append(BlindRow(known[passage_id], codes, stance, number))
    if faults:
        raise SpreadsheetTrouble(f"{sheets.file}: nothing was taken over.\n" + "\n".join(faults))
    return BlindRows(tuple(found), n_empty)


def _faults_of(
    row: Row, passage_id: str, known: Mapping[str, Selection], first_place: Mapping[str, str]
) -> list[str]:
    """What is wrong with the passage itself; never its words."""
    if passage_id not in known:
        return [
            f'no passage has the id "{passage_id[:40]}"; ids must stay as they were exported. If the notes were masked '
            "or signed again since, export a fresh sheet"
        ]
    if passage_id in first_place:
        return [f"the same passage as {first_place[passage_id]}; leave one of them"]
    if "passage" in row and _words(row["passage"]) != _words(known[passage_id].quote):
        return [
            f"the words are not those of {passage_id}: sorted apart from their id, altered, or masked since; "
            "export a fresh sheet"
        ]
    return []


def _words(text: str) -> list[str]:
    """Words only: a spreadsheet may change spaces, quotation marks and the ends of lines."""
    return re.findall(r"\w+", re.sub(r"_x[0-9A-Fa-f]{4}_", " ", text).casefold())


def _called(codebook: Codebook) -> dict[str, list[str]]:
    """id or name, in small letters → the ids it may mean. An id goes before a name."""
    called: dict[str, list[str]] = {}
    for code in codebook.every_code():
        called.setdefault(" ".join(code.name.casefold().split()), []).append(code.id)
    return called | {code.id.casefold(): [code.id] for code in codebook.every_code()}


def _codes(words: Sequence[str], called: Mapping[str, list[str]]) -> tuple[tuple[str, ...], list[str]]:
    """The codes' ids in the order written, each once, and what is wrong with the words."""
    codes: dict[str, None] = {}
    faults = []
    for word in words:
        meant = called.get(word.casefold(), [])
        if word.casefold() == NONE:
            if len(words) > 1:
                faults.append(f"“{NONE}” stands beside a code; write one or the other")
        elif len(meant) > 1:
            faults.append(f'"{word}" is the name of {len(meant)} codes; write an id: {", ".join(meant)}')
        elif meant:
            codes[meant[0]] = None
        else:
            near = difflib.get_close_matches(word.casefold(), called, n=1)
            meant_perhaps = f'; "{near[0]}" perhaps?' if near else ""
            comma = " Put ; between codes." if "," in word else ""
            faults.append(f'the codebook has no code "{word[:60]}"{meant_perhaps}{comma}')
    return tuple(codes), faults
