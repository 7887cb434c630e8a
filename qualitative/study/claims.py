"""Claimed causes: found by cue and clause, decided on one by one, bundled into the factors of the map.

The danger: a link that somebody decided on and that a second search brings back, and a map of what nobody accepted. So a
search leaves decided links alone, and only accepted ones are bundled.
"""

from __future__ import annotations

from concurrent.futures import Executor
from dataclasses import replace

from qualitative import __version__, causes, language
from qualitative.model import CauseLink, Selection, Source, Status, short_hash
from qualitative.study.stages import (
    mark_of,
    nothing_signed,
    signed_sources,
    speaking,
    tell_left_out,
    usable_passages,
)
from qualitative.study.workspace import MACHINE, Progress, Report, Study, no_progress

DECIDED = "decide link"  # the act, in the record


def find_causes(
    study: Study,
    case: str | None = None,
    *,
    executor: Executor | None = None,
    progress: Progress = no_progress,
) -> Report:
    """Finds claimed cause links by cue and clause, and bundles their ends into factors."""
    report = Report("causes")
    for case_id in study.cases(case):
        if nothing_signed(study, case_id, report):
            continue
        sources = speaking(signed_sources(study, case_id))
        tell_left_out(study, report, case_id, sources)
        settings = short_hash(repr(language.model_versions()), __version__)
        changed = [
            s
            for s in sources
            if study.store.stage_key("causes", s.id) != short_hash(mark_of(study, s), settings)
        ]
        for i, source in enumerate(changed):
            progress(f"causes {case_id}", i, len(changed))
            decided = {
                (link.cause.id, link.effect.id)
                for link in study.store.links(case_id)
                if link.status is not Status.SUGGESTED
            }
            links = [x for x in _links_in(study, source, case_id) if (x.cause.id, x.effect.id) not in decided]
            with study.store.transaction():
                study.store.replace_suggested_links(case_id, source.id, links)
                study.store.set_stage_key("causes", source.id, short_hash(mark_of(study, source), settings))
        progress(f"causes {case_id}", len(changed), len(changed))
        there = study.store.links(case_id)
        waiting = sum(link.status is Status.SUGGESTED for link in there)
        report.figures[case_id] = {"links": len(there), "suggested": waiting, "sources": len(changed)}
        report.lines.append(
            f"{case_id}: {len(there)} claimed causes, {waiting} of them suggestions until a person accepts them"
            if changed
            else f"{case_id}: nothing has changed since causes were last looked for"
        )
    return report


def _links_in(study: Study, source: Source, case_id: str) -> list[CauseLink]:
    segments = usable_passages(study, source)
    by_id = {selection.id: selection for selection, _ in segments}
    made = []
    for link in causes.find_links([p for _, p in segments]):
        whole = by_id[link.passage]

        def part(span: tuple[int, int], whole: Selection = whole) -> Selection:
            start, stop = whole.start_char + span[0], whole.start_char + span[1]
            return Selection(source.id, start, stop, source.text[start:stop])

        made.append(
            CauseLink(
                id=short_hash(whole.id, whole.quote, repr(link.cause), repr(link.effect)),
                case=case_id,
                selection=whole,
                cause=part(link.cause),
                effect=part(link.effect),
                user=MACHINE.id,
                cue=part(link.cue).quote if link.cue else "",
                confidence=link.confidence,
                negated=link.negated,
                hypothetical=link.hypothetical,
            )
        )
    return made


def decide_link(study: Study, link: CauseLink, confirm: bool, by: str) -> CauseLink:
    """A person accepts or rejects a claimed link; bundling is done again by `bundle_causes`."""
    user = study.person(by)
    status = Status.CONFIRMED if confirm else Status.REJECTED
    decided = replace(link, status=status, decided_by=user.id)
    with study.store.transaction():
        study.store.save_links(link.case, [decided])
        study.record(user, DECIDED, link.id, was=link.status.value, now_is=status.value)
    return decided


def bundle_causes(study: Study, case_id: str) -> int:
    """Bundles the accepted links' ends into factors of the cause map. Returns the number of factors."""
    cache = study.store.vectors()
    accepted = [link for link in study.store.links(case_id) if link.status is Status.CONFIRMED]
    factors, links = causes.bundle(accepted, cache=cache)
    with study.store.transaction():
        study.store.save_factors(case_id, factors)
        study.store.save_links(case_id, links)
    cache.save()
    return len(factors)
