"""In which order suggestions are decided on: as the text goes, what teaches most, or what matters most.

The danger: an hour spent on the forty suggestions of one code, so that the machine knows that one and the review has
nothing under the others. The rule: codes take turns, those with the fewest decisions first; within a code what teaches
most is what could go either way, what matters most is what would most likely stand.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence

from qualitative.model import Coding, Status


def to_teach(codings: Sequence[Coding]) -> list[Coding]:
    """Suggestions nearest to even odds first, codes in turn; a code people have decided on often waits longer.

    codings: all of what is looked at, in the order of the text, decided ones too. They come back last.
    """
    decided = Counter(c.code for c in codings if c.status is not Status.SUGGESTED)
    return _in_turn(codings, decided, lambda c: abs((c.confidence or 0.0) - 0.5))


def that_matters(codings: Sequence[Coding]) -> list[Coding]:
    """The likeliest first, codes in turn; a code that already has much confirmed waits longer: thin themes first."""
    confirmed = Counter(c.code for c in codings if c.status is Status.CONFIRMED)
    return _in_turn(codings, confirmed, lambda c: -(c.confidence or 0.0))


def _in_turn(codings: Sequence[Coding], had: Counter[str], by: Callable[[Coding], float]) -> list[Coding]:
    place = {c.id: i for i, c in enumerate(codings)}
    waiting: defaultdict[str, list[Coding]] = defaultdict(list)
    for c in codings:
        if c.status is Status.SUGGESTED:
            waiting[c.code].append(c)
    turns = [
        (had[code] + turn, by(c), place[c.id], c)
        for code, several in waiting.items()
        for turn, c in enumerate(sorted(several, key=lambda c: (by(c), place[c.id])))
    ]
    rest = [c for c in codings if c.status is not Status.SUGGESTED]
    return [*(c for *_, c in sorted(turns, key=lambda t: t[:3])), *rest]
