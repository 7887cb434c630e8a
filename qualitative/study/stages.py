"""What the machine's stages (coding, themes, causes) ask of a study before they begin.

The danger: a stage that reads what nobody has read. So each takes its sources from here: signed off, and somebody spoke.
"""

from __future__ import annotations

from collections.abc import Sequence

from qualitative.model import Source
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
