"""What participants would do another time, kept apart from what the reviewers propose.

The danger: a complaint read as advice ("the measures are not why it failed"). So a proposal says "should", "next time",
"would have helped", or is a short answer to what should be done differently that tells of nothing past.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from qualitative.model import Sentence
from qualitative.review.clauses import asks_about_use
from qualitative.review.evidence import Piece
from qualitative.review.points import SAME_POINT, Said, Similar, said_in
from qualitative.review.sentences import Writer

_TOLD = re.compile(
    r"\b(?:is|are|isn['’]t|aren['’]t|had|has|have|did|didn['’]t|don['’]t|knew|thought|went|came|got|why|because|nobody|never)\b(?! (?:decided|still|open|not|answerable|telling))",
    re.IGNORECASE,
)


def proposes(said: Said) -> bool:
    """A proposal that stands by itself; in answer to "what next" also a note-taker's fragment ("a named contact")."""
    clause = said.clause
    if (
        said.piece.what_next
        and not clause.untold
        and 4 <= clause.n_words <= 22
        and not asks_about_use(clause.words)
    ):
        return (clause.proposal or not _TOLD.search(clause.words)) and not re.search(
            r"[?=→|<>%\[\]]|\b(?:he|she|his|her|you|they|said|was|were)\b", clause.words, re.IGNORECASE
        )
    return clause.proposal and clause.fit_to_lead


def proposals(pieces: Sequence[Piece], similar: Similar, writer: Writer, told: set[str]) -> list[Sentence]:
    """What participants would do another time, apart from what reviewers propose."""
    said = [
        s for s in said_in(pieces)
        if proposes(s) and writer.allowed(s.clause) and s.clause.words not in told
    ]  # fmt: skip
    similar.learn([s.clause.words for s in said])
    made: list[Sentence] = []
    short: list[Said] = []
    used: set[str] = set()
    for s in said:
        if s.piece.id in used or len(made) == 5:
            continue
        near = [
            o
            for o in said
            if o.piece.id not in used and similar.cosine(s.clause.words, o.clause.words) >= SAME_POINT
        ]
        supports = list({o.piece.id: o.piece for o in [s, *near]}.values())
        sentence = writer.proposal(s, supports)
        if sentence:
            made.append(sentence)
            used |= {p.id for p in supports}
            told |= {o.clause.words for o in [s, *near]}
        elif s.piece.what_next and len(short) < 6:
            short.append(s)
            used.add(s.piece.id)
            told.add(s.clause.words)
    return [*([writer.answers(short)] if short else []), *made]
