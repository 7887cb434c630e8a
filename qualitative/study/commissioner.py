"""What a commissioner does: compare reviews, and take codings out to a spreadsheet and decisions back.

The danger: counts without denominators, and two reviews of different kinds read as if they were one. The comparison
itself lives in `comparison`; here it is only given what its tier may see.
"""

from __future__ import annotations

from pathlib import Path

from qualitative import codebook, comparison, interchange
from qualitative.model import Tier, short_hash
from qualitative.store import StoreTrouble, to_record
from qualitative.study import evaluator
from qualitative.study.reviewer import view_of
from qualitative.study.workspace import Report, Study, StudyTrouble

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
    report.lines.append(f"{len(views)} alliances compared for {tier.word} readers")
    return report


def export(study: Study, file: Path, *, case: str | None = None, tier: Tier = Tier.CODER) -> Report:
    """.xlsx or .csv: the codings, with a column for decisions; .qdc: the codebook (REFI-QDA)."""
    report = Report("export")
    if file.suffix.lower() == ".qdc":
        report.warnings += interchange.write_qdc(study.store.codebook(), file)
        report.lines.append(f"{file.name}: the codebook, {len(study.store.codebook().every_code())} codes")
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
            f"{file.name} holds {tier.word} text of people who can still be recognised by colleagues: keep it in the team"
        )
    report.figures = {"codings": n}
    report.lines.append(
        f"{file.name}: {n} codings; fill in the column “decision” and `qualitative import` them"
    )
    return report


def import_file(study: Study, file: Path, *, by: str | None = None) -> Report:
    """.xlsx or .csv: decisions written into an exported sheet; .yaml or .qdc: a codebook becomes the study's own."""
    report = Report("import")
    person = study.person(by)
    suffix = file.suffix.lower()
    if suffix in (".yaml", ".yml", ".qdc"):
        book = interchange.read_qdc(file) if suffix == ".qdc" else codebook.load_codebook(file)
        with study.store.transaction():
            new = study.store.save_codebook(book)
            study.store.record(person.id, "codebook", new)
        report.lines.append(
            f'the study now uses "{book.name}", version {book.version}, {len(book.every_code())} codes'
        )
        return report
    if suffix not in (".xlsx", ".csv"):
        raise StudyTrouble(
            f"{file.name}: decisions are read from .xlsx or .csv, codebooks from .yaml or .qdc"
        )
    decisions = interchange.read_decisions(file)
    unknown = 0
    with study.store.transaction():
        for decision in decisions:
            try:
                evaluator.decide(study, decision.coding, decision.confirm, person.id, decision.stance or None)
            except StoreTrouble:
                unknown += 1
    if unknown:
        report.warnings.append(f"{unknown} rows name codings this study no longer has; they were left out")
    done = len(decisions) - unknown
    confirmed = sum(d.confirm for d in decisions)
    report.figures = {"decided": done, "confirmed": confirmed}
    report.lines.append(f"{done} decisions of {person.name} taken over")
    return report
