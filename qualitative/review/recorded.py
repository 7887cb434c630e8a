"""What the notes record in the note-taker's own words, told as that and in no quotation marks.

The danger: half of what was heard is lost because it was noted in telegram style. A note such as "bulletin meant to be
monthly" is nobody's speech and no sentence; but it can be told as what the notes record. So only clauses of a reported
voice are told so, whole, without names, asides or first person, by the place where they were noted.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from qualitative.model import Sentence, SentenceKind, SessionKind, Tier, Voice
from qualitative.review.clauses import (
    UNPRINTABLE,
    VERB,
    Clause,
    asks_about_use,
    capital_first,
    explains,
    has_subject,
    reported,
)
from qualitative.review.evidence import Piece
from qualitative.review.points import SAME_POINT, Similar
from qualitative.review.sentences import Writer
from qualitative.review.understood import understood
from qualitative.review.wording import where, who

MOST_CLAUSES, A_SENTENCE = 14, 3
_STARTS_BADLY = re.compile(
    r"(?:it|this|that|these|those|which|who|whom|whose|because|although|though|if|when|while|where|or|nor|as|than|such|same|then"
    r"|says?|said|added|but|and|also|so|hence|nope|yes|no(?= one|$)|told|disagreed|agreed|laughed|went|came|again|sorted|still|even|to|with|for|from|of|like|found|heard|see|did|was|were|is|are|has|can|could|what|how|why)\b",
    re.IGNORECASE,
)
_ENDS_BADLY = re.compile(
    r"\b(?:and|but|or|the|a|an|of|to|with|for|because|so|that|it|incl|eg|by|at|in|on|no|not|also|from|says|said|apparently)$",
    re.IGNORECASE,
)


def notable(piece: Piece, clause: Clause) -> bool:
    """Whether a clause of the notes can stand after "the notes record"."""
    words = clause.words
    return (
        piece.voice is Voice.REPORTED
        and not piece.what_next
        and not clause.untold
        and not clause.of_self
        and not clause.proposal
        and not asks_about_use(words)
        and 5 <= clause.n_words <= 26
        and words.count(",") <= 3
        and bool(VERB.search(words))
        and not UNPRINTABLE.search(words)
        and not re.search(r"[()&{}|]|['‘’](?!s\b|t\b|re\b|ve\b|ll\b)|\d(?:x|%)", words)
        and not _STARTS_BADLY.match(words)
        and not _ENDS_BADLY.search(words)
        and not re.search(
            r"\b(?:I|me|my|we|us|our|you|your|he|she|his|her|hers|him|they|them|their|himself|herself|themselves)\b|[a-z]['’]d\b",
            words,
            re.I,
        )
        and not explains(words)
        and (has_subject(words) or piece.kind is SessionKind.INTERVIEW)
        and understood(words)
    )


def recorded(
    pieces: Sequence[Piece],
    writer: Writer,
    similar: Similar,
    told: set[str],
    done: set[str],
    *,
    at_most: int = MOST_CLAUSES,
) -> list[Sentence]:
    """A sentence per place: "The notes of an interview record: …; …". done: pieces already told; both sets grow."""
    chosen: list[tuple[Piece, Clause]] = []
    for piece in pieces:
        mine = [
            c
            for c in piece.clauses
            if notable(piece, c)
            and c.words not in told
            and writer.allowed(c)
            and writer.allowed_words(c.words)
        ]
        new = [
            c for c in mine
            if all(similar.cosine(c.words, other.words) < SAME_POINT for _, other in chosen)
        ]  # fmt: skip
        if piece.id not in done and new and len(chosen) < at_most:
            best = max(new, key=lambda c: (min(c.n_words, 16), -c.start_char))
            chosen.append((piece, best))
    places: dict[object, list[tuple[Piece, Clause]]] = {}
    for piece, clause in chosen:
        place = piece.kind if writer.view.tier is Tier.PUBLIC else piece.session
        places.setdefault(place, []).append((piece, clause))
    made: list[Sentence] = []
    seen: set[object] = set()
    for those in places.values():
        for at in range(0, len(those), A_SENTENCE):
            made.append(_sentence(those[at : at + A_SENTENCE], writer, seen))
    for piece, clause in chosen:
        told.add(clause.words)
        done.add(piece.id)
    return made


def _sentence(those: Sequence[tuple[Piece, Clause]], writer: Writer, seen: set[object]) -> Sentence:
    pieces = [p for p, _ in those]
    named = bool(who(writer.view, pieces))
    place = where(writer.view, [p.session for p in pieces], name_groups=named).removeprefix("in ")
    kind = pieces[0].kind
    if place.startswith(("an ", "a ")) and kind in seen:
        place = f"another {kind.value}"
    again = pieces[0].session in seen or (writer.view.tier is Tier.PUBLIC and kind in seen)
    seen |= {kind, pieces[0].session}
    start = "They also record" if again else f"the notes of {place} record"
    words = "; ".join(reported(c.words) for _, c in those)
    return writer.sentence(
        SentenceKind.FINDING, capital_first(f"{start}: {words.rstrip(' .,;:')}."), tuple(p.id for p in pieces)
    )


MOST_OWN_WORDS = 4


def own_words(
    pieces: Sequence[Piece], about: str, writer: Writer, similar: Similar, told: set[str], done: set[str]
) -> list[Sentence]:
    """One sentence of short verbatim phrases nearest to the theme, each with its place, from passages nothing else told."""
    near: list[tuple[float, Piece, Clause]] = []
    for piece in pieces:
        if piece.voice is Voice.VERBATIM and piece.id not in done:
            near += [
                (similar.cosine(c.words, about) + 0.05 * len(re.findall(r"\b[a-z]{5,}\b", c.words)), piece, c)
                for c in piece.clauses
                if c.words not in told and _speaks_for_itself(c) and writer.allowed(c)
            ]
    chosen: list[tuple[Piece, Clause]] = []
    for worth, piece, clause in sorted(near, key=lambda n: (-n[0], n[1].id, n[2].start_char)):
        room = writer.quotations_left - len(chosen)
        if (
            worth >= NEAR_ENOUGH
            and room > 0
            and len(chosen) < MOST_OWN_WORDS
            and piece.id not in {p.id for p, _ in chosen}
            and writer.may_quote_clause(piece, clause)
        ):
            chosen.append((piece, clause))
    if not chosen:
        return []
    parts = []
    for piece, clause in sorted(chosen, key=lambda c: (c[0].kind.value, c[0].session)):
        named = bool(who(writer.view, [piece]))
        parts.append(f"{where(writer.view, [piece.session], name_groups=named)} “{_small(clause.words)}”")
        writer.n_quotations += 1
        told.add(clause.words)
        done.add(piece.id)
    text = f"In people's own words: {'; '.join(parts)}."
    return [writer.sentence(SentenceKind.FINDING, text, tuple(p.id for p, _ in chosen))]


NEAR_ENOUGH = 0.15  # cosine with the theme's definition, and a little for telling words


def _small(words: str) -> str:
    first = words.split()[0]
    return words if first[:1] == "I" or first[1:] != first[1:].lower() else words[0].lower() + words[1:]


def _speaks_for_itself(clause: Clause) -> bool:
    words = clause.words
    return (
        not clause.untold
        and not asks_about_use(words)
        and 5 <= clause.n_words <= 12
        and has_subject(words)
        and words.count(",") < 2
        and bool(VERB.search(words))
        and not UNPRINTABLE.search(words)
        and not explains(words)
        and not re.search(r"\b(?:he|she|his|her|him|hers|they|them|their)\b|[()\d]", words, re.IGNORECASE)
        and not re.match(
            r"(?:it|this|that|these|those|which|who|because|then|or|nor|as|than|can I|one)\b",
            words,
            re.IGNORECASE,
        )
        and not _ENDS_BADLY.search(words)
        and len(re.findall(r"\b[a-z]{4,}\b", words)) >= 3
        and understood(words)
    )
