"""Cutting and finding in one text: a passage's context, the sentences round a hit, where words stand.

The danger: a cut that turns what was said round, and a hit that is marked beside the words it found. So context ends at
a whole word with a sign that it was cut, a long turn is cut at the ends of sentences, and every hit is a span of the text.
Offsets are code points, end exclusive.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from qualitative.disclosure import WITHHELD, overlaps

CONTEXT_CHARS = 170  # read before a passage, and after it
LONG_TURN_WORDS = 70  # above it a search shows the sentences round its first hit
MOST_TERMS = 12
_LABEL = re.compile(r"\[[^\[\]\n]+\]:\s*$")


def without_label(text: str) -> str:
    """The text without a masked speaker's label at its end."""
    return _LABEL.sub("", text)


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def context_before(text: str, *, cut: bool = False) -> str:
    """What is read before a passage. cut: the text itself begins in the middle of something."""
    kept = text[-CONTEXT_CHARS:]
    if len(kept) < len(text):
        kept, cut = kept.partition(" ")[2], True
    return _one_line(f"… {kept}" if cut and kept.strip() else kept)


def context_after(text: str) -> str:
    kept = text[: kept_after(text)]
    return _one_line(kept + " …" if len(kept) < len(text) else kept)


def kept_after(text: str) -> int:
    """How much of what follows a passage is read there: all of it, or to the last whole word."""
    if len(text) <= CONTEXT_CHARS:
        return len(text)
    space = text[:CONTEXT_CHARS].rfind(" ")
    return space if space > 0 else CONTEXT_CHARS


def _one_line(text: str) -> str:
    """A paragraph's end is a stroke; the sign of a bullet says nothing here."""
    lines = [re.sub(r"^[-*•·–]\s+", "", line.strip()) for line in text.strip().split("\n")]
    return " ".join(" / ".join(line for line in lines if line.strip("-*•·– ")).split())


def patterns(words: str, whole: bool) -> list[re.Pattern[str]]:
    """One pattern per word or "quoted phrase"; none for what holds no letter or figure."""
    found = []
    for phrase, word in re.findall(r"[\"“”]([^\"“”]+)[\"“”]|(\S+)", unicodedata.normalize("NFC", words)):
        term = (phrase or word).strip()
        if not any(c.isalnum() for c in term):
            continue
        pattern = r"\s+".join(re.escape(w) for w in term.split())
        pattern = re.sub(r"['’‘]", "['’‘]", pattern)
        found.append(re.compile(rf"(?<!\w){pattern}(?!\w)" if whole else pattern, re.IGNORECASE))
    return found[:MOST_TERMS]


def find_hits(text: str, start: int, end: int, terms: Sequence[re.Pattern[str]]) -> list[tuple[int, int]]:
    """Where the terms stand in text[start:end], in order, merged; [] unless each of them stands there."""
    closed = [(m.start(), m.end()) for m in re.finditer(re.escape(WITHHELD), text[start:end])]
    found: list[tuple[int, int]] = []
    for term in terms:
        here = [m.span() for m in term.finditer(text[start:end])]
        here = [(a, b) for a, b in here if not overlaps(a, b, closed)]
        if not here:
            return []
        found += here
    merged: list[tuple[int, int]] = []
    for a, b in sorted(found):
        if merged and a < merged[-1][1]:
            merged[-1] = merged[-1][0], max(b, merged[-1][1])
        else:
            merged.append((a, b))
    return [(start + a, start + b) for a, b in merged]


_SENTENCE_END = re.compile(r"[.!?…][\"”’)]*\s+")


def window(text: str, start: int, end: int, hit: tuple[int, int]) -> tuple[int, int]:
    """A turn of up to seventy words whole; of a longer one the sentences round the first hit."""
    if len(text[start:end].split()) <= LONG_TURN_WORDS:
        return start, end
    ends = [m.end() + start for m in _SENTENCE_END.finditer(text[start:end])]
    starts = [start, *ends]
    at = max(i for i, s in enumerate(starts) if s <= hit[0])
    first, last = max(0, at - 1), min(len(starts), at + 2)
    cut = (starts[first], starts[last] if last < len(starts) else end)
    if len(text[cut[0] : cut[1]].split()) > 2 * LONG_TURN_WORDS:  # no sentence ends: words round the hit
        low, high = max(start, hit[0] - 250), min(end, hit[1] + 250)
        space = text.find(" ", high, end)
        cut = text.rfind(" ", start, low) + 1 or start, space if space > 0 else end
    return trimmed(text, *cut)
