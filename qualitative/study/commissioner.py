"""What a commissioner does: compare reviews, and take codings out to a spreadsheet and decisions back.

The danger: counts without denominators, and two reviews of different kinds read as if they were one. The comparison
itself lives in `comparison`; here it is only given what its tier may see.
"""

from __future__ import annotations

import json
from pathlib import Path

from qualitative import codebook, comparison, interchange
from qualitative.model import Coding, Status, Tier, User, short_hash
from qualitative.store import to_record
from qualitative.study import evaluator
from qualitative.study.reviewer import view_of
from qualitative.study.workspace import Report, Study, StudyTrouble, must_be_writable

COMPARISON_FORMATS = ("xlsx", "html", "md")


def compare(study: Study, *, tier: Tier = Tier.PUBLIC) -> Report:
    """Writes STUDY/comparison/comparison-TIER.xlsx .html .md over every case of the study."""
    report = Report("compare")
    views = [view_of(study, case, tier) for case in study.cases()]
    folder = study.folder / "comparison"
    paths = [folder / f"comparison-{tier.word}.{suffix}" for suffix in COMPARISON_FORMATS]
    report.figures = {"cases": len(views), "files": [str(p) for p in paths]}
    data = [to_record(study.store.load_case(v.case.id)) for v in views]
    key = short_hash(repr(data), tier.word)
    if study.store.stage_key("compare", tier.word) == key and all(p.is_file() for p in paths):
        report.lines.append("the comparison is as it was; nothing has changed")
        return report
    folder.mkdir(exist_ok=True)
    for path in paths:
        comparison.write_comparison(views, path)
    study.store.set_stage_key("compare", tier.word, key)
    which = "1 alliance laid out" if len(views) == 1 else f"{len(views)} alliances compared"
    report.lines.append(f"{which} for {tier.word} readers: {folder}")
    return report


def export(study: Study, file: Path, *, case: str | None = None, tier: Tier = Tier.CODER) -> Report:
    """.xlsx or .csv: the codings, with a column for decisions; .qdc: the codebook (REFI-QDA)."""
    report = Report("export")
    must_be_writable(file)
    if file.suffix.lower() == ".qdc":
        report.warnings += interchange.write_qdc(study.store.codebook(), file)
        n_codes = len(study.store.codebook().every_code())
        report.figures = {"codes": n_codes, "file": str(file)}
        report.lines.append(f"{file.name}: the codebook, {n_codes} codes")
        return report
    if file.suffix.lower() not in (".xlsx", ".csv"):
        raise StudyTrouble(
            f"{file.name}: write .xlsx or .csv (codings) or .qdc (the codebook); .qdpx is not written yet"
        )
    cases = study.cases(case)
    if len(cases) > 1:
        raise StudyTrouble(f"this study holds {', '.join(cases)}; say which with --case")
    n = interchange.write_codings(view_of(study, cases[0], tier), file)
    if tier >= Tier.CODER:
        report.warnings.append(
            f"{file.name} is for the coding team only: colleagues may still recognise who speaks in it"
        )
    report.figures = {"codings": n, "file": str(file)}
    report.lines.append(
        f"{file.name}: {n} codings. Write confirm or reject in the column “decision”, then: "
        f"qualitative import {study.folder} {file}"
        if n
        else f"{file.name}: no codings yet; `qualitative code {study.folder}` suggests some"
    )
    return report


def import_file(study: Study, file: Path, *, by: str | None = None) -> Report:
    """.xlsx or .csv: decisions written into an exported sheet; .yaml or .qdc: a codebook becomes the study's own."""
    report = Report("import")
    person = study.person(by)
    suffix = file.suffix.lower()
    if suffix in (".yaml", ".yml", ".qdc"):
        return _import_codebook(study, file, person, report)
    if suffix not in (".xlsx", ".csv"):
        raise StudyTrouble(
            f"{file.name}: decisions are read from .xlsx or .csv, codebooks from .yaml or .qdc"
        )
    decisions = interchange.read_decisions(file)
    before = {c.id: c for case in study.store.case_ids() for c in study.store.codings(case)}
    known = [d for d in decisions if d.coding in before]
    new = [d for d in known if not _stands(before[d.coding], d)]
    was = [[d.coding, before[d.coding].status.value, before[d.coding].stance] for d in new]
    with study.store.transaction():
        for decision in new:
            evaluator.decide(study, decision.coding, decision.confirm, person.id, decision.stance)
        if new:
            study.record(person, IMPORTED, short_hash(repr(was), length=8), was=json.dumps(was))
    if unknown := len(decisions) - len(known):
        report.warnings.append(
            f"{unknown} rows name codings this study does not have (suggested anew since, or of another study); "
            "they were left out"
        )
    confirmed = sum(d.confirm for d in new)
    report.figures = {"decided": len(new), "confirmed": confirmed, "rejected": len(new) - confirmed}
    report.figures |= {"as_before": len(known) - len(new), "unknown": unknown}
    report.lines.append(
        f"{len(new)} decisions of {person.name} taken over: {confirmed} confirmed, {len(new) - confirmed} rejected"
        if new
        else "nothing new was decided in it: the column “decision” is empty, or says what the study knows already"
    )
    return report


IMPORTED = "import decisions"
UNDONE = "undo import"


def _stands(coding: Coding, decision: interchange.ReturnedDecision) -> bool:
    """Whether the coding is already as the sheet says."""
    status = Status.CONFIRMED if decision.confirm else Status.REJECTED
    return coding.status is status and decision.stance in (None, coding.stance)


def undo_import(study: Study, *, by: str | None = None) -> Report:
    """Takes back the last import of decisions, whole: each coding is again what it was, unless somebody decided since.

    Both acts stay in the record. Raises StudyTrouble when there is nothing to take back.
    """
    person = study.person(by)
    every = study.store.decisions()
    undone = {d.was for d in every if d.act == UNDONE}
    last = next((d for d in reversed(every) if d.act == IMPORTED and str(d.id) not in undone), None)
    if last is None:
        raise StudyTrouble("no import of decisions stands that could be taken back")
    decided_since = {d.about for d in every if d.id > last.id and d.act == "decide coding"}
    there = {c.id for case in study.store.case_ids() for c in study.store.codings(case)}
    rows = [row for row in json.loads(last.was) if row[0] in there and row[0] not in decided_since]
    with study.store.transaction():
        study.store.save_user(person)
        for coding_id, status, stance in rows:
            study.store.decide_coding(coding_id, Status(status), person.id, stance)
        study.record(person, UNDONE, last.about, was=str(last.id))
    kept = len(json.loads(last.was)) - len(rows)
    report = Report(
        "import", [f"{len(rows)} decisions taken back"], figures={"undone": len(rows), "kept": kept}
    )
    if kept:
        report.warnings.append(f"{kept} were decided on again since; those stay")
    return report


def _import_codebook(study: Study, file: Path, person: User, report: Report) -> Report:
    book = interchange.read_qdc(file) if file.suffix.lower() == ".qdc" else codebook.load_codebook(file)
    codes = {code.id for code in book.every_code()}
    with study.store.transaction():
        was = study.store.setting("codebook")
        new = study.store.save_codebook(book)
        study.record(person, "codebook", new, was=was)
    carried = [c for case in study.store.case_ids() for c in study.store.codings(case)]
    orphaned = sorted({c.code for c in carried if c.code not in codes and c.status is Status.CONFIRMED})
    if orphaned:
        report.warnings.append(
            f"people confirmed codings of {', '.join(orphaned)}, which this codebook does not have; they are kept, and "
            "come back with a codebook that has them"
        )
    if undefined := [code.id for code in book.every_code() if not code.definition]:
        report.warnings.append(f"without a definition, so hardly suggested: {', '.join(undefined)}")
    report.figures = {"codebook": book.name, "codes": len(codes)}
    report.lines.append(
        f'the study now uses "{book.name}", version {book.version}, {len(codes)} codes. '
        f"Next: qualitative code {study.folder}"
    )
    return report
