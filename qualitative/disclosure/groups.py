"""Rules 1, 4 and 7: when a stakeholder group may be named.

The danger: "the finance group said" is a name, where three people are in it. So a group is named when five or more
of its people took part and they are not all from one organisation (unless it agreed before fieldwork to be named);
else it goes under its parent's name, if that covers five people besides the children named by themselves (else
subtraction would show them); else it is "a stakeholder".
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from qualitative.model import Case, Group, Tier

STAKEHOLDER = "a stakeholder"
SMALLEST_GROUP = 5
MIXED = "mixed"


def may_be_named(n_people: int | None, organisations: Sequence[str], agreed_named: bool) -> bool:
    """Rule 1 for one group. Unknown size fails; one organisation needs its agreement. No organisation known: many."""
    if n_people is None or n_people < SMALLEST_GROUP:
        return False
    return len(set(organisations)) != 1 or agreed_named


def group_words(case: Case, tier: Tier) -> dict[str, str]:
    """What each group (by id, and by name) may be called at this tier. The coding team reads the names."""
    by_key = {key: group for group in case.groups for key in (group.name, group.id)}
    called = {group.id: _called(group, case.groups, by_key, tier) for group in case.groups}
    return called | {group.name: called[group.id] for group in case.groups}


def _called(group: Group, groups: Sequence[Group], by_key: Mapping[str, Group], tier: Tier) -> str:
    if tier >= Tier.CODER or _alone(group):
        return group.name
    if not group.parent:
        return STAKEHOLDER
    # Nobody may learn by subtraction who is left: the parent's name must cover five besides the named children.
    parent = by_key.get(group.parent)
    children = [other for other in groups if other.parent == group.parent]
    left = [child for child in children if not _alone(child)]
    n_left = _sum(left)
    if parent is not None and parent.n_people is not None and n_left is not None:
        n_named = _sum([child for child in children if _alone(child)]) or 0
        n_left = max(n_left, parent.n_people - n_named)
    organisations = [o for g in (*left, *((parent,) if parent else ())) for o in g.organisations]
    if may_be_named(n_left, organisations, bool(parent and parent.agreed_named)):
        return parent.name if parent else group.parent
    return STAKEHOLDER


def session_words(case: Case, present: Sequence[str], tier: Tier) -> tuple[str, ...]:
    """What the groups of one session may be called together: children of one parent by the parent's name, if it passes."""
    called = group_words(case, tier)
    if tier >= Tier.CODER:
        return tuple(present)
    by_key = {key: group for group in case.groups for key in (group.name, group.id)}
    known = [by_key[g] for g in present if g in by_key]
    parents = {g.parent for g in known}
    parent = by_key.get(next(iter(parents))) if len(parents) == 1 and len(known) == len(present) > 1 else None
    if parent is not None and _alone(parent):
        return (parent.name,)
    return tuple(dict.fromkeys(g if g == MIXED else called.get(g, STAKEHOLDER) for g in present))


def _alone(group: Group) -> bool:
    return may_be_named(group.n_people, group.organisations, group.agreed_named)


def _sum(groups: Sequence[Group]) -> int | None:
    return None if any(g.n_people is None for g in groups) else sum(g.n_people or 0 for g in groups)


def one_voice_too_loud(speakers: Iterable[str]) -> bool:
    """Rule 7: whether one person or interview gives over half of a claim's excerpts.

    speakers: per excerpt who gave it: an interview's session id, a speaker's pseudonym, or "" where the notes of a
    group do not say.
    """
    counted = Counter(speakers)
    total = sum(counted.values())
    counted.pop("", None)
    return bool(counted) and max(counted.values()) * 2 > total


def all_or_none_allowed(n_people: int | None) -> bool:
    """Rule 4: "all of" and "none of" a group smaller than five are suppressed."""
    return n_people is not None and n_people >= SMALLEST_GROUP
