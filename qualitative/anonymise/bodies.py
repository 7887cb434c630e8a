"""Organisations and places of a case: one string each, under the full name, the short one and the letters.

The danger: `Oxbow Recovery` masked and `Oxbow` left standing three lines on. So a body's short name and its letters are
taken with it, unless they are somebody's name or a known place's.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from qualitative.anonymise.document import Document
from qualitative.anonymise.finds import Find
from qualitative.anonymise.names import strange
from qualitative.anonymise.need import Allowed, public_name
from qualitative.anonymise.people import People
from qualitative.anonymise.premises import GENERIC
from qualitative.anonymise.propagation import place_context
from qualitative.anonymise.pseudonyms import Entity, Pseudonyms
from qualitative.anonymise.words import ordinary, word_list, word_set, words_of
from qualitative.language import forenames, uk_places
from qualitative.model import RosterEntry, Tier


def short_names(
    documents: Sequence[Document],
    finds: Sequence[Sequence[Find]],
    people: People,
    roster: Sequence[RosterEntry],
    allowed: Allowed,
) -> dict[str, str]:
    """`Oxbow` → `oxbow recovery`: the words before a body's kind, where they are nobody's name and no known place."""
    full = {body_words(entry.organisation): True for entry in roster if entry.organisation not in allowed}
    for document, some in zip(documents, finds, strict=True):
        for find in some:
            if find.type == "ORG" and find.masked_from == Tier.CODER:
                full.setdefault(body_words(document.text[find.start_char : find.end_char]), False)
    short = {
        words: words
        for words, listed in full.items()
        if listed and words and not all(piece in GENERIC for piece in words.split())
    }
    for words in sorted(full):
        pieces = words.split()
        own = len(pieces)
        while own > 0 and (pieces[own - 1] in GENERIC or pieces[own - 1] in _KINDS):
            own -= 1
        alias = " ".join(pieces[:own])
        listed = full[words]
        if (
            not alias
            or own == len(pieces)
            or set(pieces) & _PLACE_NAMED
            or alias in allowed
            or public_name(alias)
        ):
            continue
        if any(people.by_family.get(piece) or people.by_given.get(piece) for piece in pieces[:own]):
            continue
        if listed or (
            own == 1 and alias not in ordinary() and alias not in forenames() and alias not in uk_places()
        ):
            short.setdefault(alias, words)
    return short


_KINDS = word_set(
    "house homes recovery advice support welcome rooms research consulting associates move on night shelter trust larder lodge hall"
)
_PLACE_NAMED = word_set(
    "council infirmary hospital police constabulary university college school academy prison hmp alliance"
)


def as_body(document: Document, find: Find, aliases: dict[str, str]) -> Find:
    """A single word taken for a person or a place that is a body's short name."""
    guessed = find.type in ("PERSON", "PLACE") and find.means not in ("title", "label", "roster")
    if guessed and body_words(document.text[find.start_char : find.end_char]) in aliases:
        return replace(find, type="ORG")
    return find


def learn_aliases(bodies: dict[str, tuple[str, str]], aliases: dict[str, str], key: Pseudonyms) -> None:
    for alias, words in aliases.items():
        if words in bodies:
            was = bodies.get(alias)
            if (
                was
                and was[1] != bodies[words][1]
                and was[0] == "ORG"
                and key.entities[was[1]].variants == {alias}
            ):
                key.join(bodies[words][1], was[1])
            bodies[alias] = bodies[words]
            key.entities[bodies[words][1]].variants.add(alias)


_LETTERS_AFTER = re.compile(r"\s?\(\s?(?:the\s)?[\"“'‘]?([A-Z][A-Za-z]{1,6})[\"”'’]?\s?\)")
_LETTERS_BEFORE = re.compile(r"(?<!\w)([A-Z]{2,7})\s?\(\s?(?:the\s)?$")


def letters_given(document: Document, find: Find) -> str:
    """`Oxbow Tenants Union (OTU)`, `OTU (Oxbow Tenants Union)`: the letters a text itself gives a body, or ""."""
    text = document.text
    beside = _LETTERS_AFTER.match(text, find.end_char) or _LETTERS_BEFORE.search(
        text, max(0, find.start_char - 14), find.start_char
    )
    if not beside or sum(letter.isupper() for letter in beside[1]) < 2:
        return ""
    rest = iter(text[find.start_char : find.end_char].lower())
    return beside[1].lower() if all(letter in rest for letter in beside[1].lower()) else ""


def bodies_of(
    documents: Sequence[Document],
    finds: Sequence[Sequence[Find]],
    key: Pseudonyms,
    roster: Sequence[RosterEntry],
    allowed: Allowed,
) -> dict[str, tuple[str, str]]:
    """Plain words of a body or place → (type, entity id). Listed organisations, those found, and their short forms."""
    known: dict[str, tuple[str, str]] = {}
    for entity in (*key.of_type("ORG"), *key.of_type("PLACE")):
        for variant in entity.variants:
            known[variant] = (entity.type, entity.id)
    rows: dict[str, str] = {}
    for entry in roster:
        if entry.organisation.strip() and entry.organisation not in allowed:
            rows.setdefault(body_words(entry.organisation), entry.group)
    for words in sorted(rows):
        if words and words not in known and not all(word in GENERIC for word in words.split()):
            _add_body(known, key, words, "ORG", _organisation_word(rows[words]))
    met: Counter[tuple[str, str]] = Counter()
    for document, some in zip(documents, finds, strict=True):
        for find in some:
            if find.type in ("ORG", "PLACE") and find.masked_from == Tier.CODER:
                met[body_words(document.text[find.start_char : find.end_char]), find.type] += 1
    for (words, kind), _ in sorted(met.items(), key=lambda item: (-len(item[0][0]), item[0])):
        if words and words not in known:
            _add_body(known, key, words, kind, "Organisation")
    for document, some in zip(documents, finds, strict=True):
        for find in some:
            words = body_words(document.text[find.start_char : find.end_char])
            letters = letters_given(document, find) if find.type == "ORG" and words in known else ""
            if (
                letters
                and letters not in known
                and find.masked_from == Tier.CODER
                and not public_name(letters)
            ):
                known[letters] = known[words]
                key.entities[known[words][1]].variants.add(letters)
    return known


def _add_body(known: dict[str, tuple[str, str]], key: Pseudonyms, words: str, kind: str, word: str) -> None:
    entity: Entity = key.add_organisation(words, word) if kind == "ORG" else key.add_place(words)
    entity.variants.add(words)
    known[words] = (kind, entity.id)
    pieces = words.split()
    large = "".join(piece[0] for piece in pieces if piece not in ("of", "and", "the", "for"))
    whole = "".join(piece[0] for piece in pieces)
    for short, least in ((large, 3), (whole, 4)):  # Oxbow Council for Tenants: OCT and OCFT
        taken = short in known or short in word_list("abbreviations") or short in ordinary()
        if kind == "ORG" and len(short) >= least and not taken:
            entity.variants.add(short)
            known[short] = (kind, entity.id)


def body_words(text: str) -> str:
    """A body's name to compare by: plain words, one space, no `the` before it."""
    pieces = [word.plain for word in words_of(text)]
    while pieces and pieces[0] == "the":
        pieces = pieces[1:]
    return " ".join(pieces)


def _organisation_word(group: str) -> str:
    group = group.lower()
    for sign, word in (("provider", "Provider"), ("commission", "Commissioner"), ("health", "Health body")):
        if sign in group:
            return word
    return "Organisation"


def place_words(documents: Sequence[Document], finds: Sequence[Sequence[Find]]) -> set[str]:
    """Single words met as places in this case, and those the gazetteer knows."""
    met = set()
    for document, some in zip(documents, finds, strict=True):
        for find in some:
            if find.type in ("PLACE", "ADDRESS"):
                met |= {
                    word.plain for word in document.words_in(find.start_char, find.end_char) if strange(word)
                }
        for place, word in enumerate(document.words):
            if word.capital and strange(word) and place_context(document, place) >= 0.85:
                met.add(word.plain)
    return met
