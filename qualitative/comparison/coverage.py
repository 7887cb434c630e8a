"""Where a code was raised, and whether it was asked: by kind of session.

The danger: "not asked" read as "no problem", and mentions read as importance. So what counts is a session with a
confirmed coding, the guide says what was asked, and what nobody wrote down is "not known whether asked".
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from qualitative.disclosure import View, count_word, number_word, session_noun
from qualitative.model import Coding, SessionKind, Status, Tier

# Kinds that are never added into one count; UNKNOWN is one of them: a session of a kind nobody stated is not left out.
KINDS = (SessionKind.INTERVIEW, SessionKind.FOCUS_GROUP, SessionKind.WORKSHOP, SessionKind.UNKNOWN)
NOT_RAISED, NOT_ASKED, NOT_KNOWN = "not raised", "not asked", "not known whether asked"


@dataclass(frozen=True)
class Coverage:
    """One code in the sessions of one kind, by session id. asked and not_asked come from the guide; unknown is the rest.

    raised: sessions with a confirmed coding. unprompted: raised where the guide says it was not asked.
    """

    code: str
    kind: SessionKind
    raised: tuple[str, ...]
    asked: tuple[str, ...]
    not_asked: tuple[str, ...]
    unknown: tuple[str, ...]

    @property
    def unprompted(self) -> tuple[str, ...]:
        return tuple(s for s in self.raised if s in self.not_asked)

    @property
    def denominator(self) -> tuple[str, ...]:
        """The sessions asked, and those of which nobody knows: only "not asked" is taken out."""
        return tuple(sorted({*self.asked, *self.unknown}))

    @property
    def silent(self) -> tuple[str, ...]:
        return tuple(s for s in self.denominator if s not in self.raised)

    def words(self, tier: Tier) -> str:
        """ "five of the six interviews", "0 of 6", "not asked" … at this tier; "" where there was no such session."""
        if not (self.denominator or self.not_asked):
            return ""
        if not self.raised:
            if not self.denominator:
                return NOT_ASKED
            if not self.asked:
                return f"{NOT_RAISED}; {NOT_KNOWN}"
            return NOT_RAISED if tier is Tier.PUBLIC else f"0 of {len(self.denominator)}"
        prompted = len(set(self.raised) & set(self.denominator))
        said = count_word(prompted, len(self.denominator), tier, self.kind) if prompted else ""
        if said and self.not_asked and tier > Tier.PUBLIC:
            said += " asked"
        extra = len(self.unprompted)
        if not extra:
            return said
        if tier is Tier.PUBLIC:
            return (
                f"{said}, elsewhere unprompted" if said else f"some {session_noun(self.kind, 2)}, unprompted"
            )
        n = number_word(extra)
        return (
            f"{said}; unprompted in {n} more"
            if said
            else f"unprompted in {n} {session_noun(self.kind, extra)}"
        )

    def cell(self, tier: Tier) -> str:
        """The same for a column that is headed by the kind: "five of the six; unprompted in one more"."""
        words = self.words(tier)
        for n in (2, 1):
            words = words.replace(f" {session_noun(self.kind, n)}", "")
        return self.words(tier) if words.startswith("the") and tier is Tier.PUBLIC else words


def confirmed(view: View) -> tuple[Coding, ...]:
    """The codings that count: confirmed, in notes of a session (a document is a record, never counted)."""
    return tuple(
        c
        for c in view.codings
        if c.status is Status.CONFIRMED and view.source(c.selection.source).kind.counts
    )


def coverage(view: View, code: str, kind: SessionKind, codings: Iterable[Coding] | None = None) -> Coverage:
    """Where `code` was raised among the sessions of one kind. codings: those to count (default: `confirmed`)."""
    sessions = [s for s in view.sessions_with_notes() if s.kind is kind]
    counted = confirmed(view) if codings is None else codings
    raised = {view.session_of(c.selection.source) for c in counted if c.code == code}
    answers = {s.id: asked(view, code, s.id) for s in sessions}

    def those(word: str) -> tuple[str, ...]:
        return tuple(s.id for s in sessions if answers[s.id] == word)

    return Coverage(
        code,
        kind,
        tuple(s.id for s in sessions if s.id in raised),
        those("asked"),
        those(NOT_ASKED),
        those(NOT_KNOWN),
    )


def asked(view: View, code: str, session: str) -> str:
    answers = {row.asked for row in view.case.guide if row.session == session and code in row.codes}
    if "asked" in answers:
        return "asked"
    return NOT_ASKED if answers & {"skipped", "ran out of time"} else NOT_KNOWN
