"""One invented source, made into a Book without a study on disk."""

from __future__ import annotations

from qualitative.disclosure import view
from qualitative.model import (
    Case,
    CaseData,
    Code,
    Codebook,
    Part,
    PartKind,
    Replacement,
    Restriction,
    Session,
    SessionKind,
    Source,
    Tier,
    Voice,
)
from qualitative.study.access.passages import Book

CODEBOOK = Codebook("c", "1", (Code("trust", "Trust", "Whether they trusted."),))


def invented(
    text: str,
    *,
    kind: SessionKind = SessionKind.INTERVIEW,
    voice: Voice = Voice.VERBATIM,
    replacements: tuple[Replacement, ...] = (),
    restrictions: tuple[Restriction, ...] = (),
    tier: Tier = Tier.REVIEWER,
    kinds: tuple[PartKind, ...] = (),
) -> Book:
    """One signed source, every line of it a turn, unless kinds says otherwise."""
    parts: list[Part] = []
    at = 0
    for line in text.split("\n"):
        if line.strip():
            kind_of_part = kinds[len(parts)] if kinds else PartKind.SPEECH
            parts.append(Part(at, at + len(line), kind_of_part, voice))
        at += len(line) + 1
    source = Source(
        "s-1", "x", "one", "Interview 1", text, tuple(parts), replacements, kind, signed_off_by="Ana"
    )
    case = Case("x", "X", sessions=(Session("one", "x", kind, title="Interview 1"),))
    return Book(view(CaseData(case, CODEBOOK, (), (source,), restrictions), tier))
