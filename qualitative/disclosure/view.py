"""The only door between what a study holds and anybody who reads it.

The danger: a page, an export and a draft each deciding for themselves what may be shown; the one that forgets a rule
leaks. So `view` alone turns a CaseData into what one tier may see, and everything a reader meets is made from a View.
Showing at public tier is a release's job (rule 11): a public View is what a release is made *from*.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from qualitative.disclosure import groups as naming
from qualitative.disclosure.door import Door, fingerprint, normalised
from qualitative.disclosure.earlier import cleared_by_a_person, numbers_published
from qualitative.disclosure.people import Figure, group_key, people_told
from qualitative.disclosure.rendering import reworded
from qualitative.disclosure.restrictions import WITHDRAWN
from qualitative.model import (
    Case,
    CaseData,
    CauseLink,
    Codebook,
    Coding,
    Decision,
    Factor,
    Group,
    Note,
    Participant,
    Restriction,
    Session,
    SessionKind,
    Source,
    Theme,
    Tier,
    User,
)


@dataclass(frozen=True)
class View:
    """A CaseData as one tier may see it: the same fields, every text and offset the tier's own.

    left_out: how many passages (codings and links) or sources each rule kept back, for the method section.
    no_quotation: source id → rendered spans nobody may put in quotation marks.
    untold: source id → rendered spans from or about a post of one or two holders: they count, and no sentence tells them.
    voice_of, group_of: coding or link id → whose voice it is (opaque; "" where notes of a group do not say) and what its
    group may be called ("" where not known): what rule 7 needs, and no page shows by itself.
    people_told: the numbers of people as this tier reads them ("all", a kind of session, "group: " and its name).
    fingerprints, unnamed_groups: hashes of wordings this tier must not read and of groups it must not name as the source
    of a view (`check_text` compares with them), never the words.
    """

    tier: Tier
    case: Case
    codebook: Codebook
    participants: tuple[Participant, ...] = ()
    sources: tuple[Source, ...] = field(default=(), repr=False)
    restrictions: tuple[Restriction, ...] = ()
    codings: tuple[Coding, ...] = field(default=(), repr=False)
    themes: tuple[Theme, ...] = field(default=(), repr=False)
    factors: tuple[Factor, ...] = ()
    links: tuple[CauseLink, ...] = field(default=(), repr=False)
    notes: tuple[Note, ...] = field(default=(), repr=False)
    users: tuple[User, ...] = ()
    decisions: tuple[Decision, ...] = ()
    settings: Mapping[str, Any] = field(default_factory=dict)
    left_out: Mapping[str, int] = field(default_factory=dict)
    no_quotation: Mapping[str, tuple[tuple[int, int], ...]] = field(default_factory=dict)
    confirmed_quotations: frozenset[str] = frozenset()
    cleared: frozenset[str] = frozenset()
    untold: Mapping[str, tuple[tuple[int, int], ...]] = field(default_factory=dict)
    fingerprints: frozenset[str] = field(default=frozenset(), repr=False)
    unnamed_groups: frozenset[str] = field(default=frozenset(), repr=False)
    voice_of: Mapping[str, str] = field(default_factory=dict, repr=False)
    group_of: Mapping[str, str] = field(default_factory=dict, repr=False)
    people_told: Mapping[str, str] = field(default_factory=dict)

    def source(self, source_id: str) -> Source:
        for source in self.sources:
            if source.id == source_id:
                return source
        raise KeyError(f"no source {source_id} in case {self.case.id} at {self.tier.word} tier")

    def session_of(self, source_id: str) -> str:
        return self.source(source_id).session

    def session(self, session_id: str) -> Session:
        for session in self.case.sessions:
            if session.id == session_id:
                return session
        raise KeyError(f"no session {session_id} in case {self.case.id}")

    def sessions_with_notes(self) -> tuple[Session, ...]:
        """The sessions that count: somebody spoke, and notes of it may be read at this tier."""
        noted = {source.session for source in self.sources if source.kind.counts}
        return tuple(s for s in self.case.sessions if s.kind.counts and s.id in noted)

    def documents(self) -> tuple[Source, ...]:
        return tuple(s for s in self.sources if not s.kind.counts)


def view(
    data: CaseData,
    tier: Tier,
    *,
    people: Sequence[Participant] | None = None,
    consented: Collection[str] = (),
    cleared: Collection[str] = (),
) -> View:
    """What `tier` may see of `data`.

    people: who took part, where the caller knows better than data.participants (the vault's roster, say).
    consented: participants or masked posts (entity ids) with a recorded consent under rule 2; cleared: coding or
    link ids a named person signed off under rule 8, beside those the study's decisions say. Both also from settings
    "consented_posts", "cleared_sensitive".
    """
    present = tuple(people if people is not None else data.participants)
    agreed = frozenset(consented) | frozenset(data.settings.get("consented_posts", ()))
    waived = frozenset(cleared) | frozenset(data.settings.get("cleared_sensitive", ()))
    waived |= cleared_by_a_person(data.decisions)
    door = Door(data, tier, present, agreed, waived)
    codings = tuple(
        replace(c, selection=s, rationale=c.rationale if tier >= Tier.CODER else "")
        for c in data.codings
        if (s := door.passage(c.selection, c.id)) is not None
    )
    links = tuple(kept for link in data.links if (kept := door.link(link)) is not None)
    door.count_untold(codings)
    all_replacements = [r for s in data.sources for r in s.replacements]

    def label(text: str) -> str:
        return door.without_withheld(reworded(text, all_replacements, tier))

    drawn = {end for link in links for end in (link.cause_factor, link.effect_factor)}
    told = people_told(data.case, tier, _n_counted_twice(present), _told_before(data, tier))
    return View(
        tier=tier,
        case=_case(data.case, tier, told),
        codebook=data.codebook,
        participants=_participants(data.case, present, tier, agreed),
        sources=tuple(door.rendered[s.id] for s in door.sources),
        restrictions=door.restrictions(),
        codings=codings,
        # A machine's label is made of the notes' own words: in public a title or a name could stand in it.
        themes=()
        if tier is Tier.PUBLIC
        else tuple(
            t for theme in data.themes if (t := door.theme(theme, label)).members or tier >= Tier.CODER
        ),
        factors=tuple(
            replace(f, label=label(f.label)) for f in data.factors if tier >= Tier.CODER or f.id in drawn
        ),
        links=links,
        notes=data.notes if tier >= Tier.CODER else (),
        users=tuple(_user(u, tier) for u in data.users),
        decisions=data.decisions if tier >= Tier.CODER else (),
        settings=data.settings if tier >= Tier.CODER else {},
        left_out=dict(door.left_out) | _withdrawn(data, tier),
        no_quotation={s.id: door.unquotable(s) for s in door.sources},
        confirmed_quotations=door.confirmed(),
        cleared=waived,
        untold={s.id: door.untold(s) for s in door.sources},
        fingerprints=door.fingerprints(),
        unnamed_groups=_unnamed_groups(data.case, tier),
        voice_of=door.voices(),
        group_of=door.groups(),
        people_told=told,
    )


def _n_counted_twice(people: Sequence[Participant]) -> int:
    """How much a sum over sessions counts the people who took part in more than one too often."""
    return sum(len(p.sessions) - 1 for p in people if len(p.sessions) > 1)


def _told_before(data: CaseData, tier: Tier) -> tuple[Mapping[str, Figure], ...]:
    """What the public was told before binds what the public is told; the review team has all the numbers."""
    return numbers_published(data.decisions, data.case.id) if tier is Tier.PUBLIC else ()


def _withdrawn(data: CaseData, tier: Tier) -> dict[str, int]:
    """Rule 3: one interview is one person. A reviewer reads the number from three on, the public none at all."""
    n = sum(stub["interviews"] for stub in data.settings.get("withdrawn", ()))
    return {WITHDRAWN: n} if n and (tier >= Tier.CODER or (tier is Tier.REVIEWER and n >= 3)) else {}


def _user(user: User, tier: Tier) -> User:
    """Whoever signs in is known by an e-mail address, and none stands below the coding team (rule 10)."""
    if user.machine or tier >= Tier.CODER:
        return user
    name = "a member of the review team" if tier is Tier.PUBLIC else user.name.partition("@")[0]
    return replace(user, name=name.strip() or "a member of the review team")


def _unnamed_groups(case: Case, tier: Tier) -> frozenset[str]:
    called = naming.group_words(case, tier)
    return frozenset(fingerprint(case.id, normalised(g.name)) for g in case.groups if called[g.id] != g.name)


def _case(case: Case, tier: Tier, told: Mapping[str, str]) -> Case:
    """Groups by what they may be called, each with its number only where this tier reads it."""
    if tier >= Tier.CODER:
        return case
    called = naming.group_words(case, tier)
    shown: dict[str, Group] = {}
    for group in case.groups:
        word = called[group.id]
        if word != naming.STAKEHOLDER and (word not in shown or word == group.name):
            number = told.get(group_key(word), "")
            n_people = int(number) if number.isdigit() else None
            shown[word] = Group(word, word, n_people=n_people, agreed_named=group.agreed_named)
    sessions = tuple(_session(s, case, tier) for s in case.sessions)
    return replace(case, groups=tuple(shown.values()), sessions=sessions)


def _session(session: Session, case: Case, tier: Tier) -> Session:
    groups = naming.session_words(case, session.groups, tier)
    if tier is Tier.PUBLIC:
        few = session.n_people is None or session.n_people < naming.SMALLEST_GROUP
        few = few and session.kind is not SessionKind.INTERVIEW
        return replace(session, groups=groups, title="", date="", n_people=None if few else session.n_people)
    return replace(session, groups=groups)


def _participants(
    case: Case, people: Sequence[Participant], tier: Tier, agreed: Collection[str]
) -> tuple[Participant, ...]:
    """Rule 2: a post of one or two holders never stands in a participant table; in public there is no such table."""
    if tier is Tier.PUBLIC:
        return ()
    if tier >= Tier.CODER:
        return tuple(people)
    called = naming.group_words(case, tier)
    return tuple(
        replace(p, group=called.get(p.group, naming.STAKEHOLDER))
        for p in people
        if not p.unique_post or p.id in agreed
    )
