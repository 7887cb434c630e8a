"""One person, one string: which mention is whom, over every file of the case.

The danger: numbering by spelling makes Beverley, Bev and B.A. three people, and linking by the first match makes two
Jameses one. So full names come first, then addresses, titles, first names and misspellings, each only where exactly
one person can be meant; what two people could bear is given to neither and asked about.
"""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache

from rapidfuzz.distance import OSA

from qualitative.anonymise.pseudonyms import Entity, Pseudonyms, group_word
from qualitative.anonymise.words import (
    PARTICLES,
    TITLES,
    nicknames,
    one_first_name,
    ordinary,
    plain,
    sound,
    spellings,
    word_set,
    words_of,
)
from qualitative.language import forenames
from qualitative.model import RosterEntry

GENERIC_MAILBOXES = word_set("""info admin enquiries enquiry office contact contactus team referrals referral support help helpdesk hello mail reception duty manager
    housing advice service services bookings hr jobs noreply no-reply comms communications press media governance contracts procurement
    finance accounts complaints feedback volunteer volunteering""")


@dataclass(frozen=True)
class Parsed:
    """A name taken apart. given, middle, family: plain spellings; one letter is an initial."""

    given: str = ""
    middle: tuple[str, ...] = ()
    family: str = ""
    families: tuple[str, ...] = ()  # a double-barrelled family name's parts
    title: bool = False

    @property
    def full(self) -> bool:
        return bool(self.given and self.family)

    @property
    def single(self) -> str:
        return self.given if not self.family else (self.family if not self.given else "")


def parse(name: str) -> Parsed:
    """`Cllr Mary-Jane Smith-Jones` → given mary, middle (jane,), family jones, families (smith, jones)."""
    found = words_of(name)
    title = familiar = False
    while found and found[0].plain.rstrip(".") in TITLES and len(found) > 1:
        familiar = found[0].plain in (
            "auntie",
            "aunty",
            "uncle",
            "aunt",
            "sister",
            "nurse",
            "father",
            "sir",
            "dame",
            "fr",
        )
        found = found[1:]
        title = True
    if not found:
        return Parsed(title=title)
    pieces = [word.plain for word in found]
    gaps = [name[left.end_char : right.start_char] for left, right in itertools.pairwise(found)]
    if len(pieces) == 1 and title and familiar:
        return Parsed(given=pieces[0])  # "Auntie Pat": a first name
    if len(pieces) == 1:
        return (
            Parsed(family=pieces[0], families=(pieces[0],), title=True) if title else Parsed(given=pieces[0])
        )
    comma = next((at for at, gap in enumerate(gaps) if gap.strip() == ","), None)
    if comma is not None:  # "Aske, Beverley", "ASANTE-BOATENG, KWABENA"
        before = tuple(piece for piece in pieces[: comma + 1] if piece not in PARTICLES) or (pieces[0],)
        return Parsed(pieces[comma + 1], tuple(pieces[comma + 2 :]), before[-1], before, title)
    first = len(pieces) - 1
    while first > 1 and (gaps[first - 1] in ("-", "–", "‐", "‑") or pieces[first - 1] in PARTICLES):
        first -= 1
    if first == 1 and gaps[0] in ("-", "–", "‐", "‑") and not title:
        # "Mary-Jane" alone, or "Smith-Jones" alone: a single name in two parts.
        return Parsed(given=pieces[0], middle=tuple(pieces[1:]))
    if title and first == 1 and (gaps[0] in ("-", "–", "‐", "‑") or pieces[0] in PARTICLES):
        first = 0
    families = tuple(piece for piece in pieces[first:] if piece not in PARTICLES) or (pieces[-1],)
    given = pieces[0] if first > 0 else ""
    return Parsed(given, tuple(pieces[1:first]), families[-1], families, title)


def close(left: str, right: str) -> bool:
    """Whether one may be a misspelling of the other: one slip in a short name, two in a long one."""
    if left == right:
        return True
    shorter = min(len(left), len(right))
    if shorter < 3 or (left[0] != right[0] and left[:2] != right[1::-1]):
        return False
    allowed = 1 if shorter < 7 else 2
    if OSA.distance(left, right, score_cutoff=allowed) <= allowed:
        return shorter > 3 or left.startswith(right) or right.startswith(left)
    return shorter >= 4 and sound(left) == sound(right) and abs(len(left) - len(right)) <= 2


def given_agrees(mine: str, theirs: str, loosely: bool = False) -> bool:
    """Whether two given names may be one person's: equal, short form, initial; loosely: a misspelling too."""
    if not mine or not theirs:
        return False
    if mine == theirs or (min(len(mine), len(theirs)) == 1 and _initial_fits(mine, theirs)):
        return True
    if one_first_name(mine, theirs):
        return True
    shorter, longer = sorted((mine, theirs), key=len)
    if loosely and len(shorter) >= 3 and longer.startswith(shorter):
        return True  # "Pat" and "Patience", where the family name is one
    if not loosely:
        return False
    if mine in forenames() and theirs in forenames():
        # Two real forenames are two people, unless they are one name spelt two ways.
        return (
            sound(mine) == sound(theirs)
            and mine[0] == theirs[0]
            and len(sound(mine)) > 1
            and close(mine, theirs)
        )
    return close(mine, theirs)


def _initial_fits(mine: str, theirs: str) -> bool:
    """`B` for Beverley, and `R` for Bob, whose name in full is Robert."""
    initial, name = sorted((mine, theirs), key=len)
    return any(full[0] == initial[0] for full in {name, *nicknames().get(name, frozenset())})


_COMPOUND = re.compile(
    r"(?:oluwa|olu|ola|olo|ade|adu|ayo|baba|ife|chukwu|chi|temi|tolu|omo|abi|kwa|nana|abdu|moham)"
)


@dataclass
class People:
    """The people of the case, looked up by any part of their names."""

    key: Pseudonyms
    by_given: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    by_family: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    by_initials: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    introduced: set[str] = field(
        default_factory=set
    )  # ids of those a text presents: by a label, a list, itself

    def __post_init__(self) -> None:
        for person in self.key.people():
            self.index(person)

    def index(self, person: Entity) -> None:
        for name in person.given:
            self.by_given[name].add(person.id)
            for short in nicknames().get(name, frozenset()) | spellings().get(name, frozenset()):
                self.by_given[f"~{short}"].add(person.id)
        for name in person.family:
            self.by_family[name].add(person.id)
            for other in spellings().get(name, frozenset()):
                self.by_family[f"~{other}"].add(person.id)
        for name in person.initials | _initials(person):
            self.by_initials[name].add(person.id)

    def join(self, kept_id: str, gone_id: str) -> None:
        """Two people turn out to be one; the second's names are the first's."""
        self.key.join(kept_id, gone_id)
        for table in (self.by_given, self.by_family, self.by_initials):
            for ids in table.values():
                ids.discard(gone_id)
        if gone_id in self.introduced:
            self.introduced = (self.introduced - {gone_id}) | {kept_id}
        self.index(self.key.entities[kept_id])

    def learn(self, person: Entity, parsed: Parsed, raw: str) -> None:
        """Adds a spelling to a person."""
        if parsed.title and not parsed.given:
            person.family.update(parsed.families)
        elif parsed.full:
            if len(parsed.given) > 1:
                person.given.add(parsed.given)
            if len(parsed.family) > 1:
                person.family.update(parsed.families)
            person.middle.update(name for name in parsed.middle if len(name) > 1)
            heads = "".join(part[0] for part in (parsed.given, *parsed.middle))
            tails = "".join(part[0] for part in parsed.families)
            person.initials.update({heads + tails, heads + tails[-1], heads[0] + tails[0]})
        person.variants.add(raw)
        self.index(person)

    def from_roster(self, roster: Sequence[RosterEntry]) -> None:
        """Every listed person, once: a person met before (in an earlier file) keeps the string."""
        sizes: dict[str, int] = defaultdict(int)
        for entry in roster:
            sizes[entry.group.strip().lower()] += 1
        for entry in sorted(roster, key=lambda row: (plain(row.name), row.email)):
            parsed = parse(entry.name)
            if not (parsed.given or parsed.family):
                continue
            known = self._listed(entry, parsed)
            if known is None:
                # A group of one or two would give its people away, even here.
                group = group_word(entry.group) if sizes[entry.group.strip().lower()] >= 3 else ""
                seed = f"{plain(entry.name)}|{entry.organisation}|{entry.email}|{entry.role}"
                known = self.key.add_person(seed, participant=True, group=group)
                known.role = entry.role
            known.listed = True
            self.learn(known, parsed, entry.name)
            if parsed.given and not parsed.family:
                known.given.add(parsed.given)
            if entry.email:
                known.emails.add(entry.email.strip().lower())
            for alias in entry.also_known_as:
                self._alias(known, alias)
            known.organisation = known.organisation or entry.organisation
            self.index(known)

    def _alias(self, person: Entity, alias: str) -> None:
        parsed = parse(alias)
        compact = re.sub(r"[^A-Za-z]", "", alias)
        if 2 <= len(compact) <= 3 and compact.isupper():
            person.initials.add(compact.lower())
            person.called.add(compact.lower())
        elif parsed.full:
            self.learn(person, parsed, alias)
        elif parsed.single:
            person.given.add(parsed.single)
        person.variants.add(alias)

    def _listed(self, entry: RosterEntry, parsed: Parsed) -> Entity | None:
        """The person this row was before: same name, and nothing on the row that says otherwise."""
        if parsed.full:
            found = self.by_given[parsed.given] & self.by_family[parsed.family]
        else:
            found = self.by_given[parsed.single] | self.by_family[parsed.single]
        for person_id in sorted(found):
            person = self.key.entities[person_id]
            mine, theirs = entry.email.strip().lower(), {mail for mail in person.emails if "@" in mail}
            apart = (mine and theirs and mine not in theirs) or (
                entry.organisation and person.organisation and entry.organisation != person.organisation
            )
            if not apart and (parsed.full or not person.family):
                return person
        return None

    # ------------------------------------------------------------------ who is meant

    def who(self, parsed: Parsed) -> set[str]:
        """The ids of those the name may mean: the first rule that fits anybody decides."""
        if parsed.full:
            return self._who_in_full(parsed)
        if parsed.title:
            found: set[str] = set()
            for name in parsed.families:
                found |= self.by_family[name]
            for name in parsed.families if not found else ():
                found |= self.by_family[f"~{name}"]
            return found or self._misspelt(parsed.family, family_only=True)
        return self._who_alone(parsed)

    def _who_in_full(self, parsed: Parsed) -> set[str]:
        family: set[str] = set()
        for name in parsed.families:
            family |= self.by_family[name] | self.by_family[f"~{name}"]
        exact = {i for i in family if parsed.given in self.key.entities[i].given}
        if exact:
            return self._by_middle(exact, parsed)
        if (
            len(parsed.given) == 1 and parsed.middle
        ):  # "b. ruth ward": somebody's letter, or an initial before the name in use
            called = {i for i in family if parsed.middle[0] in self.key.entities[i].given}
            if called:
                return called
        swapped = {i for i in self.by_given[parsed.family] if parsed.given in self.key.entities[i].family}
        if swapped:
            return swapped
        doubled = {i for i in family if parsed.given in self.key.entities[i].middle}
        if doubled:  # "Kaur Dhesi", of Manjit Kaur Dhesi
            return doubled
        paired = {i for i in self.by_given[parsed.given] if parsed.family in self.key.entities[i].middle}
        if paired:  # "ka yan", whose name is Ka-Yan Cheung
            return paired
        if (
            len(parsed.family) == 1
        ):  # "Bev A": a first name and the initial of the second; "PATEL B": the other way about
            first = self.by_given[parsed.given] | self.by_given[f"~{parsed.given}"]
            meant = {
                i for i in first if any(name[0] == parsed.family for name in self.key.entities[i].family)
            }
            last = self.by_family[parsed.given] | self.by_family[f"~{parsed.given}"]
            return meant or {
                i
                for i in last
                if any(_initial_fits(parsed.family, name) for name in self.key.entities[i].given)
            }
        short = {
            i for i in family if any(given_agrees(parsed.given, name) for name in self.key.entities[i].given)
        }
        if short:
            return short
        nobody_first = {
            i for i in family if not self.key.entities[i].given and not self.key.entities[i].listed
        }
        slips = {
            i
            for i in family
            if any(given_agrees(parsed.given, name, True) for name in self.key.entities[i].given)
        }
        if slips or nobody_first:
            return slips or nobody_first
        if len(parsed.given) > 1:
            slips = {
                person.id
                for person in self.key.people()
                if any(close(parsed.family, name) for name in person.family)
                and any(given_agrees(parsed.given, name, True) for name in person.given)
            }
            if slips:
                return slips
            # Met before by the first name alone, and nobody else bears it.
            alone = {i for i in self.by_given[parsed.given] if not self.key.entities[i].family}
            if len(alone) == 1 and not (self.by_given[parsed.given] - alone):
                return alone
        return set()

    def _by_middle(self, found: set[str], parsed: Parsed) -> set[str]:
        if len(found) > 1 and parsed.middle:
            closer = {i for i in found if self.key.entities[i].middle & set(parsed.middle)}
            return closer or found
        return found

    def _who_alone(self, parsed: Parsed) -> set[str]:
        name = parsed.single
        if parsed.middle:  # "Mary-Jane", "Smith-Jones"
            pair = self.by_given[name] & {
                i for i in self.key.entities if parsed.middle[0] in self.key.entities[i].middle
            }
            return pair or (self.by_family[name] & self.by_family[parsed.middle[-1]])
        exact = self.by_given[name] | self.by_family[name]
        if exact:
            return exact
        short = self.by_given[f"~{name}"] | self.by_family[f"~{name}"]
        if short:
            return short
        if 2 <= len(name) <= 4 and self.known_by_initials(name):
            return self.known_by_initials(name)
        return self._clipped(name) or self._misspelt(name)

    def known_by_initials(self, initials: str) -> set[str]:
        """Whose initials these may be. A third party met once in passing is no speaker: `EM:` is not Esme Munro's label."""
        ids = self.by_initials.get(initials, set())
        return {
            i
            for i in ids
            if self.key.entities[i].listed
            or initials in self.key.entities[i].called
            or not (self.key.entities[i].given or self.key.entities[i].family)  # known by nothing else
            or i in self.introduced
        }

    def _clipped(self, name: str) -> set[str]:
        """`Eben` for Ebenezer, `Preet` for Harpreet: a piece of one first name of the case, and nobody's own."""
        if len(name) < 3 or name in ordinary():
            return set()
        own = (
            len(name) < 4 or name in nicknames()
        )  # short, or a short form of other names: only a beginning will do
        return {
            person.id
            for person in self.key.people()
            if any(
                len(known) > len(name)
                and (
                    known.startswith(name)
                    or (not own and known.endswith(name) and (len(name) > 4 or _COMPOUND.match(known)))
                )
                for known in person.given
            )
        }

    def _misspelt(self, name: str, family_only: bool = False) -> set[str]:
        if len(name) < 4 or name in ordinary():
            return set()
        found = set()
        for person in self.key.people():
            called = {
                short for known in person.given for short in nicknames().get(known, ()) if len(short) > 4
            }
            called |= {plain(variant) for variant in person.variants if len(variant) > 3} & {
                short for known in person.given for short in nicknames().get(known, ())
            }
            first = not family_only and (
                any(given_agrees(name, known, True) for known in person.given if len(known) > 3)
                or (name not in forenames() and any(close(name, short) for short in called))
            )
            if first or (
                name not in forenames()
                and any(close(name, known) for known in person.family if len(known) > 3)
            ):
                found.add(person.id)
        return found

    def by_address(self, address: str) -> set[str]:
        """Who an e-mail's local part or a handle names."""
        known = {person.id for person in self.key.people() if address.lower() in person.emails}
        if known:
            return known
        local = spoken_address(address).split("@")[0]
        letters_only = re.sub(r"[^a-z]", "", local)
        pieces = [piece for piece in re.split(r"[^a-z]+", local) if piece]
        if not letters_only or local in GENERIC_MAILBOXES:
            return set()
        best: dict[int, set[str]] = defaultdict(set)
        for person in self.key.people():
            strength = max(
                (_address_fits(letters_only, pieces, given, family) for given, family in _pairs(person)),
                default=0,
            )
            if strength:
                best[strength].add(person.id)
        if best:
            return best[max(best)]
        # `kemi@…`, `deji_a@…`: a short form that no list knows, and nobody's own name
        alone = self._who_alone(Parsed(given=pieces[0])) if pieces and len(pieces[0]) > 3 else set()
        fits = len(pieces) == 1 or (len(pieces) == 2 and len(pieces[1]) == 1)
        return alone if fits and len(alone) == 1 else set()


@cache
def spoken_address(address: str) -> str:
    """`bev dot aske at river dot org` → `bev.aske@river.org`, lower case, without a leading @."""
    text = plain(address).lstrip("@")
    text = re.sub(
        r"\s*[\[({<]\s*(dot|at)\s*[\])}>]\s*", lambda match: "." if match[1] == "dot" else "@", text
    )
    text = re.sub(r"\s+dot\s+", ".", text)
    text = re.sub(r"\s+at\s+", "@", text)
    text = re.sub(r"\s+(?:underscore|dash|hyphen)\s+", "_", text)
    return re.sub(r"\s+", "", text)


def _pairs(person: Entity) -> Iterable[tuple[str, str]]:
    short = {name for given in person.given for name in nicknames().get(given, ())}
    for given in sorted(person.given | short) or [""]:
        for family in sorted(person.family) or [""]:
            yield given, family


def _address_fits(letters_only: str, pieces: list[str], given: str, family: str) -> int:
    """3: both names; 2: initial and family name; 1: one name alone. 0: not this person's."""
    if given and family:
        if letters_only in (given + family, family + given) or {given, family} <= set(pieces):
            return 3
        joined = given.replace("'", "") + family.replace("'", "")
        if letters_only == joined:
            return 3
        if (
            letters_only in (given[0] + family, family + given[0], given + family[0])
            and len(letters_only) > 3
        ):
            return 2
        if len(pieces) == 2 and pieces in ([given[0], family], [family, given[0]], [given, family[0]]):
            return 2
    if len(pieces) == 2 and pieces[0] == given and 1 <= len(pieces[1]) <= 3:
        return 1
    if letters_only in (given, family) and len(letters_only) > 2:
        return 1
    return 0


def _initials(person: Entity) -> set[str]:
    return {first[0] + last[0] for first in person.given for last in person.family if first and last}
