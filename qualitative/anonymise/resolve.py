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

from qualitative.anonymise.ages import find_ages_beside
from qualitative.anonymise.aliases import meet_other_names
from qualitative.anonymise.bodies import (
    as_body,
    bodies_of,
    learn_aliases,
    place_words,
    short_names,
)
from qualitative.anonymise.document import Document
from qualitative.anonymise.finds import Find, without_overlaps
from qualitative.anonymise.meant import with_entities, with_title
from qualitative.anonymise.names import name_context, strange
from qualitative.anonymise.need import Allowed, Kept, idiom_spans, left, world_spans
from qualitative.anonymise.people import GENERIC_MAILBOXES, Parsed, People, close, parse, spoken_address
from qualitative.anonymise.propagation import Known, find_again, propagate
from qualitative.anonymise.pseudonyms import Pseudonyms
from qualitative.anonymise.words import Word, ordinary, plain, word_list, word_set
from qualitative.language import forenames
from qualitative.model import RosterEntry, Tier


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
    kept: Kept | None = None,
) -> Resolved:
    """Gives every find its entity. hinted: where words start that the tagger faintly took for a person's, a set a document.

    Adds to `key`; the batch's order makes no difference to who is whom."""
    people = People(key)
    people.from_roster(roster)
    finds = [
        _parted(document, _one_claim_each(document, list(some)))
        for document, some in zip(documents, decided, strict=True)
    ]
    _meet_full_names(documents, finds, people)
    meet_other_names(documents, finds, people)
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
        nobody = [*world_spans(document), *idiom_spans(document)]
        more = [f for f in more if f.type != "PERSON" or not any(a <= f.start_char < b for a, b in nobody)]
        spots = kept.spots(document.text) if kept is not None else []
        again = (f if _names_somebody(document, f, people) else left(f, spots) for f in more)
        everything = _one_claim_each(document, [*some, *(f for f in again if f is not None)])
        everything = without_overlaps([*everything, *find_ages_beside(document.text, everything)])
        out.append(with_entities(document, everything, people, bodies, places, questions))
    return Resolved(out, questions)


def _names_somebody(document: Document, find: Find, people: People) -> bool:
    """Whether it is the name of a person of the case: then no word once kept lets it stand."""
    return find.type == "PERSON" and bool(people.who(parse(document.text[find.start_char : find.end_char])))


def _one_claim_each(document: Document, finds: list[Find]) -> list[Find]:
    """Rivals settled; a name word that only the loser held is kept as a find of its own."""
    standing = without_overlaps(finds)
    covered = [(find.start_char, find.end_char) for find in standing]
    rest = []
    for find in finds:
        if find.type != "PERSON":
            rest += _uncovered(document, find, covered) if find.type == "DATE" else []
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


def _parted(document: Document, finds: list[Find]) -> list[Find]:
    """`tomek gethin`, where `tomek:` and `gethin:` speak: two names typed side by side, and no full name."""
    labels = {plain(document.text[start:end]) for start, end in document.labels}
    labels |= {plain(match[1]) for match in _LINE_HEAD.finditer(document.text)}
    out = []
    for find in finds:
        words = document.words_in(find.start_char, find.end_char) if find.type == "PERSON" else []
        apart = len(words) == 2 and all(word.plain in labels or _near(word.plain, labels) for word in words)
        out += (
            [replace(find, start_char=word.start_char, end_char=word.end_char) for word in words]
            if apart
            else [find]
        )
    return out


_LINE_HEAD = re.compile(r"^[ \t>*•]*([^\W\d_]+)[ \t]*(?::|[-–][ \t])", re.MULTILINE)


def _near(word: str, labels: set[str]) -> bool:
    return any(close(word, label) for label in labels if label.isalpha())


def _uncovered(document: Document, find: Find, covered: Sequence[tuple[int, int]]) -> list[Find]:
    """What a rival left of a date: of "3 May 2021 Tarn House" the address takes the year, and the day must go too."""
    kept = [a for a, b in covered if find.start_char < a < find.end_char and b >= find.end_char]
    if not kept or any(a <= find.start_char < b for a, b in covered):
        return []
    end = find.start_char + len(document.text[find.start_char : min(kept)].rstrip(" ,"))
    return [replace(find, end_char=end)] if end > find.start_char else []


def _mentions(documents: Sequence[Document], finds: Sequence[Sequence[Find]]) -> list[tuple[str, Find]]:
    """(raw text, find) of each person mention, its title included where one stands before it."""
    found = []
    for document, some in zip(documents, finds, strict=True):
        for find in some:
            if find.type == "PERSON":
                found.append((with_title(document, find), find))
    return found


def _meet_full_names(documents: Sequence[Document], finds: Sequence[Sequence[Find]], people: People) -> None:
    counts: Counter[tuple[str, str]] = Counter()
    raw_of: dict[tuple[str, str], dict[str, Parsed]] = defaultdict(dict)
    for raw, find in _mentions(documents, finds):
        parsed = parse(raw)
        if parsed.full and len(parsed.family) > 1 and (find.settled or not _all_words(parsed)):
            counts[parsed.given, parsed.family] += 1
            raw_of[parsed.given, parsed.family].setdefault(raw, parsed)
    # The most frequent spelling is the name; initials and rarer spellings are held against it.
    # A name of three parts comes before its own first two ("Shu Fen" of Shu Fen Lau).
    parts = {name: max(len(parsed.middle) for parsed in raw_of[name].values()) for name in counts}
    order = sorted(counts, key=lambda name: (len(name[0]) == 1, -min(parts[name], 1), -counts[name], name))
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


def _all_words(parsed: Parsed) -> bool:
    """`frank view`: words of the language, both; it needs more than a suspicion before somebody is called so."""
    return all(piece in ordinary() for piece in (parsed.given, *parsed.families))


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
                meant = people.who(parse(with_title(document, find)))
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
        letters = re.sub(r"[^a-z]", "", raw.lower())
        if re.fullmatch(r"(?:\w\.\s?){2,3}", raw) and len(people.by_initials.get(letters, ())) == 1:
            continue  # "S.Q.": the initials of somebody met already
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
                meant = people.who(parse(with_title(document, find)))
                if len(meant) == 1:
                    people.key.entities[meant.pop()].speaks = True


def _heads(document: Document, people: People) -> set[int]:
    """Where initials head a line, or stand in brackets, in a text where three people's do: `RP - SHELTER FULL`, `SD ACCTS OK`."""
    at_heads = [
        word
        for word in document.words
        if 2 <= len(word.text) <= 3
        and word.caps
        and people.known_by_initials(word.plain)
        and (
            not document.text[document.text.rfind("\n", 0, word.start_char) + 1 : word.start_char].strip(
                " \t>*•-–"
            )
            or document.text[word.start_char - 1 : word.start_char]
            + document.text[word.end_char : word.end_char + 1]
            == "()"
        )
    ]
    return {word.start_char for word in at_heads} if len({word.plain for word in at_heads}) >= 3 else set()


_DOES = re.compile(
    r"\s*(?:[:/+&]|[-–]\s|W/|(?:TO|NEEDS|SENDS|CROSS|WILL|WANTS|WANTED|LEFT|SAYS|SAID|ASKED|ASKS|AGREED|AGREES|FELT|NOTED|KNOWS|HAS|HAD|WAS|IS|TOOK|SENT|CHASING|AND|NEVER|NOT|DID|DOES|CAN|CANT|WONT|MADE|GAVE|RAN|MET|RANG|LED|CHAIRED)\b)"
)


def _does_something(document: Document, word: Word) -> bool:
    """`TM TO EMAIL`, `RT + ZBC`: in a text all of capitals, letters are somebody's only where somebody would act."""
    return (
        word.plain not in ordinary()
        and word.plain not in word_list("abbreviations")
        and bool(_DOES.match(document.text, word.end_char))
    )


_NEVER_INITIALS = word_set(
    "gp gps mp pc hr it sw cpn ot pa pr la ha md pm am tv uk eu us id gdp dwp nhs ceo cfo coo fd icb ccg hmo hb uc dv mh ld cc bcc"
)


def _initials_of(document: Document, people: People) -> list[Find]:
    """`BA felt …`, `B.A.`: initials that exactly one person of the case has."""
    found = []
    abbreviations = word_list("abbreviations")
    heads = _heads(document, people)
    for place, word in enumerate(document.words):
        if 2 <= len(word.text) <= 3 and word.caps:
            ids = people.by_initials.get(word.plain)
            if not ids:
                continue
            if word.start_char in heads:
                found.append(Find(word.start_char, word.end_char, "PERSON", "initials", confidence=0.8))
                continue
            if document.shouted and not _does_something(document, word):
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
