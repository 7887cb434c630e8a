"""What the machine's stages (coding, themes, causes) ask of a study before they begin.

The danger: a stage that reads what nobody has read, or what somebody asked not to be used. So each takes its sources and their
passages from here: signed off, somebody spoke, and nothing that is not to be used, nor as the words before another passage.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from qualitative import coding
from qualitative.disclosure import counted, overlaps, spans_not_for_machines, spans_not_used
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


def _closed(study: Study, source: Source) -> list[tuple[int, int]]:
    """Spans no machine may read: people asked not to be used, or did not agree to machine-assisted analysis."""
    wishes = study.store.restrictions([source.id])
    return sorted({*spans_not_used(source, wishes), *spans_not_for_machines(source, wishes)})


def usable_passages(study: Study, source: Source) -> list[tuple[Selection, Passage]]:
    """The source's passages but for the closed ones, which are not read as what stands before another either."""
    closed = _closed(study, source)
    kept: list[tuple[Selection, Passage]] = []
    last = 0
    for selection, passage in coding.passages_of(source):
        if overlaps(selection.start_char, selection.end_char, closed):
            continue
        # `before` is what stands before it in the text: not shown where any of that is closed.
        beside = overlaps(last, selection.start_char, closed)
        kept.append((selection, replace(passage, before="") if beside else passage))
        last = selection.start_char
    return kept


def mark_of(study: Study, source: Source) -> str:
    """What a stage's work on the source depends on: its text, and what of it may be read."""
    closed = _closed(study, source)
    return f"{source.sha256} {closed}" if closed else source.sha256


def tell_left_out(study: Study, report: Report, case_id: str, sources: Sequence[Source]) -> None:
    """How much the machine did not read for want of a recorded agreement; a count, no ids of people."""
    n_out, n_whole = 0, 0
    for source in sources:
        spans = spans_not_for_machines(source, study.store.restrictions([source.id]))
        every = coding.passages_of(source) if spans else []
        out = sum(overlaps(s.start_char, s.end_char, spans) for s, _ in every)
        n_out += out
        n_whole += bool(every) and out == len(every)
    if n_out:
        whole = f", {counted(n_whole, 'source')} whole" if n_whole else ""
        report.warnings.append(
            f"{case_id}: {counted(n_out, 'passage')} left out{whole}: no agreement to machine-assisted analysis is on record"
        )
        report.figures.setdefault("left_out_for_consent", {})[case_id] = n_out
