"""Does this need masking? What a finder saw is a suspicion; here it is judged.

The danger: a tagger turned up until it misses nobody masks the courts, the countries, Housing First and every Will;
nobody can read what is left. So public bodies, countries and programmes stand at coder and reviewer tier, ordinary words
need a name's company, and the study's own allow-list has the last word. What reveals nothing here is masked for the
public all the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cache

from qualitative.anonymise.document import Document
from qualitative.anonymise.finds import Find
from qualitative.anonymise.names import SAYING, name_context, name_word, strange
from qualitative.anonymise.premises import GENERIC
from qualitative.anonymise.things import is_a_slogan, thing_like
from qualitative.anonymise.words import (
    DAYS,
    MONTHS,
    NATIONS,
    OPENERS,
    PARTICLES,
    TITLES,
    WORD_FORENAMES,
    WORD_SURNAMES,
    Word,
    ordinary,
    plain,
    word_list,
    word_set,
    words_of,
)
from qualitative.language import NameSpan, forenames, uk_places
from qualitative.model import Tier

_NATIONAL = re.compile(
    r"(?:ish|ese|ian|ean|can|ani|ench|utch|reek|erman|welsh|scots|irish|asian|africans?|british|muslim|christian|jewish|sikh|hindu|arab|roma|gypsy|traveller)s?$"
)


class Allowed:
    """The public names this study lets stand, whole or as a phrase's part, compared without case and accents."""

    def __init__(self, allow: Iterable[str]) -> None:
        self.phrases = {squeeze(phrase) for phrase in allow if phrase.strip()}

    def __contains__(self, text: str) -> bool:
        phrase = squeeze(text)
        return phrase in self.phrases or phrase.removeprefix("the ") in self.phrases

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Where allowed phrases stand in the text, as whole words."""
        found = []
        for phrase in self.phrases:
            pattern = r"(?<!\w)" + r"[\s\-]+".join(re.escape(piece) for piece in phrase.split()) + r"(?!\w)"
            found += [match.span() for match in re.finditer(pattern, text, re.IGNORECASE)]
        return found


def squeeze(text: str) -> str:
    return " ".join(plain(piece) for piece in re.split(r"[\s\-]+", text.strip()) if piece)


def public_name(text: str) -> bool:
    """A body, programme or country on the shipped list."""
    phrase = squeeze(text)
    public = word_list("public_bodies")
    return phrase in public or phrase.removeprefix("the ") in public


@cache
def _public_phrases() -> dict[str, tuple[tuple[str, ...], ...]]:
    """First word → the public phrases of two words or more that begin with it, longest first."""
    by_head: dict[str, list[tuple[str, ...]]] = {}
    for phrase in word_list("public_bodies"):
        pieces = tuple(word.plain for word in words_of(phrase))
        if len(pieces) > 1:
            by_head.setdefault(pieces[0], []).append(pieces)
    return {head: tuple(sorted(some, key=len, reverse=True)) for head, some in by_head.items()}


def public_spans(document: Document) -> list[tuple[int, int]]:
    """Where public bodies, programmes and countries of two words or more stand."""
    phrases, words, found = _public_phrases(), document.words, []
    for place, word in enumerate(words):
        for pieces in phrases.get(word.plain, ()):
            if tuple(other.plain for other in words[place : place + len(pieces)]) == pieces:
                found.append((word.start_char, words[place + len(pieces) - 1].end_char))
                break
    return found


def decide(
    document: Document, finds: Sequence[Find], spans: Sequence[NameSpan], allowed: Allowed
) -> list[Find]:
    """The finds that are to be masked, each with the tier it is masked from and whether a person should look."""
    open_spans = [*allowed.spans(document.text), *public_spans(document)]
    kept = []
    for find in finds:
        judged = _judge_person(document, find, spans) if find.type == "PERSON" else find
        if (
            judged
            and not _stands(judged, open_spans)
            and not document.is_protected(find.start_char, find.end_char)
        ):
            kept.append(judged)
    for span in spans:
        if span.label in ("ORG", "LOC"):
            judged = _judge_body(document, span, allowed)
            if judged and not _stands(judged, open_spans):
                kept.append(judged)
    bodies = [find for find in kept if find.type == "ORG" and find.means == "pattern"]
    return [
        find
        for find in kept
        if not (find.type == "PERSON" and find.means in _GUESSES and _inside(find, bodies))
    ]


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
    words = _without_initials(_names_only(words))
    find = replace(find, start_char=words[0].start_char, end_char=words[-1].end_char)
    if find.means not in ("roster", "title", "label", "list") and _the_place(document, words):
        return replace(find, type="PLACE", confidence=0.6, settled=False)
    text = document.text[find.start_char : find.end_char]
    if find.means in _GUESSES and any(_country(word) for word in words):
        return None
    if public_name(text) or _national(words) or all(word.plain in TITLES for word in words):
        return None
    if find.means in ("roster", "title", "label", "list"):
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
    if all(word.plain in word_list("abbreviations") for word in words):
        score -= 0.5
    return score


def _trimmed(document: Document, words: list[Word]) -> list[Word]:
    """Without what a tagger takes along at either end: little words, and what follows a full stop."""
    for place in range(1, len(words)):
        if "." in document.gap(words[place - 1], words[place]) and len(words[place - 1].text) > 2:
            words = words[:place]
            break
    while words and (words[0].plain in OPENERS or words[0].plain in DAYS or words[0].plain in _VERBS):
        words = words[1:]
    while words and (words[-1].plain in OPENERS or words[-1].plain in DAYS or words[-1].plain in _VERBS):
        words = words[:-1]
    return words


_VERBS = word_set("said says is was ask tell told asked")


def named_word(document: Document, words: Sequence[Word], context: float) -> bool:
    """`Will reckons`, `Rose Young`: words of the language, and yet plainly a name."""
    if not words[0].capital or document.shouted or words[0].caps or words[0].plain not in WORD_FORENAMES:
        return False
    if len(words) == 1:
        return context >= 0.8
    return len(words) == 2 and words[1].capital and words[1].plain in WORD_SURNAMES


def _country(word: Word) -> bool:
    if word.plain in NATIONS:
        return True
    return word.plain in word_list("public_bodies") and word.plain not in forenames() and len(word.plain) > 3


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


def _national(words: Sequence[Word]) -> bool:
    if len(words) != 1:
        return False
    word = words[0].plain
    return word in _PEOPLES or (
        bool(_NATIONAL.search(word)) and word not in forenames() and word in ordinary()
    )


_PEOPLES = word_set("""english scottish welsh irish british polish romanian bulgarian somali nigerian ghanaian jamaican pakistani indian bangladeshi bengali
    punjabi kurdish turkish iranian iraqi syrian afghan eritrean ethiopian sudanese albanian ukrainian russian lithuanian latvian
    hungarian portuguese spanish italian french german dutch swedish american americans canadian australian chinese vietnamese
    african caribbean asian european arab roma gypsy traveller muslim christian jewish sikh hindu catholic protestant""")


_PARTS_OF_BODIES = word_set(
    "team teams communications communication brand campaign staff unit engineers engineer lawyer lawyers franchises management political area "
    "press media comms colleagues people side employees headquarters website"
)


def _judge_body(document: Document, span: NameSpan, allowed: Allowed) -> Find | None:
    words = list(document.words_in(span.start_char, span.end_char))
    while words and words[0].plain in ("the", "a", "an", "our", "this", "and", "of", "in", "at", "to"):
        words = words[1:]
    while words and words[-1].plain in ("and", "of", "in", "at", "to", "the", "s"):
        words = words[:-1]
    while (
        len(words) > 1
        and words[0].capital
        and words[-1].text.islower()
        and words[-1].plain in _PARTS_OF_BODIES
    ):
        words = words[:-1]  # "Calder Water communications team": the body, not what it has
    if not words or words[0].plain in TITLES:
        return None
    if all(word.plain in NATIONS or word.plain == "and" for word in words):
        return None
    text = document.text[words[0].start_char : words[-1].end_char]
    if text in allowed:
        return None
    kind = "ORG" if span.label == "ORG" else "PLACE"
    if _belongs_to_nobody(words) or _seat_of_a_body(document, words[0].start_char):
        return None
    tier = Tier.CODER if _identifies(document, words, text, span) else Tier.PUBLIC
    if tier is Tier.PUBLIC and (
        span.score < 0.3 or not any(word.capital or word.text.isdigit() for word in words)
    ):
        return None
    return Find(
        words[0].start_char,
        words[-1].end_char,
        kind,
        "tagger",
        confidence=span.score,
        settled=span.score >= 0.6 or tier is Tier.PUBLIC,  # what stands here is nothing to settle
        masked_from=tier,
    )


_STATE = word_set("""court courts government governments council chamber chambers ministry ministries commission committee tribunal tribunals office offices state
    states supreme administrative appeal appeals appellate cassation constitutional criminal security military republic kingdom united
    great britain northern ireland turkey european human rights house lords parliament assembly authority authorities prosecutor
    prosecutors law laws convention federal union foreign affairs commonwealth interior finance education defence commerce labour convention
    registry plenary grand section sections directorate department revenue inland benefits agency first second third fourth fifth
    seventh instance public martial joint civil officer officers regulation act acts code statute article treaty fund service services british
    equal equality opportunities employment minister secretary president prime attorney general registrar municipality municipal governor
    army navy police prosecution board bureau institute institution office body panel division bench judge judges jury
    trial regional provincial provincial circuit city county crown magistrates family youth criminal assize land tax customs immigration
    x y z inter alia""")


def _belongs_to_nobody(words: Sequence[Word]) -> bool:
    """The state, the law and their organs without a place's name: nobody is known by them, at any tier."""
    plains = {word.plain for word in words}
    if plains & _SPECIAL_COURTS and plains & {"court", "courts"}:
        return True
    return all(
        word.plain in _STATE
        or word.plain in GENERIC
        or word.plain in _PEOPLES
        or word.text.isdigit()
        or len(word.plain) == 1
        for word in words
    )


_SPECIAL_COURTS = word_set(
    "administrative military martial commercial security constitutional cassation supreme"
)
_SEAT = re.compile(r"(?:office|ministry|department|court|commission)\W{1,3}(?:in\s)?$", re.IGNORECASE)


def _seat_of_a_body(document: Document, at: int) -> bool:
    """`Foreign and Commonwealth Office, London`: where a public body sits says nothing of anybody."""
    return (
        bool(_SEAT.search(document.text[max(0, at - 16) : at])) and document.text[max(0, at - 2) : at] == ", "
    )


def _arm_of_a_public_body(words: Sequence[Word]) -> bool:
    """`BBC Wales`, `Royal Mail Group`: a public body with its legal form or its nation after it."""
    head = list(words)
    while len(head) > 1 and (head[-1].plain in NATIONS or head[-1].plain in _FORMS):
        head = head[:-1]
    return len(head) < len(words) and public_name(" ".join(word.plain for word in head))


_FORMS = word_set("ltd limited plc llp group network breakfast news radio online uk ni gb inc")


def _identifies(document: Document, words: Sequence[Word], text: str, span: NameSpan) -> bool:
    """Whether a body or place could point to a person: it has a name of its own and is no public one."""
    if public_name(text) or _national(words) or all(word.plain in MONTHS | DAYS for word in words):
        return False
    if _arm_of_a_public_body(words) or (len(words) > 1 and is_a_slogan(document, words)):
        return False
    own = [word for word in words if word.plain not in GENERIC | NATIONS and word.plain not in ordinary()]
    shown = not document.shouted and any(word.capital and not document.opens_sentence(word) for word in words)
    if len(words) == 1 and (
        words[0].plain in word_list("abbreviations") or any(letter.isdigit() for letter in text)
    ):
        return False
    if len(words) == 1 and words[0].caps and not document.shouted:
        return False  # an acronym alone names a body to insiders only when the body itself was found
    if span.label == "LOC":
        if own and squeeze(text) in uk_places():
            return span.score >= 0.15
        return bool(own) and span.score >= (0.4 if shown else 0.6)
    if not own:
        return (
            shown
            and len(words) >= 2
            and span.score >= 0.8
            and not all(word.plain in GENERIC for word in words)
        )
    return span.score >= (0.4 if shown else 0.6)
