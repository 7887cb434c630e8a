"""The nouns of the house: frozen dataclasses, standard library only.

The danger: two rooms that mean different things by one word. So each noun stands here once, in the
field's own terms (REFI-QDA's word in brackets), and every offset in the project is a **code point**
into the text it names, `end_char` exclusive.

Ids are opaque strings; nothing identifying is ever put into one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import IntEnum, StrEnum
from typing import Any

# --------------------------------------------------------------------------- tiers and small vocabularies


class Tier(IntEnum):
    """Who is looking. Ordered: a page may go down, never up. Unknown means public."""

    PUBLIC = 0
    REVIEWER = 1
    CODER = 2
    CUSTODIAN = 3

    @classmethod
    def parse(cls, name: str) -> Tier:
        """'coder' → Tier.CODER. Raises ValueError naming the four tiers."""
        try:
            return cls[name.strip().upper()]
        except KeyError:
            raise ValueError(f'there is no tier "{name}"; use public, reviewer, coder or custodian') from None

    @property
    def word(self) -> str:
        return self.name.lower()


class PartKind(StrEnum):
    HEADING = "heading"
    QUESTION = "question"
    SPEECH = "speech"
    BULLET = "bullet"
    ROW = "row"
    META = "meta"


class Voice(StrEnum):
    """Whose words these are. Unknown means reported; comments are never coded as views or counted."""

    VERBATIM = "verbatim"
    REPORTED = "reported"
    COMMENT = "comment"


class Status(StrEnum):
    SUGGESTED = "suggested"
    CONFIRMED = "confirmed"
    REJECTED = "rejected"


class SessionKind(StrEnum):
    INTERVIEW = "interview"
    FOCUS_GROUP = "focus group"
    WORKSHOP = "workshop"
    UNKNOWN = "session"  # of a kind nobody stated: counted, never guessed
    DOCUMENT = "document"  # not a session that is counted: a supplied paper

    @property
    def counts(self) -> bool:
        """Whether it is a session somebody spoke in: documents are records, never counted."""
        return self is not SessionKind.DOCUMENT


class SentenceKind(StrEnum):
    FINDING = "finding"
    RECORD = "record"
    ABSENCE = "absence"
    METHOD = "method"
    INFERENCE = "inference"


def short_hash(*pieces: str, length: int = 12) -> str:
    """A stable id from content: the first hexadecimal digits of SHA-256 over the pieces."""
    return hashlib.sha256("\x1f".join(pieces).encode("utf-8")).hexdigest()[:length]


# --------------------------------------------------------------------------- notes as they come in (identifying)


@dataclass(frozen=True)
class Part:
    """A span of a RawNote's or a Source's text; Parts tile it in order (only white space lies between them).

    body_char: where the words themselves start, after a speaker label or a bullet sign (start_char if none).
    speaker: the label as it stands in this text (raw name in a RawNote, its replacement in a Source).
    place: page ("p. 3"), time ("00:12:31") or table place ("table 1, row 2"), as the file gives it.
    """

    start_char: int
    end_char: int
    kind: PartKind
    voice: Voice = Voice.REPORTED
    speaker: str | None = None
    place: str | None = None
    body_char: int | None = None

    @property
    def body_start_char(self) -> int:
        return self.start_char if self.body_char is None else self.body_char


@dataclass(frozen=True)
class RawNote:
    """A file's text, still identifying: in memory and in the vault only. Never repr()ed with its content."""

    name: str = field(repr=False)  # the file's name: may itself identify
    text: str = field(repr=False)
    parts: tuple[Part, ...] = field(repr=False)
    sha256: str = ""  # of the file's bytes
    format: str = "txt"
    warnings: tuple[str, ...] = ()  # what could not be read and why; never words from inside the file


@dataclass(frozen=True)
class RosterEntry:
    """One listed person. Only `name` is required; other columns are ignored and never stored."""

    name: str = field(repr=False)
    role: str = ""
    organisation: str = field(default="", repr=False)
    group: str = ""
    email: str = field(default="", repr=False)
    phone: str = field(default="", repr=False)
    also_known_as: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True)
class GuideRow:
    """What a session was asked. asked: asked / skipped / ran out of time / not known."""

    session: str
    question: str
    codes: tuple[str, ...] = ()
    asked: str = "not known"


# --------------------------------------------------------------------------- the study and its cases


@dataclass(frozen=True)
class Fact:
    """One field of a profile: a value and where it stands; `value` "" means not stated."""

    value: str = ""
    source: str = ""

    @property
    def stated(self) -> bool:
        return bool(self.value)


@dataclass(frozen=True)
class Group:
    """A stakeholder group. n_people: how many of its people took part, None = not known (fails rule 1).

    agreed_named: an agreement, recorded before fieldwork, that the one organisation behind it is named as a party.
    """

    id: str
    name: str
    parent: str = ""
    n_people: int | None = None
    organisations: tuple[str, ...] = ()  # pseudonymous
    agreed_named: bool = False


@dataclass(frozen=True)
class Participant:
    """Who took part: a pseudonym only. A person counts once per case.

    unique_post: one or two people ever held the post (rule 2).
    """

    id: str  # "P7": the pseudonym's number in the case's key
    case: str
    pseudonym: str
    group: str = ""
    organisation: str = ""
    sessions: tuple[str, ...] = ()
    unique_post: bool = False


@dataclass(frozen=True)
class Session:
    """One interview, focus group or workshop: the countable unit. state: planned / held / notes received / signed off.

    post_consent: whoever holds a post of one or two holders there agreed, on record, that what they say is told although
    colleagues will know whose it is (rule 2). It covers what was said in this session, not what others say of them.
    """

    id: str
    case: str
    kind: SessionKind
    date: str = ""  # ISO, or "" when not known
    n_people: int | None = None
    groups: tuple[str, ...] = ()
    state: str = "held"
    title: str = ""  # "Interview 3", "Focus group 1": never a name
    post_consent: bool = False


@dataclass(frozen=True)
class Case:
    """One review of one alliance, with its profile: field name → Fact, in the order of PROFILE_FIELDS."""

    id: str
    name: str
    profile: Mapping[str, Fact] = field(default_factory=dict)
    groups: tuple[Group, ...] = ()
    sessions: tuple[Session, ...] = ()
    guide: tuple[GuideRow, ...] = ()
    allow: tuple[str, ...] = ()  # public names that need no masking
    glossary: Mapping[str, str] = field(default_factory=dict)


PROFILE_FIELDS = (
    "stage",
    "year",
    "commissioner",
    "route",
    "dates_planned",
    "dates_actual",
    "term",
    "value",
    "savings_expected",
    "objectives",
    "scope_in",
    "scope_out",
    "members",
    "governance_levels",
)


# --------------------------------------------------------------------------- anonymised text


@dataclass(frozen=True)
class Replacement:
    """A masked span of a Source's stored (coder) text and its wording per tier. Holds no original word.

    A wording equal to `coder` means that tier reads the same. A date stands in coder text as it was said and is
    reworded for the public: then `coder` is that date. entity: the id in the key ("P7", "O2") or "".
    settled: False while a person should still look (it stays masked meanwhile). reopened: made or changed after its
    source was signed off: the signature does not cover it until a person has looked.
    """

    start_char: int
    end_char: int
    type: str  # PERSON, ORG, PLACE, POST, EMAIL, PHONE, …
    coder: str
    reviewer: str
    public: str
    entity: str = ""
    means: str = ""  # roster, pattern, tagger, propagation, person
    confidence: float = 1.0
    settled: bool = True
    reopened: bool = False

    def wording(self, tier: Tier) -> str:
        if tier >= Tier.CODER:
            return self.coder
        return self.reviewer if tier is Tier.REVIEWER else self.public


@dataclass(frozen=True)
class Restriction:
    """A wish about use ("please don't use that"), and what it covers: a span of the Source's text."""

    id: str
    source: str
    start_char: int
    end_char: int
    wish: str  # no use / no quotation / no job title / off the record / show first
    scope: str  # turn / previous / source / post / passage (narrowed or marked by a person)
    lifted_because: str = ""  # who and when; the reason itself may hold words and lies in the vault
    by: str = ""  # the person who marked it; "" = heard in the notes

    @property
    def in_force(self) -> bool:
        return not self.lifted_because


@dataclass(frozen=True)
class Source:
    """Anonymised notes of a Session [TextSource], or a document; `text` is the coder tier's.

    title: "Interview 3, notes", never the file's name. signed_off_by "" = still waiting;
    signed_unread: accepted with --all: the machine's settled maskings were taken without reading.
    """

    id: str
    case: str
    session: str
    title: str
    text: str = field(repr=False)
    parts: tuple[Part, ...] = field(repr=False, default=())
    replacements: tuple[Replacement, ...] = field(repr=False, default=())
    kind: SessionKind = SessionKind.INTERVIEW
    format: str = "txt"
    sha256: str = ""  # of the anonymised text
    signed_off_by: str = ""
    signed_unread: bool = False
    warnings: tuple[str, ...] = ()

    @property
    def signed_off(self) -> bool:
        return bool(self.signed_off_by)

    @property
    def reopened(self) -> tuple[Replacement, ...]:
        """Spans masked or changed after the signature, which wait for a person; the rest stays signed."""
        return tuple(r for r in self.replacements if r.reopened) if self.signed_off else ()

    @property
    def waits(self) -> bool:
        return not self.signed_off or bool(self.reopened)

    def to_settle(self) -> tuple[Replacement, ...]:
        """What a person is asked about: in a signed source, what came after the signature alone."""
        return self.reopened if self.signed_off else tuple(r for r in self.replacements if not r.settled)


# --------------------------------------------------------------------------- codes and codings


@dataclass(frozen=True)
class Code:
    id: str
    name: str
    definition: str
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()
    cues: tuple[str, ...] = ()
    color: str = "#777777"
    children: tuple[Code, ...] = ()


@dataclass(frozen=True)
class Codebook:
    name: str
    version: str
    codes: tuple[Code, ...]
    source: str = ""

    def every_code(self) -> tuple[Code, ...]:
        """All codes, parents before their children, in the codebook's order."""

        def walk(codes: Sequence[Code]) -> list[Code]:
            return [found for code in codes for found in (code, *walk(code.children))]

        return tuple(walk(self.codes))

    def names(self) -> dict[str, str]:
        """Code id → the code's name."""
        return {code.id: code.name for code in self.every_code()}

    def code(self, code_id: str) -> Code:
        for code in self.every_code():
            if code.id == code_id:
                return code
        raise KeyError(f'codebook "{self.name}" has no code "{code_id}"')


@dataclass(frozen=True)
class Selection:
    """start_char, end_char and the quote itself [PlainTextSelection], in a Source's stored text."""

    source: str
    start_char: int
    end_char: int
    quote: str = field(repr=False)

    @property
    def id(self) -> str:
        return f"{self.source}:{self.start_char}-{self.end_char}"


@dataclass(frozen=True)
class Passage:
    """A Selection's words with what stands round them: what a machine reads. The file-only commands' line.

    heading: the heading or question under which it was said; before: what was said just before.
    """

    id: str
    text: str = field(repr=False)
    heading: str = field(default="", repr=False)
    before: str = field(default="", repr=False)
    speaker: str = ""


@dataclass(frozen=True)
class User:
    """A person, or a model: a machine is always a separate user."""

    id: str
    name: str
    machine: bool = False
    version: str = ""


@dataclass(frozen=True)
class Coding:
    """Selection + Code + User + time. confidence and rationale are the machine's; None / "" for a person.

    decided_by / decided_at: the person who confirmed or rejected a suggestion.
    stance: a person's tag on what was said: helped / hindered / mixed / "".
    blind: made without sight of any suggestion (only such codings measure anything).
    """

    id: str
    selection: Selection
    code: str
    user: str
    at: datetime
    status: Status = Status.SUGGESTED
    confidence: float | None = None
    rationale: str = field(default="", repr=False)
    stance: str = ""
    blind: bool = False
    decided_by: str = ""
    decided_at: datetime | None = None


@dataclass(frozen=True)
class Suggestion:
    """The machine's answer for one Passage and one code. rationale: words a person can check."""

    passage: str
    code: str
    confidence: float
    rationale: str = field(default="", repr=False)


# --------------------------------------------------------------------------- themes and causes


@dataclass(frozen=True)
class Theme:
    """An emergent cluster of Selections; adopting it makes a Code. label: the machine's, until a person renames it."""

    id: str
    case: str  # "" = across the cases of the study
    label: str
    subtitle: str = ""
    words: tuple[str, ...] = ()
    members: tuple[tuple[Selection, float], ...] = field(
        default=(), repr=False
    )  # with membership probability
    central: tuple[str, ...] = ()  # ids of the two most central Selections


@dataclass(frozen=True)
class ClaimedLink:
    """ "A contributes to B" as found in one Passage's text: offsets (start, end) into that text."""

    passage: str
    cause: tuple[int, int]
    effect: tuple[int, int]
    cue: tuple[int, int] | None
    confidence: float
    negated: bool = False
    hypothetical: bool = False


@dataclass(frozen=True)
class Factor:
    """A node of a cause map: a phrase, and which claimed ends were bundled under it."""

    id: str
    case: str
    label: str
    stance: str = ""


@dataclass(frozen=True)
class CauseLink:
    """A claimed "cause contributes to effect" with the Selection that claims it [Link]. Never from co-occurrence."""

    id: str
    case: str
    selection: Selection  # the whole claim
    cause: Selection
    effect: Selection
    user: str
    cue: str = field(default="", repr=False)
    cause_factor: str = ""  # Factor ids, "" until bundled
    effect_factor: str = ""
    confidence: float | None = None
    status: Status = Status.SUGGESTED
    negated: bool = False
    hypothetical: bool = False
    decided_by: str = ""


# --------------------------------------------------------------------------- notes, decisions, the draft


@dataclass(frozen=True)
class Note:
    """A memo. about: the id of what it hangs on, or ""."""

    id: str
    text: str = field(repr=False)
    user: str
    at: datetime
    about: str = ""


@dataclass(frozen=True)
class Decision:
    """Who did what to which id, when: append-only. `was` and `now` hold ids, statuses and spans, never original words."""

    id: int
    at: datetime
    user: str
    act: str
    about: str
    was: str = ""
    now: str = ""


@dataclass(frozen=True)
class Sentence:
    """One sentence of a draft with what its kind rests on. One without its support cannot be made.

    finding: supports = Coding or CauseLink ids; record: supports = Selection ids in a document ("source:start-end");
    absence and method: query says what was counted and its result; inference: draws_on = Sentence ids, by = who drew it.
    """

    id: str
    kind: SentenceKind
    text: str
    supports: tuple[str, ...] = ()
    query: str = ""
    draws_on: tuple[str, ...] = ()
    by: str = ""
    accepted_by: str = ""

    def __post_init__(self) -> None:
        needs = {
            SentenceKind.FINDING: ("supports", self.supports),
            SentenceKind.RECORD: ("supports", self.supports),
            SentenceKind.ABSENCE: ("query", self.query),
            SentenceKind.METHOD: ("query", self.query),
            SentenceKind.INFERENCE: ("draws_on and by", self.draws_on and self.by),
        }
        name, given = needs[self.kind]
        if not given:
            raise ValueError(
                f"a sentence of kind {self.kind} cannot be made without {name}: it would rest on nothing"
            )


@dataclass(frozen=True)
class Section:
    """A headed piece of a draft: sentences by paragraph, tables and figures by name, and what the reviewer must settle."""

    id: str  # a code id, or "profile", "method", "synthesis", …
    title: str
    paragraphs: tuple[tuple[Sentence, ...], ...] = ()
    tables: tuple[Table, ...] = ()
    figures: tuple[str, ...] = ()  # names of pictures rendered beside the draft
    queries: tuple[str, ...] = ()  # lines for the reviewer: contradictions, views heard once
    sections: tuple[Section, ...] = ()


@dataclass(frozen=True)
class Table:
    """Any table a person can see, ready to print. rows: tuples as long as headers; note: units and denominators."""

    title: str
    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""


@dataclass(frozen=True)
class Review:
    """A draft of one Case at one tier, with its checks (PRACTICE section 2: number, verdict, words)."""

    case: str
    title: str
    tier: Tier
    sections: tuple[Section, ...]
    checks: tuple[tuple[int, str, str], ...] = ()  # verdict: met / not met / needs a person
    preview: bool = False
    excerpts: tuple[tuple[int, str, str, str], ...] = field(
        default=(), repr=False
    )  # number, support id, where, quote


# --------------------------------------------------------------------------- what a room is handed


@dataclass(frozen=True)
class CaseData:
    """Everything anonymised that a study holds about one Case, at coder tier: what the store loads.

    Nobody but `disclosure.view` may hand its content on to a reader.
    """

    case: Case
    codebook: Codebook
    participants: tuple[Participant, ...] = ()
    sources: tuple[Source, ...] = ()
    restrictions: tuple[Restriction, ...] = ()
    codings: tuple[Coding, ...] = ()
    themes: tuple[Theme, ...] = ()
    factors: tuple[Factor, ...] = ()
    links: tuple[CauseLink, ...] = ()
    notes: tuple[Note, ...] = ()
    users: tuple[User, ...] = ()
    decisions: tuple[Decision, ...] = ()
    settings: Mapping[str, Any] = field(default_factory=dict)

    def source(self, source_id: str) -> Source:
        for source in self.sources:
            if source.id == source_id:
                return source
        raise KeyError(f"no source {source_id} in case {self.case.id}")

    def session_of(self, source_id: str) -> str:
        return self.source(source_id).session


def parse_date(text: str) -> date | None:
    """An ISO date, or None: what is missing is not known, never guessed."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
