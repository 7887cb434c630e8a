"""A name once known is masked wherever it recurs: in every file of the case, in any typing, misspelt too.

The danger: the tenth mention, in lower case in a clipped line, that no tagger sees. So every word of every file is held
against the names of the case. An ordinary word that is somebody's name (Will, Rose, Young) needs a name's company; a word
that is a person's name and a place's goes by its context, and where that does not decide, to nobody.
"""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence, Set

from rapidfuzz.distance import OSA

from qualitative.anonymise.document import Document
from qualitative.anonymise.finds import Find
from qualitative.anonymise.names import SAYING, name_context, name_word
from qualitative.anonymise.people import People, close, given_agrees, parse
from qualitative.anonymise.words import (
    ADJECTIVES,
    DAYS,
    MONTHS,
    NATIONS,
    OPENERS,
    PARTICLES,
    WORD_FORENAMES,
    Word,
    ordinary,
    plain,
    sound,
    word_list,
    word_set,
)
from qualitative.language import forenames, uk_places

_PLACE_BEFORE = word_set(
    "in at near around outside across through within throughout into towards toward over visit visited visiting"
)
_PLACE_AFTER = word_set("""village town city road street lane estate area ward hub centre center office offices council library station park school hospital
    surgery church market high north south east west district borough county parish region patch site branch locality green hill moor
    bridge beach harbour docks court house hall""")
_TO_PERSON = word_set(
    "speak spoke talk talked listen listened write wrote report reports reported said say apologise thanks sorry according"
)
_INSIDE = (" ", "-", ". ", ".", "  ", " - ", "‐", "‑")


def place_context(document: Document, place: int) -> float:
    """How far the words around words[place] speak for a place there: 0 to 1. What a gazetteer holds needs less of them."""
    words = document.words
    word = words[place]
    listed = word.plain in uk_places()
    score = 0.0
    if place + 1 < len(words) and document.gap(word, words[place + 1]) == " ":
        after = words[place + 1].plain
        if after in _PLACE_AFTER:
            score = 0.9
        elif listed and after in _GOES_WITH_A_PLACE:
            score = 0.88
    if place and document.gap(words[place - 1], word) == " ":
        before = words[place - 1].plain
        verb = words[place - 2].plain if place >= 2 else ""
        if before in _PLACE_BEFORE:
            lives = before == "in" and verb in _LIVES
            sure = lives or (listed and before in ("in", "near", "at", "around"))
            score = max(score, 0.9 if lives else 0.88 if sure else 0.8)
        elif before == "from" and verb in (word.plain, *_COMES):  # "Selby from Selby", "she is from Selby"
            score = max(score, 0.95 if verb == word.plain else 0.9)
        elif before in ("to", "from") and verb:
            if verb in _MOVES or (listed and verb in _LEADS_TO):
                score = max(score, 0.88)
            elif verb not in _TO_PERSON:
                score = max(score, 0.3)
        elif listed and (verb, before) in _PAIRS:
            score = max(score, 0.88)
        elif before == "the":
            score = max(score, 0.5)
    return score


_GOES_WITH_A_PLACE = word_set(
    "visit visits trip trips lot group extension end side leg pilot leisure public contract team hub hubs clinic project drop-in residents tenants"
)
_LIVES = word_set(
    "lives lived living live born up raised based moved bought rents stays staying house flat office home"
)
_COMES = word_set("is was are were comes came hails originally")
_MOVES = word_set(
    "move moved moving went go going drive drove travel travelled bus train back over commutes commuting commuted travels drives cycles walks lives live"
)
_LEADS_TO = word_set(
    "in up down out here away trip visit visits road way extend extended extending spread through contract service pilot offer scheme lift coach ferry return returned"
)
_PAIRS = frozenset(
    (
        ("as", "as"),
        ("far", "as"),
        ("out", "of"),
        ("village", "of"),
        ("town", "of"),
        ("city", "of"),
        ("outside", "of"),
    )
)


class Known:
    """The name words of the case, as the scan needs them: plain spelling → whose it may be."""

    def __init__(self, people: People) -> None:
        self.people = people
        self.words: dict[str, str] = {}  # plain → "given" | "short" | "family"
        for person in people.key.people():
            for name in person.family:
                self.words.setdefault(name, "family")
        for name, ids in people.by_given.items():
            if ids and name.startswith("~"):
                self.words.setdefault(name[1:], "short")
        for person in people.key.people():
            for name in person.given:
                self.words[name] = "given"
        self.words = {name: kind for name, kind in self.words.items() if len(name) > 1}
        self._long = sorted(name for name in self.words if len(name) >= 5)
        self._by_head: dict[str, list[str]] = defaultdict(list)
        for name in self._long:
            self._by_head[name[0]].append(name)
        self._by_sound: dict[str, list[str]] = defaultdict(list)
        for name, kind in self.words.items():
            if kind == "given" and len(name) >= 4:
                self._by_sound[sound(name)].append(name)

    def misspelling_of(self, word: str) -> bool:
        """Whether a word that is no English word and no other name is a slip for a name of the case."""
        if len(word) < 5 or word in ordinary() or word in uk_places():
            return False
        heads = self._by_head[word[0]] + (self._by_head[word[1]] if word[1] != word[0] else [])
        for name in heads:
            allowed = 1 if min(len(name), len(word)) < 8 else 2
            if name in ordinary() or abs(len(name) - len(word)) > allowed:
                continue
            if OSA.distance(name, word, score_cutoff=allowed) <= allowed:
                return word not in forenames() or (self.words[name] == "given" and close(name, word))
        if word in forenames() or len(sound(word)) < 3:
            return False
        alike = self._by_sound.get(sound(word), ())
        return any(abs(len(name) - len(word)) <= 2 and name not in ordinary() for name in alike)


def propagate(
    document: Document, known: Known, taken: Iterable[tuple[int, int]] = (), hints: Set[int] = frozenset()
) -> list[Find]:
    """Every mention of a known person in the document, and every misspelling of one; whole words only.

    hints: where words start that a tagger took for a person's, however faintly: enough for a name the case knows.
    taken: spans that are decided already (contact details); nothing inside them is looked at.
    """
    covered = sorted(taken)
    return [
        find
        for find in _scan(document, known, hints)
        if not any(a < find.end_char and find.start_char < b for a, b in covered)
    ]


def _scan(document: Document, known: Known, hints: Set[int]) -> Iterator[Find]:
    words = document.words
    checked: dict[str, bool] = {}
    place = 0
    while place < len(words):
        word = words[place]
        kind = known.words.get(word.plain)
        if kind is None and word.plain not in checked and (word.capital or document.typed_low):
            checked[word.plain] = known.misspelling_of(word.plain)
        if kind is None and not (checked.get(word.plain) and (word.capital or document.typed_low)):
            initial = len(word.text) == 1 and (word.capital or (document.typed_low and word.text not in "ai"))
            end = _initial_and_family(document, known, place) if initial else None
            if end is not None:
                yield Find(word.start_char, words[end].end_char, "PERSON", "propagation", confidence=0.9)
                place = end
            place += 1
            continue
        end = _full_name(document, known, place)
        if end is None and _family_first(document, known, place):
            end = place + 1
        if end is not None:
            yield Find(word.start_char, words[end].end_char, "PERSON", "propagation", confidence=0.98)
            place = end + 1
            continue
        if kind is None:
            yield Find(word.start_char, word.end_char, "PERSON", "misspelling", confidence=0.8)
        elif name_word(word) and (word.start_char in hints or _alone_is_a_name(document, known, place, kind)):
            yield Find(word.start_char, word.end_char, "PERSON", "propagation", confidence=0.9)
        place += 1


def _full_name(document: Document, known: Known, place: int) -> int | None:
    """Where a run that names one known person in full ends; its family name may be misspelt."""
    words = document.words
    people = known.people
    longest = None
    for end in range(place + 1, min(place + 5, len(words))):
        if document.gap(words[end - 1], words[end]) not in _INSIDE or not name_word(words[end]):
            break
        if document.gap(words[end - 1], words[end]).startswith(".") and len(words[end - 1].text) > 1:
            break
        if words[place].capital and words[end].text.islower() and words[end].plain in ordinary():
            break  # "Mo Tolley rang": the verb is nobody's name, though a Rana be known
        if longest is not None and words[end].plain in ordinary():
            break
        if any(not _in_a_names_middle(word, document.shouted) for word in words[place + 1 : end]):
            break  # "rose after a young man": the words between are no part of a name
        parsed = parse(document.text[words[place].start_char : words[end].end_char])
        if not parsed.full:
            found = people.who(parsed) if parsed.middle else set()
            longest = end if found else longest
            continue
        family_known = any(name in known.words for name in parsed.families)
        if len(parsed.family) == 1:
            no_word = words[end].text not in ("I", "A") or document.ends_there(words[end])
            if words[end].capital and no_word and people.who(parsed):
                longest = end
            continue
        candidates = (
            people.by_given[parsed.given]
            | people.by_given[f"~{parsed.given}"]
            | _near_given(known, parsed.given)
        )
        slip = any(
            close(parsed.family, name)
            and (parsed.family not in ordinary() or len(parsed.family) <= len(name) <= len(parsed.family) + 1)
            for person_id in candidates
            for name in people.key.entities[person_id].family
        )
        if (slip or family_known) and people.who(parsed):
            together = any(set(parsed.families) & people.key.entities[i].family for i in candidates)
            if slip or together or _swapped(people, parsed.given, parsed.family):
                longest = end
    return longest


def _in_a_names_middle(word: Word, shouted: bool) -> bool:
    return (
        (word.capital and not shouted)
        or len(word.text) == 1
        or word.plain in PARTICLES
        or word.plain not in ordinary()
    )


def _family_first(document: Document, known: Known, place: int) -> bool:
    """`HOLT, IRIS`: the family name and the first name of one known person, the wrong way about."""
    words, people = document.words, known.people
    if place + 1 >= len(words) or document.gap(words[place], words[place + 1]) != ", ":
        return False
    family, given = words[place].plain, words[place + 1].plain
    return any(
        any(given_agrees(given, name) for name in people.key.entities[person].given)
        for person in people.by_family[family]
    )


def _near_given(known: Known, given: str) -> set[str]:
    if given in known.words or len(given) < 4:
        return set()
    return {
        person.id
        for person in known.people.key.people()
        if any(close(given, name) for name in person.given if len(name) > 3)
    }


def _swapped(people: People, first: str, second: str) -> bool:
    return bool(people.by_family[first] & people.by_given[second])


def _initial_and_family(document: Document, known: Known, place: int) -> int | None:
    """`B Aske`, `B. Aske`, `J.R. Hartley`."""
    words = document.words
    end = place + 1
    while (
        end < len(words) and end - place < 3 and document.gap(words[end - 1], words[end]) in (" ", ".", ". ")
    ):
        if known.words.get(words[end].plain) == "family" and len(words[end].text) > 1:
            parsed = parse(document.text[words[place].start_char : words[end].end_char])
            fits = {
                i
                for i in known.people.by_family[words[end].plain]
                if any(name[0] == parsed.given for name in known.people.key.entities[i].given)
            }
            named = words[end].plain not in ordinary() or words[end].capital
            return end if named and (fits or words[end].plain not in ordinary()) else None
        if len(words[end].text) > 1:
            return None
        end += 1
    return None


def _alone_is_a_name(document: Document, known: Known, place: int, kind: str) -> bool:
    word = document.words[place]
    name = word.plain
    if name in NATIONS or (name in word_list("public_bodies") and name not in forenames()):
        return False
    if name in word_list("abbreviations") and not (word.capital and not word.caps):
        return name_context(document, place) >= 0.6
    context = name_context(document, place)
    inside = word.capital and not word.caps and not document.opens_sentence(word) and not document.shouted
    if name in ordinary() or name in DAYS:
        if _part_of_a_phrase(document, place):
            return False
        if name in MONTHS:
            return context >= 0.7
        if inside and not _before_a_noun(document, place):
            return True
        if word.capital and not word.caps and document.only_a_name(name):
            return True
        return context >= (0.7 if kind == "family" else 0.5) and (word.capital or kind != "family")
    if kind == "family" and len(name) <= 2 and not word.capital:
        return context >= 0.5
    if kind == "short" and len(name) <= 3 and not word.capital:
        return (name in forenames() and document.typed_low) or context >= 0.4  # "we used to rob the shop"
    return True


def _part_of_a_phrase(document: Document, place: int) -> bool:
    """`Rose-tinted`, `Young carers met`: a word that goes with the small one after it."""
    words = document.words
    after = words[place + 1] if place + 1 < len(words) else None
    if after is None or not after.text.islower() or after.plain not in ordinary():
        return False
    gap = document.gap(words[place], after)
    says = after.plain in SAYING or after.plain in OPENERS
    return gap == "-" or (gap == " " and words[place].plain in ADJECTIVES and not says)


def _before_a_noun(document: Document, place: int) -> bool:
    """`the Grace Period`, `Rose Garden`: a capital that leads a phrase of capitals with no person in it."""
    words = document.words
    if place + 1 >= len(words) or document.gap(words[place], words[place + 1]) != " ":
        return False
    after: Word = words[place + 1]
    named = after.plain in WORD_FORENAMES
    return after.capital and after.plain in ordinary() and len(after.text) > 1 and not named


def place_or_person(document: Document, find: Find, places: set[str], tagged_place: float) -> str:
    """PERSON, PLACE or UNCLEAR for a single word that is a person's name and may be a place's.

    places: the words met as places in this case. tagged_place: the tagger's score for a place there.
    """
    words = document.words_in(find.start_char, find.end_char)
    if len(words) != 1:
        return "PERSON"
    name = words[0].plain
    at = document.word_at[words[0].start_char]
    somewhere = name in places
    owner = re.match(r"['’]s?\s", document.text[words[0].end_char : words[0].end_char + 3])
    here = 0.0 if owner else place_context(document, at)  # "in Burnham's words"
    person = name_context(document, at)
    if here >= 0.9 and here > person and (words[0].capital or somewhere):
        return "PLACE"
    if not somewhere or (name in forenames() and name not in uk_places()):
        return "PERSON"
    if here >= 0.8 and here > person:
        return "PLACE"
    if tagged_place >= 0.6 and here >= 0.3 and person < 0.5:
        return "PLACE"
    if person >= 0.4 and person > here:
        return "PERSON"
    if here >= 0.5 and here > person:
        return "PLACE"
    return "UNCLEAR"


def find_again(document: Document, phrases: Sequence[tuple[str, str]]) -> Iterator[Find]:
    """Bodies and places met elsewhere in the case. phrases: (plain words joined by one space, type)."""
    by_head: dict[str, list[tuple[list[str], str]]] = defaultdict(list)
    for phrase, kind in phrases:
        pieces = phrase.split()
        if pieces:
            by_head[pieces[0]].append((pieces, kind))
    words = document.words
    for at, word in enumerate(words):
        for pieces, kind in sorted(by_head.get(word.plain, ()), key=lambda item: -len(item[0])):
            run = words[at : at + len(pieces)]
            if [piece.plain for piece in run] != pieces:
                continue
            if any(
                "\n" in document.gap(a, b) or len(document.gap(a, b)) > 3 for a, b in itertools.pairwise(run)
            ):
                continue
            # Words of the language need their capitals: `Open Larder` is a body, an open larder is not.
            plain_words = all(plain(piece) in ordinary() or plain(piece) in NATIONS for piece in pieces)
            shown = (
                word.capital and run[-1].capital and not (len(pieces) == 1 and document.opens_sentence(word))
            )
            if plain_words and not shown:
                continue
            yield Find(word.start_char, run[-1].end_char, kind, "propagation", confidence=0.85)
            break
