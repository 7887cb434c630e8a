"""What a finder hands on: a span of raw text that may identify, and why it is thought so.

The danger: a span whose edges cut a word leaves half a name behind, and two spans that overlap shift the text.
So a Find is frozen, refuses an empty span, and `without_overlaps` is the one place where rivals are settled.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from qualitative.model import Tier

# When two finds claim the same letters the longer one wins; at equal length, the kind that reveals more.
RANK = {
    name: rank
    for rank, name in enumerate(
        (
            "EMAIL",
            "URL",
            "HANDLE",
            "PHONE",
            "NHS",
            "NINO",
            "DOB",
            "BANK",
            "PASSPORT",
            "LICENCE",
            "VEHICLE",
            "IP",
            "CASE_REF",
            "ADDRESS",
            "POSTCODE",
            "AGE",
            "PERSON",
            "ORG",
            "PLACE",
            "POST",
            "DATE",
            "DEM",
            "QUANTITY",
            "OTHER",
        )
    )
}


@dataclass(frozen=True)
class Find:
    """A span of a raw text, in code points, end exclusive.

    type: PERSON, ORG, PLACE, POST, EMAIL, PHONE, … (the keys of RANK).
    entity: the id in the key ("P7"), "" until people are told apart.
    means: roster, pattern, title, label, list, family, clipped, context, gazetteer, tagger, propagation, initials.
    settled: False while a person should look; it is masked meanwhile.
    masked_from: the highest tier at which it is taken out (CODER = at every tier, PUBLIC = only there).
    """

    start_char: int
    end_char: int
    type: str
    means: str
    entity: str = ""
    confidence: float = 1.0
    settled: bool = True
    masked_from: Tier = Tier.CODER

    def __post_init__(self) -> None:
        if not 0 <= self.start_char < self.end_char:
            raise ValueError(f"a find needs letters: {self.start_char} to {self.end_char} holds none")

    def overlaps(self, other: Find) -> bool:
        return self.start_char < other.end_char and other.start_char < self.end_char


GUESSES = frozenset(("tagger", "gazetteer", "context"))
"""Means that see a likeness; the others are told, or know a form."""


def _order(find: Find) -> tuple[int, int, int, int, int]:
    return (
        -int(find.masked_from),
        # `discord griffle#4410`: a form that only identifiers have is no part of a guessed name.
        0 if RANK.get(find.type, len(RANK)) < RANK["PERSON"] else 1,
        -(find.end_char - find.start_char),
        RANK.get(find.type, len(RANK)),
        find.start_char,
    )


def _is_form(find: Find) -> bool:
    """A number, an address, a way to reach somebody: known by its form."""
    return RANK.get(find.type, len(RANK)) < RANK["PERSON"] and find.masked_from is Tier.CODER


def _joined(finds: Iterable[Find]) -> list[Find]:
    """Forms that run into each other become one span: of an address and the postcode at its end no half may be left."""
    forms: list[Find] = []
    others: list[Find] = []
    for find in sorted(finds, key=lambda find: (find.start_char, -find.end_char)):
        if not _is_form(find):
            others.append(find)
        elif forms and find.start_char < forms[-1].end_char:
            last = forms[-1]
            wider = max(last, find, key=lambda one: one.end_char - one.start_char)
            forms[-1] = replace(wider, start_char=last.start_char, end_char=max(last.end_char, find.end_char))
        else:
            forms.append(find)
    return [*forms, *others]


def without_overlaps(finds: Iterable[Find]) -> list[Find]:
    """The finds that stand, in text order: what is masked at more tiers first, then forms, then the longer, then by RANK."""
    taken: list[Find] = []
    covered: set[int] = set()
    for find in sorted(_joined(finds), key=_order):
        span = range(find.start_char, find.end_char)
        if covered.isdisjoint(span):
            taken.append(find)
            covered.update(span)
    return sorted(taken, key=lambda find: find.start_char)
