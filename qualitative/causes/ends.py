"""From a cue to its two ends: which words are the cause and which the effect.

The danger: an end that says more, or other, than its speaker did. So the ends are whole clauses or phrases of one
sentence (a connective at its start may reach back one sentence), trimmed of what only joins or hedges.
"""

from __future__ import annotations

from dataclasses import dataclass

from qualitative.causes.clauses import JOINERS, Token, has_verb, opens_clause, sentences, tokens, words
from qualitative.causes.cues import Cue, Shape
from qualitative.causes.learned import start_of, stop_of

_LEADING = words("""and but or so yet then well um uh er erm yeah yes no okay ok right now also because though
    although basically obviously actually honestly like just really perhaps maybe probably again anyway plus
    even only partly largely mainly , ; : - – — ( " “ ' ’ . … """)
_TRAILING = words(
    """and but or so then , ; : - – — ( ) " “ ” ' . ! ? … that which is was also just partly largely mainly """
)
_AUXILIARIES = words(
    "might may could would should will can did do does has have had to not also really just be never"
)
_HEDGES = tuple(
    tuple(h.split())
    for h in (
        "i think that",
        "i think",
        "i guess",
        "i suppose",
        "i mean",
        "you know",
        "i would say that",
        "i would say",
        "i'd say",
        "i feel that",
        "i feel like",
        "i feel",
        "i believe that",
        "i believe",
        "it seems that",
        "it felt like",
        "i know that",
        "i know",
        "we think that",
        "we think",
        "we felt that",
        "we felt",
        "they felt that",
        "felt that",
        "said that",
        "people said that",
        "the fact that",
    )
)


@dataclass(frozen=True)
class Ends:
    """(start, end) code points of cause and effect; supposed: meant or possible; across: reached over a full stop."""

    cause: tuple[int, int]
    effect: tuple[int, int]
    across: bool = False


def ends_of(
    text: str, start: int, end: int, cue: Cue, spans: list[tuple[int, int]] | None = None
) -> Ends | None:
    """The two ends of the cue at text[start:end], or None where one is missing. spans: sentences(text), if at hand."""
    spans = sentences(text) if spans is None else spans
    at = next((i for i, (s, e) in enumerate(spans) if s <= start < e), None)
    if at is None:
        return None
    left, right = tokens(text, spans[at][0], start), tokens(text, end, spans[at][1])
    way = layout(left, cue)
    across = way == "across"
    if across:
        if at == 0:
            return None
        left = tokens(text, *spans[at - 1])
    if way == "initial":
        first, rest = stop_of(right, "initial", cue.name)
        while rest and not rest[0].is_word:
            rest = rest[1:]
        near, _ = stop_of(rest, "main", cue.name)
        made = _pair(first, near)
    else:
        before = start_of(left, way, cue.name)
        after, _ = stop_of(right, way, cue.name)
        if cue.shape is Shape.SUBORDINATE and _is_cleft(before):
            after, before = _cleft(right, after)
        if cue.shape is Shape.VERB:
            while before and (before[-1].word in _AUXILIARIES or before[-1].word.endswith("n't")):
                before = before[:-1]
        made = _pair(after, before) if cue.shape.backwards else _pair(before, after)
    return None if made is None else Ends(made.cause, made.effect, across)


def _is_cleft(before: list[Token]) -> bool:
    """ "it was (not) because …": what stands before the cue says nothing; the effect follows a "that"."""
    return (
        0 < len(before) <= 3
        and before[0].word in ("it", "it's", "that", "that's", "this")
        and has_verb(before)
    )


def _cleft(right: list[Token], after: list[Token]) -> tuple[list[Token], list[Token]]:
    """ "… because of A that B": (A, B); (after, nothing) where no "that" follows."""
    parts = [i for i, t in enumerate(right) if t.word == "that" and i]
    return (right[: parts[-1]], right[parts[-1] + 1 :]) if parts else (after, [])


def layout(left: list[Token], cue: Cue) -> str:
    """How the ends stand: "initial" (CUE cause, effect), "across" (a full stop between), else the cue's shape."""
    opens = not any(t.is_word and t.word not in _LEADING for t in left)
    if cue.shape is Shape.CONNECT:
        return "across" if opens else str(cue.shape)
    if cue.shape in (Shape.SUBORDINATE, Shape.PURPOSE, Shape.CONDITION) and (
        opens or _clause_starts_here(left)
    ):
        return "initial"
    return str(cue.shape)


def _pair(cause: list[Token], effect: list[Token]) -> Ends | None:
    cause, effect = trimmed(cause), trimmed(effect)
    if not _says_something(cause) or not _says_something(effect):
        return None
    return Ends((cause[0].start, cause[-1].end), (effect[0].start, effect[-1].end))


def _says_something(given: list[Token]) -> bool:
    return any(t.is_word for t in given)


def trimmed(given: list[Token]) -> list[Token]:
    """Without joiners and hedges at either end."""
    lo, hi = 0, len(given)
    changed = True
    while changed and lo < hi:
        changed = False
        while lo < hi and _joins_only(given, lo, hi):
            lo, changed = lo + 1, True
        while lo < hi and (
            given[hi - 1].word in _TRAILING or not (given[hi - 1].is_word or given[hi - 1].word == "%")
        ):
            hi, changed = hi - 1, True
        for hedge in _HEDGES:
            if tuple(t.word for t in given[lo : lo + len(hedge)]) == hedge and hi - lo > len(hedge) + 1:
                rest = given[lo + len(hedge) : hi]
                if has_verb(rest) or hedge[-1] == "that":
                    lo, changed = lo + len(hedge), True
                    break
    return given[lo:hi]


def _joins_only(given: list[Token], lo: int, hi: int) -> bool:
    """Whether the first word says nothing of its own: a joiner, or a "that" or "which" before a clause."""
    word = given[lo].word
    if not given[lo].is_word and word not in "£$€#@":
        return True
    return word in _LEADING or (word in ("that", "which") and opens_clause(given[:hi], lo + 1))


def _clause_starts_here(left: list[Token]) -> bool:
    """The cue opens a clause of its own inside the sentence: ", and because …, …"."""
    if not left:
        return True
    return left[-1].word in JOINERS and (
        len(left) < 2 or left[-2].word in {",", ";", "-", "–", "—"} or left[-1].word != "so"
    )
