"""A sample of sentences to read for what still identifies: the sheet out, and what a person filled in, back.

The danger: a row lost or sorted apart, so that a rate is told of other sentences than were drawn. So every row must come
back, once, with its own sentence; an empty cell means not read; with one fault nothing of the sheet is taken over.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from qualitative.interchange.sheets import ReturnedSheets, Row, Sheet, SpreadsheetTrouble, write_sheets

NOTHING, SOMETHING = "nothing left", "something left"
HOW = ("direct", "indirect")
SAMPLE_COLUMNS = {
    "id": "the sentence's id: leave it as it is",
    "where": "the source it stands in",
    "sentence": "the anonymised words, masks in square brackets",
    "found": "to fill in: nothing left (nobody can be identified by these words) or something left. Empty = not read yet",
    "words": "with something left: the words that identify, copied from the sentence, with ; between them. Leave it "
    "empty where it is the sentence as a whole",
    "how": "with something left: direct (a name, an address, a number of somebody's) or indirect (who knows the "
    "alliance knows who is meant). Empty = direct",
}


@dataclass(frozen=True)
class ToRead:
    """One drawn sentence as it reads now. changed: edited since it was drawn. words: None where it is not to be found."""

    id: str
    where: str
    words: str | None = field(repr=False)
    changed: bool = False
    found: str = ""
    left: str = field(default="", repr=False)
    how: str = ""


@dataclass(frozen=True)
class Found:
    """What one row says. spans: the words that identify, in code points of the sentence."""

    id: str
    left: bool
    how: str
    spans: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class FoundRows:
    """n_empty: rows nobody filled in; n_changed: rows whose sentence was edited after the sheet was written: passed over."""

    rows: tuple[Found, ...]
    n_empty: int
    n_changed: int


def write_sample(sentences: Sequence[ToRead], path: Path) -> None:
    import pandas as pd

    rows = [(s.id, s.where, s.words or "", s.found, s.left, s.how) for s in sentences]
    table = pd.DataFrame(rows, columns=list(SAMPLE_COLUMNS))
    widths = {"id": 18, "where": 24, "sentence": 80, "found": 16, "words": 30, "how": 10}
    choices = {"found": (NOTHING, SOMETHING), "how": HOW}
    write_sheets([Sheet("sentences", table, SAMPLE_COLUMNS, widths, choices)], path)


def read_sample(sheets: ReturnedSheets, drawn: Mapping[str, ToRead]) -> FoundRows:
    """What a person filled in. drawn: id → every sentence of the sample.

    Raises SpreadsheetTrouble with every fault and its row, never its words: a row lost, doubled or of another sample, a
    sentence altered, an answer that says two things or words that do not stand in the sentence.
    """
    given = sheets.with_columns("id", "sentence", "found")
    if not given:
        raise SpreadsheetTrouble(
            f"{sheets.file}: this is no sheet of drawn sentences: a column id, sentence or found is missing"
        )
    found: list[Found] = []
    faults: list[str] = []
    seen: dict[str, str] = {}
    n_empty = n_changed = 0
    for name, rows in given.items():
        for number, row in enumerate(rows, start=2):
            place, row_id = sheets.place(name, number), row["id"].strip()
            if not row_id and not any(cell.strip() for cell in row.values()):
                continue  # a blank line at the end
            if row_id not in drawn:
                faults.append(
                    f'{place}: "{row_id[:40]}" is of another sample or study, or its id was altered'
                )
                continue
            if row_id in seen:
                faults.append(f"{place}: the same sentence as {seen[row_id]}; leave one of them")
                continue
            seen[row_id] = place
            sentence = drawn[row_id]
            if sentence.words is None or _words(row["sentence"]) != _words(sentence.words):
                if sentence.words is None or sentence.changed:
                    n_changed += 1
                else:
                    faults.append(
                        f"{place}: the sentence is not the one drawn: altered, or sorted apart from its id"
                    )
                continue
            answer, wrong = _answer(row_id, row, sentence.words)
            faults += [f"{place}: {fault}" for fault in wrong]
            n_empty += answer is None and not wrong
            if answer is not None:
                found.append(answer)
    lost = [row_id.rpartition("/")[2] for row_id in drawn if row_id not in seen]
    if lost and len(lost) == len(drawn):
        faults.append("none of the sentences of this case's last sample is in it")
    elif lost:
        listed = ", ".join(lost[:12]) + (" …" if len(lost) > 12 else "")
        faults.append(f"rows are missing (the sentences {listed}): every row must come back, read or not")
    if faults:
        raise SpreadsheetTrouble(f"{sheets.file}: nothing was taken over.\n" + "\n".join(faults))
    return FoundRows(tuple(found), n_empty, n_changed)


def _answer(row_id: str, row: Row, sentence: str) -> tuple[Found | None, list[str]]:
    said = " ".join(row["found"].lower().split())
    how = row.get("how", "").strip().lower()
    words = [w for w in (" ".join(w.split()) for w in re.split(r"[;\n]", row.get("words", ""))) if w]
    if not said:
        if words or how:
            return None, [f"the column “found” is empty; write “{SOMETHING}”, or empty the others"]
        return None, []
    if said not in (NOTHING, SOMETHING):
        return None, [f"the column “found” says neither “{NOTHING}” nor “{SOMETHING}”"]
    if said == NOTHING:
        wrong = (
            [f"“{NOTHING}” beside words or a way of identifying; empty one of them"] if words or how else []
        )
        return (None, wrong) if wrong else (Found(row_id, False, "", ()), [])
    if how and how not in HOW:
        return None, [f"the column “how” says neither {HOW[0]} nor {HOW[1]}"]
    if not words and how != "indirect":
        return None, [
            "something is left: copy the words that identify into “words”, or write indirect into “how”"
        ]
    spans: list[tuple[int, int]] = []
    n_missing = 0
    for one in words:
        here = spans_of(sentence, one)
        n_missing += not here
        spans += here
    if n_missing:
        return None, [f"{n_missing} of the words given do not stand in the sentence; copy them from it"]
    return Found(row_id, True, how or "direct", tuple(sorted(set(spans)))), []


def spans_of(sentence: str, words: str) -> list[tuple[int, int]]:
    """Where the words stand in a sentence as whole words, whatever the capitals, spaces and kind of apostrophe."""
    pieces = [re.sub(r"['’‘ʼ]", "['’‘ʼ]", re.escape(piece)) for piece in words.split()]
    if not pieces:
        return []
    pattern = r"(?<!\w)" + r"\s+".join(pieces) + r"(?!\w)"
    return [m.span() for m in re.finditer(pattern, sentence, re.IGNORECASE)]


def _words(text: str) -> list[str]:
    """Words only: a spreadsheet may change spaces, quotation marks and the ends of lines."""
    return re.findall(r"\w+", re.sub(r"_x[0-9A-Fa-f]{4}_", " ", text).casefold())
