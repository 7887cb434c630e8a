"""What a commissioner does: compare reviews, and take codings out to a spreadsheet and decisions back.

The danger: counts without denominators, and two reviews of different kinds read as if they were one. The comparison
itself lives in `comparison`; here it is only given what its tier may see.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from qualitative import codebook, comparison, disclosure, interchange
from qualitative.disclosure import NOT_COMPARED, View, counted
from qualitative.model import Coding, Status, Table, Tier, User, short_hash
from qualitative.store import to_record
from qualitative.study import blind, evaluator, imports, reviewer, written
from qualitative.study.agreements import for_comparison
from qualitative.study.reviewer import view_of
from qualitative.study.workspace import Report, Study, StudyTrouble, must_be_writable

COMPARISON_FORMATS = ("xlsx", "html", "md")


def compare(study: Study, *, tier: Tier = Tier.PUBLIC) -> Report:
    """Writes STUDY/comparison/comparison-TIER.xlsx .html .md over every case of the study."""
    report = Report("compare")
    seen = [view_to_compare(study, case, tier) for case in study.cases()]
    views = [view for view, _ in seen]
    if n_out := sum(n for _, n in seen):
        report.warnings.append(
            f"{counted(n_out, 'session')} left out: not everybody there agreed to reuse in comparison"
        )
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


def view_to_compare(study: Study, case: str, tier: Tier) -> tuple[View, int]:
    """What a comparison may show of a case, and how many sessions of it were left out for want of an agreement."""
    data, n_out = for_comparison(study.store.load_case(case))
    seen = disclosure.view(data, tier)
    return (replace(seen, left_out={**seen.left_out, NOT_COMPARED: n_out}) if n_out else seen), n_out


def comparison_bytes(views: Sequence[View], format: str) -> bytes:
    """The comparison of these views as `compare` writes it: "xlsx", "html" or "md". Nothing is kept."""
    with TemporaryDirectory() as folder:
        (written,) = comparison.write_comparison(views, Path(folder) / f"comparison.{format}")
        return written.read_bytes()


def lessons_of(study: Study, case: str, tier: Tier) -> Table | None:
    """The table of lessons in the kept draft of one case, where its tier may still read that draft."""
    if for_comparison(study.store.load_case(case))[1]:
        return None  # the draft rests on sessions that may not be compared
    drafted = reviewer.stored(study, case, tier).review
    sections = drafted.sections if drafted else ()
    inner = [s for top in sections for s in (top, *top.sections) if s.id == "lessons"]
    return inner[0].tables[0] if inner and inner[0].tables else None


def export(
    study: Study,
    file: Path,
    *,
    case: str | None = None,
    tier: Tier = Tier.CODER,
    blank: bool = False,
    sample: int | None = None,
    seed: int = 0,
) -> Report:
    """.xlsx: codings and claimed causes, with a column for decisions; .csv: codings alone; .qdc: the codebook.

    blank: instead of them the passages, or a `sample` of them, to code without sight of any suggestion.
    """
    report = Report("export")
    must_be_writable(file)
    suffix = file.suffix.lower()
    if suffix == ".qdc" and not blank:
        report.warnings += interchange.write_qdc(study.store.codebook(), file)
        n_codes = len(study.store.codebook().every_code())
        report.figures = {"codes": n_codes, "file": str(file)}
        report.lines.append(f"{file.name}: the codebook, {n_codes} codes")
        return report
    if suffix not in (".xlsx", ".csv"):
        raise StudyTrouble(
            f"{file.name}: a blank sheet is written as .xlsx or .csv"
            if blank
            else f"{file.name}: write .xlsx or .csv (codings) or .qdc (the codebook); .qdpx is not written yet"
        )
    cases = study.cases(case)
    if len(cases) > 1:
        raise StudyTrouble(f"this study holds {', '.join(cases)}; say which with --case")
    if blank and tier < Tier.CODER:
        raise StudyTrouble("only the coding team codes: a blank sheet is written for --tier coder")
    written.remember(study, cases[0], file)
    if blank:
        return blind.export(study, file, cases[0], sample=sample, seed=seed)
    seen = view_of(study, cases[0], tier)
    n, n_claims = interchange.write_codings(seen, file)
    if tier >= Tier.CODER:
        report.warnings.append(
            f"{file.name} is for the coding team only: colleagues may still recognise who speaks in it"
        )
    if suffix == ".csv" and seen.links:
        report.warnings.append(
            f"a .csv holds the codings alone; the {len(seen.links)} claimed causes need .xlsx, where they have a "
            "sheet of their own"
        )
    report.figures = {"codings": n, "claimed_causes": n_claims, "file": str(file)}
    causes_too = f" and, on a second sheet, {n_claims} claimed causes" if n_claims else ""
    report.lines.append(
        f"{file.name}: {n} codings{causes_too}. Write confirm or reject in the column “decision”, then: "
        f"qualitative import {study.folder} {file}"
        if n or n_claims
        else f"{file.name}: no codings yet; `qualitative code {study.folder}` suggests some"
    )
    return report


def import_file(study: Study, file: Path, *, by: str | None = None) -> Report:
    """.xlsx or .csv: decisions or blind codings written into an exported sheet; .yaml or .qdc: another codebook."""
    report = Report("import")
    person = study.person(by)
    suffix = file.suffix.lower()
    if suffix in (".yaml", ".yml", ".qdc"):
        return _import_codebook(study, file, person, report)
    if suffix not in (".xlsx", ".csv"):
        raise StudyTrouble(
            f"{file.name}: decisions are read from .xlsx or .csv, codebooks from .yaml or .qdc"
        )
    sheets = interchange.read_sheets(file)
    if interchange.is_blank_sheet(sheets):
        return blind.import_sheet(study, sheets, person, report)
    return _import_decisions(study, interchange.read_decisions(sheets), person, report)


def _import_decisions(
    study: Study, decisions: interchange.ReturnedDecisions, person: User, report: Report
) -> Report:
    codings = {c.id: c for case in study.store.case_ids() for c in study.store.codings(case)}
    links = {link.id: link for case in study.store.case_ids() for link in study.store.links(case)}
    known = [d for d in decisions.codings if d.about in codings]
    known_claims = [d for d in decisions.claims if d.about in links]
    new = [d for d in known if not _stands(codings[d.about], d)]
    new_claims = [d for d in known_claims if links[d.about].status is not _status(d)]
    brought = imports.Brought(
        codings=tuple(imports.coding_before(codings[d.about]) for d in new),
        links=tuple(imports.link_before(links[d.about]) for d in new_claims),
    )
    with study.store.transaction():
        for decision in new:
            evaluator.decide(study, decision.about, decision.confirm, person.id, decision.stance)
        for decision in new_claims:
            evaluator.decide_link(study, links[decision.about], decision.confirm, person.id)
        if brought:
            imports.record(study, person, brought)
    unknown = len(decisions.codings) - len(known)
    unknown_claims = len(decisions.claims) - len(known_claims)
    for n, what in ((unknown, "codings"), (unknown_claims, "claimed causes")):
        if n:
            report.warnings.append(
                f"{n} rows name {what} this study does not have (suggested anew since, or of another study); "
                "they were left out"
            )
    report.figures |= _counted(new) | {"as_before": len(known) - len(new), "unknown": unknown}
    if decisions.claims:
        report.figures["claimed_causes"] = _counted(new_claims) | {
            "as_before": len(known_claims) - len(new_claims),
            "unknown": unknown_claims,
        }
    told = [_told(some, what) for some, what in ((new, "codings"), (new_claims, "claimed causes")) if some]
    report.lines.append(
        f"{len(new) + len(new_claims)} decisions of {person.name} taken over; {'; '.join(told)}"
        if told
        else "nothing new was decided in it: the column “decision” is empty, or says what the study knows already"
    )
    return report


def _counted(decisions: Sequence[interchange.ReturnedDecision]) -> dict[str, int]:
    confirmed = sum(d.confirm for d in decisions)
    return {"decided": len(decisions), "confirmed": confirmed, "rejected": len(decisions) - confirmed}


def _told(decisions: Sequence[interchange.ReturnedDecision], what: str) -> str:
    confirmed = sum(d.confirm for d in decisions)
    return f"{what}: {confirmed} confirmed, {len(decisions) - confirmed} rejected"


def _status(decision: interchange.ReturnedDecision) -> Status:
    return Status.CONFIRMED if decision.confirm else Status.REJECTED


def _stands(coding: Coding, decision: interchange.ReturnedDecision) -> bool:
    """Whether the coding is already as the sheet says."""
    return coding.status is _status(decision) and decision.stance in (None, coding.stance)


def undo_import(study: Study, *, by: str | None = None) -> Report:
    """Takes back the last import of a sheet, whole. Raises StudyTrouble when there is nothing to take back."""
    return imports.undo(study, by=by)


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
