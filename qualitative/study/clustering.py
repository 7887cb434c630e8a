"""Emergent themes: what lies beside the codebook is clustered; a machine's proposal that nobody has confirmed.

The danger: themes that change their names under their readers because one note more came in. So what was placed before
stays where it was, under the name it had, unless somebody asks for a fresh start.
"""

from __future__ import annotations

import json
from concurrent.futures import Executor

from qualitative import themes
from qualitative.model import Passage, Selection, Status, Theme, short_hash
from qualitative.study.stages import (
    nothing_signed,
    signed_sources,
    speaking,
    tell_left_out,
    usable_passages,
)
from qualitative.study.workspace import Progress, Report, Study, no_progress

Segments = list[tuple[Selection, Passage]]


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
        if nothing_signed(study, case_id, report):
            continue
        tell_left_out(study, report, case_id, speaking(signed_sources(study, case_id)))
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
            progress=progress,
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
        for source in speaking(signed_sources(study, case_id))
        for selection, passage in usable_passages(study, source)
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
