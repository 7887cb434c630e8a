"""Sentences and clauses by their surface: punctuation, conjunctions, and what looks like a subject with a verb.

The danger: an end of a link that swallows the neighbouring claim, or a phrase cut so short that it says something
else. There is no grammar model here; the rules are few and err on the side of the longer clause. All offsets are
code points into the text given.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from qualitative import language


def words(listed: str) -> frozenset[str]:
    """The white-space separated words of a list, as a set."""
    return frozenset(listed.split())


_TOKEN = re.compile(r"[^\W_]+(?:['’\-][^\W_]+)*|\[[^\[\]\n]{1,80}\]|[^\w\s]", re.UNICODE)
# One character for one, so that offsets stay.
_SOFT_BREAK = re.compile(r"(?<=[^\s.!?:])\n(?=[ \t]*[a-z])")

SUBJECTS = words(
    "i we you they he she it there this that these those who nobody everyone everybody people staff"
)
DETERMINERS = words(
    """the a an our their my your his her its some many most all no any each every these those this that """
)
JOINERS = words("""and but or so yet """)
RELATIVES = words("""which who whom whose where """)
VERBS = words("""is are was were be been am 's 're 'm do does did has have had having can could will would shall should
    may might must get gets got go goes went come comes came make makes made take takes took need needs
    needed want wants wanted think know feel felt say says said see saw seem seems seemed keep kept give
    gave find found work worked don't didn't doesn't isn't wasn't weren't aren't can't couldn't won't
    wouldn't hasn't haven't hadn't became become lost left met ran felt thought knew meant put set stood
    told understood began changed stopped started struggled agreed ended moved signed wanted trusted built
    broke fell grew held spent paid """)


@dataclass(frozen=True)
class Token:
    start: int
    end: int
    word: str  # lower-cased

    @property
    def is_word(self) -> bool:
        return self.word[0].isalnum() or self.word[0] == "["


def sentences(text: str) -> list[tuple[int, int]]:
    """(start, end) of each sentence, in order. A line broken in mid-sentence goes on; a bullet or blank line ends one."""
    return language.sentences(_SOFT_BREAK.sub(" ", text))


def tokens(text: str, start: int = 0, end: int | None = None) -> list[Token]:
    """The words and punctuation marks of text[start:end]; a bracketed replacement is one word."""
    stop = len(text) if end is None else end
    return [
        Token(m.start(), m.end(), m.group().lower().replace("’", "'"))
        for m in _TOKEN.finditer(text, start, stop)
    ]


def looks_finite(token: Token) -> bool:
    """Whether the token may be a clause's verb."""
    return (
        token.word in VERBS
        or token.word.endswith("n't")
        or (len(token.word) > 4 and token.word.endswith("ed"))
    )


def has_verb(given: Sequence[Token]) -> bool:
    return any(looks_finite(t) or "'" in t.word for t in given)


def opens_clause(given: Sequence[Token], i: int) -> bool:
    """Whether a clause with a subject of its own seems to start at the i-th token."""
    if i >= len(given):
        return False
    word = given[i].word
    if word.split("'")[0] in SUBJECTS:
        return True
    if word in DETERMINERS or word.startswith("["):
        return any(looks_finite(t) for t in given[i + 1 : i + 6])
    return False
