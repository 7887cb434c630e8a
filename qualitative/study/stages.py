"""What the machine's stages (coding, themes, causes) ask of a study before they begin.

The danger: a stage that reads what nobody has read, or what somebody asked not to be used. So each takes its sources and their
passages from here: signed off, somebody spoke, and nothing that is not to be used, nor as the words before another passage.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from qualitative import coding
from qualitative.disclosure import overlaps, spans_not_used
from qualitative.model import Passage, Selection, Source
from qualitative.study.workspace import Report, Study


def signed_sources(study: Study, case: str) -> list[Source]:
    """The case's signed-off sources: nothing unsigned is coded, clustered or drafted from."""
    return [source for source in study.store.sources(case) if source.signed_off]


def speaking(sources: Sequence[Source]) -> list[Source]:
    """Sources somebody spoke in: documents are records, never coded as views."""
    return [source for source in sources if source.kind.counts]


def nothing_signed(study: Study, case: str, report: Report) -> bool:
    waiting = sum(not s.signed_off for s in study.store.sources(case))
    if waiting:
        report.warnings.append(
            f"{case}: {waiting} of its sources wait for sign-off and were left out; "
            f"`qualitative sign-off {study.folder}` lists them"
        )
    return not signed_sources(study, case)


def usable_passages(study: Study, source: Source) -> list[tuple[Selection, Passage]]:
    """The source's passages but for those people asked not to be used."""
    closed = spans_not_used(source, study.store.restrictions([source.id]))
    kept: list[tuple[Selection, Passage]] = []
    after_closed = False
    for selection, passage in coding.passages_of(source):
        if overlaps(selection.start_char, selection.end_char, closed):
            after_closed = True
            continue
        kept.append((selection, replace(passage, before="") if after_closed else passage))
        after_closed = False
    return kept


def mark_of(study: Study, source: Source) -> str:
    """What a stage's work on the source depends on: its text, and what of it may be used."""
    closed = spans_not_used(source, study.store.restrictions([source.id]))
    return f"{source.sha256} {sorted(closed)}" if closed else source.sha256
