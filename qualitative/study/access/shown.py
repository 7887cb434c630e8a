"""A View's text as a page shows it: below the coder tier without the numbers that tell one masked person from another.

The danger: a reader who follows [Participant 54] from place to place until a colleague is known, or who reads at the head
of the notes whom the rest is from. So both are decided here, once, for every page that shows words of the notes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from qualitative.disclosure import OffsetMap
from qualitative.model import PartKind, Replacement, Source, Tier


@dataclass(frozen=True)
class Shown:
    """A View's source as a page shows it: at reviewer tier without the numbers in people's masks.

    head: where the head of a session's notes ends, in the View's text: its title, and all before who was met is told.
    """

    source: Source
    text: str = field(repr=False)
    offsets: OffsetMap
    head: int = 0

    def span(self, start_char: int, end_char: int) -> tuple[int, int]:
        """Code points of the View's text → of the text shown."""
        return self.offsets.span(start_char, end_char)


_NUMBERED = re.compile(r",?\s*(?:\bunclear\s*)?\b\d+\b")


def unnumbered(mask: str) -> str:
    """ "[Participant 54, provider]" → "[Participant, provider]": one person cannot be followed from place to place."""
    return _NUMBERED.sub("", mask)


def shown(source: Source, tier: Tier) -> Shown:
    if tier >= Tier.CODER:
        return Shown(source, source.text, OffsetMap(()), head_of(source))
    pieces, edits, at = [], [], 0
    for mask in sorted((r for r in source.replacements if _of_a_person(r)), key=lambda r: r.start_char):
        words = source.text[mask.start_char : mask.end_char]
        plain = unnumbered(words)
        if plain == words or mask.start_char < at:
            continue
        pieces += [source.text[at : mask.start_char], plain]
        edits.append((mask.start_char, mask.end_char, len(plain)))
        at = mask.end_char
    return Shown(source, "".join([*pieces, source.text[at:]]), OffsetMap(tuple(edits)), head_of(source))


def head_of(source: Source) -> int:
    """Where the head of a session's notes ends: its title, and all before who was met is told; 0 for a document."""
    end = 0
    for at, part in enumerate(source.parts if source.kind.counts else ()):
        if part.kind is PartKind.META or (at == 0 and part.kind is PartKind.HEADING):
            end = part.end_char
        elif part.kind is not PartKind.HEADING:
            break
    return end


def _of_a_person(mask: Replacement) -> bool:
    return mask.type == "PERSON" or mask.entity.startswith("P")
