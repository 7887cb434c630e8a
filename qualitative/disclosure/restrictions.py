"""What people asked in the session itself, honoured.

The danger: "off the record" stands in the notes, and the sentence before it in the report. So a Restriction in force
covers its span at every tier below custodian: no use (nothing coded there counts or is read below coder tier) or no
quotation; in notes that do not say who spoke, one "no quotation" switches quotation off for the whole session.
"""

from __future__ import annotations

from collections.abc import Iterable

from qualitative.model import PartKind, Restriction, Source

NOT_USED = frozenset({"no use", "off the record"})
NOT_QUOTED = frozenset({"no quotation", "show first", "no job title"}) | NOT_USED

# What follows from the consent register, told as restrictions whose ids begin so: ids and spans, never a name.
REGISTER = "consent-"
NO_MACHINE, NO_COMPARISON = "no machine", "no comparison"
NOT_COMPARED = "sessions in which not everybody agreed to reuse in comparison"
WITHDRAWN = "interviews withdrawn"

Span = tuple[int, int]


def spans_not_used(source: Source, restrictions: Iterable[Restriction]) -> tuple[Span, ...]:
    """Stored spans of `source` that must not be used at all."""
    return tuple(_span(source, r) for r in restrictions if _covers(r, source) and r.wish in NOT_USED)


def spans_not_quoted(
    source: Source, restrictions: Iterable[Restriction], session_sources: Iterable[Source] = ()
) -> tuple[Span, ...]:
    """Stored spans of `source` that must not stand in quotation marks.

    session_sources: the other notes of the same session, through which a wish in unattributed notes reaches here too.
    """
    wishes = [r for r in restrictions if r.in_force]
    spans = [_span(source, r) for r in wishes if r.source == source.id and r.wish in NOT_QUOTED]
    for other in (source, *session_sources):
        if not attributed(other) and any(r.source == other.id and r.wish == "no quotation" for r in wishes):
            return ((0, len(source.text)),)
    return tuple(spans)


def said_in_session(restriction: Restriction) -> bool:
    """Whether somebody asked for it in the session itself; else it follows from the consent register."""
    return not restriction.id.startswith(REGISTER)


def spans_not_for_machines(source: Source, restrictions: Iterable[Restriction]) -> tuple[Span, ...]:
    """Stored spans of `source` whose speaker did not agree to machine-assisted analysis."""
    return tuple(_span(source, r) for r in restrictions if _covers(r, source) and r.wish == NO_MACHINE)


def attributed(source: Source) -> bool:
    """Whether the notes say who spoke: more than half of the speech has a speaker."""
    spoken = [p for p in source.parts if p.kind in (PartKind.SPEECH, PartKind.BULLET, PartKind.ROW)]
    return bool(spoken) and sum(1 for p in spoken if p.speaker) * 2 > len(spoken)


def _covers(restriction: Restriction, source: Source) -> bool:
    return restriction.in_force and restriction.source == source.id


def _span(source: Source, restriction: Restriction) -> Span:
    if restriction.scope == "source":
        return 0, len(source.text)
    return restriction.start_char, restriction.end_char


def overlaps(start_char: int, end_char: int, spans: Iterable[Span]) -> bool:
    return any(start < end_char and start_char < end for start, end in spans)
