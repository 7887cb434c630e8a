"""Where a study stands, and what waits for whom: counts of work, never of people, and no words of a note.

The danger: a progress bar read as a result, and a number that adds what must not be added. So each figure names its unit
and its denominator, interviews and focus groups stand apart, nothing is a percentage, and what a tier may not see is
not counted for it: whatever `disclosure.view` gives is counted from the reader's own View.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from qualitative import disclosure
from qualitative.disclosure import counted
from qualitative.model import Case, CaseData, CauseLink, Coding, SessionKind, Source, Status, Tier
from qualitative.study import destruction, reviewer
from qualitative.study.last_acts import Act, last_acts
from qualitative.study.workspace import Study

STATES = ("planned", "held", "notes received", "signed off")
DRAFT_TIERS = (Tier.REVIEWER, Tier.PUBLIC)


@dataclass(frozen=True)
class Sessions:
    """Sessions of one kind. n: how many the case has; by_state: how many stand at each of STATES, none left out.

    Documents are not sessions; they are here as a kind of their own so that their notes can be told, never added.
    """

    kind: SessionKind
    n: int
    by_state: Mapping[str, int]

    @property
    def n_noted(self) -> int:
        """Those whose notes are in."""
        return self.by_state["notes received"] + self.by_state["signed off"]

    @property
    def words(self) -> str:
        """ "6 interviews"."""
        return counted(self.n, self.kind.value)


@dataclass(frozen=True)
class Waiting:
    """Suggestions of one sort: how many wait for a person, how many people confirmed or rejected. The three are apart."""

    waiting: int = 0
    confirmed: int = 0
    rejected: int = 0

    @property
    def n(self) -> int:
        return self.waiting + self.confirmed + self.rejected

    @property
    def decided(self) -> int:
        return self.confirmed + self.rejected


@dataclass(frozen=True)
class Draft:
    """A draft for one tier. state: none / current / stale."""

    tier: Tier
    state: str


@dataclass(frozen=True)
class CaseGlance:
    """One alliance. Sources are files of notes or documents; `uncertain` are masked spans nobody has settled yet.

    speaking: signed sources somebody spoke in, which alone are coded; unread_by_machine: those of them the matcher has
    not been run over; without_causes: those in which no claims were looked for. codings: the machine's suggestions;
    own_codings: what people coded themselves. themes None: nobody has looked for emergent themes yet.
    """

    id: str
    name: str
    stage: str
    year: str
    sessions: tuple[Sessions, ...]
    sources: int
    signed: int
    signed_unread: int
    uncertain_waiting: int
    uncertain_signed_unread: int
    wishes: int
    speaking: int
    unread_by_machine: int
    without_causes: int
    codings: Waiting
    own_codings: int
    causes: Waiting
    own_causes: int
    themes: int | None
    drafts: tuple[Draft, ...]
    destroy: str = ""  # the day by which its notes are to be destroyed, in words, once it is near or past

    @property
    def waiting(self) -> int:
        return self.sources - self.signed

    @property
    def confirmed(self) -> int:
        return self.codings.confirmed + self.own_codings


@dataclass(frozen=True)
class Glance:
    """The study at a glance, as `tier` may see it. acts: what people did last, newest first; () below coder tier."""

    tier: Tier
    codebook: str
    codebook_version: str
    n_codes: int
    cases: tuple[CaseGlance, ...]
    acts: tuple[Act, ...] = ()

    @property
    def comparable(self) -> int:
        """Alliances with something confirmed: two can be compared."""
        return sum(case.confirmed > 0 for case in self.cases)


def glance(study: Study, tier: Tier) -> Glance:
    """Where the study stands. Reads every case whole; writes nothing."""
    book = study.store.codebook()
    cases: list[CaseGlance] = []
    case_of: dict[str, str] = {}
    names: dict[str, str] = {}
    for case_id in study.store.case_ids():
        if case_id in study.closed:
            continue
        data = study.store.load_case(case_id)
        # A custodian's own view holds what nobody may use: it waits for nobody, so it is not counted.
        seen = disclosure.view(data, min(tier, Tier.CODER))
        cases.append(_case(study, data, seen))
        ids = [
            case_id,
            *(s.id for s in data.sources),
            *(c.id for c in data.codings),
            *(x.id for x in data.links),
        ]
        case_of |= dict.fromkeys(ids, case_id)
        names[case_id] = data.case.name or case_id
    acts = last_acts(study, case_of, names) if tier >= Tier.CODER else ()
    return Glance(tier, book.name, book.version, len(book.every_code()), tuple(cases), acts)


# ------------------------------------------------------------------ one case


def _case(study: Study, data: CaseData, seen: disclosure.View) -> CaseGlance:
    case, sources = data.case, data.sources
    signed = [s for s in sources if s.signed_off]
    speaking = [s for s in signed if s.kind.counts]
    machines = {u.id for u in data.users if u.machine}
    suggested = [c for c in seen.codings if c.user in machines or c.status is Status.SUGGESTED]
    claimed = [x for x in seen.links if x.user in machines or x.status is Status.SUGGESTED]
    return CaseGlance(
        id=case.id,
        name=case.name or case.id,
        stage=_stated(case, "stage"),
        year=_stated(case, "year"),
        sessions=_sessions(case, {s.session for s in sources}),
        sources=len(sources),
        signed=sum(not s.waits for s in sources),
        signed_unread=sum(s.signed_unread for s in signed),
        uncertain_waiting=sum(len(s.to_settle()) for s in sources if s.waits),
        uncertain_signed_unread=_uncertain(s for s in signed if s.signed_unread),
        wishes=sum(r.in_force and disclosure.said_in_session(r) for r in data.restrictions),
        speaking=len(speaking),
        unread_by_machine=sum(not study.store.stage_key("code", s.id) for s in speaking),
        without_causes=sum(not study.store.stage_key("causes", s.id) for s in speaking),
        codings=_waiting(suggested),
        own_codings=_own(seen.codings, machines),
        causes=_waiting(claimed),
        own_causes=_own(seen.links, machines),
        themes=len(seen.themes) if study.store.stage_key("themes", case.id) else None,
        destroy=destruction.told_plainly(study, case.id),
        drafts=tuple(Draft(tier, reviewer.state_of_draft(study, data, tier)) for tier in DRAFT_TIERS),
    )


def _stated(case: Case, field: str) -> str:
    fact = case.profile.get(field)
    return fact.value if fact is not None else ""


def _sessions(case: Case, noted: Collection[str]) -> tuple[Sessions, ...]:
    """noted: sessions of which a source is in. A case file may say "notes received" of a file nobody has brought in."""
    made = []
    for kind in SessionKind:
        states = Counter(
            s.state if s.id in noted or s.state == "planned" else "held"
            for s in case.sessions
            if s.kind is kind
        )
        if states:
            by_state = {state: states.get(state, 0) for state in STATES}
            # A state of a later version is told among the rest as held: its notes are not known to be in.
            by_state["held"] += sum(n for state, n in states.items() if state not in STATES)
            made.append(Sessions(kind, sum(states.values()), by_state))
    return tuple(made)


def _uncertain(sources: Iterable[Source]) -> int:
    return sum(not r.settled for s in sources for r in s.replacements)


def _waiting(items: Sequence[Coding] | Sequence[CauseLink]) -> Waiting:
    n = Counter(item.status for item in items)
    return Waiting(n[Status.SUGGESTED], n[Status.CONFIRMED], n[Status.REJECTED])


def _own(items: Sequence[Coding] | Sequence[CauseLink], machines: set[str]) -> int:
    return sum(i.user not in machines and i.status is Status.CONFIRMED for i in items)
