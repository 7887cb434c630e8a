"""A name found after sign-off is masked at once, everywhere it stands.

The danger: a name in a signed source, quoted in a draft before anybody notices. So the find is turned into edits of the
stored texts there and then; codings move with their words, and only the edited span asks for sign-off again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from qualitative.anonymise.bodies import body_words
from qualitative.anonymise.document import from_text
from qualitative.anonymise.people import People, parse
from qualitative.anonymise.propagation import Known, propagate
from qualitative.anonymise.pseudonyms import Pseudonyms
from qualitative.anonymise.replace import PUBLIC_WORDING
from qualitative.anonymise.words import widen
from qualitative.model import Replacement, RosterEntry


@dataclass(frozen=True)
class Edit:
    """One span of a stored text to be replaced. start_char, end_char: in the text as stored before any edit.

    replacement: its span is where the new wording stands after all edits of this source. None: the new words stand
    unmasked, as when a person takes a masking back.
    """

    source: str
    start_char: int
    end_char: int
    new: str
    replacement: Replacement | None


def learn_roster(pseudonyms: Pseudonyms, roster: Sequence[RosterEntry]) -> None:
    """Whoever a roster newly lists is known to the key; who was known keeps their string."""
    People(pseudonyms).from_roster(roster)


def later_find(
    pseudonyms: Pseudonyms,
    texts: Mapping[str, str],
    name: str,
    kind: str = "PERSON",
    same_as: str = "",
    spans: Mapping[str, Sequence[tuple[int, int]]] | None = None,
) -> dict[str, list[Edit]]:
    """Edits that mask `name` wherever it stands in the stored texts (source id → text); source id → edits, in order.

    kind: PERSON, ORG or PLACE. same_as: the id it is, when a person says so ("P7"); else the one it must be, else new.
    spans: places a person pointed at, masked whatever stands there. `pseudonyms` learns the name: save the vault.
    """
    entity_id = same_as or _entity(pseudonyms, name, kind)
    entity = pseudonyms.entities[entity_id]
    if kind == "PERSON":
        People(pseudonyms).learn(entity, parse(name), name)
        if not parse(name).full and not parse(name).title:
            entity.given.add(parse(name).single)
    entity.variants.add(name if kind == "PERSON" else body_words(name))
    out = {}
    for source, text in texts.items():
        pointed = [widen(text, *span) for span in (spans or {}).get(source, ())]
        found = sorted({*_places(pseudonyms, entity_id, text, name, kind), *pointed})
        edits, at, shift = [], 0, 0
        for start, end in found:
            if start < at:
                continue
            new_start = start + shift
            replacement = Replacement(
                new_start,
                new_start + len(entity.string),
                kind,
                entity.string,
                entity.string,
                PUBLIC_WORDING.get(kind, entity.string),
                entity=entity_id,
                means="person",
                settled=False,
            )
            edits.append(Edit(source, start, end, entity.string, replacement))
            shift += len(entity.string) - (end - start)
            at = end
        if edits:
            out[source] = edits
    return out


def _entity(pseudonyms: Pseudonyms, name: str, kind: str) -> str:
    if kind == "PERSON":
        meant = People(pseudonyms).who(parse(name))
        return next(iter(meant)) if len(meant) == 1 else pseudonyms.add_person(f"later|{name}").id
    for entity in pseudonyms.of_type(kind):
        if body_words(name) in entity.variants:
            return entity.id
    added = pseudonyms.add_organisation(name) if kind == "ORG" else pseudonyms.add_place(name)
    return added.id


def _places(pseudonyms: Pseudonyms, entity_id: str, text: str, name: str, kind: str) -> list[tuple[int, int]]:
    """Where the name stands: as it was given, and for a person as any spelling of theirs that means nobody else."""
    document = from_text("", text)
    wanted = body_words(name).split()
    words = document.words
    found = [
        (words[i].start_char, words[i + len(wanted) - 1].end_char)
        for i in range(len(words) - len(wanted) + 1)
        if wanted and [word.plain for word in words[i : i + len(wanted)]] == wanted
    ]
    if kind == "PERSON":
        people = People(pseudonyms)
        for find in propagate(document, Known(people)):
            if people.who(parse(text[find.start_char : find.end_char])) == {entity_id}:
                found.append((find.start_char, find.end_char))
    # The longest first, so that the full name is one edit and not two.
    kept: list[tuple[int, int]] = []
    for start, end in sorted(set(found), key=lambda span: (-(span[1] - span[0]), span)):
        if all(end <= a or b <= start for a, b in kept) and not document.is_protected(start, end):
            kept.append((start, end))
    return kept
