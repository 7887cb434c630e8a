"""What an evaluator does: suggest codings, decide on them, cluster what emerges, find claimed causes.

The danger: a machine's guess that slides into a finding. So the machine is a User of its own, its codings are
suggestions until a person decides, and nobody decides for everybody: there is no accept-all.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from concurrent.futures import Executor

from qualitative import __version__, causes, coding, language, themes
from qualitative.model import (
    CauseLink,
    Codebook,
    Coding,
    Passage,
    Selection,
    Source,
    Status,
    Theme,
    short_hash,
)
from qualitative.store import VectorCache, now, to_record
from qualitative.study.workspace import MACHINE, Progress, Report, Study, StudyTrouble, no_progress

Segments = list[tuple[Selection, Passage]]


def signed_sources(study: Study, case: str) -> list[Source]:
    """The case's signed-off sources: nothing unsigned is coded, clustered or drafted from."""
    return [source for source in study.store.sources(case) if source.signed_off]


def _speaking(sources: Sequence[Source]) -> list[Source]:
    """Sources somebody spoke in: documents are records, never coded as views."""
    return [source for source in sources if source.kind.counts]


def _nothing_signed(study: Study, case: str, report: Report) -> bool:
    waiting = sum(not s.signed_off for s in study.store.sources(case))
    if waiting:
        report.warnings.append(
            f"{case}: {waiting} of its sources wait for sign-off and were left out; "
            f"`qualitative sign-off {study.folder}` lists them"
        )
    return not signed_sources(study, case)


def suggest_codings(
    study: Study,
    case: str | None = None,
    *,
    learn: bool = True,
    executor: Executor | None = None,
    progress: Progress = no_progress,
) -> Report:
    """Suggests codings for every signed source that changed since it was last suggested for.

    learn: whether people's confirmed codings of this study teach the matcher (then a new decision is a change).
    """
    report = Report("code")
    codebook = study.store.codebook()
    cache = study.store.vectors()
    added = sources_done = 0
    for case_id in study.cases(case):
        if _nothing_signed(study, case_id, report):
            continue
        every = study.store.codings(case_id)
        sources = _speaking(signed_sources(study, case_id))
        examples = _examples(sources, every) if learn else []
        settings = short_hash(
            repr(to_record(codebook)),
            repr(language.model_versions()),
            repr([(p.text, c) for p, c in examples]),
        )
        changed = [
            s for s in sources if study.store.stage_key("code", s.id) != short_hash(s.sha256, settings)
        ]
        # One fit a case: the same examples teach every source of it.
        coder = coding.prepare(codebook, examples, cache=cache, executor=executor) if changed else None
        for i, source in enumerate(changed):
            progress(f"coding {case_id}", i, len(changed))
            found = _suggestions_for(source, codebook, coder, every, cache, executor)
            with study.store.transaction():
                added += study.store.replace_suggestions(case_id, source.id, MACHINE.id, found)
                study.store.set_stage_key("code", source.id, short_hash(source.sha256, settings))
            sources_done += 1
        progress(f"coding {case_id}", len(changed), len(changed))
    cache.save()
    report.figures = {"suggested": added, "sources": sources_done}
    report.lines.append(
        f"{added} codings suggested in {sources_done} sources; they are suggestions until a person decides"
        if sources_done
        else "no source is signed off yet, so there is nothing to code"
        if not any(signed_sources(study, case_id) for case_id in study.cases(case))
        else "nothing has changed since the last suggestions"
    )
    return report


def _suggestions_for(
    source: Source,
    codebook: Codebook,
    coder: coding.CodebookCoder | None,
    every: Sequence[Coding],
    cache: VectorCache,
    executor: Executor | None,
) -> list[Coding]:
    segments = coding.passages_of(source)
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


def _examples(sources: Sequence[Source], codings: Sequence[Coding]) -> list[tuple[Passage, tuple[str, ...]]]:
    """Passages a person has decided on, with the codes that stand: what the matcher may learn from."""
    decided: dict[str, set[str]] = {}
    for c in codings:
        if c.status is Status.SUGGESTED:
            continue
        codes = decided.setdefault(c.selection.id, set())
        if c.status is Status.CONFIRMED:
            codes.add(c.code)
    return [
        (passage, tuple(sorted(decided[selection.id])))
        for source in sources
        for selection, passage in coding.passages_of(source)
        if selection.id in decided
    ]


def decide(study: Study, coding_id: str, confirm: bool, by: str, stance: str | None = None) -> Coding:
    """A person confirms or rejects one suggestion; stance: helped / hindered / mixed / ""."""
    if stance not in (None, "", "helped", "hindered", "mixed"):
        raise StudyTrouble(f'"{stance}" is no stance; use helped, hindered, mixed or nothing')
    user = study.person(by)
    with study.store.transaction():
        study.store.save_user(user)
        return study.store.decide_coding(
            coding_id, Status.CONFIRMED if confirm else Status.REJECTED, user.id, stance
        )


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


def cluster_themes(
    study: Study,
    case: str | None = None,
    *,
    n_themes: int | None = None,
    seed: int = 0,
    everything: bool = False,
    afresh: bool = False,
    executor: Executor | None = None,
    progress: Progress = no_progress,
) -> Report:
    """Clusters what lies beside the codebook: passages without a confirmed or suggested coding.

    everything: cluster all passages, coded or not. A passage keeps its theme, and a theme its name, when others are
    added; afresh: forget the earlier themes (so does asking for a number of them).
    """
    report = Report("themes")
    cache = study.store.vectors()
    for case_id in study.cases(case):
        if _nothing_signed(study, case_id, report):
            continue
        segments = _segments_beside(study, case_id, everything)
        key = short_hash(*(s.id + p.text for s, p in segments), str(n_themes), str(seed), str(everything))
        if study.store.stage_key("themes", case_id) == key:
            report.lines.append(f"{case_id}: nothing has changed since the last clustering")
            continue
        progress(f"themes {case_id}", 0, 1)
        before, labels = ({}, {}) if afresh or n_themes else _earlier(study, case_id)
        found = themes.find_themes(
            [p for _, p in segments],
            n_themes=n_themes,
            seed=seed,
            cache=cache,
            previous=before or None,
            previous_labels=labels or None,
            executor=executor,
        )
        kept = _as_themes(case_id, found, segments)
        with study.store.transaction():
            study.store.save_themes(case_id, kept)
            study.store.set_setting(f"clustered {case_id}", json.dumps(sorted(s.id for s, _ in segments)))
            study.store.set_stage_key("themes", case_id, key)
        progress(f"themes {case_id}", 1, 1)
        report.figures[case_id] = {"passages": len(segments), "themes": len(kept)}
        where = "passages" if everything else "passages beside the codebook"
        report.lines.append(
            f"{case_id}: {len(kept)} emergent themes in {len(segments)} {where}"
            if segments
            else f"{case_id}: every passage carries a code, so nothing is left to cluster (--everything takes them all)"
        )
    cache.save()
    return report


def _earlier(study: Study, case_id: str) -> tuple[dict[str, str], dict[str, str]]:
    """(passage id → its theme's number, "-1" for those looked at and left out; number → label) of the last run."""
    kept = study.store.themes(case_id)
    if not kept:
        return {}, {}
    placed = {selection.id: _number(t) for t in kept for selection, _ in t.members}
    looked_at = json.loads(study.store.setting(f"clustered {case_id}", "[]"))
    return {**dict.fromkeys(looked_at, "-1"), **placed}, {_number(t): t.label for t in kept}


def _number(theme: Theme) -> str:
    """The clusterer's own number of a theme, without its case."""
    return theme.id.rpartition("-")[2]


def _segments_beside(study: Study, case_id: str, everything: bool) -> Segments:
    coded = {c.selection.id for c in study.store.codings(case_id) if c.status is not Status.REJECTED}
    return [
        (selection, passage)
        for source in _speaking(signed_sources(study, case_id))
        for selection, passage in coding.passages_of(source)
        if everything or selection.id not in coded
    ]


def _as_themes(case_id: str, found: themes.ThemesFound, segments: Segments) -> list[Theme]:
    by_id = {selection.id: selection for selection, _ in segments}
    made = []
    for theme in found.themes:
        members = tuple(
            (by_id[passage], probability)
            for passage, (theme_id, probability) in found.assignments.items()
            if theme_id == theme.id
        )
        made.append(
            Theme(
                f"{case_id}-{theme.id}",  # the clusterer numbers each case from 0
                case_id,
                theme.label,
                theme.subtitle,
                tuple(theme.words),
                members,
                tuple(theme.central),
            )
        )
    return made


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
        if _nothing_signed(study, case_id, report):
            continue
        sources = _speaking(signed_sources(study, case_id))
        settings = short_hash(repr(language.model_versions()), __version__)
        changed = [
            s for s in sources if study.store.stage_key("causes", s.id) != short_hash(s.sha256, settings)
        ]
        for i, source in enumerate(changed):
            progress(f"causes {case_id}", i, len(changed))
            decided = {
                (link.cause.id, link.effect.id)
                for link in study.store.links(case_id)
                if link.status is not Status.SUGGESTED
            }
            links = [x for x in _links_in(source, case_id) if (x.cause.id, x.effect.id) not in decided]
            with study.store.transaction():
                study.store.replace_suggested_links(case_id, source.id, links)
                study.store.set_stage_key("causes", source.id, short_hash(source.sha256, settings))
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


def _links_in(source: Source, case_id: str) -> list[CauseLink]:
    segments = coding.passages_of(source)
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
    import dataclasses

    user = study.person(by)
    status = Status.CONFIRMED if confirm else Status.REJECTED
    decided = dataclasses.replace(link, status=status, decided_by=user.id)
    with study.store.transaction():
        study.store.save_links(link.case, [decided])
        study.record(user, "decide link", link.id, was=link.status.value, now_is=status.value)
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
