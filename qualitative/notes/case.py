"""case.yaml: one review of one alliance: its profile, groups, sessions, and which file belongs to which session.

The danger: a field misread or guessed becomes a printed fact about an alliance; a session counted twice, or a file
that belongs to none. The rule: everything is optional but the id; what is missing is "not stated" or not known,
never guessed; what is wrong is refused, all faults together, each with its line and its mend. Values stay the words
they are: a date is not turned round, "no" is not made into false.

    id: river                          # required; letters, digits, - and _
    name: River Alliance
    profile:                           # each: plain words, a list, or {value: …, source: …}
      stage: {value: ended early, source: closing report}
      year: 4 of 7
      commissioner: …                  # route, dates_planned, dates_actual, term, value, savings_expected,
      objectives: [one, two]           # objectives, scope_in, scope_out, governance_levels
      members: {voting: [A, B], signatory: [A, B, C], advisory: [D]}   # or [{name: A, role: voting}, …]
    groups:
      - name: Leadership team          # id: optional, made from the name
        parent: Providers              # the name or id of another group
        n_people: 10                   # who took part; left out = not known
        organisations: [A, B]
        agreed_named: false
    destroy_on: 2027-03-31             # the day by which these notes are to be destroyed
    contact_for_harm: Jo Bell          # who reads possible disclosures of harm; kept in the vault alone
    allow: [NHS England, Housing First]    # public names that need no masking
    glossary: {MDT: multidisciplinary team}
    sessions:
      - session: fg-leadership         # its id; several rows or files may share one
        file: leadership notes.docx    # or files: […]; left out = no notes yet
        kind: focus group              # interview | focus group | workshop | document
        date: 2023-05-11               # year-month-day
        n_people: 10
        groups: [Leadership team]      # names or ids of groups, or mixed
        state: notes received          # planned | held | notes received | signed off
        post_consent: recorded         # the holder of a post of one or two agreed that their words are told; else no
        captions: checked              # somebody confirmed the .vtt / .srt against the recording; else automatic
        title: Focus group 1           # left out = made from the kind; never a person's name
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from qualitative.files import AnyFile, FileTrouble, name_of
from qualitative.model import PROFILE_FIELDS, Case, Fact, Group, Session, SessionKind, parse_date
from qualitative.notes.yaml_tree import Entry, Tree, faults_in_order, load_tree

STATES = ("planned", "held", "notes received", "signed off")
_KINDS = {
    "interview": SessionKind.INTERVIEW,
    "one-to-one": SessionKind.INTERVIEW,
    "focus group": SessionKind.FOCUS_GROUP,
    "group": SessionKind.FOCUS_GROUP,
    "workshop": SessionKind.WORKSHOP,
    "document": SessionKind.DOCUMENT,
    "paper": SessionKind.DOCUMENT,
}
_TOP = ("id", "name", "profile", "groups", "allow", "sessions", "glossary", "destroy_on", "contact_for_harm")
_GROUP = ("id", "name", "parent", "n_people", "organisations", "agreed_named")
_SESSION = (
    "session",
    "id",
    "file",
    "files",
    "kind",
    "date",
    "n_people",
    "groups",
    "state",
    "title",
    "captions",
    "post_consent",
)
_ID = re.compile(r"[^\W_][\w-]*")


@dataclass(frozen=True)
class CaseFile:
    """A case, and the session each file of notes belongs to (file name → session id)."""

    case: Case
    files: Mapping[str, str] = field(default_factory=dict, repr=False)
    warnings: tuple[str, ...] = ()
    checked_captions: frozenset[str] = field(default=frozenset(), repr=False)  # file names
    destroy_on: str = ""  # ISO
    contact_for_harm: str = field(default="", repr=False)


class FaultyCase(FileTrouble):
    """case.yaml has faults; .reason lists every one, with its line and its mend."""


def read_case(file: AnyFile) -> CaseFile:
    """Raises FaultyCase with all faults together; FileTrouble if the file cannot be read at all."""
    path = name_of(file)
    reader = _Reader(path, load_tree(file))
    found = reader.read()
    if reader.faults:
        raise FaultyCase(path, faults_in_order(reader.faults))
    return found


class _Reader:
    def __init__(self, path: Path, tree: Tree) -> None:
        self._path = path
        self._tree = tree
        self.faults: list[tuple[int, str]] = []
        self._warnings: list[str] = []
        self._checked: set[str] = set()

    def _fault(self, line: int, what: str) -> None:
        self.faults.append((line, what))

    def read(self) -> CaseFile:
        self.faults += self._tree.faults
        top = self._mapping(self._tree.root, _TOP, "the file")
        case_id = self._word(top.get("id"))
        if not case_id:
            self._fault(1, 'the case has no id; add "id:", a short word for it')
        elif not _ID.fullmatch(case_id):
            self._fault(top["id"].line, "the id may hold letters, digits, - and _ only; choose a plain word")
        groups = tuple(self._groups(top.get("groups")))
        sessions, files = self._sessions(top.get("sessions"), case_id, groups)
        extra = tuple(self._undeclared(groups, sessions))
        allow = tuple(dict.fromkeys(self._list(top.get("allow"), "allow")))
        glossary = self._glossary(top.get("glossary"))
        profile = self._profile(top.get("profile"))
        name = self._word(top.get("name")) or case_id
        case = Case(case_id, name, profile, groups + extra, sessions, (), allow, glossary)
        destroy_on = self._word(top.get("destroy_on"))
        if destroy_on and parse_date(destroy_on) is None:
            self._fault(top["destroy_on"].line, "a date must be written year-month-day, as 2024-03-31")
        contact = self._word(top.get("contact_for_harm"))
        checked = frozenset(self._checked)
        return CaseFile(case, files, tuple(self._warnings), checked, destroy_on, contact)

    # -- pieces of YAML

    def _mapping(self, entry: Entry | None, known: tuple[str, ...], where: str) -> dict[str, Entry]:
        if entry is None or entry.empty:
            return {}
        if entry.mapping is None:
            self._fault(
                entry.line, f"{where} must be keys and values; write one of {', '.join(known)} and a colon"
            )
            return {}
        for key, value in entry.mapping.items():
            if key not in known:
                self._warnings.append(
                    f"line {value.line}: a key in {where} is not known and is ignored; known: {', '.join(known)}"
                )
        return {key: value for key, value in entry.mapping.items() if key in known}

    def _word(self, entry: Entry | None) -> str:
        if entry is None or entry.empty:
            return ""
        if entry.scalar is None:
            self._fault(entry.line, "one value is expected here; write it on one line")
            return ""
        return " ".join(entry.scalar.split())

    def _list(self, entry: Entry | None, what: str) -> list[str]:
        if entry is None or entry.empty:
            return []
        if entry.scalar is not None:
            return [self._word(entry)]
        if entry.sequence is None:
            self._fault(entry.line, f"{what} must be a list; write [one, two]")
            return []
        return [word for item in entry.sequence if (word := self._word(item))]

    def _count(self, entry: Entry | None) -> int | None:
        word = self._word(entry)
        if not word or entry is None:
            return None
        if not word.isascii() or not word.isdigit():
            self._fault(entry.line, "n_people must be a whole number; leave it out if it is not known")
            return None
        return int(word)

    # -- the profile

    def _profile(self, entry: Entry | None) -> dict[str, Fact]:
        given = self._mapping(entry, PROFILE_FIELDS, "profile")
        profile: dict[str, Fact] = {}
        for name in PROFILE_FIELDS:
            value = given.get(name)
            source = ""
            if value is not None and value.mapping is not None and "value" in value.mapping:
                parts = self._mapping(value, ("value", "source"), f"profile, {name},")
                source, value = self._word(parts.get("source")), parts.get("value")
            profile[name] = Fact(self._flat(value), source)
        return profile

    def _flat(self, entry: Entry | None) -> str:
        """Words as they will be printed: a list with semicolons, a mapping as 'voting: A, B; advisory: C'."""
        if entry is None or entry.empty:
            return ""
        if entry.scalar is not None:
            return self._word(entry)
        if entry.sequence is not None:
            inner = [self._flat(item) for item in entry.sequence]
            return "; ".join(word for word in inner if word)
        members = entry.mapping or {}
        if set(members) == {"name", "role"}:  # a member and whether it votes
            return f"{self._flat(members['name'])} ({self._flat(members['role'])})"
        pairs = ((key, self._flat(value).replace("; ", ", ")) for key, value in members.items())
        return "; ".join(f"{key.replace('_', ' ')}: {value}" for key, value in pairs if value)

    # -- groups

    def _groups(self, entry: Entry | None) -> Iterator[Group]:
        items = self._items(entry, "groups")
        names: dict[str, str] = {}
        read: list[tuple[Entry, dict[str, Entry], str, str]] = []
        for item in items:
            if item.scalar is not None:
                given, name = {}, self._word(item)
            else:
                given = self._mapping(item, _GROUP, "a group")
                name = self._word(given.get("name"))
            group_id = self._word(given.get("id")) or slug(name)
            if not name:
                self._fault(item.line, 'a group has no name; add "name:"')
                continue
            if group_id in names.values():
                self._fault(item.line, "two groups have one name or id; give one of them another")
                continue
            names |= {name.casefold(): group_id, group_id.casefold(): group_id}
            read.append((item, given, name, group_id))
        for _, given, name, group_id in read:
            parent = self._word(given.get("parent"))
            if parent and parent.casefold() not in names:
                self._fault(
                    given["parent"].line,
                    "the parent group is not among the groups; add it, or spell it the same",
                )
            agreed = self._word(given.get("agreed_named")).casefold()
            if agreed not in ("", "true", "false", "yes", "no"):
                self._fault(given["agreed_named"].line, "agreed_named must be true or false")
            yield Group(
                group_id,
                name,
                names.get(parent.casefold(), "") if parent else "",
                self._count(given.get("n_people")),
                tuple(self._list(given.get("organisations"), "organisations")),
                agreed in ("true", "yes"),
            )

    def _items(self, entry: Entry | None, what: str) -> list[Entry]:
        if entry is None or entry.empty:
            return []
        if entry.sequence is None:
            self._fault(entry.line, f"{what} must be a list; begin each item with a dash")
            return []
        return [item for item in entry.sequence if not item.empty]

    # -- sessions

    def _sessions(
        self, entry: Entry | None, case_id: str, groups: tuple[Group, ...]
    ) -> tuple[tuple[Session, ...], dict[str, str]]:
        by_name = {key.casefold(): group.id for group in groups for key in (group.name, group.id)}
        sessions: dict[str, Session] = {}
        files: dict[str, str] = {}
        n_by_kind: dict[SessionKind, int] = {}
        for item in self._items(entry, "sessions"):
            given = self._mapping(item, _SESSION, "a session")
            session_id = self._word(given.get("session")) or self._word(given.get("id"))
            if not session_id:
                self._fault(item.line, 'a session has no id; add "session:", a short word for it')
                continue
            names = [*self._list(given.get("file"), "file"), *self._list(given.get("files"), "files")]
            for name in names:
                base = name.replace("\\", "/").rsplit("/", 1)[-1]
                if files.get(base, session_id) != session_id:
                    self._fault(item.line, "one file belongs to two sessions; name it under one of them")
                files[base] = session_id
                if self._captions_checked(given.get("captions")):
                    self._checked.add(base)
            kind = self._kind(given.get("kind"))
            date = self._word(given.get("date"))
            if date and parse_date(date) is None:
                self._fault(given["date"].line, "a date must be written year-month-day, as 2024-03-31")
                date = ""
            state = self._word(given.get("state")).casefold() or ("notes received" if names else "held")
            if state not in STATES:
                self._fault(given["state"].line, f"state must be one of {', '.join(STATES)}")
            session_groups = [by_name.get(g.casefold(), g) for g in self._list(given.get("groups"), "groups")]
            unknown = [
                g for g in session_groups if groups and g.casefold() not in {*by_name.values(), "mixed"}
            ]
            if unknown:
                self._fault(
                    given["groups"].line,
                    "a session names a group that is not among the groups; add it, or spell it the same",
                )
            if kind is None:
                if "kind" not in given and session_id not in sessions:
                    self._fault(
                        item.line,
                        'a session has no kind; add "kind:" interview, focus group, workshop or document',
                    )
                kind = sessions[session_id].kind if session_id in sessions else SessionKind.INTERVIEW
            people = self._count(given.get("n_people"))
            if session_id in sessions:
                if (before := sessions[session_id]).kind is not kind or (
                    date and before.date and date != before.date
                ):
                    self._fault(
                        item.line, "two entries of one session differ in kind or date; make them the same"
                    )
                continue
            n_by_kind[kind] = n_by_kind.get(kind, 0) + 1
            title = self._word(given.get("title")) or f"{kind.value.capitalize()} {n_by_kind[kind]}"
            sessions[session_id] = Session(
                session_id,
                case_id,
                kind,
                date,
                people,
                tuple(session_groups),
                state,
                title,
                self._post_consent(given.get("post_consent")),
            )
        return tuple(sessions.values()), files

    def _captions_checked(self, entry: Entry | None) -> bool:
        word = self._word(entry).casefold()
        if entry is not None and word not in ("", "checked", "automatic"):
            self._fault(entry.line, "captions must be checked or automatic")
        return word == "checked"

    def _post_consent(self, entry: Entry | None) -> bool:
        word = self._word(entry).casefold()
        if entry is not None and word not in ("", "recorded", "no"):
            self._fault(entry.line, "post_consent must be recorded or no; only a consent on record counts")
        return word == "recorded"

    def _kind(self, entry: Entry | None) -> SessionKind | None:
        word = self._word(entry).casefold().replace("_", " ").replace("focus-group", "focus group")
        if not word or entry is None:
            return None
        if word not in _KINDS:
            self._fault(entry.line, "kind must be interview, focus group, workshop or document")
        return _KINDS.get(word)

    def _undeclared(self, groups: tuple[Group, ...], sessions: tuple[Session, ...]) -> Iterator[Group]:
        """Without a list of groups, those the sessions name are taken, of unknown size."""
        if groups:
            return
        named = dict.fromkeys(g for session in sessions for g in session.groups if g.casefold() != "mixed")
        if named:
            self._warnings.append(
                "no groups are listed; those that sessions name are of unknown size and will not be named"
            )
        yield from (Group(name, name) for name in named)

    def _glossary(self, entry: Entry | None) -> dict[str, str]:
        if entry is None or entry.empty:
            return {}
        if entry.mapping is None:
            self._fault(entry.line, "glossary must be terms and meanings; write MDT: multidisciplinary team")
            return {}
        return {term: self._word(meaning) for term, meaning in entry.mapping.items()}


def slug(name: str) -> str:
    """'Health and social care staff' → 'health-and-social-care-staff'."""
    return re.sub(r"[^\w]+", "-", name.casefold()).strip("-_")
