"""Who stands alone: posts of one or two holders, groups below five, and combinations of attributes that one person holds.

The danger: no single fact names anybody, and three of them together do. So attributes are crossed, as the reader of a
tier could cross them, and a combination that one person alone holds is counted (k-anonymity with k = 1: Samarati &
Sweeney 1998). Counts alone leave this file, never a pseudonym.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from qualitative.disclosure import SMALLEST_GROUP, STAKEHOLDER, attributed, group_words
from qualitative.disclosure.posts import sessions_of_unique_posts
from qualitative.model import Case, CaseData, Group, Participant, SessionKind, Source, Tier

MOST_HOLDERS = 2


@dataclass(frozen=True)
class GroupSize:
    """why: "" where the group passes rule 1 by itself; called: what the tier's readers read for it."""

    name: str
    n_people: int | None
    why: str
    called: str


@dataclass(frozen=True)
class Cells:
    """Counts of one case. alone_in_sessions: sessions of fewer than five people with a holder of a rare post and without a
    recorded consent; of n_holder_sessions in all. n_naming_masks: masks that tell the tier's readers a group of fewer than
    five, of naming_groups. n_unique: of n_people who can be told apart, those alone in what the tier's reader can cross;
    n_unique_team: in what the team holds. attributes, attributes_team: what was crossed."""

    n_posts: int
    n_holders: int
    alone_in_sessions: tuple[str, ...]
    n_holder_sessions: int
    groups: tuple[GroupSize, ...]
    n_naming_masks: int
    naming_groups: tuple[str, ...]
    n_people: int
    n_unique: int
    n_unique_team: int
    attributes: tuple[str, ...]
    attributes_team: tuple[str, ...]
    unattributed: tuple[str, ...]
    n_sessions: int


def cells(data: CaseData, tier: Tier, roles: Mapping[str, str] | None = None) -> Cells:
    """roles: participant id → the post as the key has it, where the vault is open; else holding a rare post stands for it."""
    case, people = data.case, data.participants
    alone = sessions_of_unique_posts(case.sessions, people, (), case.groups)
    asked = [replace(s, post_consent=False) for s in case.sessions]
    holders = sessions_of_unique_posts(asked, people, (), case.groups)
    naming = _naming_masks(data, tier)
    heard = [s for s in data.sources if s.kind.counts]
    kinds = {s.id: s.kind for s in case.sessions}
    called = group_words(case, tier)
    team_rows = [_team_row(p, kinds, roles) for p in people]
    tier_rows = team_rows if tier >= Tier.CODER else [_tier_row(p, kinds, called, case, tier) for p in people]
    tier_names = {
        Tier.PUBLIC: ("group as the public reads it", "kind of session"),
        Tier.REVIEWER: ("group as a reviewer reads it", "organisation", "kind of session"),
    }
    team_names = (
        "group",
        "organisation",
        "role" if roles is not None else "rare post or not",
        "kind of session",
    )
    return Cells(
        n_posts=sum(r.type == "POST" for s in data.sources for r in s.replacements),
        n_holders=sum(p.unique_post for p in people),
        alone_in_sessions=tuple(sorted(alone)),
        n_holder_sessions=len(holders),
        groups=tuple(_size(g, called[g.id]) for g in case.groups),
        n_naming_masks=sum(naming.values()),
        naming_groups=tuple(sorted(naming)),
        n_people=len(people),
        n_unique=_alone(tier_rows),
        n_unique_team=_alone(team_rows),
        attributes=tier_names.get(tier, team_names),
        attributes_team=team_names,
        unattributed=_unattributed(heard),
        n_sessions=len({s.session for s in heard}),
    )


def _size(group: Group, called: str) -> GroupSize:
    if group.n_people is None:
        why = "nobody says how many took part"
    elif group.n_people < SMALLEST_GROUP:
        why = f"fewer than {SMALLEST_GROUP} took part"
    elif len(set(group.organisations)) == 1 and not group.agreed_named:
        why = "all of one organisation, without a recorded agreement to be named"
    else:
        why = ""
    return GroupSize(group.name, group.n_people, why, called)


def _naming_masks(data: CaseData, tier: Tier) -> Counter[str]:
    """Group as it stands in a person's mask, where fewer than five are behind it → how many masks tell it at this tier."""
    labels = Counter(p.group for p in data.participants if p.group)
    sizes = {label: _people_behind(label, n, data.case) for label, n in labels.items()}
    small = {p.id: p.group for p in data.participants if p.group and sizes[p.group] < SMALLEST_GROUP}
    return Counter(
        small[r.entity]
        for s in data.sources
        for r in s.replacements
        if r.entity in small and _plain(r.wording(tier)).endswith(f" {_plain(small[r.entity])}")
    )


def _people_behind(label: str, n_heard: int, case: Case) -> int:
    """How many took part under this label: as the case file says of the group, else those the notes tell apart."""
    for g in case.groups:
        if _plain(g.name).rstrip("s") == _plain(label).rstrip("s") and g.n_people is not None:
            return max(g.n_people, n_heard)
    return n_heard


def _plain(words: str) -> str:
    """Words only: "Health, social care staff" stands in a mask without its comma."""
    return " ".join(re.findall(r"\w+", words.casefold()))


def _team_row(
    p: Participant, kinds: Mapping[str, SessionKind], roles: Mapping[str, str] | None
) -> tuple[str, ...]:
    role = str(p.unique_post) if roles is None else " ".join(roles.get(p.id, "").casefold().split())
    return (p.group.casefold(), p.organisation, role, _kinds(p, kinds))


def _tier_row(
    p: Participant, kinds: Mapping[str, SessionKind], called: Mapping[str, str], case: Case, tier: Tier
) -> tuple[str, ...]:
    word = STAKEHOLDER
    for g in case.groups:
        if _plain(g.name).rstrip("s") == _plain(p.group).rstrip("s"):
            word = called[g.id]
    organisation = (p.organisation,) if tier is Tier.REVIEWER and not p.unique_post else ()
    return (word, *organisation, _kinds(p, kinds))


def _kinds(p: Participant, kinds: Mapping[str, SessionKind]) -> str:
    return " + ".join(sorted({kinds[s].value for s in p.sessions if s in kinds}))


def _alone(rows: Sequence[tuple[str, ...]]) -> int:
    return sum(n == 1 for n in Counter(rows).values())


def _unattributed(sources: Sequence[Source]) -> tuple[str, ...]:
    by_session: dict[str, list[bool]] = {}
    for s in sources:
        by_session.setdefault(s.session, []).append(attributed(s))
    return tuple(sorted(session for session, there in by_session.items() if not any(there)))
