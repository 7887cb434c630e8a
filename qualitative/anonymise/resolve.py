"""From suspicions to entities: the finds of every file of a case, told apart and joined up.

The danger: linking file by file, so that the order of files decides who is whom. So the whole batch is read first:
listed people, then full names by how often they stand, then addresses, then what is left of a name; and only then is
each mention given to the one person it can mean, or to nobody.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from qualitative.anonymise.bodies import (
    as_body,
    bodies_of,
    body_words,
    learn_aliases,
    place_words,
    short_names,
)
from qualitative.anonymise.decide import Allowed
from qualitative.anonymise.document import Document
from qualitative.anonymise.finds import Find, without_overlaps
from qualitative.anonymise.names import name_context, strange
from qualitative.anonymise.people import GENERIC_MAILBOXES, Parsed, People, parse, spoken_address
from qualitative.anonymise.propagation import Known, find_again, place_or_person, propagate
from qualitative.anonymise.pseudonyms import Pseudonyms
from qualitative.anonymise.words import ordinary, plain, word_list, word_set
from qualitative.language import forenames
from qualitative.model import RosterEntry, Tier

UNCLEAR = "?"  # the entity of a mention that is given to nobody
CONTACTS = ("EMAIL", "HANDLE")


@dataclass
class Resolved:
    """Finds of each document with their entities, and what a person should settle (in words that name nobody)."""

    finds: list[list[Find]]
    questions: list[str] = field(default_factory=list)


def resolve(
    documents: Sequence[Document],
    decided: Sequence[Sequence[Find]],
    key: Pseudonyms,
    roster: Sequence[RosterEntry],
    allowed: Allowed,
    hinted: Sequence[set[int]] = (),
) -> Resolved:
    """Gives every find its entity. hinted: where words start that the tagger faintly took for a person's, a set a document.

    Adds to `key`; the batch's order makes no difference to who is whom."""
    people = People(key)
    people.from_roster(roster)
    finds = [_one_claim_each(document, list(some)) for document, some in zip(documents, decided, strict=True)]
    _meet_full_names(documents, finds, people)
    _introduce(documents, finds, people)
    _meet_initials(documents, finds, people)
    aliases = short_names(documents, finds, people, roster, allowed)
    finds = [
        [as_body(document, find, aliases) for find in some]
        for document, some in zip(documents, finds, strict=True)
    ]
    _meet_addresses(documents, finds, people)
    _meet_single_names(documents, finds, people)
    _mark_speakers(documents, finds, people)
    bodies = bodies_of(documents, finds, key, roster, allowed)
    learn_aliases(bodies, aliases, key)
    places = place_words(documents, finds)
    known = Known(people)
    questions: list[str] = []
    out = []
    hinted = hinted or [set() for _ in documents]
    for document, some, hints in zip(documents, finds, hinted, strict=True):
        fixed = [
            (f.start_char, f.end_char)
            for f in some
            if f.type not in ("PERSON", "PLACE", "ORG") and f.masked_from == Tier.CODER
        ]
        more = [
            *propagate(document, known, fixed, hints),
            *find_again(document, [(words, kind) for words, (kind, _) in bodies.items()]),
        ]
        more += _initials_of(document, people)
        open_spans = allowed.spans(document.text)
        more = [f for f in more if not any(a <= f.start_char and f.end_char <= b for a, b in open_spans)]
        everything = _one_claim_each(document, [*some, *more])
        out.append(_with_entities(document, everything, people, bodies, places, questions))
    return Resolved(out, questions)


def _one_claim_each(document: Document, finds: list[Find]) -> list[Find]:
    """Rivals settled; a name word that only the loser held is kept as a find of its own."""
    standing = without_overlaps(finds)
    covered = [(find.start_char, find.end_char) for find in standing]
    rest = []
    for find in finds:
        if find.type != "PERSON":
            continue
        left = [
            word
            for word in document.words_in(find.start_char, find.end_char)
            if not any(a < word.end_char and word.start_char < b for a, b in covered) and strange(word)
        ]
        rest += [
            Find(
                w.start_char,
                w.end_char,
                "PERSON",
                find.means,
                confidence=find.confidence,
                settled=find.settled,
            )
            for w in left
        ]
    return without_overlaps([*standing, *rest]) if rest else standing


def _mentions(documents: Sequence[Document], finds: Sequence[Sequence[Find]]) -> list[tuple[str, Find]]:
    """(raw text, find) of each person mention, its title included where one stands before it."""
    found = []
    for document, some in zip(documents, finds, strict=True):
        for find in some:
            if find.type == "PERSON":
                found.append((_with_title(document, find), find))
    return found


def _with_title(document: Document, find: Find) -> str:
    start = find.start_char
    match = re.search(
        r"\b(?:mr|mrs|ms|miss|mx|dr|prof|cllr|councillor|rev|sir|dame|lord|lady|sgt|pc|insp)\.?\s$",
        document.text[max(0, start - 14) : start],
        re.I,
    )
    return (match[0] if match else "") + document.text[start : find.end_char]


def _meet_full_names(documents: Sequence[Document], finds: Sequence[Sequence[Find]], people: People) -> None:
    counts: Counter[tuple[str, str]] = Counter()
    raw_of: dict[tuple[str, str], dict[str, Parsed]] = defaultdict(dict)
    for raw, _ in _mentions(documents, finds):
        parsed = parse(raw)
        if parsed.full and len(parsed.family) > 1:
            counts[parsed.given, parsed.family] += 1
            raw_of[parsed.given, parsed.family].setdefault(raw, parsed)
    # The most frequent spelling is the name; initials and rarer spellings are held against it.
    order = sorted(counts, key=lambda name: (len(name[0]) == 1, -counts[name], name))
    for name in order:
        for raw in sorted(raw_of[name]):
            parsed = raw_of[name][raw]
            meant = people.who(parsed)
            if len(meant) == 1:
                people.learn(people.key.entities[meant.pop()], parsed, raw)
            elif (
                not meant
                and all(piece in ordinary() for piece in (parsed.given, *parsed.families))
                and counts[name] == 1
            ) or not meant:
                people.learn(people.key.add_person(f"{parsed.given} {parsed.family}"), parsed, raw)


_NEAR_THE_TOP_CHARS = 2500
_INTRODUCES = re.compile(
    r"(?:\bI['’]m|\bI am|\bmy name(?:['’]s| is)|\bthis is|\binterview(?:ed|ing)?(?: with| of)?|\bmet(?: with)?)\s+(?:\w+\.?\s)?$",
    re.I,
)


def _introduce(documents: Sequence[Document], finds: Sequence[Sequence[Find]], people: People) -> None:
    """Who is presented in full: in a label or a list, near a text's top, or by `I am …`. Initials may mean only them."""
    for document, some in zip(documents, finds, strict=True):
        for find in some:
            if find.type != "PERSON":
                continue
            presented = (
                find.means in ("list", "label", "roster")
                or find.start_char < min([_NEAR_THE_TOP_CHARS, *(a for a, _ in document.labels[:1])])
                or any(a <= find.start_char and find.end_char <= b for a, b in document.labels)
                or (
                    _INTRODUCES.search(document.text[max(0, find.start_char - 40) : find.start_char])
                    and not re.match(
                        r"['’]s", document.text[find.end_char : find.end_char + 2]
                    )  # "I'm Bev's son"
                )
            )
            if presented:
                meant = people.who(parse(_with_title(document, find)))
                if len(meant) == 1:
                    people.introduced |= meant


def _meet_initials(documents: Sequence[Document], finds: Sequence[Sequence[Find]], people: People) -> None:
    """`Priya Raman PR`, `Ewan McLurg (EM)`: initials given beside the name are that person's."""
    for document, some in zip(documents, finds, strict=True):
        for find in some:
            if find.type != "PERSON":
                continue
            match = _INITIALS_AFTER.match(document.text, find.end_char)
            if not match:
                continue
            parsed = parse(document.text[find.start_char : find.end_char])
            meant = people.who(parsed)
            if len(meant) == 1 and match[1][0].lower() == (parsed.given or parsed.family)[:1]:
                person = people.key.entities[meant.pop()]
                person.initials.add(match[1].lower())
                person.called.add(match[1].lower())
                people.index(person)


_INITIALS_AFTER = re.compile(r"[ \t]*[(,\-–]?[ \t]*([A-Z]{2,4})(?=[\s,.;:)\]]|$)")


def _meet_addresses(documents: Sequence[Document], finds: Sequence[Sequence[Find]], people: People) -> None:
    """An address may be the only trace of a name: `j.okafor@…` makes a person named okafor."""
    addresses = {
        document.text[find.start_char : find.end_char]
        for document, some in zip(documents, finds, strict=True)
        for find in some
        if find.type == "EMAIL"
    }
    for address in sorted(addresses):
        meant = people.by_address(address)
        if len(meant) == 1:
            people.key.entities[next(iter(meant))].emails.add(address.lower())
            continue
        local = spoken_address(address).split("@")[0]
        pieces = [piece for piece in re.split(r"[._\-+]+", local) if piece]
        named = len(pieces) == 2 and all(piece.isalpha() for piece in pieces) and len(pieces[1]) > 2
        if meant or not named or any(piece in GENERIC_MAILBOXES for piece in pieces):
            continue
        if (pieces[0] not in forenames() and len(pieces[0]) > 1) or (
            pieces[1] in ordinary() and pieces[0] not in forenames()
        ):
            continue
        parsed = Parsed(pieces[0], (), pieces[1], (pieces[1],))
        if not people.who(parsed):
            person = people.key.add_person(local)
            people.learn(person, parsed, address)
            person.emails.add(address.lower())


def _meet_single_names(
    documents: Sequence[Document], finds: Sequence[Sequence[Find]], people: People
) -> None:
    """First names and family names that no full name explains make people of their own."""
    counts: Counter[str] = Counter()
    parsed_of: dict[str, tuple[Parsed, str]] = {}
    for raw, find in _mentions(documents, finds):
        parsed = parse(raw)
        if not parsed.full and (parsed.given or parsed.family):
            label = f"{'t' if parsed.title else 's'}|{parsed.given}|{parsed.family}|{'|'.join(parsed.middle)}"
            counts[label] += 1
            parsed_of.setdefault(label, (parsed, document_free(raw)))
        del find
    for label in sorted(counts, key=lambda item: (-counts[item], item)):
        parsed, raw = parsed_of[label]
        if people.who(parsed):
            continue
        person = people.key.add_person(label)
        if parsed.title:
            people.learn(person, parsed, raw)
        elif _is_initials(raw):
            person.initials.add(parsed.given)
            person.variants.add(raw)
            people.index(person)
        else:
            target = person.given if parsed.given in forenames() or parsed.middle else person.family
            target.add(parsed.given)
            person.middle.update(parsed.middle)
            person.variants.add(raw)
            people.index(person)


def document_free(raw: str) -> str:
    return re.sub(r"\s+", " ", raw)


def _is_initials(raw: str) -> bool:
    return 2 <= len(raw) <= 3 and raw.isupper() and plain(raw) not in forenames()


def _mark_speakers(documents: Sequence[Document], finds: Sequence[Sequence[Find]], people: People) -> None:
    for document, some in zip(documents, finds, strict=True):
        spoken = set(document.labels)
        for find in some:
            if find.type == "PERSON" and any(a <= find.start_char and find.end_char <= b for a, b in spoken):
                meant = people.who(parse(_with_title(document, find)))
                if len(meant) == 1:
                    people.key.entities[meant.pop()].speaks = True


_NEVER_INITIALS = word_set(
    "gp gps mp pc hr it sw cpn ot pa pr la ha md pm am tv uk eu us id gdp dwp nhs ceo cfo coo fd icb ccg hmo hb uc dv mh ld"
)


def _initials_of(document: Document, people: People) -> list[Find]:
    """`BA felt …`, `B.A.`: initials that exactly one person of the case has."""
    found = []
    abbreviations = word_list("abbreviations")
    for place, word in enumerate(document.words):
        if 2 <= len(word.text) <= 3 and word.caps and not document.shouted:
            ids = people.by_initials.get(word.plain)
            if not ids:
                continue
            after_ratio = re.match(r"\s*[:/]", document.text[word.end_char : word.end_char + 3])
            context = name_context(document, place)
            called = any(word.plain in people.key.entities[i].called for i in ids)
            if context < 0.5 and not people.known_by_initials(word.plain):
                continue
            if (
                word.plain in abbreviations
                and not called
                and (context < 0.5 or word.plain in _NEVER_INITIALS)
                and not (after_ratio and document.opens_sentence(word))
            ):
                continue
            found.append(Find(word.start_char, word.end_char, "PERSON", "initials", confidence=0.8))
    for match in re.finditer(r"(?<![\w.])(?:[A-Z]\.\s?){1,2}[A-Z](?:\.|(?!\w))", document.text):
        compact = re.sub(r"[^A-Za-z]", "", match[0]).lower()
        if people.by_initials.get(compact) and compact not in abbreviations:
            found.append(Find(match.start(), match.end(), "PERSON", "initials", confidence=0.8))
    for match in re.finditer(
        r"(?<![\w])([a-z]{2})(?=\s(?:said|felt|thinks|thought|noted|agreed|added|asked|reckons)\b)",
        document.text,
    ):
        if people.by_initials.get(match[1]) and match[1] not in ordinary():
            found.append(Find(match.start(1), match.end(1), "PERSON", "initials", confidence=0.7))
    return [find for find in found if not document.is_protected(find.start_char, find.end_char)]


# --------------------------------------------------------------------------- each mention to its entity


def _with_entities(
    document: Document,
    finds: Sequence[Find],
    people: People,
    bodies: dict[str, tuple[str, str]],
    places: set[str],
    questions: list[str],
) -> list[Find]:
    out = []
    labels: dict[str, str] = {}
    here = _named_here(document, finds, people)
    for find in finds:
        text = document.text[find.start_char : find.end_char]
        if find.type in ("ORG", "PLACE"):
            out.append(
                replace(find, entity=bodies[body_words(text)][1]) if body_words(text) in bodies else find
            )
        elif find.type in CONTACTS:
            meant = people.by_address(text)
            out.append(replace(find, entity=next(iter(meant)) if len(meant) == 1 else ""))
        elif find.type == "PERSON":
            out.append(_person(document, find, people, bodies, places, questions, labels, here))
        else:
            out.append(find)
    return out


def _named_here(document: Document, finds: Sequence[Find], people: People) -> frozenset[str]:
    """Those this text names in full."""
    found: set[str] = set()
    for find in finds:
        if find.type == "PERSON":
            parsed = parse(_with_title(document, find))
            meant = people.who(parsed) if parsed.full else set()
            found |= meant if len(meant) == 1 else set()
    return frozenset(found)


def _of_this_text(meant: set[str], here: frozenset[str], people: People) -> set[str]:
    """Of several, the one whom this text names in full, where the others are no listed people and stand in other texts."""
    local = meant & here
    if len(meant) > 1 and len(local) == 1 and not any(people.key.entities[i].listed for i in meant - local):
        return local
    return meant


def _person(
    document: Document,
    find: Find,
    people: People,
    bodies: dict[str, tuple[str, str]],
    places: set[str],
    questions: list[str],
    labels: dict[str, str],
    here: frozenset[str],
) -> Find:
    raw = _with_title(document, find)
    parsed = parse(raw)
    if find.means == "initials":
        letters = re.sub(r"[^a-z]", "", plain(raw))
        meant = people.known_by_initials(letters) or set(people.by_initials[letters])
    else:
        meant = people.who(parsed)
    meant = _of_this_text(meant, here, people)
    labelled = any(a <= find.start_char and find.end_char <= b for a, b in document.labels)
    if not parsed.full and not parsed.title and not labelled and find.means != "initials":
        verdict = place_or_person(document, find, places, 0.0)
        if verdict == "PLACE":
            words = body_words(raw)
            if words not in bodies or bodies[words][0] != "PLACE":
                entity = people.key.add_place(words)
                entity.variants.add(words)
                bodies[words] = ("PLACE", entity.id)
            return replace(find, type="PLACE", entity=bodies[words][1])
        if verdict == "UNCLEAR":
            questions.append("A word that is both a person's name and a place's was given to neither.")
            return replace(find, entity=UNCLEAR, settled=False)
    if len(meant) == 1:
        person = people.key.entities[next(iter(meant))]
        person.variants.add(document.text[find.start_char : find.end_char])
        return replace(
            find,
            entity=person.id,
            means="roster" if person.listed and find.means == "propagation" else find.means,
        )
    if not meant:
        # Only a tagger's remnant comes here: a name no rule above took up.
        person = people.key.add_person(f"rest|{plain(raw)}")
        people.learn(person, parsed, raw) if parsed.full else person.given.add(parsed.single or plain(raw))
        people.index(person)
        return replace(find, entity=person.id)
    if labelled:
        label = plain(raw)
        if label not in labels:
            stand_in = people.key.add_person(f"label|{document.name}|{label}")
            labels[label] = stand_in.id
            questions.append(
                f"A speaker label could be {_either(people, meant)}; it was given to neither: {stand_in.string}."
            )
        return replace(find, entity=labels[label], settled=False)
    questions.append(f"A mention could be {_either(people, meant)}; it was given to neither.")
    return replace(find, entity=UNCLEAR, settled=False)


def _either(people: People, meant: set[str]) -> str:
    return " or ".join(people.key.string_of(i) for i in sorted(meant)[:4])
