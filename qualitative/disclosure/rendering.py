"""The text a tier reads, made from the one stored text.

The danger: two copies of a text drift apart, and a coding hangs on the wrong words. So only the coder's text is
stored; what another tier reads is rendered from it with an offset map, and every Selection moves with it.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

from qualitative.model import Replacement, Selection, Source, Tier

WITHHELD = "[withheld at the speaker's request]"
_BRACKETED = re.compile(r"\[([^\[\]]+)\]")
_GENERIC = {"PERSON": "[participant]", "ORG": "[organisation]", "POST": "[post]", "PLACE": "[place]"}


@dataclass(frozen=True)
class OffsetMap:
    """Code points of the stored text → code points of a rendered one.

    edits: (start, end, length of the new wording), in order, not overlapping, in stored offsets.
    """

    edits: tuple[tuple[int, int, int], ...]

    def span(self, start_char: int, end_char: int) -> tuple[int, int]:
        """Where a stored span lies in the rendered text. An end inside a masking takes the whole masking in."""
        return self._point(start_char, opening=True), self._point(end_char, opening=False)

    @cached_property
    def _starts(self) -> list[int]:
        return [start for start, _, _ in self.edits]

    @cached_property
    def _shifts(self) -> list[int]:
        """How far the text before each edit has moved; counted once, because a view asks for every coding's place."""
        return list(accumulate((length - (end - start) for start, end, length in self.edits), initial=0))

    def _point(self, at: int, *, opening: bool) -> int:
        before = bisect_right(self._starts, at)  # edits that begin here or before
        if before:
            start, end, length = self.edits[before - 1]
            if start < at < end:
                return start + self._shifts[before - 1] + (0 if opening else length)
            if at == start < end:
                return start + self._shifts[before - 1]
        return at + self._shifts[before]


def public_wording(replacement: Replacement) -> str:
    """Rule 5: no persistent id in public, whatever the masking stored: "[Participant 7]" → "[participant]"."""
    words = replacement.public
    generic = _GENERIC.get(replacement.type)

    def plain(found: re.Match[str]) -> str:
        if not re.search(r"\d", found.group(1)):
            return found.group(0)
        return (
            generic or "[" + re.sub(r"[\s,]*\b(unclear\s*)?\d+\b", "", found.group(1)).strip().lower() + "]"
        )

    return _BRACKETED.sub(plain, words)


def wording(replacement: Replacement, tier: Tier) -> str:
    """The wording of one masked span at one tier."""
    return public_wording(replacement) if tier is Tier.PUBLIC else replacement.wording(tier)


def render(source: Source, tier: Tier, withheld: Sequence[tuple[int, int]] = ()) -> tuple[str, OffsetMap]:
    """The text of `source` at `tier`, and the map from stored offsets to its own.

    withheld: spans (stored offsets) whose words this tier must not read at all. Raises ValueError where
    replacements overlap or reach past the text: such a source was not stored by the door.
    """
    edits: list[tuple[int, int, str]] = []
    spans = _merged(withheld)
    for start, end in spans:
        edits.append((start, end, WITHHELD))
    for replacement in source.replacements:
        if not any(start < replacement.end_char and replacement.start_char < end for start, end in spans):
            edits.append((replacement.start_char, replacement.end_char, wording(replacement, tier)))
    edits.sort()
    pieces: list[str] = []
    at = 0
    for start, end, words in edits:
        if start < at or end > len(source.text):
            raise ValueError(
                f"source {source.id}: the masking at {start}-{end} overlaps another or passes the text's end"
                f" ({len(source.text)}); read the file in again"
            )
        pieces += [source.text[at:start], words]
        at = end
    pieces.append(source.text[at:])
    return "".join(pieces), OffsetMap(tuple((start, end, len(words)) for start, end, words in edits))


def moved(selection: Selection, text: str, offsets: OffsetMap) -> Selection:
    """`selection` in the rendered text, with the words that stand there."""
    start, end = offsets.span(selection.start_char, selection.end_char)
    return Selection(selection.source, start, end, text[start:end])


def reworded(text: str, replacements: Sequence[Replacement], tier: Tier) -> str:
    """A label made from coder text (a theme's, a factor's) in the words this tier may read."""
    pairs = {(r.coder, wording(r, tier)) for r in replacements if r.coder != wording(r, tier)}
    for coder, other in sorted(pairs, key=lambda pair: (-len(pair[0]), pair)):
        text = re.sub(rf"(?<!\w){re.escape(coder)}(?!\w)", other.replace("\\", r"\\"), text)
    return text


def _merged(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        elif end > start:
            found.append((start, end))
    return found
