"""Which passages were drawn for a blank sheet, and when: what makes a sample a random one later.

The danger: a "sample" somebody put together afterwards, of passages the machine does well on. So the draw is recorded
when the sheet is written, before anything is filled in, as ids, in the same record as people's decisions.
"""

from __future__ import annotations

import json
from collections.abc import Collection

from qualitative.model import short_hash
from qualitative.study.workspace import Study

DRAWN = "draw sample"


def record_draw(study: Study, case: str, ids: Collection[str]) -> None:
    """The passages of a blank sheet, as drawn by chance or all there are. Ids only."""
    was = json.dumps(sorted(ids))
    about = f"{case}:{short_hash(was, length=8)}"
    if all(d.act != DRAWN or d.about != about for d in study.store.decisions()):
        study.record(study.person(None), DRAWN, about, was=was)


def draws_of(study: Study, case: str) -> list[set[str]]:
    """The passages of each sheet drawn in a case, in the order they were drawn."""
    return [
        set(json.loads(d.was))
        for d in study.store.decisions()
        if d.act == DRAWN and d.about.rpartition(":")[0] == case
    ]
