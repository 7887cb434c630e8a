"""Is what was found a person's name? Plain signs, each with a weight learned from invented notes.

The danger: a tagger turned up until it misses nobody masks every Will and every May; a rule that takes all words of the
language back leaves Grace and Marsh standing. So what the tagger saw, the word itself, how it is typed and what stands
round it are weighed together (a logistic regression, trained by training/judge.py), and every sign can be read.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from functools import cache

from qualitative.anonymise import look
from qualitative.anonymise.document import Document
from qualitative.anonymise.names import name_context, strange
from qualitative.anonymise.things import thing_like
from qualitative.anonymise.words import (
    MONTHS,
    WORD_FORENAMES,
    WORD_SURNAMES,
    Word,
    word_list,
)
from qualitative.language import forenames, uk_places
from qualitative.language.loading import checked_bytes

MODEL = "name-judge"
MASK_FROM = 0.35
"""A find at least this likely to be a person is masked: a miss costs more than a word too many."""
SETTLED_FROM = 0.75
"""Below this likelihood a masked find is one that a person should look at."""


@cache
def _weights() -> dict[str, dict[str, float]]:
    """What is asked → sign → weight. Raises ModelError when the model's files are missing or damaged."""
    weights: dict[str, dict[str, float]] = json.loads(checked_bytes(MODEL, "weights.json"))
    return weights


def likelihood(found: Mapping[str, float], asked: str) -> float:
    """How likely it is (0–1) that signs speak for what is asked: "person", or "body" (a body or place that could point to one)."""
    weights = _weights()[asked]
    score = sum(weights.get(name, 0.0) * value for name, value in found.items())
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, score))))


def signs(
    document: Document, words: Sequence[Word], means: str, support: float, against: float
) -> dict[str, float]:
    """Every sign that speaks for or against a person here, by name; those that are absent are left out.

    support, against: the tagger's scores there for a person and for a body or place; 0 where it saw nothing."""
    first, last = document.word_at[words[0].start_char], document.word_at[words[-1].start_char]
    kind, typed, seen = _kind(words), look.typed(document, words), look.seen(support)
    context = max(name_context(document, first), name_context(document, last))
    known = any(word.plain in forenames() for word in words)
    listed = [word for word in words if word.plain in WORD_FORENAMES or word.plain in WORD_SURNAMES]
    found = {
        "always": 1.0,
        "seen": support,
        "a body or place seen": against,
        f"seen {seen}": 1.0,
        f"found by {means}": 1.0,
        kind: 1.0,
        f"{kind}, {typed}": 1.0,
        f"{kind}, seen {seen}": 1.0,
        f"{typed}, seen {seen}": 1.0,
        f"{kind}, {typed}, seen {seen}": 1.0,
        f"{kind}, found by {means}": 1.0,
        "context": context,
        f"context of {kind}": context,
        "a thing": thing_like(document, words, first, last, known),
        f"{min(len(words), 3)} words": 1.0,
        f"before it {look.beside(document.text, words[0].start_char - 1)}": 1.0,
        f"after it {look.beside(document.text, words[-1].end_char)}": 1.0,
    }
    flags = {
        "a forename": known,
        "a word that is a known name": bool(listed),
        "words that are all known names": len(listed) == len(words),
        "a place and no forename": len(words) == 1 and words[0].plain in uk_places() and not known,
        "a short form of something": all(word.plain in word_list("abbreviations") for word in words),
        "a month": any(word.plain in MONTHS for word in words),
        "letters": len(words) == 1 and len(words[0].text) <= 3 and words[0].caps and not document.shouted,
        "in a text of small letters": document.typed_low,
        "in edited prose": document.cased_well,
        "small in edited prose": document.cased_well and words[0].text.islower(),
    }
    found |= {name: 1.0 for name, holds in flags.items() if holds}
    return found


def _kind(words: Sequence[Word]) -> str:
    """Whether the words are strange to the language, ordinary in it, or both."""
    odd = sum(strange(word) for word in words)
    if odd == len(words):
        return "strange" if any(word.plain in forenames() for word in words) else "unknown"
    if odd:
        return "half strange"
    if any(word.plain in WORD_FORENAMES for word in words):
        return "a word and a forename"
    if all(word.plain in forenames() or word.plain in WORD_SURNAMES for word in words):
        return "a word and a rare name"
    return "a word"
