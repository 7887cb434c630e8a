"""What a finder saw is a suspicion; here it is judged: persons by what speaks for and against them, bodies by `need`.

The danger: a tagger turned up until it misses nobody masks every Will and every May. So an ordinary word needs a name's
company before it is a person, and the study's own allow-list has the last word.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from qualitative.anonymise.document import Document
from qualitative.anonymise.finds import Find
from qualitative.anonymise.names import SAYING, name_context, name_word, strange
from qualitative.anonymise.need import (
    Allowed,
    Kept,
    is_a_country,
    is_a_people,
    judge_body,
    left,
    public_name,
    public_spans,
    ruled,
    world_spans,
)
from qualitative.anonymise.things import thing_like
from qualitative.anonymise.words import (
    DAYS,
    OPENERS,
    PARTICLES,
    TITLES,
    WORD_FORENAMES,
    WORD_SURNAMES,
    Word,
    ordinary,
    word_list,
    word_set,
)
from qualitative.language import NameSpan, forenames, uk_places
from qualitative.model import Tier


def decide(
    document: Document,
    finds: Sequence[Find],
    spans: Sequence[NameSpan],
    allowed: Allowed,
    kept_words: Kept | None = None,
) -> list[Find]:
    """The finds that are to be masked, each with the tier it is masked from and whether a person should look."""
    open_spans = [*allowed.spans(document.text), *public_spans(document)]
    kept = []
    for find in finds:
        judged = _judge_person(document, find, spans) if find.type == "PERSON" else ruled(document, find)
        if (
            judged
            and not _stands(judged, open_spans)
            and not document.is_protected(find.start_char, find.end_char)
        ):
            kept.append(judged)
    for span in spans:
        if span.label in ("ORG", "LOC"):
            judged = judge_body(document, span, allowed)
            if judged and not _stands(judged, open_spans):
                kept.append(judged)
    bodies = [find for find in kept if find.type == "ORG" and find.means == "pattern"]
    if kept_words is not None:
        spots = kept_words.spots(document.text)
        judged_again = (find if find.means in _TOLD else left(find, spots) for find in kept)
        kept = [find for find in judged_again if find is not None]
    abroad = world_spans(document)
    kept = [
        find for find in kept if not (_is_a_guess(find) and any(a <= find.start_char < b for a, b in abroad))
    ]
    return [find for find in kept if not (_is_a_guess(find) and _inside(find, bodies))]


def _is_a_guess(find: Find) -> bool:
    return find.type == "PERSON" and find.means in _GUESSES


_TOLD = frozenset(("roster", "title", "label", "list"))
_CERTAIN = _TOLD | {"clipped"}
_GUESSES = frozenset(("tagger", "gazetteer", "context"))


def _inside(find: Find, bodies: Sequence[Find]) -> bool:
    """A guess at a person that is all, or part, of a body's name known by its kind."""
    return any(body.start_char <= find.start_char and find.end_char <= body.end_char for body in bodies)


def _stands(find: Find, open_spans: Sequence[tuple[int, int]]) -> bool:
    """An allowed phrase covers it whole; contact details and numbers are never let stand."""
    if find.type not in ("PERSON", "ORG", "PLACE", "POST") or find.masked_from is Tier.PUBLIC:
        return False
    return any(start <= find.start_char and find.end_char <= end for start, end in open_spans)


def _judge_person(document: Document, find: Find, spans: Sequence[NameSpan]) -> Find | None:
    words = list(document.words_in(find.start_char, find.end_char))
    while words and words[0].plain.rstrip(".") in TITLES and len(words) > 1:
        words = words[1:]
    for place in range(len(words) - 1, 0, -1):
        if words[place - 1].plain in TITLES and words[place - 1].plain not in forenames():
            words = words[place:]  # "at Ferry Wynd Dr Lomax": two names, and this is the person's
            break
    words = _trimmed(document, words)
    if not words or not any(name_word(word) for word in words) or all(len(word.text) == 1 for word in words):
        return None
    while len(words) > 1 and words[0].capital and words[-1].text.islower() and not strange(words[-1]):
        words = words[:-1]  # "Mo Tolley rang"
    if not _is_a_tag(document, words):
        words = _without_initials(_names_only(words))
    find = replace(find, start_char=words[0].start_char, end_char=words[-1].end_char)
    if find.means not in _CERTAIN and _the_place(document, words):
        return ruled(document, replace(find, type="PLACE", confidence=0.6, settled=False))
    text = document.text[find.start_char : find.end_char]
    if find.means in _GUESSES and any(is_a_country(word) for word in words):
        return None
    if public_name(text) or is_a_people(words) or all(word.plain in TITLES for word in words):
        return None
    if find.means in _CERTAIN:
        return find
    support = max(
        (
            span.score
            for span in spans
            if span.label == "PERSON" and span.start_char < find.end_char and find.start_char < span.end_char
        ),
        default=0.0,
    )
    against = max(
        (
            span.score
            for span in spans
            if span.label != "PERSON" and span.start_char < find.end_char and find.start_char < span.end_char
        ),
        default=0.0,
    )
    score = _weigh(document, words, find, support, against, bool(spans))
    if score < 0.5:
        return None
    return replace(find, confidence=round(min(1.0, score), 3), settled=score >= 0.6)


def _weigh(
    document: Document, words: list[Word], find: Find, support: float, against: float, tagged: bool
) -> float:
    """A plain sum of what speaks for a person: the words themselves, their company, the tagger."""
    odd = [word for word in words if strange(word)]
    first = document.word_at[words[0].start_char]
    last = document.word_at[words[-1].start_char]
    context = max(name_context(document, first), name_context(document, last))
    known = any(word.plain in forenames() for word in words)
    shown = (
        not document.shouted and all(word.capital for word in words) and not all(word.caps for word in words)
    )
    inside = shown and not document.opens_sentence(words[0])
    place = any(word.plain in uk_places() for word in words) and len(words) == 1
    score = 0.35 * support * 2 - 0.5 * against - thing_like(document, words, first, last, known)
    score += 0.25 * bool(odd) + 0.15 * (bool(odd) and known) + 0.35 * context
    score += 0.2 * inside + 0.05 * shown + 0.15 * (shown and support >= 0.9)
    if len(words) > 1 and odd and known:
        score += 0.2
    if not odd and named_word(document, words, context):
        score += 0.35
    elif not odd:
        score -= 0.25 if inside else 0.45
    if place and not known:
        score -= 0.15
    if not tagged and find.means == "gazetteer":
        score += 0.1
    if support and _is_a_tag(document, words):
        score += 0.45
    if all(word.plain in word_list("abbreviations") for word in words):
        score -= 0.5
    return score


def _is_a_tag(document: Document, words: Sequence[Word]) -> bool:
    """`j-lo`, `A-Rod`: an initial and a clipped name, where the tagger saw somebody."""
    return (
        len(words) == 2
        and len(words[0].text) == 1
        and document.gap(words[0], words[1]) == "-"
        and (len(words[1].text) <= 3 or strange(words[1]))
    )


def _trimmed(document: Document, words: list[Word]) -> list[Word]:
    """Without what a tagger takes along at either end: little words, and what follows a full stop."""
    for place in range(1, len(words)):
        if "." in document.gap(words[place - 1], words[place]) and len(words[place - 1].text) > 2:
            words = words[:place]
            break
    while words and (words[0].plain in OPENERS or words[0].plain in DAYS or words[0].plain in _VERBS):
        words = words[1:]
    while len(words) > 1 and words[0].plain in _DONE_TO_SOMEBODY:
        words = words[1:]  # "Rang James"
    while words and (words[-1].plain in OPENERS or words[-1].plain in DAYS or words[-1].plain in _VERBS):
        words = words[:-1]
    return words


_DONE_TO_SOMEBODY = word_set(
    "rang rung ring phoned phone emailed email texted text met saw chased chase invited thanked visited called spoke messaged copied pls please"
)
_VERBS = word_set("said says is was ask tell told asked")


def named_word(document: Document, words: Sequence[Word], context: float) -> bool:
    """`Will reckons`, `Rose Young`: words of the language, and yet plainly a name."""
    if not words[0].capital or document.shouted or words[0].caps or words[0].plain not in WORD_FORENAMES:
        return False
    if len(words) == 1:
        return context >= 0.8
    return len(words) == 2 and words[1].capital and words[1].plain in WORD_SURNAMES


def _names_only(words: list[Word]) -> list[Word]:
    """Of a name typed low, without the words a tagger took along: `kwame off sick` is Kwame, `terry gross` is both."""
    if not any(strange(word) or word.plain in forenames() for word in words):
        return words
    while len(words) > 1 and words[-1].text.islower() and not strange(words[-1]):
        named = words[-1].plain in WORD_SURNAMES or (len(words) == 2 and words[0].plain in forenames())
        if named and words[-1].plain not in _TAILS and words[-1].plain not in SAYING:
            break
        words = words[:-1]
    while (
        len(words) > 1
        and words[0].text.islower()
        and len(words[0].text) > 1
        and not strange(words[0])
        and words[0].plain not in WORD_FORENAMES | PARTICLES
    ):
        words = words[1:]
    return words


_TAILS = word_set(
    """re off on up out back again today tomorrow yesterday ill sick late early leave leaving doing via per ref aka plus then now still always
    never rang ringing calling called about who which that and or but as at by with from into over under only just also too very really
    went going goes came coming comes gone wants wanted needs needed agreed asking chasing covering cover away here there"""
)


def _without_initials(words: list[Word]) -> list[Word]:
    """`Priya Raman PR` is a name and then its initials; `Notes JF` is a word and then initials."""
    last = words[-1]
    if (
        len(words) < 2
        or not last.caps
        or not 2 <= len(last.text) <= 4
        or any(word.caps for word in words[:-1])
    ):
        return words
    heads = "".join(word.plain[0] for word in words[:-1])
    if len(words) > 2 or (last.plain[0] == heads[0] and last.plain != words[0].plain):
        return words[:-1]
    return words[-1:] if words[0].plain in ordinary() else words


def _the_place(document: Document, words: Sequence[Word]) -> bool:
    """`the Old Tannery`: two capitals after an article are no person, unless a family's."""
    before = document.text[max(0, words[0].start_char - 4) : words[0].start_char].lower()
    return (
        len(words) >= 2
        and before.endswith("the ")
        and all(word.capital for word in words)
        and not words[-1].plain.endswith("s")
        and words[0].plain not in WORD_FORENAMES
        and any(word.plain in ordinary() for word in words)
    )
