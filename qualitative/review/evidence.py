"""What a draft may rest on: each confirmed coding with its words, session, group and voice, and each excerpt's number.

The danger: a sentence whose support was a suggestion nobody read, or a note-taker's aside taken for a view. So only
confirmed codings come in (all that are not rejected, in a watermarked preview), comments never, documents as records.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from qualitative.disclosure import View, overlaps
from qualitative.model import CauseLink, Coding, PartKind, Selection, SessionKind, Source, Status, Voice
from qualitative.review.clauses import Clause, clauses, longhand, of_the_interviewee


@dataclass(frozen=True)
class Piece:
    """One coding as evidence. group: what its speaker's group may be called, or "" where not known or mixed.

    voice_of: whose voice rule 7 counts: the interview, the speaker, or "" in notes that do not say.
    """

    id: str
    code: str
    selection: Selection
    session: str
    kind: SessionKind
    voice: Voice
    stance: str
    group: str = ""
    voice_of: str = ""
    what_next: bool = False  # said in answer to what should be done differently
    clauses: tuple[Clause, ...] = field(default=(), repr=False)


@dataclass
class Excerpts:
    """Numbers for the passages a draft rests on, given in the order they are first cited."""

    view: View
    numbers: dict[str, int] = field(default_factory=dict)  # Selection id → number
    rows: list[tuple[int, str, str, str]] = field(
        default_factory=list
    )  # one per support; two may share a number
    _supports: set[str] = field(default_factory=set)

    def number(self, support: str, selection: Selection) -> int:
        number = self.numbers.setdefault(selection.id, len(self.numbers) + 1)
        if support not in self._supports:
            self._supports.add(support)
            self.rows.append((number, support, self.view.source(selection.source).title, selection.quote))
        return number


def counted(status: Status, preview: bool) -> bool:
    return status is Status.CONFIRMED or (preview and status is Status.SUGGESTED)


def pieces(view: View, *, preview: bool = False) -> tuple[Piece, ...]:
    """Every coding of a session's notes that a draft may rest on, in the order of sources and places.

    One passage coded twice with one code (by two people, say) is one piece.
    """
    found: dict[tuple[str, str, int, int], Piece] = {}
    sources = {s.id: at for at, s in enumerate(view.sources)}
    ordered = sorted(
        (c for c in view.codings if counted(c.status, preview)),
        key=lambda c: (sources[c.selection.source], c.selection.start_char, c.selection.end_char, c.id),
    )
    for coding in ordered:
        source = view.source(coding.selection.source)
        if not source.kind.counts:
            continue
        kind, voice = _part_of(source, coding.selection)
        if voice is Voice.COMMENT or kind in (PartKind.QUESTION, PartKind.HEADING, PartKind.META):
            continue
        key = (coding.code, coding.selection.source, coding.selection.start_char, coding.selection.end_char)
        if key in found and (found[key].stance or not coding.stance):
            continue
        found[key] = _piece(view, coding, source, voice)
    return tuple(found.values())


def _piece(view: View, coding: Coding, source: Source, voice: Voice) -> Piece:
    session = view.session(source.session)
    return Piece(
        coding.id,
        coding.code,
        coding.selection,
        session.id,
        session.kind,
        voice,
        coding.stance,
        view.group_of.get(coding.id, ""),
        view.voice_of.get(coding.id, ""),
        answers_what_next(source, coding.selection),
        tuple(
            replace(
                c,
                untold=overlaps(min(c.label_char, c.start_char), c.end_char, view.untold.get(source.id, ())),
            )
            for c in _clauses(coding.selection, voice, session.kind)
        ),
    )


def _clauses(selection: Selection, voice: Voice, kind: SessionKind) -> list[Clause]:
    found = clauses(selection.quote, selection.start_char)
    if voice is Voice.REPORTED:
        found = [replace(c, words=longhand(c.words)) for c in found]
    if voice is Voice.REPORTED and kind is SessionKind.INTERVIEW:
        turned = [(c, of_the_interviewee(c.words)) for c in found]
        found = [c if words == c.words else replace(c, words=words, of_self=True) for c, words in turned]
    return found


_WHAT_NEXT = re.compile(
    r"\b(?:differently|next time|future|advice|advise|recommend|lessons?|change one thing|start again|do again)\b",
    re.I,
)


def answers_what_next(source: Source, selection: Selection) -> bool:
    """Whether the heading or question under which it was said asks what should be done another time."""
    asked = [
        p
        for p in source.parts
        if p.start_char < selection.start_char and p.kind in (PartKind.QUESTION, PartKind.HEADING)
    ]
    if not asked:
        return False
    last = max(asked, key=lambda p: p.start_char)
    return bool(_WHAT_NEXT.search(source.text[last.start_char : last.end_char]))


def _part_of(source: Source, selection: Selection) -> tuple[PartKind, Voice]:
    """Kind and voice of the Part a passage lies in. Where it reaches over two voices, the weaker counts."""
    touched = [
        p for p in source.parts if p.start_char < selection.end_char and selection.start_char < p.end_char
    ]
    if not touched:
        return PartKind.BULLET, Voice.REPORTED
    voices = {p.voice for p in touched}
    return touched[0].kind, next(iter(voices)) if len(voices) == 1 else Voice.REPORTED


def usable_links(view: View, *, preview: bool = False) -> tuple[CauseLink, ...]:
    """Claims that may stand as a "because": accepted, neither denied nor imagined, said in a session."""
    return tuple(
        link
        for link in view.links
        if counted(link.status, preview)
        and not link.negated
        and not link.hypothetical
        and view.source(link.selection.source).kind.counts
    )


def overlapping(selection: Selection, others: Iterable[Piece]) -> list[Piece]:
    return [
        p
        for p in others
        if p.selection.source == selection.source
        and p.selection.start_char < selection.end_char
        and selection.start_char < p.selection.end_char
    ]
