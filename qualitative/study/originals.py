"""The original words of what waits for sign-off: under which mask which words stood, and whether the two texts still fit.

The danger: a word shown, or let stand again, that is not the one under the mask. So a source has originals here only
while its raw text and its stored text are the same letter by letter outside the mapped spans. Never stored, never printed.
"""

from __future__ import annotations

from collections.abc import Iterable

from qualitative import anonymise
from qualitative.anonymise import OffsetMap
from qualitative.model import Replacement, Source
from qualitative.study import keys


def fits(raw: str, text: str, moves: OffsetMap) -> bool:
    """Whether the original and the stored text are the same letter by letter outside the mapped spans."""
    at = new_at = 0
    for a, b, c, d in moves:
        if not (at <= a <= b and new_at <= c <= d) or raw[at:a] != text[new_at:c]:
            return False
        at, new_at = b, d
    return raw[at:] == text[new_at:]


class Originals:
    """Original words of a case's waiting sources, out of an open vault. Never stored, never printed."""

    def __init__(self, vault: anonymise.Vault | None, sources: Iterable[Source]) -> None:
        self._texts: dict[str, str] = {}
        self._back: dict[str, OffsetMap] = {}  # the map turned round: from the stored text to the original
        self._at: dict[str, dict[tuple[int, int], tuple[int, int]]] = {}
        for source in sources:
            held = vault.data["pending"].get(source.id) if vault is not None else None
            if vault is None or held is None or source.signed_off:
                continue
            moves = keys.map_of(vault, source)
            if fits(held["text"], source.text, moves):
                self._texts[source.id] = held["text"]
                self._back[source.id] = tuple((c, d, a, b) for a, b, c, d in moves)
                self._at[source.id] = {(c, d): (a, b) for a, b, c, d in moves}

    def __contains__(self, source_id: str) -> bool:
        return source_id in self._texts

    def text(self, source_id: str) -> str:
        return self._texts[source_id]

    def raw_span(self, source_id: str, start_char: int, end_char: int) -> tuple[int, int]:
        back = self._back[source_id]
        return anonymise.new_offset(start_char, back), anonymise.new_offset(end_char, back, end=True)

    def words(self, source_id: str, r: Replacement) -> str:
        """What stands under a mask; "" when the original is no longer kept, or nothing is known of the span."""
        span = self._at.get(source_id, {}).get((r.start_char, r.end_char))
        return "" if span is None else self._texts[source_id][span[0] : span[1]]


def alike(r: Replacement, words: str) -> tuple[str, str, str]:
    """Two masks with the same of this are of the same words and were taken for the same."""
    return r.type, r.entity, " ".join(words.split()).casefold()
