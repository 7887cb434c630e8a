"""A sample and what it says of all sentences there were when it was drawn; how far the texts have moved on since.

The danger: the rate of last month's texts told of today's. So the estimate never travels without its drift.
"""

from __future__ import annotations

from dataclasses import dataclass

from qualitative.disclosure import counted
from qualitative.model import Source
from qualitative.study.risk import intervals, samples
from qualitative.study.risk.samples import Drift, Sample


@dataclass(frozen=True)
class Measured:
    """A sample, what it says, and how far the texts have moved since. estimate: None until every sentence was read."""

    sample: Sample
    drift: Drift
    estimate: intervals.Estimate | None
    n_direct: int
    n_standing: int


def measure(sample: Sample, sources: tuple[Source, ...]) -> Measured:
    """What the sample says of all sentences there were when it was drawn."""
    estimate = None
    if sample.complete:
        n_found = sum(s.found for s in sample.sentences)
        if sample.by_source:
            strata = [
                (
                    sum(s.found for s in sample.sentences if s.source == source),
                    sum(s.source == source for s in sample.sentences),
                    size,
                )
                for source, size in sample.sizes.items()
            ]
            estimate = intervals.stratified(strata, sample.n_words)
        else:
            estimate = intervals.simple(n_found, len(sample.sentences), sample.n_all, sample.n_words)
    direct = sum(s.answer is not None and s.answer.how == "direct" for s in sample.sentences)
    return Measured(
        sample, samples.drift(sample, sources), estimate, direct, len(samples.standing(sample, sources))
    )


def stale_words(drift: Drift) -> str:
    """How far the texts moved on since a sample was drawn."""
    told = []
    if drift.edited:
        told.append(f"{counted(len(drift.edited), 'source')} changed since")
    if drift.new:
        told.append(f"{counted(len(drift.new), 'source')} came in since")
    if drift.gone:
        told.append(f"{counted(len(drift.gone), 'source')} gone since")
    told.append(f"{counted(drift.n_changed + drift.n_lost, 'sampled sentence')} read otherwise now")
    return ", ".join(told)


def percent(share: float) -> str:
    return "under 0.1 %" if 0 < share < 0.0005 else f"{100 * share:.1f} %"
