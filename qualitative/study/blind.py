"""Coding without sight of the machine's suggestions: blank sheets out, blind codings in, two people compared.

The danger: agreement between two people that is agreement with the machine. So the sheet shows nothing of what was
suggested or decided; a passage on whose suggestions this person is known to have decided is never called blind; and
what was read without giving it a code is kept apart from what was not read.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from qualitative import agreement as agreements
from qualitative import coding, disclosure, documents, interchange
from qualitative.disclosure import counted
from qualitative.model import Coding, Passage, Selection, Status, Table, Tier, User
from qualitative.store import now
from qualitative.study import draws, evaluator, imports
from qualitative.study.workspace import MACHINE, Report, Study, StudyTrouble, must_be_writable

ToCode = list[tuple[Selection, Passage, str]]


def passages_to_code(study: Study, case_id: str) -> ToCode:
    """Every passage of the case's signed notes with its session, in document order, as the coding team may read it.

    What people asked not to be used is not among them: each passage goes through `disclosure.view` as a coding does.
    """
    data = study.store.load_case(case_id)
    every = [
        (selection, passage, source.session)
        for source in data.sources
        if source.signed_off and source.kind.counts
        for selection, passage in coding.passages_of(source)
    ]
    at = now()
    asked = tuple(Coding(selection.id, selection, "", MACHINE.id, at) for selection, _, _ in every)
    seen = {c.id for c in disclosure.view(replace(data, codings=asked), Tier.CODER).codings}
    return [row for row in every if row[0].id in seen]


def export(study: Study, file: Path, case_id: str, *, sample: int | None = None, seed: int = 0) -> Report:
    """A blank sheet of the case's passages, or of `sample` of them drawn with `seed`, in document order."""
    every = passages_to_code(study, case_id)
    if not every:
        raise StudyTrouble(
            f"no source of {case_id} is signed off, so there is no passage to code. "
            f"`qualitative sign-off {study.folder}` shows what waits"
        )
    report = Report("export")
    chosen = every
    if sample is not None and sample < len(every):
        drawn = random.Random(seed).sample(range(len(every)), sample)
        chosen = [every[i] for i in sorted(drawn)]
    elif sample is not None:
        report.warnings.append(f"{case_id} holds {len(every)} passages; all of them are in the sheet")
    interchange.write_blank(chosen, study.store.codebook(), file)
    draws.record_draw(study, case_id, [selection.id for selection, _, _ in chosen])
    report.warnings.append(
        f"{file.name} is for the coding team only: colleagues may still recognise who speaks in it"
    )
    if n_suggested := _n_suggested(study, case_id, chosen):
        report.warnings.append(
            f"the sheet shows no suggestion, but the study holds some for {n_suggested} of its passages: blind is "
            "only who has not looked at them"
        )
    if file.suffix.lower() == ".csv":
        report.warnings.append("a .csv has no second sheet: the codebook is not in it; .xlsx holds both")
    report.figures = {"passages": len(chosen), "of": len(every), "file": str(file)}
    of_how_many = f" of {len(every)}" if len(chosen) < len(every) else ""
    report.lines.append(
        f"{file.name}: {len(chosen)}{of_how_many} passages to code. Fill in the column “codes” (none where no code "
        f"fits), then: qualitative import {study.folder} {file} --by NAME"
    )
    return report


def _n_suggested(study: Study, case_id: str, chosen: ToCode) -> int:
    suggested = {c.selection.id for c in study.store.codings(case_id) if c.user == MACHINE.id}
    return sum(selection.id in suggested for selection, _, _ in chosen)


def import_sheet(study: Study, sheets: interchange.ReturnedSheets, person: User, report: Report) -> Report:
    """The person's own codings, blind; all of the sheet or, with one fault in it, nothing."""
    case_of: dict[str, str] = {}
    known: dict[str, Selection] = {}
    for case_id in study.store.case_ids():
        for selection, _, _ in passages_to_code(study, case_id):
            known[selection.id], case_of[selection.id] = selection, case_id
    filled = interchange.read_blank(sheets, study.store.codebook(), known)
    every = [c for case_id in study.store.case_ids() for c in study.store.codings(case_id)]
    mine = {(c.selection.id, c.code): c for c in every if c.user == person.id}
    decided = _suggestions_seen(study, every, person)
    read = tuple(row.selection.id for row in filled.rows if row.selection.id not in decided)
    before = imports.read_blind(study).get(person.id, set())
    wanted: dict[str, list[tuple[Selection, str, str, bool]]] = {}
    as_before = 0
    for row in filled.rows:
        where = row.selection.id
        for code in row.codes:
            if (where, code) in mine:
                as_before += 1
            else:
                one = (row.selection, code, row.stance, where not in decided)
                wanted.setdefault(case_of[where], []).append(one)
    with study.store.transaction():
        added = tuple(
            made.id
            for case_id, codings in wanted.items()
            for made in evaluator.add_codings(study, case_id, codings, person.id)
        )
        if added or set(read) - before:
            imports.record(study, person, imports.Brought(added=added, read=read))
    n_seen = len(filled.rows) - len(read)
    n_none = sum(not row.codes for row in filled.rows)
    report.figures = {"passages": len(filled.rows), "codings": len(added), "none": n_none}
    report.figures |= {"empty": filled.n_empty, "as_before": as_before, "not_blind": n_seen}
    report.warnings += _warnings(filled, mine, n_seen, person)
    report.lines.append(_line(report.figures, person))
    if filled.rows:
        report.lines.append(
            f"When a second person has coded the same sheet: qualitative agreement {study.folder}"
        )
    return report


def _suggestions_seen(study: Study, every: Sequence[Coding], person: User) -> set[str]:
    """Ids of the passages on whose suggestions the person has decided: whoever decides has looked."""
    decisions = {
        d.about
        for d in study.store.decisions()
        if d.act == "decide coding" and d.user == person.id and d.now != Status.SUGGESTED.value
    }
    return {c.selection.id for c in every if c.user == MACHINE.id and c.id in decisions}


def _line(figures: dict[str, int], person: User) -> str:
    if not figures["passages"]:
        return "nothing is filled in yet: the column “codes” is empty in every row"
    told = f"{person.name} read {counted(figures['passages'], 'passage')}: {counted(figures['codings'], 'coding')} added"
    if figures["as_before"]:
        told += f", {figures['as_before']} known already"
    told += f"; {figures['none']} read and given no code, which is kept too"
    if n_empty := figures["empty"]:
        told += f"; {counted(n_empty, 'empty row')} {'counts' if n_empty == 1 else 'count'} as not read"
    return told


def _warnings(
    filled: interchange.BlindRows, mine: dict[tuple[str, str], Coding], n_seen: int, person: User
) -> Sequence[str]:
    told = []
    if n_seen:
        told.append(
            f"{person.name} had decided on suggestions for {n_seen} of these passages: their codings are kept, not as "
            "blind, and do not count for agreement"
        )
    now_given = {(row.selection.id, code) for row in filled.rows for code in row.codes}
    passages = {row.selection.id for row in filled.rows}
    blind = {key for key, c in mine.items() if c.blind and c.status is Status.CONFIRMED}
    if fewer := len({p for p, code in blind - now_given if p in passages}):
        told.append(
            f"{fewer} passages carry codes of an earlier sheet of {person.name} that this one does not give; they stay. "
            "To replace the earlier sheet, take it back first with --undo"
        )
    return told


def agreement(study: Study, case: str | None = None, coders: tuple[str, str] | None = None) -> Table:
    """Two coders, per code: only codings both made blind to the machine. Raises StudyTrouble without two coders.

    Units: the passages both read, as their blank sheets say; where a person coded blind without such a sheet, all
    passages of the sources they coded.
    """
    blind, pair, both = _two_coders(study, case, coders)
    try:
        return agreements.table(blind, pair, study.store.codebook(), both)
    except ValueError as trouble:
        raise StudyTrouble(str(trouble)) from None


def disagreements(
    study: Study, file: Path, case: str | None = None, coders: tuple[str, str] | None = None
) -> int:
    """Every passage that one of the two gave a code and the other did not, with its words, as .xlsx. Returns how many."""
    must_be_writable(file)
    if file.suffix.lower() != ".xlsx":
        raise StudyTrouble(f"{file.name}: disagreements are written as .xlsx")
    blind, pair, both = _two_coders(study, case, coders)
    codebook = study.store.codebook()
    try:
        found = agreements.compare_coders(blind, pair, codebook, both)
    except ValueError as trouble:
        raise StudyTrouble(str(trouble)) from None
    documents.write_xlsx([agreements.disagreements_table(found, codebook)], file)
    return len(found.disagreements)


def _two_coders(
    study: Study, case: str | None, coders: tuple[str, str] | None
) -> tuple[list[Coding], tuple[str, str], list[Selection]]:
    """All blind codings, the two people, and the passages both read."""
    blind = [c for case_id in study.cases(case) for c in study.store.codings(case_id) if c.blind]
    users = sorted({c.user for c in blind})
    if coders is None and len(users) == 2:
        coders = (users[0], users[1])
    if coders is None:
        raise StudyTrouble(
            f"agreement needs two people who coded the same notes without sight of the machine's suggestions; "
            f"this study has {len(users)}"
            + (
                f" ({', '.join(users)}): name two with --coders A,B"
                if len(users) > 2
                else f". `qualitative export {study.folder} passages.xlsx --blank` writes a sheet for each"
            )
        )
    segments = [s for case_id in study.cases(case) for s, _, _ in passages_to_code(study, case_id)]
    sheets = imports.read_blind(study)
    read = [_read_by(user, blind, segments, sheets.get(user, set())) for user in coders]
    both = [selection for selection in segments if selection.id in read[0] & read[1]]
    if not both and set(coders) <= set(users):
        raise StudyTrouble(
            f"{coders[0]} and {coders[1]} coded no passage in common; give both the same sheet"
        )
    return blind, coders, both


def _read_by(
    user: str, blind: Sequence[Coding], segments: Sequence[Selection], in_sheets: set[str]
) -> set[str]:
    """Ids of the passages the person read: silence counts there, and nowhere else."""
    coded = [c.selection for c in blind if c.user == user]
    whole = {selection.source for selection in coded} - {some.rpartition(":")[0] for some in in_sheets}
    # A later masking moves a coding along; the id in the record stays behind.
    return in_sheets | {selection.id for selection in coded} | {s.id for s in segments if s.source in whole}
