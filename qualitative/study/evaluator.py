"""What an evaluator does: suggest codings and decide on them; emergent themes (`clustering`) and causes (`claims`).

The danger: a machine's guess that slides into a finding. So the machine is a User of its own, its codings are
suggestions until a person decides, and nobody decides for everybody: there is no accept-all.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Executor

from qualitative import coding, language
from qualitative.model import Codebook, Coding, Selection, Source, Status, short_hash
from qualitative.store import VectorCache, now, to_record
from qualitative.study import by_hand
from qualitative.study.claims import bundle_causes, decide_link, find_causes
from qualitative.study.clustering import cluster_themes
from qualitative.study.examples import Examples, examples_of
from qualitative.study.stages import (
    mark_of,
    nothing_signed,
    signed_sources,
    speaking,
    tell_left_out,
    usable_passages,
)
from qualitative.study.undo import (
    STANCE,
    DecidedMeanwhile,
    Undone,
    must_be_as_seen,
    stance_before,
    undo_decision,
)
from qualitative.study.workspace import MACHINE, Progress, Report, Study, StudyTrouble, no_progress

__all__ = [
    "STANCES",
    "DecidedMeanwhile",
    "Undone",
    "add_coding",
    "add_codings",
    "bundle_causes",
    "cluster_themes",
    "decide",
    "decide_link",
    "find_causes",
    "signed_sources",
    "sources_to_suggest_for",
    "suggest_codings",
    "undo_decision",
]

STANCES = ("helped", "hindered", "mixed", "")


def suggest_codings(
    study: Study,
    case: str | None = None,
    *,
    learn: bool = True,
    executor: Executor | None = None,
    progress: Progress = no_progress,
) -> Report:
    """Suggests codings for every signed source that changed since it was last suggested for.

    learn: whether people's decisions in this study teach the matcher (then a new decision is a change).
    """
    report = Report("code")
    if by_hand.are_off(study):
        report.lines.append(by_hand.OFF)
        report.figures |= {"suggested": 0, "sources": 0}
        return report
    codebook = study.store.codebook()
    cache = study.store.vectors()
    added = sources_done = 0
    for case_id in study.cases(case):
        if nothing_signed(study, case_id, report):
            continue
        every = study.store.codings(case_id)
        sources = speaking(signed_sources(study, case_id))
        tell_left_out(study, report, case_id, sources)
        examples = examples_of(study, sources, every, codebook) if learn else []
        settings, changed = _to_suggest_for(study, case_id, codebook, examples)
        progress(f"coding {case_id}", 0, len(changed))
        # One fit a case: the same examples teach every source of it.
        coder = coding.prepare(codebook, examples, cache=cache, executor=executor) if changed else None
        if coder is not None:
            report.warnings += coding.warnings_of(coder)
        for i, source in enumerate(changed):
            progress(f"coding {case_id}", i, len(changed))
            found = _suggestions_for(study, source, codebook, coder, every, cache, executor)
            with study.store.transaction():
                added += study.store.replace_suggestions(case_id, source.id, MACHINE.id, found)
                study.store.set_stage_key("code", source.id, short_hash(mark_of(study, source), settings))
            sources_done += 1
        progress(f"coding {case_id}", len(changed), len(changed))
    cache.save()
    report.figures |= {"suggested": added, "sources": sources_done}
    report.lines.append(
        f"{added} codings suggested in {sources_done} sources; they are suggestions until a person decides"
        if sources_done
        else "no source is signed off yet, so there is nothing to code"
        if not any(signed_sources(study, case_id) for case_id in study.cases(case))
        else "nothing has changed since the last suggestions"
    )
    return report


def _to_suggest_for(
    study: Study, case_id: str, codebook: Codebook, examples: Examples
) -> tuple[str, list[Source]]:
    """(what a suggestion depends on beside its source, the sources whose suggestions were not made of just that)."""
    settings = short_hash(
        repr(to_record(codebook)),
        repr(language.model_versions()),
        repr([(p.text, c) for p, c in examples]),
    )
    sources = speaking(signed_sources(study, case_id))
    return settings, [
        s for s in sources if study.store.stage_key("code", s.id) != short_hash(mark_of(study, s), settings)
    ]


def sources_to_suggest_for(study: Study, case_id: str) -> tuple[Source, ...]:
    """The signed sources for which `suggest_codings` has something to do: new, or notes, codebook or decisions changed."""
    if by_hand.are_off(study):
        return ()
    sources = speaking(signed_sources(study, case_id))
    codebook = study.store.codebook()
    examples = examples_of(study, sources, study.store.codings(case_id), codebook)
    return tuple(_to_suggest_for(study, case_id, codebook, examples)[1])


def _suggestions_for(
    study: Study,
    source: Source,
    codebook: Codebook,
    coder: coding.CodebookCoder | None,
    every: Sequence[Coding],
    cache: VectorCache,
    executor: Executor | None,
) -> list[Coding]:
    segments = usable_passages(study, source)
    if not segments:
        return []
    answers = coding.suggest([p for _, p in segments], codebook, coder=coder, cache=cache, executor=executor)
    by_person = {(c.selection.id, c.code) for c in every if c.user != MACHINE.id}
    at = now()
    return [
        Coding(
            # The quote belongs to it: after a later masking other words may stand at the same offsets.
            id=short_hash(MACHINE.id, selection.id, selection.quote, suggestion.code),
            selection=selection,
            code=suggestion.code,
            user=MACHINE.id,
            at=at,
            confidence=suggestion.confidence,
            rationale=suggestion.rationale,
        )
        for (selection, _), answer in zip(segments, answers, strict=True)
        for suggestion in answer.codes
        if (selection.id, suggestion.code) not in by_person
    ]


def decide(
    study: Study,
    coding_id: str,
    confirm: bool,
    by: str,
    stance: str | None = None,
    *,
    seen: Coding | None = None,
) -> Coding:
    """A person confirms or rejects one suggestion; stance: helped / hindered / mixed / "", None leaves it as it is.

    seen: the coding as the person had it before them. Raises DecidedMeanwhile where it is no longer so.
    """
    if stance not in (None, *STANCES):
        raise StudyTrouble(f'"{stance}" is no stance; use helped, hindered, mixed or nothing')
    user = study.person(by)
    status = Status.CONFIRMED if confirm else Status.REJECTED
    with study.store.transaction():
        if seen is not None:
            must_be_as_seen(study, seen, user.id)
        study.store.save_user(user)
        before = stance_before(study, coding_id) if stance is not None else None
        decided = study.store.decide_coding(coding_id, status, user.id, stance)
        if before is not None and before != stance:
            study.record(user, STANCE, coding_id, was=before, now_is=decided.stance)
        return decided


def add_coding(
    study: Study,
    case: str,
    selection: Selection,
    code: str,
    by: str,
    *,
    stance: str = "",
    blind: bool = False,
) -> Coding:
    """A person's own coding of a Selection. Raises StudyTrouble when the quote is not at its offsets."""
    return add_codings(study, case, [(selection, code, stance, blind)], by)[0]


def add_codings(
    study: Study, case: str, wanted: Sequence[tuple[Selection, str, str, bool]], by: str
) -> list[Coding]:
    """A person's own codings, all or none. wanted: (selection, code, stance, blind) of each."""
    user = study.person(by)
    sources = {source.id: source for source in study.store.sources(case)}
    codebook = study.store.codebook()
    made = []
    for selection, code, stance, blind in wanted:
        source = sources.get(selection.source)
        if source is None:
            raise StudyTrouble(f"case {case} has no source {selection.source}")
        if source.text[selection.start_char : selection.end_char] != selection.quote:
            raise StudyTrouble(
                f"the words are not at {selection.start_char}–{selection.end_char} of {source.id}; select them again"
            )
        codebook.code(code)
        coding_id = short_hash(user.id, selection.id, code)
        made.append(
            Coding(coding_id, selection, code, user.id, now(), Status.CONFIRMED, stance=stance, blind=blind)
        )
    with study.store.transaction():
        for one in made:
            study.record(user, "add coding", one.id, now_is=Status.CONFIRMED.value)
        study.store.add_codings(case, made)
    return made
