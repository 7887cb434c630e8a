"""The tests of one case: each passed, failed or not measured, with the figures behind it.

The danger: a test that was never made, counted as passed; and nine passes added up into a badge. So "not measured" is a
verdict of its own, and nothing here adds verdicts up.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from qualitative import disclosure
from qualitative.model import Source, Table, Tier
from qualitative.study.risk import cells, means, quotations, samples, tagger, verdicts
from qualitative.study.risk.measuring import Measured, measure
from qualitative.study.risk.published import Published
from qualitative.study.risk.verdicts import Verdicted
from qualitative.study.workspace import Study


@dataclass(frozen=True)
class Assessment:
    """Everything told of one case; the tests in their order. n_drawn: samples drawn so far, n_finished of them read to the end."""

    case: str
    name: str
    tier: Tier
    tests: tuple[Verdicted, ...]
    by_type: Table
    by_source: Table
    measured: Measured | None
    n_drawn: int
    n_finished: int
    communities: tuple[tagger.Worst, ...]
    cells: cells.Cells
    quotations: quotations.Quotations
    sources: tuple[Source, ...] = field(default=(), repr=False)

    @property
    def failed(self) -> tuple[Verdicted, ...]:
        return tuple(t for t in self.tests if t.verdict == "failed")


def assess(
    study: Study,
    case: str,
    *,
    tier: Tier = Tier.PUBLIC,
    published: Published | None = None,
    roles: Mapping[str, str] | None = None,
) -> Assessment:
    """tier: whose eyes groups, combinations and quotations are measured for. roles: participant → post, from the open key."""
    study.cases(case)
    data = study.store.load_case(case)
    view = disclosure.view(data, tier)
    there = samples.load(study, case)
    measured = measure(there[-1], data.sources) if there else None
    found = cells.cells(data, tier, roles)
    worst = tuple(tagger.worst())
    quoted = quotations.quotations(data, view, study.store.sources(), published or Published())
    tests = (
        verdicts.read(data),
        verdicts.sampled(study, case, measured),
        verdicts.communities(worst),
        verdicts.posts(found),
        verdicts.groups(found, tier),
        verdicts.combinations(found, tier),
        *verdicts.quoted(quoted, tier),
    )
    return Assessment(
        case,
        data.case.name or case,
        tier,
        tests,
        means.by_type(data.sources),
        means.by_source(data.sources),
        measured,
        len(there),
        sum(s.complete for s in there),
        worst,
        found,
        quoted,
        data.sources,
    )
