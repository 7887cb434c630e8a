"""What a finder saw is a suspicion; here it is judged: persons by `judge`, bodies by `need`.

The danger: a tagger turned up until it misses nobody masks every Will and every May. So what it and the other finders took along is
cut to the words that can be a name, the judge weighs what speaks for a person, and the study's own allow-list has the last word.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from qualitative.anonymise.document import Document
from qualitative.anonymise.finds import GUESSES, Find
from qualitative.anonymise.judge import MASK_FROM, SETTLED_FROM, likelihood, signs
from qualitative.anonymise.names import SAYING, name_context, name_word, past, strange
from qualitative.anonymise.need import (
    Allowed,
    Kept,
    idiom_spans,
    is_a_country,
    is_a_people,
    large_places,
    left,
    public_name,
    public_spans,
    ruled,
    squeeze,
    world_spans,
)
from qualitative.anonymise.small import find_small
from qualitative.anonymise.things import thing_like
from qualitative.anonymise.words import (
    DAYS,
    MONTHS,
    OPENERS,
    PARTICLES,
    TITLES,
    WORD_FORENAMES,
    WORD_SURNAMES,
    Word,
    nicknames,
    ordinary,
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
    for find in (piece for some in finds for piece in _one_each(document, some)):
        judged = _judge_person(document, find, spans) if find.type == "PERSON" else ruled(document, find)
        if (
            judged
            and not _stands(judged, open_spans)
            and not document.is_protected(find.start_char, find.end_char)
        ):
            kept.append(judged)
    kept = _over_particles(document, kept)
    kept += [find for find in find_small(document, spans, allowed) if not _stands(find, open_spans)]
    bodies = [find for find in kept if find.type == "ORG" and find.means == "pattern"]
    if kept_words is not None:
        spots = kept_words.spots(document.text)
        judged_again = (find if find.means in _TOLD else left(find, spots) for find in kept)
        kept = [find for find in judged_again if find is not None]
    nobody = [*world_spans(document), *idiom_spans(document)]
    kept = [
        find
        for find in kept
        if find.means in _TOLD - {"title"}
        or find.type not in ("PERSON", "ORG", "PLACE")
        or not any(a <= find.start_char and find.end_char <= b for a, b in nobody)
    ]
    return [find for find in kept if not (_is_a_guess(find) and _inside(find, bodies))]


def _over_particles(document: Document, finds: list[Find]) -> list[Find]:
    """`fergal ap rhys`, seen as two people: with nothing but a particle between them they are one."""
    out: list[Find] = []
    for find in sorted(finds, key=lambda find: (find.start_char, find.end_char)):
        last = next((one for one in reversed(out) if one.type == "PERSON"), None)
        if find.type == "PERSON" and last and last.end_char < find.start_char and find.means in _JUDGED:
            between = document.words_in(last.end_char, find.start_char)
            gap = document.text[last.end_char : find.start_char]
            if (
                1 <= len(between) <= 2
                and all(w.plain in _JOINING for w in between)
                and not re.search(r"[^\w\s’'-]|\n", gap)
            ):
                out.append(replace(find, start_char=last.start_char))
        out.append(find)
    return out


_JOINING = PARTICLES - {"a", "e", "o", "y", "st", "la"}


def _one_each(document: Document, find: Find) -> list[Find]:
    """`tomek gethin llewelyn amarjit linh`, typed without commas: a forename after a forename begins somebody new; so does
    what stands behind a dash with space about it."""
    if not _is_a_guess(find):
        return [find]
    text = document.text[find.start_char : find.end_char]
    dashes = [match.span() for match in re.finditer(r"\s[-–—]\s|\s[-–—]|[-–—]\s", text)]
    listed = [match.span(1) for match in re.finditer(r"\w{2,}\s\w(\.?\s)(?=\w{2})", text)]
    if len(listed) > 1:  # "TONER D. GILPIN I. TULLY D": family names, each with its initial
        dashes = sorted({*dashes, *listed})
    if dashes:
        edges = [0, *(edge for dash in dashes for edge in dash), len(text)]
        return [
            replace(find, start_char=find.start_char + a, end_char=find.start_char + b)
            for a, b in zip(edges[::2], edges[1::2], strict=True)
            if b > a
        ]
    words = document.words_in(find.start_char, find.end_char)
    plain_run = len(words) >= 4 and not any(document.gap(a, b).strip() for a, b in itertools.pairwise(words))
    if not plain_run or (words[0].capital and not document.shouted):
        return [find]
    starts = [0]
    for place in range(1, len(words)):
        known = words[place].plain in forenames() and strange(words[place])
        pairs = place + 1 < len(words) and words[place + 1].plain not in forenames()
        if known and (place - starts[-1] > 1 or words[place - 1].plain in forenames() or pairs):
            starts.append(place)
    edges = [*starts, len(words)]
    return [
        replace(find, start_char=words[a].start_char, end_char=words[b - 1].end_char)
        for a, b in itertools.pairwise(edges)
    ]


def _is_a_guess(find: Find) -> bool:
    return find.type == "PERSON" and find.means in GUESSES


_TOLD = frozenset(("roster", "title", "label", "list"))
_JUDGED = GUESSES | {"clipped"}


def _inside(find: Find, bodies: Sequence[Find]) -> bool:
    """A guess at a person that is all, or part, of a body's name known by its kind."""
    return any(body.start_char <= find.start_char and find.end_char <= body.end_char for body in bodies)


def _stands(find: Find, open_spans: Sequence[tuple[int, int]]) -> bool:
    """An allowed phrase covers it whole; contact details and numbers are never let stand."""
    if find.type not in ("PERSON", "ORG", "PLACE", "POST") or find.masked_from is Tier.PUBLIC:
        return False
    return any(start <= find.start_char and find.end_char <= end for start, end in open_spans)


def candidates(
    document: Document, finds: Sequence[Find], spans: Sequence[NameSpan]
) -> Iterator[tuple[list[Word], Find, float, float]]:
    """Each guess at a person as the judge is asked about it: its words, the find cut to them, and the tagger's scores there
    for a person and for anything else."""
    for find in (piece for some in finds for piece in _one_each(document, some)):
        if find.type == "PERSON" and find.means in _JUDGED:
            words = _words_of_name(document, find)
            if words:
                cut = replace(find, start_char=words[0].start_char, end_char=words[-1].end_char)
                yield words, cut, _score(cut, spans, person=True), _score(cut, spans, person=False)


def _score(find: Find, spans: Sequence[NameSpan], person: bool) -> float:
    return max(
        (
            span.score
            for span in spans
            if (span.label == "PERSON") is person
            and span.start_char < find.end_char
            and find.start_char < span.end_char
        ),
        default=0.0,
    )


def _words_of_name(document: Document, find: Find) -> list[Word]:
    """The words of a find that can be a name; none where nothing can."""
    words = list(document.words_in(find.start_char, find.end_char))
    while words and words[0].plain.rstrip(".") in TITLES and len(words) > 1:
        words = words[1:]
    for place in range(len(words) - 1, 0, -1):
        if words[place - 1].plain in TITLES and words[place - 1].plain not in forenames():
            words = words[place:]  # "at Ferry Wynd Dr Lomax": two names, and this is the person's
            break
    words = _trimmed(document, words)
    if len(words) > 1 and words[0].text in _SHORTHAND and not document.gap(words[0], words[1]).strip(" "):
        words = words[1:]  # "w shabnam": with her
    if not words or not any(name_word(word) for word in words) or all(len(word.text) == 1 for word in words):
        return []
    while len(words) > 1 and words[0].capital and words[-1].text.islower() and not strange(words[-1]):
        words = words[:-1]  # "Mo Tolley rang"
    if not _is_a_tag(document, words):
        words = _without_initials(
            _names_only(words, document.shouted, sure=find.means == "tagger" and find.confidence >= 0.8)
        )
    return words


def _judge_person(document: Document, find: Find, spans: Sequence[NameSpan]) -> Find | None:
    words = _words_of_name(document, find)
    if not words:
        return None
    find = replace(find, start_char=words[0].start_char, end_char=words[-1].end_char)
    if find.means in _JUDGED and _the_place(document, words):
        return ruled(document, replace(find, type="PLACE", confidence=0.6, settled=False))
    text = document.text[find.start_char : find.end_char]
    if find.means in _JUDGED and any(is_a_country(word) for word in words):
        return None
    if find.means in _JUDGED and len(words) > 1 and squeeze(text) in uk_places() and strange(words[0]):
        return ruled(document, replace(find, type="PLACE", confidence=0.6, settled=False))  # "Hebden Bridge"
    if public_name(text) or is_a_people(words) or all(word.plain in TITLES for word in words):
        return None
    if find.means not in _JUDGED:
        return find
    support, against = _score(find, spans, person=True), _score(find, spans, person=False)
    if _is_a_thing(document, words) or (len(words) == 1 and _is_large(document, words[0], support)):
        return None
    if _is_a_verb_or_month(document, words, support):
        return None
    if support and _is_a_tag(document, words):
        return replace(find, confidence=support, settled=False)
    likely = likelihood(signs(document, words, find.means, support, against), "person")
    if find.means == "gazetteer" and _in_full(document, words):
        likely = max(likely, SETTLED_FROM)
    # In tidy text a name has its capital: a word of the language typed small there must look like one all the more.
    small_word = (
        not document.typed_low
        and not document.shouted
        and all(w.text.islower() and not strange(w) for w in words)
    )
    if likely < (MASK_FROM if not small_word else SETTLED_FROM):
        return None
    return replace(find, confidence=round(likely, 3), settled=likely >= SETTLED_FROM)


def _in_full(document: Document, words: Sequence[Word]) -> bool:
    """`Esme Munro`: a forename and a family name, strange to the language and shown, need no tagger's word."""
    return (
        len(words) > 1
        and not document.shouted
        and all(word.capital and not word.caps and strange(word) for word in words)
    )


_AFTER_WILL = word_set(
    "there the we it they you he she this that these a an our any all anyone anybody everyone your their i not be have"
)


def _is_a_verb_or_month(document: Document, words: Sequence[Word], support: float) -> bool:
    """`Will there be …`, `will/may options`, `I was told May`: what the word itself is where nothing else is said."""
    if len(words) != 1:
        return False
    word = words[0]
    at = document.word_at[word.start_char]
    after = document.words[at + 1] if at + 1 < len(document.words) else None
    before = document.words[at - 1] if at else None
    if (
        word.plain == "will"
        and after is not None
        and document.gap(word, after) == " "
        and after.plain in _AFTER_WILL
    ):
        return True
    if word.plain in _MODAL and not word.capital:
        beside = (
            (after, document.text[word.end_char : word.end_char + 1]),
            (before, document.text[max(0, word.start_char - 1) : word.start_char]),
        )
        if any(other is not None and other.plain in _MODAL and sign == "/" for other, sign in beside):
            return True
    return word.plain in MONTHS and support < 0.9 and name_context(document, at) < 0.75


_MODAL = frozenset(("will", "may", "can", "might", "would"))


def _is_large(document: Document, word: Word, support: float) -> bool:
    """A county or a large city: `from Lancashire`, `Lincoln, Preston and Chester`."""
    if word.plain not in large_places():
        return False
    at = document.word_at[word.start_char]
    beside = [
        w for w in document.words[max(0, at - 2) : at + 3] if w is not word and w.plain in large_places()
    ]
    return bool(beside) or (support < 0.5 and word.plain not in forenames())


def _is_a_thing(document: Document, words: Sequence[Word]) -> bool:
    """What the text itself uses as a thing's name (`the Corvane system`), a rank (`dean of faculty`), letters in the plural."""
    first, last = document.word_at[words[0].start_char], document.word_at[words[-1].start_char]
    known = any(word.plain in forenames() for word in words)
    letters = len(words) == 1 and re.fullmatch(r"[A-Z]{3,}s", words[0].text) and not document.shouted
    return bool(letters) or thing_like(document, words, first, last, known) >= 1.0


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
    while words and (
        words[-1].plain.split("'")[0] in OPENERS or words[-1].plain in DAYS or words[-1].plain in _VERBS
    ):
        if len(words) == 2 and words[-1].text == "A" and document.ends_there(words[-1]):
            break  # "SEGUN A: …": the initial of a family name
        words = words[:-1]
    return words


_DONE_TO_SOMEBODY = word_set(
    "rang rung ring phoned phone emailed email texted text met saw chased chase invited thanked visited called spoke messaged copied pls please"
)
_VERBS = word_set("said says is was ask tell told asked")


def _names_only(words: list[Word], shouted: bool, sure: bool) -> list[Word]:
    """Of a name typed without contrast, without the words a tagger took along: `kwame off sick` is Kwame, `terry gross` is both.

    sure: the tagger is, so that only words that end no name go."""
    if not any(strange(word) or word.plain in forenames() for word in words):
        return words

    def says_nothing(word: Word) -> bool:
        return word.text.islower() or shouted

    while len(words) > 1 and says_nothing(words[-1]) and _does(words[-1]):
        words = words[:-1]  # "LOWE QUOTED", "morgan scribbling"

    while len(words) > 1 and says_nothing(words[-1]) and len(words[-1].text) > 1 and not strange(words[-1]):
        first = (
            words[0].plain in forenames() or words[0].plain in WORD_FORENAMES or words[0].plain in nicknames()
        )
        sure = sure and first and strange(words[-2]) | (len(words) == 2)
        named = (
            sure or words[-1].plain in WORD_SURNAMES or (len(words) == 2 and words[0].plain in forenames())
        )
        if named and words[-1].plain not in _TAILS and words[-1].plain not in SAYING:
            break
        words = words[:-1]
    while (
        len(words) > 1
        and says_nothing(words[0])
        and len(words[0].text) > 1
        and not strange(words[0])
        and words[0].plain not in WORD_FORENAMES | PARTICLES
        and not (sure and words[0].plain not in _HEADS)
    ):
        words = words[1:]
    return words


_SHORTHAND = frozenset("wcrunx")


def _does(word: Word) -> bool:
    """A verb in the past, or one that ends in -ing: what somebody does, and no part of a name."""
    going_on = len(word.plain) > 5 and word.plain.endswith("ing") and not strange(word)
    return past(word.plain) or (going_on and word.plain not in WORD_SURNAMES | _ING_NAMES)


_ING_NAMES = word_set("""manning harding fielding browning golding goulding pickering keating fleming cushing dowling downing bunting canning cowling darling
    gosling loring reading starling sterling stirling twining wilding whiting wearing spalding holding keeling schilling stebbing waring""")
_HEADS = word_set("""kw kws cc bcc fao fwd fw fr att attn tx thx ta re rgds regards apols apologies action actions owner lead chase ask tell ring rang text call
    spk spoke met visit visitor cover with via per and or by to from for of the a an our my his her morning hi dear hello mr mrs ms dr prof cllr rev""")
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
