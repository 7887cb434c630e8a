"""What people decided about disclosure, read back from the study's log: what went out, and what was cleared.

The danger: a rule that forgets. A second release is read beside the first, and a clearing that was taken back must not
count. The log is append-only and holds ids and numbers, never words.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

from qualitative.disclosure.door import CONFIRM_QUOTATION
from qualitative.disclosure.people import Figure
from qualitative.model import Decision

PUBLISHED = "recorded as published"
CLEARED = "cleared a sensitive passage"
CLEARING_TAKEN_BACK = "took back a clearing"
ACTS = frozenset({CONFIRM_QUOTATION, PUBLISHED, CLEARED, CLEARING_TAKEN_BACK})
"""The acts that change what a view shows."""
RULES = 2
"""Raised whenever a rule of this room changes: what was drafted under the rules before is not current any more."""


def published_numbers(figures: Mapping[str, Figure]) -> str:
    """What the log keeps of a release: each number of people it told, and within which others it lies."""
    return json.dumps({key: [figure.n, list(figure.within)] for key, figure in figures.items()})


def numbers_published(decisions: Iterable[Decision], case_id: str) -> tuple[Mapping[str, Figure], ...]:
    """The numbers of people each release of the case told, oldest first, by the keys of `people_told`."""
    kept = [json.loads(d.now) for d in decisions if d.act == PUBLISHED and d.about == case_id]
    return tuple({key: Figure(int(n), tuple(within)) for key, (n, within) in one.items()} for one in kept)


def cleared_by_a_person(decisions: Iterable[Decision]) -> frozenset[str]:
    """Ids of the codings and links whose sensitive event a named person cleared (rule 8), and did not take back."""
    cleared: set[str] = set()
    for decision in decisions:
        if decision.act == CLEARED:
            cleared.add(decision.about)
        elif decision.act == CLEARING_TAKEN_BACK:
            cleared.discard(decision.about)
    return frozenset(cleared)
