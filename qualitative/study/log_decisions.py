"""An anonymisation log sent back: the decisions a person wrote in it, taken in all together or not at all.

The danger: a sheet sorted, cut, filled down or edited where nobody looks, that unmasks the wrong words. So every row must be
there once and say what the study says; whatever does not is told by its row, all at once, and nothing is done. Only the
columns `decision` and `why` are ever acted on.
"""

from __future__ import annotations

import io
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from qualitative import files
from qualitative.model import Replacement
from qualitative.study import anonymisation_log as log
from qualitative.study import settling
from qualitative.study.alone import one_at_a_time
from qualitative.study.desk import Desk
from qualitative.study.originals import Originals
from qualitative.study.settling import Masks
from qualitative.study.workspace import Report, Study, StudyTrouble

AS_WRITTEN = ("original", "coder", "reviewer", "public", "type")
"""What a row must still say. The rest (titles, who decided) may be written out differently by a later version."""
NEEDED = ("id", "study", "text", *AS_WRITTEN, "decision", "why")
MOST_TOLD = 20


@dataclass(frozen=True)
class Row:
    number: int
    cells: Mapping[str, str]


@dataclass(frozen=True)
class Wanted:
    """act: accept / keep / change."""

    row: int
    act: str
    to: str
    why: str


@one_at_a_time
def take_in(study: Study, file: Path, *, passphrase: str | None, by: str) -> Report:
    """Carries out what the column `decision` says. Raises StudyTrouble with every fault and its row."""
    found, faults = _read(file)
    cases = sorted({s.case for s in study.store.sources()})
    vault = study.vault(passphrase) if passphrase is not None and study.keeps_key else None
    stands: dict[str, tuple[str, Replacement, dict[str, str]]] = {}
    for case_id in cases:
        every = study.store.sources(case_id)
        originals = Originals(vault, every)
        for s in every:
            for r in s.replacements:
                row = log.row_of(study, s, r, originals.words(s.id, r), log.Decided())
                stands[row["id"]] = (case_id, r, row)
    wanted = _wanted(study, found, stands, faults)
    if faults:
        more = f"\n… and {len(faults) - MOST_TOLD} more" if len(faults) > MOST_TOLD else ""
        raise StudyTrouble(
            f"{file.name}: nothing of it was taken in.\n" + "\n".join(faults[:MOST_TOLD]) + more
            + f"\nWrite the log anew with: qualitative review {study.folder} --log"
        )  # fmt: skip
    by_case: dict[str, dict[str, Wanted]] = defaultdict(dict)
    for span_id, one in wanted.items():
        by_case[stands[span_id][0]][span_id] = one
    n = 0
    desks = []
    for case_id, of_case in by_case.items():
        desk = Desk(study, case_id, passphrase, by)
        _prepare(desk, {i: (stands[i][1], w) for i, w in of_case.items()})
        desks.append(desk)
    for desk in desks:  # every fault of any case was told before the first act
        n += int(desk.done("decided in the log").figures["spans"])
    what = "1 decision" if n == 1 else f"{n} decisions"
    line = (
        f"{what} taken in from {file.name}; `undo` takes them back"
        if n
        else f"no decision is written in {file.name}"
    )
    return Report("review", [line], figures={"spans": n, "cases": sorted(by_case)})


def _prepare(desk: Desk, wanted: Mapping[str, tuple[Replacement, Wanted]]) -> None:
    """Each source's decisions as one edit of it, in text order; where all are accepted, its text stays as it is."""
    of_source: dict[str, list[tuple[Replacement, Wanted]]] = defaultdict(list)
    for span_id, pair in wanted.items():
        of_source[span_id.rpartition(":")[0]].append(pair)
    makers: dict[str, Masks] = {}
    for _, w in wanted.values():
        if w.act == "change" and w.to not in makers:
            try:
                makers[w.to] = Masks(desk, w.to, "")
            except StudyTrouble as trouble:
                raise StudyTrouble(f"row {w.row}: {trouble}. Nothing was taken in") from None
    for source_id, pairs in of_source.items():
        if all(w.act == "accept" for _, w in pairs):
            desk.rewrite(source_id, {r: replace(r, settled=True, reopened=False) for r, _ in pairs})
            continue
        spots: list[tuple[int, int, Replacement | str]] = []
        for r, w in sorted(pairs, key=lambda pair: pair[0].start_char):
            words = desk.originals.words(source_id, r)
            if w.act == "keep":
                desk.log("kept as said", source_id, r, words=words, reason=w.why)
                spots.append((r.start_char, r.end_char, words))
            elif w.act == "change":
                spots.append((r.start_char, r.end_char, makers[w.to].of(source_id, r)))
            else:
                spots.append((r.start_char, r.end_char, replace(r, settled=True, reopened=False)))
        desk.edit(source_id, spots)
    desk.forget_unnamed()


def _wanted(
    study: Study,
    found: Sequence[Row],
    stands: Mapping[str, tuple[str, Replacement, dict[str, str]]],
    faults: list[str],
) -> dict[str, Wanted]:
    rows_of: dict[str, list[Row]] = defaultdict(list)
    for row in found:
        rows_of[row.cells["id"]].append(row)
    strangers = [row for row in found if row.cells["study"] and row.cells["study"] != log.study_mark(study)]
    if strangers:
        faults.append(f"{_rows(strangers)}: of another study's log")
        return {}
    texts = {i.rpartition(":")[0]: row["text"] for i, (_, _, row) in stands.items()}
    stale = {
        source
        for i, rows in rows_of.items()
        if (source := i.rpartition(":")[0]) in texts and any(r.cells["text"] != texts[source] for r in rows)
    }
    for source in sorted(stale):
        faults.append(
            f"{_rows([r for i, rs in rows_of.items() if i.rpartition(':')[0] == source for r in rs])}: the text of {source} "
            "was changed since the log was written"
        )
    wanted: dict[str, Wanted] = {}
    for span_id, rows in rows_of.items():
        if span_id.rpartition(":")[0] in stale:
            continue
        if span_id not in stands:
            faults.append(f"{_rows(rows)}: no mask has the id “{span_id[:60]}”")
            continue
        if len(rows) > 1:
            said = {(r.cells["decision"].casefold().strip(), r.cells["why"]) for r in rows}
            faults.append(
                f"{_rows(rows)}: the same mask, decided differently"
                if len(said) > 1
                else f"{_rows(rows)}: the same mask twice"
            )
            continue
        _, _, as_it_is = stands[span_id]
        edited = [name for name in AS_WRITTEN if rows[0].cells[name] != as_it_is[name]]
        if edited:
            faults.append(
                f"row {rows[0].number}: {', '.join(edited)} was changed in the sheet; leave it, and write in “decision”"
            )
            continue
        one = _decision(study, rows[0], as_it_is, faults)
        if one is not None:
            wanted[span_id] = one
    for source in sorted({i.rpartition(":")[0] for i in rows_of if i in stands} - stale):
        lost = [i for i in stands if i.rpartition(":")[0] == source and i not in rows_of]
        if lost:
            faults.append(
                f"{source}: {len(lost)} of its rows are gone, such as {lost[0]}; every row must be there"
            )
    return wanted


def _decision(study: Study, row: Row, as_it_is: Mapping[str, str], faults: list[str]) -> Wanted | None:
    said = " ".join(row.cells["decision"].split())
    why = " ".join(row.cells["why"].split())
    if not said:
        return None
    if said.casefold() in ("accept", "accepted"):
        return Wanted(row.number, "accept", "", why)
    if said.casefold() in ("keep", "kept", "keep as said"):
        if not why:
            faults.append(f"row {row.number}: keep needs a reason in the column “why”")
        elif as_it_is["original"] == log.NOT_KEPT:
            faults.append(
                f"row {row.number}: the original is no longer kept, so its words cannot stand again"
            )
        else:
            return Wanted(row.number, "keep", "", why)
        return None
    if match := re.fullmatch(r"change(?:d)? to (.+)", said, re.IGNORECASE):
        to = match[1].strip()
        if not study.keeps_key:
            faults.append(f"row {row.number}: this study keeps no key, so a mask can only be accepted")
            return None
        if settling.can_be(to) or re.fullmatch(r"[POL]\d+", to):
            return Wanted(row.number, "change", to, why)
    faults.append(
        f"row {row.number}: “{said[:40]}” is no decision; write accept, keep, or change to P7, new PERSON or ORG"
    )
    return None


def _rows(rows: Sequence[Row]) -> str:
    numbers = sorted(r.number for r in rows)
    told = ", ".join(map(str, numbers[:8])) + (" …" if len(numbers) > 8 else "")
    return f"row {told}" if len(numbers) == 1 else f"rows {told}"


def _read(file: Path) -> tuple[list[Row], list[str]]:
    """The rows of the log's sheet with their numbers; a formula anywhere in it is a fault."""
    import openpyxl

    data = files.read_bytes(file)
    try:
        book: Any = openpyxl.load_workbook(io.BytesIO(data))
    except Exception as trouble:  # a dozen kinds for one thing: no workbook
        raise StudyTrouble(
            f"{file.name}: not an Excel workbook ({type(trouble).__name__}). Save it again as .xlsx"
        ) from None
    faults: list[str] = []
    for sheet in book.worksheets:
        names: dict[int, str] = {}
        found: list[Row] = []
        for number, cells in enumerate(sheet.iter_rows(), start=1):
            if not names:
                said = {at: str(c.value).strip().lower() for at, c in enumerate(cells) if c.value is not None}
                if {"id", "decision"} <= set(said.values()):
                    names = said
                continue
            row = {names[at]: _cell(c.value) for at, c in enumerate(cells) if at in names}
            if any(c.data_type == "f" for at, c in enumerate(cells) if at in names):
                faults.append(f"row {number}: a formula stands in it; write plain words")
            elif any(row.values()):
                found.append(Row(number, row))
        if not names:
            continue
        missing = [name for name in NEEDED if name not in names.values()]
        if missing:
            raise StudyTrouble(
                f"{file.name}: the column {', '.join(missing)} is gone. Write the log anew with --log"
            )
        if not found and not faults:
            raise StudyTrouble(f"{file.name}: the log has no rows left. Write it anew with --log")
        return found, faults
    raise StudyTrouble(f"{file.name}: no sheet of it is an anonymisation log (columns id and decision)")


def _cell(value: object) -> str:
    return "" if value is None else str(value)
