"""What a finder hands on: a span of raw text that may identify, and why it is thought so.

The danger: a span whose edges cut a word leaves half a name behind, and two spans that overlap shift the text.
So a Find is frozen, refuses an empty span, and `without_overlaps` is the one place where rivals are settled.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

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
    means: roster, pattern, title, label, context, gazetteer, tagger, propagation, initials.
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


def _order(find: Find) -> tuple[int, int, int, int]:
    return (
        -int(find.masked_from),
        -(find.end_char - find.start_char),
        RANK.get(find.type, len(RANK)),
        find.start_char,
    )


def without_overlaps(finds: Iterable[Find]) -> list[Find]:
    """The finds that stand, in text order: what is masked at more tiers first, then the longer, then by RANK."""
    taken: list[Find] = []
    covered: set[int] = set()
    for find in sorted(finds, key=_order):
        span = range(find.start_char, find.end_char)
        if covered.isdisjoint(span):
            taken.append(find)
            covered.update(span)
    return sorted(taken, key=lambda find: find.start_char)
