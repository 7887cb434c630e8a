"""Quotations of a finished text in whatever marks: cleared as they stand, altered, too long, or nobody's.

The danger: an editor smooths a quotation, a designer turns the marks, and what was cleared is no longer what is printed.
So words between any pair of marks are compared with the notes as the tier may quote them; words left out must be marked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from qualitative.disclosure.check import why_not_quotable
from qualitative.disclosure.door import normalised
from qualitative.disclosure.quotes import MOST_WORDS, n_words
from qualitative.disclosure.view import View

_MARKS = (
    re.compile(r"“([^“”]{1,900})”"),
    re.compile(r"(?<!\w)\"([^\"\n]{1,900})\""),
    re.compile(r"«([^«»]{1,900})»"),
    re.compile(r"‹([^‹›]{1,900})›"),
    re.compile(r"„([^„“”]{1,900})[“”]"),
    re.compile(r"``([^`]{1,900})''"),
    re.compile(r"(?<![\w’'])[‘']((?:[^‘’'\n]|(?<=\w)[’'](?=\w)){3,900})[’'](?!\w)"),
)
_LEFT_OUT = re.compile(r"\s*(?:\[[^\[\]]{0,60}\]|\(…\)|\(\.\.\.\)|…|\.\.\.)\s*")
_ALTERED_FROM = (
    84  # of 100: how near to a passage's words a quotation is when it was altered from it (rapidfuzz)
)
_WORDS_OF_LEGEND = frozenset(("some", "many", "all", "not yet"))


@dataclass(frozen=True)
class Quotation:
    """Words in quotation marks: code points of the whole, marks included; words without them."""

    start_char: int
    end_char: int
    words: str


def quotations(text: str) -> list[Quotation]:
    """Every quotation, outermost marks first, none inside another."""
    found: list[Quotation] = []
    for pattern in _MARKS:
        for match in pattern.finditer(text):
            if pattern is _MARKS[-1] and n_words(match.group(1)) < 2:
                continue  # 'front': an apostrophe's neighbour more often than speech
            if not any(q.start_char < match.end() and match.start() < q.end_char for q in found):
                found.append(Quotation(match.start(), match.end(), match.group(1).strip(" ,.;:")))
    return sorted(found, key=lambda q: q.start_char)


def why_not(views: Sequence[View], words: str) -> str:
    """Why these words may not stand in quotation marks in any of the cases, or ""."""
    if words.casefold() in _WORDS_OF_LEGEND or not any(letter.isalpha() for letter in words):
        return ""
    if n_words(words) > MOST_WORDS:
        return f"a quotation over {MOST_WORDS} words"
    reasons = []
    for view in views:
        why = why_not_quotable(view, words)
        if why and _LEFT_OUT.search(words):
            pieces = [piece for piece in _LEFT_OUT.split(words) if piece.strip(" ,.;:")]
            whys = [why_not_quotable(view, piece.strip(" ,.;:")) for piece in pieces]
            why = next((w for w in whys if w), "") if len(pieces) > 0 else why
        if not why:
            return ""
        reasons.append(why)
    told = [why for why in reasons if "no source" not in why]
    if told:
        return told[0]
    return next(_altered(views, words), reasons[0] if reasons else "")


def _altered(views: Sequence[View], words: str) -> Iterator[str]:
    from rapidfuzz import fuzz

    wanted = normalised(words)
    if len(wanted.split()) < 3:
        return
    for view in views:
        for source in view.sources:
            if not source.kind.counts:
                continue
            said = normalised(source.text)
            near = fuzz.partial_ratio_alignment(wanted, said, score_cutoff=_ALTERED_FROM)
            if near is not None and near.score < 100 and wanted not in said:
                yield "a quotation altered: the notes have these words otherwise"
                return
