"""Each mention to the one it can mean, or to nobody.

The danger: two people of one first name in a case, and the words of the one given to the other. So a bare first name goes
to the one who is there in that text, where the other is not so much as named; else to neither, with a question.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from qualitative.anonymise.bodies import body_words
from qualitative.anonymise.document import Document
from qualitative.anonymise.finds import Find
from qualitative.anonymise.people import People, given_agrees, parse
from qualitative.anonymise.propagation import place_or_person
from qualitative.anonymise.words import ordinary, plain

UNCLEAR = "?"  # the entity of a mention that is given to nobody
CONTACTS = ("EMAIL", "HANDLE")


def with_title(document: Document, find: Find) -> str:
    start = find.start_char
    match = re.search(
        r"\b(?:mr|mrs|ms|miss|mx|dr|prof|cllr|councillor|rev|sir|dame|lord|lady|sgt|pc|insp)\.?\s$",
        document.text[max(0, start - 14) : start],
        re.I,
    )
    return (match[0] if match else "") + document.text[start : find.end_char]


def with_entities(
    document: Document,
    finds: Sequence[Find],
    people: People,
    bodies: dict[str, tuple[str, str]],
    places: set[str],
    questions: list[str],
) -> list[Find]:
    out = []
    labels: dict[str, str] = {}
    room = _room(document, finds, people)
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
            out.append(_person(document, find, people, bodies, places, questions, labels, room))
        else:
            out.append(find)
    return out


def _named_here(document: Document, finds: Sequence[Find], people: People) -> frozenset[str]:
    """Those this text names in full."""
    found: set[str] = set()
    for find in finds:
        if find.type == "PERSON":
            parsed = parse(with_title(document, find))
            meant = people.who(parsed) if parsed.full else set()
            found |= meant if len(meant) == 1 else set()
    return frozenset(found)


@dataclass(frozen=True)
class Room:
    """Who is about in one text. named: in full, anywhere in it; there: by a speaker's label or a list of those present;
    turns: where each label ends, and whose it is ("" for nobody's)."""

    named: frozenset[str]
    there: frozenset[str]
    turns: tuple[tuple[int, str], ...]

    def speaking(self, at: int) -> str:
        """Who speaks at this offset; "" where that is not known."""
        place = bisect.bisect_right(self.turns, (at, "~")) - 1
        return self.turns[place][1] if place >= 0 else ""


def _room(document: Document, finds: Sequence[Find], people: People) -> Room:
    there: set[str] = set()
    turns = dict.fromkeys(document.turns(), "")
    for find in finds:
        if find.type != "PERSON":
            continue
        labelled = [
            end for start, end in document.labels if start <= find.start_char and find.end_char <= end
        ]
        if labelled or find.means == "list":
            meant = people.who(parse(with_title(document, find)))
            if len(meant) == 1:
                there |= meant
                for end in labelled:
                    turns[end] = next(iter(meant))
    return Room(_named_here(document, finds, people), frozenset(there), tuple(sorted(turns.items())))


def _the_one_about(find: Find, meant: set[str], room: Room, people: People) -> set[str]:
    """Of several who bear a name, the one who is there and the others are not so much as named; nobody names himself."""
    if len(meant) < 2:
        return meant
    about = meant & (room.there | room.named)
    if len(about) != 1:
        return meant
    sure = about <= room.there or not any(people.key.entities[i].listed for i in meant - about)
    return about if sure and room.speaking(find.start_char) not in about else meant


_SIGNED = re.compile(
    r"(?:^|[\n.!?,]\s*)(?:best|best wishes|thanks|many thanks|thx|cheers|regards|rgds|(?:kind|warm|best) regards|yours(?: \w+)?|all the best|bw)[,.!\s]{1,4}$",
    re.I,
)
_GREETED = re.compile(
    r"\b(?:hi|hello|hiya|hey|dear|morning|afternoon)\s(?:all,?\s)?$|,\s(?:dear|hi)\s$", re.I
)
_HEADER = re.compile(r"^[>\s]*(?P<who>from|to|cc):[ \t]*(?P<line>[^\n]+)$", re.I | re.M)


def _by_the_letter(document: Document, find: Find, meant: set[str], people: People) -> set[str]:
    """Who signs a letter is who it is from; who is greeted, whom it is to. Both by first name, before anybody by the family's."""
    before = document.text[max(0, find.start_char - 30) : find.start_char]
    signed, greeted = _SIGNED.search(before), _GREETED.search(before)
    if not (signed or greeted):
        return set()
    said = plain(document.text[find.start_char : find.end_char])
    first = {i for i in meant if any(given_agrees(said, name) for name in people.key.entities[i].given)}
    heads = [
        m
        for m in _HEADER.finditer(document.text, 0, find.start_char)
        if (m["who"].lower() == "from") == bool(signed)
    ]
    about: set[str] = set()
    for head in heads[-2 if greeted else -1 :]:
        for piece in re.split(r"[;,<>()]+", head["line"]):
            named = (
                people.by_address(piece.strip())
                if "@" in piece
                else people.who(parse(piece))
                if piece.strip()
                else set()
            )
            about |= named if len(named) == 1 else set()
    return (first & about) or (first if len(first) == 1 else set())


def _person(
    document: Document,
    find: Find,
    people: People,
    bodies: dict[str, tuple[str, str]],
    places: set[str],
    questions: list[str],
    labels: dict[str, str],
    room: Room,
) -> Find:
    raw = with_title(document, find)
    parsed = parse(raw)
    if find.means == "initials":
        letters = re.sub(r"[^a-z]", "", plain(raw))
        meant = people.known_by_initials(letters) or set(people.by_initials[letters])
    else:
        meant = people.who(parsed)
    labelled = any(a <= find.start_char and find.end_char <= b for a, b in document.labels)
    if len(meant) > 1 and not parsed.full and not parsed.title:
        meant = _by_the_letter(document, find, meant, people) or meant
    meant = _the_one_about(find, meant, room, people)
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
    if (
        not meant
        and not find.settled
        and parsed.full
        and all(p in ordinary() for p in (parsed.given, *parsed.families))
    ):
        return replace(find, entity=UNCLEAR)
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
