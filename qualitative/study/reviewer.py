"""What a reviewer does: draft, and read a kept draft again.

The danger: a draft that outlives what it rests on. So each draft is kept with its sentences' support, and `stored` hands
none out whose words its tier may no longer read. A file is checked in `checking`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from qualitative import disclosure, documents, language, review
from qualitative.model import CaseData, Review, Section, Sentence, SentenceKind, Status, Tier, short_hash
from qualitative.review.evidence import pieces, usable_links
from qualitative.review.passages import TITLE as PASSAGES
from qualitative.review.synthesis import CLAIMS
from qualitative.store import to_record
from qualitative.study import agreements, evaluator
from qualitative.study.workspace import Progress, Report, Study, StudyTrouble, no_progress

DRAFT_FORMATS = ("docx", "html", "md")
TEXTS = "draft texts"  # the stage that keeps which rendered texts a draft was made of


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
    if tier is Tier.PUBLIC:
        report.warnings += agreements.before_public(study, case)
    name = f"{case}-{tier.word}" + ("-preview" if preview else "")
    folder = study.folder / "drafts"
    wanted = [folder / f"{name}.{suffix}" for suffix in DRAFT_FORMATS]
    key = _key(data, tier, preview)
    report.figures = {"files": [str(path) for path in wanted]}
    if study.store.stage_key("draft", name) == key and all(path.is_file() for path in wanted):
        report.lines.append(f"{case}: the draft for {tier.word} readers is as it was; nothing has changed")
        return report
    progress(f"drafting {case}", 0, 2)
    if not preview:
        evaluator.bundle_causes(study, case)
        data = study.store.load_case(case)
        key = _key(data, tier, preview)
    seen = disclosure.view(data, tier)
    made = review.draft(seen, models=language.model_versions(), preview=preview)
    progress(f"drafting {case}", 1, 2)
    folder.mkdir(exist_ok=True)
    _write(made, seen, folder, name)
    with study.store.transaction():
        if not preview:
            study.store.save_draft(made)
            study.store.set_stage_key(TEXTS, name, " ".join(sorted(_marks(seen))))
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
    """What a draft was made of: the same again is nothing to do.

    Most of the record of decisions is left out, and whoever only stands in it: what was decided stands in the codings,
    links and sources themselves, and a look into the key changes no draft.
    """
    told = replace(
        data,
        decisions=tuple(d for d in data.decisions if d.act in disclosure.ACTS),
        users=tuple(u for u in data.users if u.machine or u.id in _coders(data)),
    )
    models = repr(language.model_versions())
    return short_hash(repr(to_record(told)), tier.word, str(preview), models, str(disclosure.RULES))


def _coders(data: CaseData) -> set[str]:
    """Ids of those whose codings and decisions on codings and claims the data holds: the method section names them."""
    of_links = {user for link in data.links for user in (link.user, link.decided_by)}
    return of_links | {user for coding in data.codings for user in (coding.user, coding.decided_by)}


def state_of_draft(study: Study, data: CaseData, tier: Tier) -> str:
    """Whether the case's draft for `tier` is what would be drafted today: none / current / stale."""
    name = f"{data.case.id}-{tier.word}"
    if study.store.draft(data.case.id, tier) is None:
        return "none"
    return "current" if study.store.stage_key("draft", name) == _key(data, tier, False) else "stale"


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

    for section in _every(made.sections):
        for paragraph in section.paragraphs:
            yield from paragraph


# ------------------------------------------------------------------ a draft that is kept, read again


@dataclass(frozen=True)
class Drafted:
    """The draft kept for one case and tier, and what became of what it rests on.

    state: "none", "current", "stale" (the study changed since), "withheld" (its tier may no longer read something in it).
    review is None for "none" and "withheld". n_new: passages and claims confirmed since; n_gone: those it rests on that
    no longer count; lapsed: ids of its sentences that rest on one of them. why: rules, for "withheld"; never words.
    """

    state: str
    view: disclosure.View
    review: Review | None = None
    n_new: int = 0
    n_gone: int = 0
    lapsed: frozenset[str] = field(default_factory=frozenset)
    why: tuple[str, ...] = ()


def stored(study: Study, case: str, tier: Tier) -> Drafted:
    """The kept draft, if its tier may still read every word of it; checked again each time it is asked for.

    Raises StudyTrouble for an unknown case.
    """
    study.cases(case)
    data = study.store.load_case(case)
    seen = disclosure.view(data, tier)
    kept = study.store.draft(case, tier)
    if kept is None:
        return Drafted("none", seen)
    current = state_of_draft(study, data, tier) == "current"
    findings = review.check(kept, seen)
    unfit = {f.why for f in findings if not f.about} | set(_words_gone(kept, seen))
    if not current:
        unfit |= {
            *_texts_gone(study.store.stage_key(TEXTS, f"{case}-{tier.word}"), seen),
            *_hidden_since(kept, data, seen),
        }
    if unfit:
        return Drafted("withheld", seen, why=tuple(sorted(unfit)))
    lapsed = frozenset(f.about for f in findings)
    if current:
        return Drafted("current", seen, kept, lapsed=lapsed)
    told = {s.id: s.supports for s in sentences_of(kept) if s.kind is SentenceKind.FINDING}
    rests_on = {support for supports in told.values() for support in supports}
    passages = {p.id for p in pieces(seen)}
    counted = {c.id for c in seen.codings if c.status is Status.CONFIRMED} | {
        k.id for k in usable_links(seen)
    }
    return Drafted("stale", seen, kept, len(passages - rests_on), len(rests_on - counted), lapsed)


def preview(
    study: Study, case: str, tier: Tier, *, progress: Progress = no_progress
) -> tuple[Review, disclosure.View]:
    """What the suggestions alone would give, in memory: watermarked, never stored. Raises StudyTrouble as `draft` does."""
    study.cases(case)
    data = study.store.load_case(case)
    _must_have_something(study, data, True)
    progress(f"a preview of {case}", 0, 1)
    seen = disclosure.view(data, tier)
    made = review.draft(seen, models=language.model_versions(), preview=True)
    progress(f"a preview of {case}", 1, 1)
    return made, seen


def case_key(study: Study, case: str, tier: Tier) -> str:
    """Changes when anything does that a draft or a preview of this case at this tier is made of."""
    return _key(study.store.load_case(case), tier, True)


def _marks(seen: disclosure.View) -> set[str]:
    """A mark for each text as its tier reads it and may tell it, and for each group it may name.

    Another name masked, a wish added, a post that turns out to be one person's: each makes another mark.
    """
    texts = {
        short_hash(s.id, s.text, repr(seen.untold.get(s.id)), repr(seen.no_quotation.get(s.id)), length=16)
        for s in seen.sources
    }
    return texts | {short_hash("group", g.name, length=16) for g in seen.case.groups}


def _texts_gone(marks: str, seen: disclosure.View) -> Iterator[str]:
    """Why a text that the draft was made of may read otherwise now."""
    if not marks:
        yield "it was drafted before the study kept what a draft is made of"
    elif not set(marks.split()) <= _marks(seen):
        yield "notes it was made of have been changed, masked or withdrawn since, or a group may no longer be named"


def _hidden_since(kept: Review, data: CaseData, seen: disclosure.View) -> Iterator[str]:
    """Whether a rule now keeps back what a sentence rests on: it is in the study, and not in what the tier may see."""
    there = {c.id for c in data.codings} | {k.id for k in data.links}
    shown = {c.id for c in seen.codings} | {k.id for k in seen.links}
    if any(s in there - shown for sentence in sentences_of(kept) for s in sentence.supports):
        yield "a passage it rests on may no longer be seen at this tier"


def _words_gone(kept: Review, seen: disclosure.View) -> Iterator[str]:
    """Why the notes' own words that a draft prints (excerpts, passages to write from) may no longer stand there."""
    texts = " ".join(" ".join(s.text.split()) for s in seen.sources)

    def gone(words: str) -> bool:
        printed = words.removesuffix(" …").split("[…]")
        return any(" ".join(piece.split()) not in texts for piece in printed)

    if any(gone(quote) for _, _, _, quote in kept.excerpts):
        yield "an excerpt it prints no longer stands in the notes as this tier reads them"
    printed = [
        row[at]
        for section in _every(kept.sections)
        for table in section.tables
        for ats in [{PASSAGES: (3,), CLAIMS: (0, 1)}.get(table.title, ())]
        for row in table.rows
        for at in ats
    ]
    if any(gone(words) for words in printed):
        yield "a passage it prints no longer stands in the notes as this tier reads them"


def _every(sections: Sequence[Section]) -> Iterator[Section]:
    for section in sections:
        yield section
        yield from _every(section.sections)
