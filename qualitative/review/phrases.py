"""Whether the end of a claim reads as a phrase that a stranger understands: only such ends reach the map of causes.

The danger: a diagram of "Mortgage", "One name" and "They were mine" looks like knowledge and says nothing. So a node is
a noun phrase of two telling words or more, or a clause whose subject is no bare pronoun; the rest stays in the table.
"""

from __future__ import annotations

import re

from qualitative.review.clauses import (
    UNPRINTABLE,
    VERB,
    asks_about_use,
    capital_first,
    longhand,
    reported,
    unframed,
)
from qualitative.review.understood import points_away, understood

MOST_WORDS = 16
_PRONOUN_FIRST = re.compile(
    r"(?:not )?(?:I|we|it|they|he|she|you|this|that|these|those|there(?! (?:was|were|is|are) (?:no|nobody|nothing|only)\b)|which|who|what|some|both|one|other|another|him|her|them|us|if|otherwise|to|of|for|in|on|at|had|did|was|signed)\b",
    re.IGNORECASE,
)
_SOMEBODY = re.compile(
    r"\b(?:he|she|his|her|him|hers|you|your|I|me|my|we|us|our|they|them|their)\b|['’](?:d|m)\b", re.IGNORECASE
)
_ENDS_BADLY = re.compile(
    r"\b(?:and|but|or|the|a|an|of|to|with|for|because|so|that|it|at all|by|in|on|not)$|…$", re.IGNORECASE
)
_WEAK = frozenset("thing things date name pay seat leaving alliance contract agenda people person time year years week month knowing signature mortgage day reason point way place hats money".split())  # fmt: skip  # noqa: SIM905


def reads_as_phrase(words: str) -> bool:
    """ "The legal post was vacant", "competition between the partners"; not "mortgage", "they were mine", "one name"."""
    words = unframed(longhand(words)).strip(" .,;:")
    if not 3 <= len(words.split()) <= MOST_WORDS or "[" in words or asks_about_use(words):
        return False
    if (
        UNPRINTABLE.search(words)
        or words.count("(") != words.count(")")
        or points_away(words)
        or not understood(words)
    ):
        return False
    if _PRONOUN_FIRST.match(words) or _SOMEBODY.search(words) or _ENDS_BADLY.search(words):
        return False
    telling = [w for w in re.findall(r"[a-z]{4,}", words.lower()) if w not in _WEAK]
    return len(telling) >= (1 if VERB.search(words) else 2)


def as_phrase(words: str) -> str:
    return capital_first(reported(longhand(words)))
