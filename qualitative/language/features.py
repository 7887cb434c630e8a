"""What the names tagger sees of a word besides its letters: its shape and whether a gazetteer holds it.

The danger: the encoder is blind to capitals (so that typing "bev" hides nobody), but a tagger wholly blind to them
masks every "will" and "may". The rule: capitals are told only where they mean something: in a sentence typed
without contrast (all lower, all capitals) every word's shape is "says nothing". Training and use share this file.
"""

from __future__ import annotations

from enum import IntEnum

from qualitative.language.gazetteers import forenames, uk_places
from qualitative.language.segmentation import word_tokens

PLACE_WORDS = 5
"""The longest place name looked up, in words."""


class Shape(IntEnum):
    """How a word is typed, where its sentence shows contrast."""

    SAYS_NOTHING = 0
    LOWER = 1
    TITLE = 2
    TITLE_FIRST = 3
    CAPITALS = 4
    OTHER = 5


class Listed(IntEnum):
    """Which gazetteer holds the word; flags are added."""

    NOWHERE = 0
    FORENAME = 1
    PLACE = 2
    BOTH = 3


def shapes(sentence: str, words: list[tuple[int, int]]) -> list[int]:
    """Shape of each word of a sentence."""
    letters = [c for start, end in words for c in sentence[start:end] if c.isalpha()]
    if not any(c.islower() for c in letters) or not any(c.isupper() for c in letters):
        return [Shape.SAYS_NOTHING] * len(words)
    found = []
    for index, (start, end) in enumerate(words):
        word = sentence[start:end]
        if word.islower():
            shape = Shape.LOWER
        elif word.isupper() and len(word) > 1:
            shape = Shape.CAPITALS
        elif word[:1].isupper():
            shape = Shape.TITLE_FIRST if index == 0 else Shape.TITLE
        else:
            shape = Shape.OTHER
        found.append(int(shape))
    return found


def listed(sentence: str, words: list[tuple[int, int]]) -> list[int]:
    """Gazetteer flags of each word of a sentence: a forename, a word of a place name, both or neither."""
    lowered = [sentence[start:end].lower().replace("’", "'") for start, end in words]
    names, places = forenames(), uk_places()
    flags = [int(Listed.FORENAME) if word in names else 0 for word in lowered]
    for first in range(len(words)):
        for last in range(min(len(words), first + PLACE_WORDS), first, -1):
            if last - first == 1:
                hit = lowered[first] in places
            else:
                run = sentence[words[first][0] : words[last - 1][1]]
                hit = len(run) <= 60 and run.lower().replace("’", "'") in places
            if hit:
                for index in range(first, last):
                    flags[index] |= Listed.PLACE
                break
    return flags


def words_with_features(sentence: str) -> tuple[list[tuple[int, int]], list[int], list[int]]:
    """(start_char, end_char) of each word, its Shape and its Listed flags; three lists of one length."""
    words = word_tokens(sentence)
    return words, shapes(sentence, words), listed(sentence, words)
