"""Does this body, or this place, need masking? One ruling for whatever found it, rule by rule.

The danger: masked too little, a hostel of six beds gives its tenants away; masked too much, nobody can read what is left
about the courts, the papers and the countries. The rule: what only a few people go with is masked at every tier; what
millions go with (the state, national papers, world cities, a study's own allow-list) stands, and goes for the public alone.
Anything with a name of its own that no rule knows is masked.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cache

from qualitative.anonymise.document import Document
from qualitative.anonymise.finds import Find
from qualitative.anonymise.premises import GENERIC
from qualitative.anonymise.words import (
    NATIONS,
    PEOPLES,
    Word,
    ordinary,
    plain,
    word_list,
    word_set,
    words_of,
)
from qualitative.language import forenames, uk_places
from qualitative.model import Tier

_NATIONAL = re.compile(
    r"(?:ish|ese|ian|ean|can|ani|ench|utch|reek|erman|welsh|scots|irish|asian|africans?|british|muslim|christian|jewish|sikh|hindu|arab|roma|gypsy|traveller)s?$"
)


# --------------------------------------------------------------------------- what is known to everybody


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


class Kept(Allowed):
    """Words a person let stand in this case, because they identify nobody: "Savage Love", "the Stardust run".

    They stand in later notes too, but only against a guess: a title, a list, a label, the roster, or somebody of the case
    who bears the name, is stronger. public: the words that stand for the team and are masked for the public.
    """

    def __init__(self, words: Mapping[str, bool]) -> None:
        super().__init__(words)
        self.public = {squeeze(phrase) for phrase, still_public in words.items() if still_public}

    def spots(self, text: str) -> list[tuple[int, int, bool]]:
        """(start_char, end_char, masked for the public) of each place where kept words stand."""
        return [(start, end, squeeze(text[start:end]) in self.public) for start, end in self.spans(text)]


def left(find: Find, spots: Sequence[tuple[int, int, bool]]) -> Find | None:
    """The find as a person's word leaves it: as it is, for the public alone, or not at all (None)."""
    if find.type not in ("PERSON", "ORG", "PLACE", "POST"):
        return find
    for start, end, public in spots:
        if start <= find.start_char and find.end_char <= end:
            kind = "OTHER" if find.type == "PERSON" else find.type  # nobody's name: the key must not learn it
            return replace(find, type=kind, masked_from=Tier.PUBLIC, settled=True) if public else None
    return find


def squeeze(text: str) -> str:
    return " ".join(plain(piece) for piece in re.split(r"[\s\-]+", text.strip()) if piece)


def public_name(text: str) -> bool:
    """A body, programme or country on the shipped list."""
    phrase = squeeze(text)
    public = word_list("public_bodies")
    return phrase in public or phrase.removeprefix("the ") in public


def world_place(text: str) -> bool:
    """A region, county, capital or large city, a compass point before it or not: `southern Finland`, `Lagos`, `Leeds`."""
    phrase = squeeze(text).removeprefix("the ")
    first, _, rest = phrase.partition(" ")
    known = large_places()
    return phrase in known or (first in _COMPASS and (rest in known or rest in word_list("public_bodies")))


_COMPASS = word_set(
    "north south east west northern southern eastern western central northeast northwest southeast southwest upper lower greater downtown"
)


@cache
def large_places() -> frozenset[str]:
    """Places too large to point to anybody, at home and abroad."""
    return word_list("world_places") | word_list("uk_regions")


@cache
def _phrases(name: str) -> dict[str, tuple[tuple[str, ...], ...]]:
    """First word → the phrases of two words or more on a shipped list that begin with it, longest first."""
    by_head: dict[str, list[tuple[str, ...]]] = {}
    for phrase in word_list(name):
        pieces = tuple(word.plain for word in words_of(phrase))
        if len(pieces) > 1 or name == "idioms":
            by_head.setdefault(pieces[0], []).append(pieces)
    return {head: tuple(sorted(some, key=len, reverse=True)) for head, some in by_head.items()}


def public_spans(document: Document) -> list[tuple[int, int]]:
    """Where public bodies, programmes and countries of two words or more stand."""
    return _spans(document, "public_bodies")


def idiom_spans(document: Document) -> list[tuple[int, int]]:
    """Where sayings and things called after somebody stand: the Tom, Dick and Harry of it are nobody."""
    return _spans(document, "idioms")


def world_spans(document: Document) -> list[tuple[int, int]]:
    """Where world places of two words or more stand: the York of New York is nobody."""
    return _spans(document, "world_places")


def _spans(document: Document, name: str) -> list[tuple[int, int]]:
    phrases, words, found = _phrases(name), document.words, []
    for place, word in enumerate(words):
        for pieces in phrases.get(word.plain, ()):
            if tuple(other.plain for other in words[place : place + len(pieces)]) == pieces:
                found.append((word.start_char, words[place + len(pieces) - 1].end_char))
                break
    return found


def is_a_people(words: Sequence[Word]) -> bool:
    """`Romanian`, `the Dutch`: a people or a faith, no person."""
    if len(words) != 1:
        return False
    word = words[0].plain
    return word in PEOPLES or (
        bool(_NATIONAL.search(word)) and word not in forenames() and word in ordinary()
    )


def is_a_country(word: Word) -> bool:
    """A country, a capital or a public body of one word, and nobody's forename."""
    if word.plain in NATIONS:
        return True
    known = word.plain in word_list("public_bodies") or word.plain in word_list("world_places")
    return known and word.plain not in forenames() and len(word.plain) > 3


# --------------------------------------------------------------------------- what a pattern found


def ruled(document: Document, find: Find) -> Find:
    """A body or place that a pattern or the gazetteer found, with the tier it is masked from."""
    if find.type not in ("ORG", "PLACE") or find.masked_from is Tier.PUBLIC:
        return find
    words = document.words_in(find.start_char, find.end_char)
    place = document.word_at[words[0].start_char] if words else 0
    if place and document.gap(document.words[place - 1], words[0]) == " " and document.words[place - 1].caps:
        words = [document.words[place - 1], *words]  # a pattern leaves the NHS of "NHS Discovery mission" out
    if words and known_to_millions(words):
        return replace(find, masked_from=Tier.PUBLIC, settled=True)
    return find


def known_to_millions(words: Sequence[Word]) -> bool:
    """Known by its form: of the world's places, a national paper, or a public body's own programme."""
    return _of_the_world(words) or _is_media(words) or _programme_of_a_public_body(words)


def _of_the_world(words: Sequence[Word]) -> bool:
    """`southern Finland`, `University of Helsinki`, `New York City bar`: no word in it is narrower than a world city.

    A country alone is too little: `Care Forum Wales` is one small body, `the Lagos office` is anybody's.
    """
    if world_place(" ".join(word.plain for word in words)):
        return True
    known = large_places()
    place = met = 0
    while place < len(words):
        for size in (3, 2, 1):
            if " ".join(word.plain for word in words[place : place + size]) in known:
                met += 1
                place += size
                break
        else:
            own = words[place].plain
            if own not in GENERIC and own not in _COMPASS and own not in PEOPLES and own not in _LITTLE:
                return False
            place += 1
    return met > 0 and not {word.plain for word in words} & _SMALL_KINDS


_LITTLE = word_set("of the in and for at state university metropolitan bar house people city greater")
# What has few people in it wherever it stands: `Lagos Lodge` may be the house down the road.
_SMALL_KINDS = word_set("""lodge hostel shelter refuge surgery clinic practice school academy nursery court hall villa unit ward wing cafe
    church mosque temple chapel mission farm inn hub house""")

_MEDIA_LAST = word_set(
    "times post press news magazine journal gazette herald telegraph tribune chronicle observer independent mirror express review paper television"
)


def _is_media(words: Sequence[Word]) -> bool:
    """`Associated Press`, `Nursing Times`: a paper whose other words are nobody's and no town's. `Ibsley Herald` is a town's."""
    if len(words) < 2 or words[-1].plain not in _MEDIA_LAST or not words[0].capital:
        return False
    rest = [word for word in words[:-1] if word.plain not in _LITTLE]
    if _of_the_world(rest):
        return True
    local = " ".join(word.plain for word in rest) in uk_places()
    return not local and all(word.plain in ordinary() or word.plain in PEOPLES for word in rest)


_FORMS = word_set("ltd limited plc llp group network breakfast news radio online uk ni gb inc")
_RUN_BY_THE_STATE = word_set(
    "programme programmes mission plan scheme strategy fund initiative framework policy review guidance helpline campaign website portal"
)


def _programme_of_a_public_body(words: Sequence[Word]) -> bool:
    """`BBC Wales`, `Royal Mail Group`, `NASA Discovery mission`: a public body, and its form, nation or programme after it."""
    head = list(words)
    while len(head) > 1 and (head[-1].plain in NATIONS or head[-1].plain in _FORMS):
        head = head[:-1]
    if len(head) < len(words) and public_name(" ".join(word.plain for word in head)):
        return True
    if words[-1].plain not in _RUN_BY_THE_STATE or not all(
        word.plain in ordinary() or word.caps for word in words[1:-1]
    ):
        return False
    return any(public_name(" ".join(word.plain for word in words[:size])) for size in (1, 2, 3))


# --------------------------------------------------------------------------- what belongs to nobody


PARTS_OF_BODIES = word_set(
    "team teams communications communication brand campaign staff unit engineers engineer lawyer lawyers franchises management political area "
    "press media comms colleagues people side employees headquarters website owner owners manager managers bosses boss spokesman spokeswoman"
)


def letters_after_a_name(text: str) -> bool:
    """`M.Sc.`, `PhD`: a degree."""
    return bool(
        re.fullmatch(
            r"(?:b|m|ll|d)\.?\s?(?:sc|a|ed|phil|b|ba|eng|mus)\.?|ph\.?\s?d\.?|pgce|nvq", text.lower()
        )
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


def belongs_to_nobody(words: Sequence[Word]) -> bool:
    """The state, the law and their organs without a place's name: nobody is known by them, at any tier."""
    plains = {word.plain for word in words}
    if plains & _SPECIAL_COURTS and plains & {"court", "courts"}:
        return True
    return all(
        word.plain in _STATE
        or word.plain in GENERIC
        or word.plain in PEOPLES
        or word.text.isdigit()
        or len(word.plain) == 1
        for word in words
    )


_SPECIAL_COURTS = word_set(
    "administrative military martial commercial security constitutional cassation supreme"
)
_SEAT = re.compile(r"(?:office|ministry|department|court|commission)\W{1,3}(?:in\s)?$", re.IGNORECASE)


def seat_of_a_body(document: Document, at: int) -> bool:
    """`Foreign and Commonwealth Office, London`: where a public body sits says nothing of anybody."""
    return (
        bool(_SEAT.search(document.text[max(0, at - 16) : at])) and document.text[max(0, at - 2) : at] == ", "
    )


def letters_of_a_group(words: Sequence[Word]) -> bool:
    """`ARES group`, `OHT team`: letters, and what they are; the body itself is masked where it is written out."""
    return len(words) == 2 and words[0].caps and words[1].text.islower() and words[1].plain in _GROUPS


_GROUPS = word_set(
    "group groups team teams board programme meeting meetings forum mission system pathway model"
)
