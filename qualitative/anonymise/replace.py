"""Putting the pseudonym in the name's place, and knowing afterwards where everything went.

The danger: a replacement made by searching for the word again changes words nobody judged. So only the finds' own
spans are cut, in one pass, and the offset map says for every span where it lies before and after.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Sequence
from dataclasses import replace as changed

from qualitative.anonymise.finds import Find
from qualitative.anonymise.meant import UNCLEAR
from qualitative.anonymise.posts import post_for_the_public, post_wording
from qualitative.anonymise.pseudonyms import Pseudonyms
from qualitative.model import Replacement, Tier

OffsetMap = tuple[tuple[int, int, int, int], ...]
"""(raw_start, raw_end, new_start, new_end) of each replaced span, in order."""

WORDING = {
    "PHONE": "[phone number]",
    "EMAIL": "[e-mail address]",
    "URL": "[web address]",
    "HANDLE": "[handle]",
    "POSTCODE": "[postcode]",
    "ADDRESS": "[address]",
    "NHS": "[NHS number]",
    "NINO": "[National Insurance number]",
    "DOB": "[date of birth]",
    "CASE_REF": "[case reference]",
    "VEHICLE": "[vehicle registration]",
    "LICENCE": "[driving licence number]",
    "PASSPORT": "[passport number]",
    "BANK": "[bank details]",
    "IP": "[IP address]",
    "QUANTITY": "[number]",
    "DEM": "[personal detail]",
    "ORG": "[organisation]",
    "PLACE": "[place]",
    "POST": "[senior post]",
    "OTHER": "[detail removed]",
}
PUBLIC_WORDING = {
    "PERSON": "[person]",
    "EMAIL": "[e-mail address]",
    "HANDLE": "[handle]",
    "ORG": "[organisation]",
    "PLACE": "[place]",
    "AGE": "[age]",
}
_YEAR = re.compile(r"\b(?:1[89]|20)\d\d\b")
_PERIOD = re.compile(r"\b(?:day|week|month|year|hour|minute|fortnight|decade)", re.IGNORECASE)


def wording(find: Find, raw: str, key: Pseudonyms, unclear: str = "") -> str:
    """What stands in a find's place at coder and reviewer tier."""
    if find.entity == UNCLEAR:
        return unclear or key.next_unclear()
    if find.entity:
        return key.string_of(find.entity)
    if find.type == "POST":
        return post_wording(raw)
    if find.type == "DATE":
        year = _YEAR.search(raw)
        if year:
            return f"[date in {year[0]}]"
        return "[period]" if _PERIOD.search(raw) else "[date]"
    if find.type == "AGE":
        number = re.search(r"\d{1,3}", raw)
        nearly = re.match(r"[a-z]", raw, re.IGNORECASE) and not re.match(r"(?:age|turn)", raw, re.IGNORECASE)
        years = int(number[0]) - bool(nearly) if number else 0  # "nearly 60": fifty-nine at most
        return f"[age {years // 10 * 10}s]" if 10 <= years < 100 else "[age]"
    if find.type == "PERSON":
        return key.next_unclear()
    return WORDING.get(find.type, "[detail removed]")


def masked(
    text: str, finds: Sequence[Find], key: Pseudonyms, tier: Tier = Tier.CODER
) -> tuple[str, list[Replacement], OffsetMap]:
    """The text at `tier` (coder or reviewer), its Replacements (spans in the new text) and the offset map.

    finds: in order, never overlapping. Those masked only below `tier` stand as they were said and are Replacements too,
    with their wording for the lower tiers. Text outside the spans is copied unchanged.
    """
    pieces: list[str] = []
    replacements: list[Replacement] = []
    moves = []
    at = new_at = 0
    for find in finds:
        if find.start_char < at:
            raise ValueError(f"finds overlap at {find.start_char}; settle them with without_overlaps first")
        raw = text[find.start_char : find.end_char]
        string = wording(find, raw, key)
        shown = string if find.masked_from >= tier else raw
        pieces += [text[at : find.start_char], shown]
        new_start = new_at + find.start_char - at
        new_at = new_start + len(shown)
        moves.append((find.start_char, find.end_char, new_start, new_at))
        at = find.end_char
        reviewer = string if find.masked_from >= Tier.REVIEWER else raw
        public = PUBLIC_WORDING.get(find.type, string)
        if find.type == "POST":
            public = post_for_the_public(string)
        if find.type == "PERSON" and find.entity in key.entities and key.entities[find.entity].listed:
            public = "[participant]"
        replacements.append(
            Replacement(
                new_start,
                new_at,
                find.type,
                shown,
                reviewer,
                public,
                entity="" if find.entity == UNCLEAR else find.entity,
                means=find.means,
                confidence=find.confidence,
                settled=find.settled,
            )
        )
    pieces.append(text[at:])
    return "".join(pieces), replacements, tuple(moves)


def new_offset(offset: int, moves: OffsetMap, end: bool = False) -> int:
    """Where a raw offset lies in the anonymised text; inside a replaced span, at its edge (start, or end if `end`)."""
    place = bisect.bisect_right(moves, offset, key=lambda move: move[0]) - 1
    if place < 0:
        return offset
    raw_start, raw_end, new_start, new_end = moves[place]
    if offset >= raw_end:
        return new_end + offset - raw_end
    if offset == raw_start:
        return new_start
    return new_end if end else new_start


def raw_offset(offset: int, moves: OffsetMap, end: bool = False) -> int:
    """The way back: where an offset of the anonymised text lay in the raw text."""
    return new_offset(offset, tuple((c, d, a, b) for a, b, c, d in moves), end)


def shifted(replacement: Replacement, by: int) -> Replacement:
    """The same replacement, `by` code points further on."""
    return changed(replacement, start_char=replacement.start_char + by, end_char=replacement.end_char + by)
