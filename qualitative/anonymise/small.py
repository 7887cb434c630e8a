"""Is what the tagger took for a body or a place small enough to point to somebody? Joined, cut, ruled on, and judged.

The danger: `the porch` says where a person sleeps, and `the oversight group` nothing at all; both are two words of the language
in small letters. So what is known to millions, or belongs to nobody, stands by rule (`need`); for the rest plain signs are
weighed, with weights learned from invented lines (training/judge.py), as for people.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from qualitative.anonymise import look, need
from qualitative.anonymise.document import Document
from qualitative.anonymise.finds import Find
from qualitative.anonymise.judge import likelihood
from qualitative.anonymise.names import strange
from qualitative.anonymise.premises import GENERIC, KIND_WORDS
from qualitative.anonymise.things import is_a_slogan
from qualitative.anonymise.words import DAYS, MONTHS, NATIONS, TITLES, Word, ordinary, word_list, word_set
from qualitative.language import NameSpan, forenames, uk_places
from qualitative.model import Tier

MASK_FROM = 0.4
SETTLED_FROM = 0.75
_LEADS = word_set("the a an our this that and of in at to from for by with my his her their your")
_ENDS = word_set("and of in at to the s for")
_JOINED = re.compile(r"(?:['’]s)?[ \t]|-|['’]s?[ \t]")
_JOINED_BODIES = re.compile(r"[ \t](?:of|for|and|&|on|in)(?:[ \t]the)?[ \t]|[ \t]?&[ \t]?")
_MOST_WORDS = 8


def find_small(document: Document, spans: Sequence[NameSpan], allowed: need.Allowed) -> Iterator[Find]:
    """Bodies and places that the tagger saw, each with the tier it is masked from."""
    for words, chain in chains(document, spans):
        find = _judged(document, words, chain, allowed)
        if find is not None:
            yield find


def chains(document: Document, spans: Sequence[NameSpan]) -> Iterator[tuple[list[Word], list[NameSpan]]]:
    """The words of each body or place, pieces that the tagger parted put together again: `Copper Lane` + `Hostel`,
    `Sandy Lane` + `Allotment Society`, `Nadia` + `'s Bike Shed`."""
    chain: list[NameSpan] = []
    for span in [*sorted(spans, key=lambda span: span.start_char), None]:
        if chain and span is not None and _goes_on(document, chain[-1], span):
            chain.append(span)
            continue
        if any(one.label != "PERSON" for one in chain):
            words = _cut(document, chain)
            if words:
                yield words, chain
        chain = [] if span is None else [span]


def _goes_on(document: Document, left: NameSpan, right: NameSpan) -> bool:
    gap = document.text[left.end_char : right.start_char]
    if _JOINED.fullmatch(gap):
        # a person and a body side by side are one name only where the body's part is no name of its own: "Dave's Gym"
        if "PERSON" in (left.label, right.label) and left.label != right.label:
            tail = document.words_in(right.start_char, right.end_char)
            return right.label != "PERSON" and bool(tail) and tail[-1].plain in KIND_WORDS
        return left.label != "PERSON"
    bodies = left.label == "ORG" and right.label in ("ORG", "LOC")
    return bodies and bool(_JOINED_BODIES.fullmatch(gap)) and not ("and" in gap or "&" in gap)


def _cut(document: Document, chain: Sequence[NameSpan]) -> list[Word]:
    """The chain's words without little ones at either end, and with the kind of body that follows: `Farrow Gate` + Practice."""
    words = list(document.words_in(chain[0].start_char, chain[-1].end_char))[:_MOST_WORDS]
    for place in range(len(words) - 1, 0, -1):
        if re.search(r"\s[-–—]|[-–—]\s", document.gap(words[place - 1], words[place])):
            words = words[place:]  # "kath - council": who speaks is no part of it
            break
    while words and words[0].plain in _LEADS:
        words = words[1:]
    while words and words[-1].plain in _ENDS:
        words = words[:-1]
    while (
        len(words) > 1
        and words[0].capital
        and words[-1].text.islower()
        and words[-1].plain in need.PARTS_OF_BODIES
    ):
        words = words[:-1]  # "Calder Water communications team": the body, not what it has
    while words and (after := _next(document, words[-1])) is not None and _adds(words, after):
        words.append(after)
    following = document.word_at[words[-1].start_char] + 1 if words else len(document.words)
    if following < len(document.words):
        tail = document.words[following]
        if document.text[words[-1].end_char : tail.end_char].lower() == "-op":
            words.append(tail)  # "Housing Co-op"
    return words


def _next(document: Document, word: Word) -> Word | None:
    place = document.word_at[word.start_char] + 1
    if place < len(document.words) and document.gap(word, document.words[place]) in (
        " ",
        "'s ",
        "’s ",
        "' ",
        "’ ",
    ):
        return document.words[place]
    return None


def _adds(words: Sequence[Word], after: Word) -> bool:
    """Whether the next word is the body's kind, typed as the name is."""
    alike = after.capital == words[-1].capital or after.text.islower()
    return alike and after.plain in KIND_WORDS and len(words) < _MOST_WORDS


def _judged(
    document: Document, words: list[Word], chain: Sequence[NameSpan], allowed: need.Allowed
) -> Find | None:
    text = document.text[words[0].start_char : words[-1].end_char]
    if words[0].plain in TITLES or all(word.plain in NATIONS or word.plain == "and" for word in words):
        return None
    if text in allowed or need.letters_after_a_name(text) or need.belongs_to_nobody(words):
        return None
    if need.seat_of_a_body(document, words[0].start_char):
        return None
    score = max(span.score for span in chain)
    likely = 0.0
    if not stands(document, words):
        likely = likelihood(signs(document, words, chain), "body")
        if _has_its_own_name(document, words, score):
            likely = max(likely, SETTLED_FROM if score >= 0.6 else MASK_FROM)
    tier = Tier.CODER if likely >= MASK_FROM else Tier.PUBLIC
    if tier is Tier.PUBLIC and (score < 0.3 or not any(w.capital or w.text.isdigit() for w in words)):
        return None
    kind = "ORG" if any(span.label == "ORG" for span in chain) else "PLACE"
    return Find(
        words[0].start_char,
        words[-1].end_char,
        kind,
        "tagger",
        confidence=round(likely, 3) if tier is Tier.CODER else score,
        settled=likely >= SETTLED_FROM or tier is Tier.PUBLIC,  # what stands here is nothing to settle
        masked_from=tier,
    )


def _has_its_own_name(document: Document, words: Sequence[Word], score: float) -> bool:
    """A body or place with a word that is no word of the language: whatever is weighed, it is masked."""
    own = [word for word in words if word.plain not in GENERIC | NATIONS and word.plain not in ordinary()]
    shown = not document.shouted and any(word.capital and not document.opens_sentence(word) for word in words)
    return bool(own) and score >= (0.4 if shown else 0.6)


def stands(document: Document, words: Sequence[Word]) -> bool:
    """What no weighing may mask for the team: public bodies, peoples, what millions know, letters that name a group."""
    text = document.text[words[0].start_char : words[-1].end_char]
    if need.public_name(text) or need.is_a_people(words) or all(w.plain in MONTHS | DAYS for w in words):
        return True
    if need.known_to_millions(words) or (len(words) > 1 and is_a_slogan(document, words)):
        return True
    if need.letters_of_a_group(words) or all(word.plain in GENERIC for word in words):
        return True
    generic = not any(word.capital for word in words) and all(w.plain in GENERIC | KIND_WORDS for w in words)
    if generic or re.fullmatch(
        r"(?i)(?:room|rm|junction|floor|level|suite|bay|table|group|block|phase|zone|gate|platform|page|slide)\s\w{1,3}",
        text,
    ):
        return True  # "the local hospice", "Room 4"
    if re.fullmatch(r"[\d–-]+s?|[A-Z]{2,5}s", text) or words[0].plain in ("ministry", "department"):
        return True  # "18-24s", "CPNs"
    if any(word.plain in document.things for word in (words[0], words[-1])) or words[-1].plain in _PRODUCTS:
        return True  # "the Horizon system": a thing's name
    if text.lower().endswith("combined authority") or _round_a_public_name(document, words):
        return True
    alone = len(words) == 1
    if alone and (words[0].plain in word_list("abbreviations") or any(letter.isdigit() for letter in text)):
        return True
    # an acronym alone names a body to insiders only when the body itself was found
    return alone and words[0].caps and not document.shouted


def _round_a_public_name(document: Document, words: Sequence[Word]) -> bool:
    """`Housing First Fidelity`: a programme's name, and words of the language about it."""
    a, b = words[0].start_char, words[-1].end_char
    inside = [span for span in need.public_spans(document) if a <= span[0] and span[1] <= b]
    rest = [w for w in words if not any(s <= w.start_char < e for s, e in inside)]
    return bool(inside) and all(word.plain in ordinary() for word in rest)


def signs(document: Document, words: Sequence[Word], chain: Sequence[NameSpan]) -> dict[str, float]:
    """Every sign that speaks for or against a body or place that could point to somebody, by name."""
    best = {
        label: max((s.score for s in chain if s.label == label), default=0.0)
        for label in ("ORG", "LOC", "PERSON")
    }
    seen = look.seen(max(best["ORG"], best["LOC"]))
    own = [word for word in words if word.plain not in GENERIC | NATIONS]
    odd = [word for word in own if strange(word)]
    kind = "odd" if odd else "own words" if own else "generic"
    if own and all(word.plain in forenames() or word.plain in uk_places() for word in own):
        kind = "named"
    typed = look.typed(document, words)
    label = "LOC" if best["LOC"] > best["ORG"] else "ORG"
    first = document.word_at[words[0].start_char]
    before = document.words[first - 1].plain if first else ""
    near = first > 0 and document.gap(document.words[first - 1], words[0]).strip(" ") == ""
    last = words[-1].plain in KIND_WORDS
    found = {
        "always": 1.0,
        "as a body": best["ORG"],
        "as a place": best["LOC"],
        "as a person": best["PERSON"],
        f"{label}": 1.0,
        f"{label}, seen {seen}": 1.0,
        kind: 1.0,
        f"{kind}, {label}": 1.0,
        f"{kind}, seen {seen}": 1.0,
        f"{kind}, {typed}": 1.0,
        f"{kind}, {typed}, seen {seen}": 1.0,
        typed: 1.0,
        f"{min(len(words), 4)} words": 1.0,
        f"{kind}, ends in its kind" if last else f"{kind}, no kind": 1.0,
        f"before it {look.beside(document.text, words[0].start_char - 1)}": 1.0,
        f"after it {look.beside(document.text, words[-1].end_char)}": 1.0,
    }
    if near and before in _BEFORE:
        found[f"after {before}"] = 1.0
        found[f"{kind}, after {before}"] = 1.0
    flags = {
        "in the gazetteer": need.squeeze(" ".join(w.text for w in words)) in uk_places(),
        "a day in it": any(word.plain in DAYS for word in words),
        "ordinary through and through": all(word.plain in ordinary() for word in words),
        "in a text of small letters": document.typed_low,
        "in edited prose": document.cased_well,
        "somebody's": "'s" in document.text[words[0].start_char : words[-1].end_char].replace("’", "'"),
    }
    return found | {name: 1.0 for name, holds in flags.items() if holds}


_PRODUCTS = word_set("system systems online software app platform database portal")
_BEFORE = word_set("the a at from to in with via by for of our their ex near and called")
