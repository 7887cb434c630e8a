"""What a reviewer does: draft, and check that a draft is still supported and fit to be seen.

The danger: a draft that outlives what it rests on. So each draft is kept with its sentences' support, and `check`
asks again of the study as it is now.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from qualitative import disclosure, documents, files, language, review
from qualitative.model import CaseData, Review, Section, Sentence, Status, Tier, short_hash
from qualitative.store import to_record
from qualitative.study import evaluator
from qualitative.study.workspace import Progress, Report, Study, StudyTrouble, no_progress

DRAFT_FORMATS = ("docx", "html", "md")


def view_of(study: Study, case: str, tier: Tier) -> disclosure.View:
    """What `tier` may see of a case: the only way from the store to a reader."""
    return disclosure.view(study.store.load_case(case), tier)


def draft(
    study: Study,
    case: str,
    *,
    tier: Tier = Tier.PUBLIC,
    preview: bool = False,
    progress: Progress = no_progress,
) -> Report:
    """Writes STUDY/drafts/CASE-TIER.docx .html .md. preview: from unreviewed suggestions, watermarked.

    Raises StudyTrouble when no source is signed off, or nothing is confirmed and no preview was asked for.
    """
    study.cases(case)
    data = study.store.load_case(case)
    report = Report("draft")
    _must_have_something(study, data, preview)
    name = f"{case}-{tier.word}" + ("-preview" if preview else "")
    folder = study.folder / "drafts"
    wanted = [folder / f"{name}.{suffix}" for suffix in DRAFT_FORMATS]
    key = _key(data, tier, preview)
    report.figures = {"files": [str(path) for path in wanted]}
    if study.store.stage_key("draft", name) == key and all(path.is_file() for path in wanted):
        report.lines.append(f"{case}: the draft for {tier.word} readers is as it was; nothing has changed")
        return report
    if not preview:
        evaluator.bundle_causes(study, case)
        data = study.store.load_case(case)
        key = _key(data, tier, preview)
    progress(f"drafting {case}", 0, 2)
    seen = disclosure.view(data, tier)
    made = review.draft(seen, models=language.model_versions(), preview=preview)
    progress(f"drafting {case}", 1, 2)
    folder.mkdir(exist_ok=True)
    _write(made, seen, folder, name)
    with study.store.transaction():
        if not preview:
            study.store.save_draft(made)
        study.store.set_stage_key("draft", name, key)
    progress(f"drafting {case}", 2, 2)
    unmet = [words for _, verdict, words in made.checks if verdict == "not met"]
    report.warnings += [f"a check of the draft is not met: {words}" for words in unmet]
    report.figures |= {"sentences": sum(1 for _ in sentences_of(made)), "checks_not_met": len(unmet)}
    report.lines.append(
        f"{case}: drafted for {tier.word} readers, {report.figures['sentences']} sentences: {wanted[0]}, .html, .md"
    )
    return report


def _key(data: CaseData, tier: Tier, preview: bool) -> str:
    """What a draft was made of: the same again is nothing to do."""
    return short_hash(repr(to_record(data)), tier.word, str(preview), repr(language.model_versions()))


def _must_have_something(study: Study, data: CaseData, preview: bool) -> None:
    if not any(s.signed_off for s in data.sources):
        raise StudyTrouble(
            f"no source of {data.case.id} is signed off, so there is nothing to draft from. "
            f"`qualitative sign-off {study.folder}` shows what waits"
        )
    if preview or any(c.status is Status.CONFIRMED for c in data.codings):
        return
    waiting = sum(c.status is Status.SUGGESTED for c in data.codings)
    raise StudyTrouble(
        f"no coding of {data.case.id} is confirmed yet ({waiting} suggestions wait). Decide on them "
        f"(`qualitative export {study.folder} codings.xlsx`, fill in the decisions, `qualitative import`), "
        "or see what the machine alone would give with --preview"
    )


def _write(made: Review, seen: disclosure.View, folder: Path, name: str) -> None:
    blocks = review.render(made, seen)
    documents.write_docx(blocks, folder / f"{name}.docx")
    documents.write_html(blocks, folder / f"{name}.html")
    documents.write_markdown(blocks, folder / f"{name}.md")


def sentences_of(made: Review) -> Iterator[Sentence]:
    """Every Sentence of a draft, in order."""

    def walk(sections: Sequence[Section]) -> Iterator[Sentence]:
        for section in sections:
            for paragraph in section.paragraphs:
                yield from paragraph
            yield from walk(section.sections)

    yield from walk(made.sections)


def check(study: Study, file: Path, *, case: str | None = None, tier: Tier = Tier.PUBLIC) -> Report:
    """Is a draft still supported, and may this tier see the file? `figures["failures"]` counts what is not.

    Reads .docx, .html, .md and .txt as text. Comments, tracked changes and properties of a final file are not read yet.
    """
    report = Report("check")
    study.cases(case)
    text = _text_of(file)
    failures: list[str] = []
    cases = study.cases(case)
    # Our own drafts say in their names whose they are; anything else may quote every case of the study.
    own = [case_id for case_id in cases if file.name.startswith(f"{case_id}-")]
    views = {case_id: view_of(study, case_id, tier) for case_id in (own if len(own) == 1 else cases)}
    failures += [str(exposure) for exposure in disclosure.check_text(list(views.values()), text)]
    for case_id, seen in views.items():
        kept = study.store.draft(case_id, tier)
        if kept is not None and file.name.startswith(f"{case_id}-{tier.word}"):
            failures += [str(finding) for finding in review.check(kept, seen)]
    report.figures = {"failures": len(failures)}
    report.lines = failures or [f"{file.name}: nothing found that a {tier.word} reader may not see"]
    return report


def _text_of(file: Path) -> str:
    if file.suffix.lower() == ".html":
        from lxml import html

        data = files.read_bytes(file)
        if not data.strip():
            raise files.FileTrouble(file, "it is empty", "Check that it was saved.")
        root = html.fromstring(data)
        for unseen in root.xpath("//script|//style"):
            unseen.drop_tree()
        return re.sub(r"[ \t]+", " ", str(root.text_content()))
    from qualitative import notes

    return notes.read_note(file).text
