"""Whose names a finished file is searched for: those of the key, or of a roster, in the words `disclosure` compares.

The danger: a report of the search that names them. So each bearer is called by its id in the key, or by its row.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from qualitative import anonymise
from qualitative.anonymise.words import TITLES
from qualitative.disclosure import Bearer
from qualitative.disclosure.final.spelling import words
from qualitative.model import RosterEntry


def bearers_of_key(key: anonymise.Pseudonyms, of: str = "") -> list[Bearer]:
    """Whose names the key of a case holds; of: " of river", where several cases are looked through."""
    found = []
    for entity in key.entities.values():
        spelt = [_without_title(words(variant)) for variant in entity.variants]
        if entity.type == "PERSON":
            given, family = set(entity.given) | set(entity.middle), set(entity.family)
            wholes = {tuple(some) for some in spelt if len(some) > 1}
            if entity.listed:
                wholes |= {(g, f) for g in given for f in family if len(g) > 1 and len(f) > 1}
            initials = {v for v in entity.variants if re.fullmatch(r"[A-Z](?:[-.]?[A-Z]){1,3}\.?", v)}
            found.append(
                Bearer(f"{entity.id}{of}", "person", frozenset(wholes), frozenset(given), frozenset(family),
                       frozenset(initials), frozenset(e for e in entity.emails if "@" in e), entity.listed)
            )  # fmt: skip
        elif entity.type in ("ORG", "PLACE"):
            # "Cobbler's Yard" is kept as `cobblers yard` and read as `cobbler yard`: both are looked for.
            spelt += [[word.removesuffix("s") if len(word) > 3 else word for word in some] for some in spelt]
            found.append(
                Bearer(f"{entity.id}{of}", "body" if entity.type == "ORG" else "place",
                       wholes=frozenset(tuple(some) for some in spelt if len(some) > 1),
                       family=frozenset(some[0] for some in spelt if len(some) == 1), listed=False)
            )  # fmt: skip
    return found


def bearers_of_roster(entries: Sequence[RosterEntry]) -> list[Bearer]:
    """Whose names a roster holds, each called by its row."""
    found = []
    for row, entry in enumerate(entries, 2):
        name = _without_title(words(entry.name))
        last = words(entry.name.split()[-1]) if entry.name.split() else []
        others = [_without_title(words(other)) for other in entry.also_known_as]
        wholes = {tuple(some) for some in (name, *others) if len(some) > 1}
        if len(name) > 1:
            wholes |= {(name[0], part) for part in last}
        initials = {o for o in entry.also_known_as if re.fullmatch(r"[A-Z](?:[-.]?[A-Z]){1,3}\.?", o)}
        given = {name[0]} if name else set()
        given |= {
            other[0]
            for other, typed in zip(others, entry.also_known_as, strict=True)
            if len(other) == 1 and typed not in initials
        }
        found.append(
            Bearer(f"row {row} of the roster", "person", frozenset(wholes), frozenset(given),
                   frozenset(last if len(name) > 1 else ()), frozenset(initials), frozenset({entry.email.strip().casefold()} - {""}))
        )  # fmt: skip
    return found


def _without_title(name: Sequence[str]) -> list[str]:
    return list(name[1:]) if len(name) > 1 and name[0] in TITLES else list(name)
