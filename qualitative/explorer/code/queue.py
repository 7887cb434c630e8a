"""Which codings of a source are gone through, in which order, and which comes next.

The danger: a filter that hides work, or an order that loses the place. So what waits is counted without the filter, and
the next one is found from the order as it stood when the decision was made.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from qualitative.model import Coding, Status
from qualitative.study.access import coding

ALL = "all"
STATES = {"waiting": "Waiting", "confirmed": "Confirmed", "rejected": "Rejected", ALL: "All"}
ORDERS = {
    "read": "As read",
    "teach": "What teaches the machine most",
    "matters": "What matters most",
    "sure": "Most confident first",
    "unsure": "Least sure first",
}
_IN_TURN = {"teach": coding.to_teach, "matters": coding.that_matters}
_STATUS = {
    "waiting": Status.SUGGESTED,
    "confirmed": Status.CONFIRMED,
    "rejected": Status.REJECTED,
}


@dataclass(frozen=True)
class Wanted:
    """What is gone through: one code or all, one state or all, and the order."""

    code: str = ALL
    state: str = "waiting"
    order: str = "read"

    def of(self, codings: Sequence[Coding]) -> list[Coding]:
        """Those wanted, in the order wanted."""
        wanted = {
            c.id
            for c in codings
            if self.code in (ALL, c.code) and (self.state == ALL or c.status is _STATUS[self.state])
        }
        as_read = sorted(
            codings,
            key=lambda c: (c.selection.start_char, c.selection.end_char, -(c.confidence or 0.0), c.code),
        )
        if self.order in _IN_TURN:  # what is decided already counts for whose turn it is
            return [c for c in _IN_TURN[self.order](as_read) if c.id in wanted]
        kept = [c for c in as_read if c.id in wanted]
        if self.order not in ("sure", "unsure"):
            return kept
        # A person's own coding has no confidence: it stands last either way.
        sign = -1 if self.order == "sure" else 1
        return sorted(kept, key=lambda c: (c.confidence is None, sign * (c.confidence or 0.0)))


def waiting(codings: Sequence[Coding]) -> int:
    return sum(c.status is Status.SUGGESTED for c in codings)


def after(queue: Sequence[Coding], decided: str) -> str:
    """The id to go to once `decided` is: the next that waits, from there round to the start; else the next; else ""."""
    ids = [c.id for c in queue]
    at = ids.index(decided) if decided in ids else -1
    round_from_here = [*queue[at + 1 :], *queue[: max(at, 0)]]
    for c in round_from_here:
        if c.status is Status.SUGGESTED:
            return c.id
    following = queue[at + 1 : at + 2]
    return following[0].id if following else ""


def beside(queue: Sequence[Coding], here: Coding, step: int) -> str:
    """The id one step on (1) or back (-1) in the queue, "" at its end. `here` may lie outside the filter."""
    ids = [c.id for c in queue]
    if here.id in ids:
        at = ids.index(here.id) + step
        return ids[at] if 0 <= at < len(ids) else ""
    if step > 0:
        later = [c for c in queue if c.selection.start_char >= here.selection.start_char]
        return later[0].id if later else ""
    earlier = [c for c in queue if c.selection.start_char < here.selection.start_char]
    return earlier[-1].id if earlier else ""
