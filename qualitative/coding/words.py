"""Words as evidence: stems, and the cues of a codebook found in a passage.

The danger: a machine that sees "governing" and does not know it for "governance", or that takes a cue which stands
under five codes as proof of one. The rule: both sides are reduced to the same plain stems, a cue of several words must
stand together, and a cue counts less the more codes claim it. What was found is kept with its offsets, so that a
rationale can show it.

Offsets are code points into the text given, end exclusive.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from qualitative.model import Code

WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?", re.UNICODE)

# Longest first. What is left must keep four letters, so "king" and "used" stay as they are.
SUFFIXES = (
    *("isation", "ization", "ability", "ibility", "ational", "fulness"),
    *("ation", "ition", "ement", "ively", "itive", "ative", "ating", "ality"),
    *("ment", "ance", "ence", "able", "ible", "ness", "ator", "itor", "ated", "ates", "ting"),
    *("ing", "ive", "ion", "ies", "ate", "ity", "ers", "ous", "ful"),
    *("ed", "er", "ly", "es", "al", "or"),
    *("s", "e", "y"),
)


def _listed(words: str) -> frozenset[str]:
    return frozenset(words.split())


# Words that carry no topic. Kept short: a word that is common in one field is evidence in another.
STOP = _listed(
    """a about above after again all also am an and any are aren't as at be because been before being below between
    both but by can can't cannot could couldn't did didn't do does doesn't doing don't down during each few for from
    further get gets got had hadn't has hasn't have haven't having he her here hers herself him himself his how i i'd
    i'll i'm i've if in into is isn't it it's its itself just like lot me more most my myself no nor not now of off on
    once only or other our ours ourselves out over own really same she so some something such than that that's the
    their theirs them themselves then there there's these they they're they've thing things think this those through
    to too under until up us very was wasn't we we'd we're we've were weren't what when where which while who whom
    why will with won't would wouldn't yeah yes you you're your yours yourself er erm um okay ok well sort
    bit going go went quite even though said say says much many every still
    thank thanks one two three four five six seven eight nine ten first second"""
)


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """A word's plain stem: two suffixes off at most, at least four letters kept ("governance" → "govern")."""
    word = word.lower().replace("’", "'").removesuffix("'s").replace("'", "")
    for _ in range(2):
        for suffix in SUFFIXES:
            if word.endswith(suffix) and len(word) - len(suffix) >= 4 and not word.endswith("ss"):
                word = word[: -len(suffix)]
                break
        else:
            break
    # "planned" → "plan": a doubled last consonant goes.
    return word[:-1] if len(word) > 4 and word[-1] == word[-2] and word[-1] not in "aeiousl" else word


def is_content(word: str) -> bool:
    return len(word) > 1 and word.lower().replace("’", "'") not in STOP


def content_words(text: str) -> list[str]:
    """The words that can carry a topic, as they stand in the text."""
    return [found.group() for found in WORD.finditer(text) if is_content(found.group())]


def terms(text: str) -> list[str]:
    """Stems of the content words, and of each two that follow one another: what the lexical view counts."""
    stems = [stem(word) for word in content_words(text)]
    return stems + [f"{first} {second}" for first, second in pairwise(stems)]


@dataclass(frozen=True)
class CueFound:
    """A cue of a code as it stands in a text. weight: in (0, 2]; 1 for a word of one code alone."""

    code: str
    cue: str
    start_char: int
    end_char: int
    weight: float


class CueMatcher:
    """Finds the cues of a set of codes. A cue of n words must stand as n words in a row (stems compared)."""

    def __init__(self, codes: Sequence[Code]) -> None:
        owners: dict[tuple[str, ...], list[tuple[str, str]]] = defaultdict(list)
        for code in codes:
            for cue in dict.fromkeys((*code.cues, code.name)):
                key = tuple(stem(found.group()) for found in WORD.finditer(cue))
                if key and all(owner != code.id for owner, _ in owners[key]):
                    owners[key].append((code.id, cue))
        self._owners = dict(owners)
        self._longest: dict[str, int] = defaultdict(
            int
        )  # first stem → words of the longest cue that begins so
        for key in owners:
            self._longest[key[0]] = max(self._longest[key[0]], len(key))

    def find(self, text: str) -> list[CueFound]:
        """Every cue in the text, in order; a shorter cue inside a longer one of the same code is left out."""
        words = [(found.start(), found.end(), stem(found.group())) for found in WORD.finditer(text)]
        found: list[CueFound] = []
        covered: dict[str, int] = {}  # code → end of its last cue
        for place, (start, _, first) in enumerate(words):
            longest = min(self._longest.get(first, 0), len(words) - place)
            for length in range(longest, 0, -1):
                owners = self._owners.get(tuple(word for _, _, word in words[place : place + length]))
                if owners is None:
                    continue
                end = words[place + length - 1][1]
                weight = min(2.0, 1 + 0.5 * (length - 1)) / len(owners)
                for code, cue in owners:
                    if covered.get(code, 0) <= start:
                        covered[code] = end
                        found.append(CueFound(code, cue, start, end, weight))
        return found


def looks_english(text: str) -> bool:
    """Whether a passage could be English; short ones get the benefit of the doubt. The models read English only."""
    words = [found.group().lower().replace("’", "'") for found in WORD.finditer(text)]
    letters = [sign for sign in text if sign.isalpha()]
    if letters and sum(sign < "\u0250" for sign in letters) < 0.5 * len(letters):  # not Latin script
        return False
    return len(words) < 8 or sum(word in STOP for word in words) >= 0.12 * len(words)
