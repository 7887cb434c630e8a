"""How a span of text looks, in words: how it is typed, how surely the tagger saw it, what stands at its edges."""

from __future__ import annotations

from collections.abc import Sequence

from qualitative.anonymise.document import Document
from qualitative.anonymise.words import Word


def typed(document: Document, words: Sequence[Word]) -> str:
    """How the name is typed, where that says something."""
    if document.shouted:
        return "shouted"
    if all(word.caps for word in words):
        return "capitals"
    if all(word.capital for word in words):
        return "at a start" if document.opens_sentence(words[0]) else "shown"
    return "small among capitals" if any(c.isupper() for c in document.text) else "small"


def seen(support: float) -> str:
    """The tagger's score in steps."""
    for step, name in ((0.97, "surely"), (0.8, "well"), (0.4, "so-so"), (0.0001, "faintly")):
        if support >= step:
            return name
    return "not"


def beside(text: str, at: int) -> str:
    """The sort of sign that stands at text[at]."""
    if not 0 <= at < len(text):
        return "an edge"
    character = text[at]
    if character in "\n\r":
        return "an edge"
    if character.isspace():
        return "a space"
    if character in ",;":
        return "a comma"
    if character in "/&+>|=":
        return "a joining sign"
    if character in ":()[]":
        return "a colon or bracket"
    if character in "-–—":
        return "a dash"
    if character in "'’":
        return "an apostrophe"
    if character in ".!?…":
        return "a stop"
    return "another sign"
