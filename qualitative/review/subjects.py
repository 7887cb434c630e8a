"""What a theme is about in this case: the things several passages speak of, in people's own word for them.

The danger: a topic label that nobody used. So a subject is a noun of the notes (it stands after "the", "a", "our"),
heard in three passages of the theme and two sessions or more, never a name, a post or a word of the theme's own title; which
passages speak of it is read from the word itself, so a person sees at once whether it fits.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from qualitative.review.clauses import VERB
from qualitative.review.evidence import Piece
from qualitative.review.points import Said

LEAST_PASSAGES, LEAST_SESSIONS, MOST_SUBJECTS = 3, 2, 3
_NEXT = (
    r"(?=\s*[.,;:!?)]|\s*$|\s+(?:is|was|are|were|and|or|of|to|in|on|at|for|from|with|that|which|had|has|have|but|by|as|when"
    r"|because|so|would|should|could|before|after|until|we|they|it|I|she|he|did|went|came|got|gets|not|never|nobody)\b)"
)
_NOUN = re.compile(
    rf"\b(?:[Tt]he|[Aa]n?|[Oo]ur|[Tt]heir|[Mm]y|its|[Nn]o|[Ee]very|[Ee]ach|[Tt]his|any|his|her)\s+(?:([a-z]+(?:-[a-z]+)?)\s+)?([a-z][a-z-]{{3,}}){_NEXT}"
)
_WEAK = frozenset(
    ["time", "times", "thing", "things", "other", "others", "same", "people", "person", "first", "last", "next", "year", "years", "month", "months", "week", "weeks", "day", "days", "whole", "start", "work", "alliance", "session", "group", "groups", "kind", "sort", "part", "point", "moment", "morning", "afternoon", "evening", "night", "today", "place", "side", "word", "words", "lady", "woman", "women", "lads", "name", "names", "hand", "hands", "head", "face", "room", "table", "phone", "half", "rest", "question", "questions", "answer", "answers", "reason", "reasons", "idea", "ideas", "matter", "problem", "problems", "view", "views", "case", "cases", "number", "numbers", "couple", "great", "little", "best", "worst", "good", "only", "main", "real", "true", "idea", "second", "third", "once", "twice", "past", "future", "present", "everyone", "anyone", "someone", "nobody", "meantime", "beginning", "middle", "bottom", "front", "back", "home", "house", "street", "corner", "town", "world", "life", "example", "fact", "facts", "sense", "feeling", "nothing", "there", "here", "what", "that", "this", "then", "more", "most", "much", "many", "long", "back", "both", "such", "very", "just", "only", "even", "something", "everything", "anything", "different", "another", "theory", "practice", "members", "partners", "partner", "party", "parties", "member", "staff", "team", "teams", "service", "services", "organisation", "organisations", "family", "families", "friend", "friends", "child", "children", "mother", "father", "wife", "husband", "sister", "brother", "daughter", "mum", "dad",   "wall", "floor", "desk", "kitchen", "window", "road", "park", "coffee", "lunch", "cake", "radio", "truth", "card", "page", "pages", "line", "lines"]
)  # fmt: skip
_STOP = frozenset("they them then there their these those this that what when where which while whose were with from into have been will would could should about after before because only also just some such more most much many very even ever here herself himself itself none each every other another over under again once both either neither does doing done goes going came went said says told asked know knew think thought want wanted need needed left right sort kind whatever better sooner later worse fortnight autumn summer winter spring taxi lift hour council trust charity hospital provider peer client patient tenant resident user lad elder carer whether".split())  # fmt: skip  # noqa: SIM905
_POST = re.compile(
    r"(?:chair|manager|director|commissioner|officer|lead|leader|worker|nurse|doctor|analyst|councillor|mayor|minister"
    r"|treasurer|secretary|president|executive|admin|volunteer|solicitor|lawyer|coordinator|navigator|trustee|analyst"
    r"|clerk|boss|head|deputy|owner|holder|caretaker|driver|teacher)s?"
)


@dataclass(frozen=True)
class Subject:
    """A thing spoken of. label: how to print it ("the bulletin"); pieces: the passages that speak of it."""

    term: str
    label: str
    pieces: tuple[Piece, ...] = field(repr=False)

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        return _pattern(self.term)

    def in_words(self, words: str) -> bool:
        return bool(self.pattern.search(words))

    def of(self, said: Said) -> bool:
        return self.in_words(said.clause.words)


def subjects(
    pieces: Sequence[Piece], everything: Sequence[Piece], title: str, barred: Sequence[str]
) -> list[Subject]:
    """The two or three things most widely spoken of in `pieces` and more here than elsewhere; [] where none is.

    everything: all passages of the case; title: the theme's name; barred: public names, never a subject (rule 9).
    """
    tellable = {p.id: _tellable(p) for p in everything}
    case_text = list({p.selection.id: tellable[p.id] for p in everything}.values())
    not_these = {w[:6] for w in re.findall(r"[a-z]{4,}", " ".join((title, *barred)).lower())}
    found = []
    for noun in _nouns([tellable[p.id] for p in pieces]):
        if (
            noun in _STOP
            or noun in _WEAK
            or f"{noun}s" in _WEAK
            or _POST.fullmatch(noun)
            or noun[:6] in not_these
        ):
            continue
        pattern = _pattern(noun)
        speaking = tuple(p for p in pieces if pattern.search(tellable[p.id]))
        n_sessions = len({p.session for p in speaking})
        everywhere = sum(bool(pattern.search(t)) for t in case_text)
        if len(speaking) < LEAST_PASSAGES or n_sessions < LEAST_SESSIONS:
            continue
        texts = [tellable[p.id] for p in speaking]
        if _is_a_name(noun, texts) or not _is_a_noun(noun, case_text):
            continue
        here = len(speaking) / len(pieces)
        worth = n_sessions + 0.4 * len(speaking) + min(3.0, here * len(case_text) / (everywhere or 1)) * 1.5
        found.append((worth, noun, speaking, texts))
    chosen: list[Subject] = []
    for _, noun, speaking, texts in sorted(found, key=lambda f: (-f[0], f[1])):
        taken = {p.id for s in chosen for p in s.pieces}
        if len(chosen) < MOST_SUBJECTS and sum(p.id in taken for p in speaking) * 2 <= len(speaking):
            chosen.append(Subject(noun, _label(noun, texts), speaking))
    return chosen


def _tellable(piece: Piece) -> str:
    """The words of a passage without what is from or about a post of one or two holders, and without masks."""
    return re.sub(r"\[[^\[\]]*\]", " ", ". ".join(c.words for c in piece.clauses if not c.untold))


def _pattern(noun: str) -> re.Pattern[str]:
    return re.compile(rf"\b{re.escape(noun)}(?:s|es)?\b", re.IGNORECASE)


def _singular(noun: str) -> str:
    return noun[:-1] if noun.endswith("s") and not noun.endswith(("ss", "us", "is")) else noun


def _nouns(texts: Sequence[str]) -> list[str]:
    found = {_singular(m.group(2)) for text in texts for m in _NOUN.finditer(text)}
    return sorted(n for n in found if len(n) >= 4 and not n.endswith(("ly", "ing")) and not VERB.fullmatch(n))


def _is_a_noun(noun: str, texts: Sequence[str]) -> bool:
    """Not a word that is a verb or an adjective more often than not ("the old", "to plan")."""
    pattern = re.compile(
        rf"\b(to|not|very|so|we|they|I|you|nobody|he|she)\s+{re.escape(noun)}\b", re.IGNORECASE
    )
    as_noun = sum(_singular(m.group(2)) == noun for t in texts for m in _NOUN.finditer(t))
    return as_noun >= 2 and as_noun > sum(len(pattern.findall(t)) for t in texts)


def _is_a_name(noun: str, texts: Sequence[str]) -> bool:
    inside = [m for t in texts for m in re.finditer(rf"(?<=[a-z,] ){re.escape(noun)}s?\b", t, re.IGNORECASE)]
    return sum(m.group(0)[0].isupper() for m in inside) * 2 >= max(1, len(inside))


def _label(noun: str, texts: Sequence[str]) -> str:
    """ "the bulletin", "the open book", "letters": the form heard most."""
    forms: Counter[str] = Counter()
    for text in texts:
        forms.update({m.group(0).lower() for m in _pattern(noun).finditer(text)})
    form = max(forms, key=lambda f: (forms[f], -len(f)))
    pairs: Counter[str] = Counter()
    for text in texts:
        pairs.update({
            f"{m.group(1)} {m.group(2)}" for m in _NOUN.finditer(text)
            if m.group(1) and m.group(2) == form and m.group(1) not in _WEAK
        })  # fmt: skip
    pair, n = max(pairs.items(), key=lambda p: (p[1], p[0]), default=("", 0))
    words = pair if n * 2 > len(texts) else form
    definite = sum(bool(re.search(rf"\b(?:the|our|their|this) {re.escape(words)}\b", t, re.I)) for t in texts)
    return f"the {words}" if form == noun or definite * 2 >= forms[form] else words
