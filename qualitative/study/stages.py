"""What the machine's stages (coding, themes, causes) ask of a study before they begin.

The danger: a stage that reads what nobody has read. So each takes its sources from here: signed off, and somebody spoke.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from qualitative import coding
from qualitative.disclosure import counted, overlaps
from qualitative.model import Passage, Selection, Source
from qualitative.study.workspace import Report, Study


def signed_sources(study: Study, case: str) -> list[Source]:
    """The case's signed-off sources: nothing unsigned is coded, clustered or drafted from."""
    return [source for source in study.store.sources(case) if source.signed_off]


def speaking(sources: Sequence[Source]) -> list[Source]:
    """Sources somebody spoke in: documents are records, never coded as views."""
    return [source for source in sources if source.kind.counts]


def passages_for_machine(
    source: Source, closed: Sequence[tuple[int, int]]
) -> list[tuple[Selection, Passage]]:
    """The passages of a source a machine may read. closed: spans whose speaker did not agree to it.

    What such a person said just before is not read as context either.
    """
    found = []
    last_end = 0
    for selection, passage in coding.passages_of(source):
        if not overlaps(selection.start_char, selection.end_char, closed):
            # `before` is what stands before it in the text: not shown where any of that is closed.
            beside = overlaps(last_end, selection.start_char, closed)
            found.append((selection, replace(passage, before="") if beside else passage))
            last_end = selection.start_char
    return found


def tell_left_out(
    report: Report, case_id: str, sources: Sequence[Source], closed: Mapping[str, Sequence[tuple[int, int]]]
) -> None:
    """How much the machine did not read for want of a recorded agreement; a count, no ids of people."""
    n_out, n_whole = 0, 0
    for source in sources:
        spans = closed.get(source.id, ())
        if not spans:
            continue
        every = coding.passages_of(source)
        out = sum(overlaps(s.start_char, s.end_char, spans) for s, _ in every)
        n_out += out
        n_whole += bool(every) and out == len(every)
    if n_out:
        whole = f", {counted(n_whole, 'source')} whole" if n_whole else ""
        report.warnings.append(
            f"{case_id}: {counted(n_out, 'passage')} left out{whole}: no agreement to machine-assisted analysis is on record"
        )
        report.figures.setdefault("left_out_for_consent", {})[case_id] = n_out


def nothing_signed(study: Study, case: str, report: Report) -> bool:
    waiting = sum(not s.signed_off for s in study.store.sources(case))
    if waiting:
        report.warnings.append(
            f"{case}: {waiting} of its sources wait for sign-off and were left out; "
            f"`qualitative sign-off {study.folder}` lists them"
        )
    return not signed_sources(study, case)
