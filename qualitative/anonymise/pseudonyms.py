"""The key of one case: who is which string, for every file now and every file to come.

The danger: a number that follows the alphabet or the order of files tells who is who; a string given twice makes two
people one. So numbers are drawn by a keyed hash from a pool with gaps, a string is never given again, and the key
keeps every spelling it has met. It holds original words: it lives in memory and in the vault only.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from qualitative.anonymise.words import words_of

_POOLS = (30, 60, 100, 200, 500, 1000, 5000, 50_000)
VERSION = 1


@dataclass
class Entity:
    """One person, organisation or place of the case.

    given / family: the spellings of its names, as `words.plain` has them; initials: as typed, lower case.
    variants: raw strings met; emails: lower-cased addresses and handles; listed: it stands on the roster.
    """

    id: str
    type: str
    string: str
    given: set[str] = field(default_factory=set, repr=False)
    family: set[str] = field(default_factory=set, repr=False)
    middle: set[str] = field(default_factory=set, repr=False)
    initials: set[str] = field(default_factory=set, repr=False)
    called: set[str] = field(default_factory=set, repr=False)  # initials a person was plainly given: "PR"
    emails: set[str] = field(default_factory=set, repr=False)
    variants: set[str] = field(default_factory=set, repr=False)
    group: str = ""
    organisation: str = ""
    role: str = field(default="", repr=False)
    listed: bool = False
    speaks: bool = False


_SETS = ("given", "family", "middle", "initials", "called", "emails", "variants")


@dataclass
class Pseudonyms:
    """The key. salt: hexadecimal, secret; the same salt and the same finds give the same numbers."""

    salt: str = field(default_factory=lambda: secrets.token_hex(16), repr=False)
    entities: dict[str, Entity] = field(default_factory=dict, repr=False)
    unclear: int = 0
    retired: set[str] = field(
        default_factory=set, repr=False
    )  # ids never to be given again (joined, forgotten)

    def __len__(self) -> int:
        return len(self.entities)

    def of_type(self, kind: str) -> list[Entity]:
        return [entity for entity in self.entities.values() if entity.type == kind]

    def people(self) -> list[Entity]:
        return self.of_type("PERSON")

    def string_of(self, entity_id: str) -> str:
        return self.entities[entity_id].string

    def draw(self, prefix: str, seed: str) -> int:
        """An unused number for a new entity, by keyed hash of `seed`: neither alphabet nor order shows in it."""
        used = {int(key[1:]) for key in (*self.entities, *self.retired) if key[0] == prefix}
        pool = next(size for size in _POOLS if len(used) < 0.6 * size)
        turn = 0
        while True:
            digest = hmac.new(self.salt.encode(), f"{prefix}|{seed}|{turn}".encode(), hashlib.sha256).digest()
            number = int.from_bytes(digest[:8], "big") % pool + 1
            if number not in used:
                return number
            turn += 1

    def add_person(self, seed: str, participant: bool = False, group: str = "") -> Entity:
        number = self.draw("P", seed)
        word = "Participant" if participant else "Person"
        string = f"[{word} {number}, {group}]" if group else f"[{word} {number}]"
        return self._keep(Entity(f"P{number}", "PERSON", string, group=group, listed=participant))

    def add_organisation(self, seed: str, word: str = "Organisation") -> Entity:
        number = self.draw("O", seed)
        return self._keep(Entity(f"O{number}", "ORG", f"[{word} {letters(number)}]"))

    def add_place(self, seed: str) -> Entity:
        number = self.draw("L", seed)
        return self._keep(Entity(f"L{number}", "PLACE", f"[place {number}]"))

    def next_unclear(self) -> str:
        """A string shared with no other mention."""
        self.unclear += 1
        return f"[Person, unclear {self.unclear}]"

    def _keep(self, entity: Entity) -> Entity:
        self.entities[entity.id] = entity
        return entity

    def join(self, kept_id: str, joined_id: str) -> None:
        """A person says the two are one: the second's spellings go to the first and its id is never given again."""
        kept, joined = self.entities[kept_id], self.entities.pop(joined_id)
        for name in _SETS:
            getattr(kept, name).update(getattr(joined, name))
        kept.group = kept.group or joined.group
        kept.organisation = kept.organisation or joined.organisation
        self.retired.add(joined_id)

    def split(self, entity_id: str, spellings: Iterable[str]) -> Entity:
        """A person says these spellings are somebody else: a new entity of the same type takes them with it."""
        old = self.entities[entity_id]
        wanted = set(spellings)
        seed = "split|" + "|".join(sorted(wanted))
        if old.type == "PERSON":
            fresh = self.add_person(seed)
        else:
            fresh = self.add_organisation(seed) if old.type == "ORG" else self.add_place(seed)
        for name in _SETS:
            mine: set[str] = getattr(old, name)
            moved = {
                word for word in mine if word in wanted or (name == "variants" and _spelt_by(word, wanted))
            }
            mine -= moved
            getattr(fresh, name).update(moved)
        return fresh

    def forget(self, entity_id: str) -> None:
        """Drops everything known of one entity; its id stays as a tombstone and is never given again."""
        self.entities.pop(entity_id)
        self.retired.add(entity_id)

    def to_dict(self) -> dict[str, Any]:
        """Plain lists and strings for the vault; identifying."""
        rows = []
        for entity in self.entities.values():
            row: dict[str, Any] = dict(vars(entity))
            for name in _SETS:
                row[name] = sorted(row[name])
            rows.append(row)
        return {
            "version": VERSION,
            "salt": self.salt,
            "unclear": self.unclear,
            "retired": sorted(self.retired),
            "entities": rows,
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Pseudonyms:
        """The key as `to_dict` wrote it. Raises ValueError on a version this program does not know."""
        if data.get("version") != VERSION:
            raise ValueError(
                f"the key has version {data.get('version')}, this program reads {VERSION}; update the program"
            )
        key = cls(salt=data["salt"], unclear=int(data["unclear"]), retired=set(data["retired"]))
        for row in data["entities"]:
            fields: dict[str, Any] = {
                name: set(value) if name in _SETS else value for name, value in row.items()
            }
            key._keep(Entity(**fields))
        return key


def _spelt_by(variant: str, wanted: set[str]) -> bool:
    return all(word.plain in wanted for word in words_of(variant))


def letters(number: int) -> str:
    """1 → A, 26 → Z, 27 → AA."""
    out = ""
    while number:
        number, rest = divmod(number - 1, 26)
        out = chr(65 + rest) + out
    return out


def group_word(group: str) -> str:
    """A roster's group as it stands in a pseudonym: `Providers` → `provider`; brackets and commas go."""
    word = re.sub(r"[\[\](),;:\n]+", " ", group).strip().lower()
    word = re.sub(r"\s+", " ", word)
    if re.fullmatch(r"[a-z]+[^s]s", word) and word not in ("services",):
        word = word[:-1]
    return word[:40].strip()
