"""Rule 3 for numbers of people: everything one reader is told, taken together, and with what went out before.

The danger: each number passes by itself, and two of them give a third away. "Alliance partners 11, leadership team 10"
says that one partner sits elsewhere; 35 people in the first release and 36 in the second say that one joined. So a number
is shown only if no subtraction, within this text or against an earlier one, leaves fewer people than the tier may read.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from qualitative.disclosure.counts import SUPPRESSED, smallest_count
from qualitative.disclosure.groups import STAKEHOLDER, group_words
from qualitative.model import Case, SessionKind, Tier

ALL = "all"
GROUP = "group: "
UNKNOWN = "not known"


@dataclass(frozen=True)
class Figure:
    """A number of people. within: the figures that count some of the same people and more. fixed: it cannot be hidden,
    because readers can count it for themselves (one person an interview)."""

    n: int
    within: tuple[str, ...] = ()
    fixed: bool = False


def people_told(
    case: Case, tier: Tier, n_counted_twice: int = 0, earlier: Sequence[Mapping[str, Figure]] = ()
) -> dict[str, str]:
    """What `tier` reads for each number of people: the number, "–" (hidden) or "not known".

    Keys: "all"; a kind of session ("interview", "focus group", …); "group: " and what the group is called at this tier.
    n_counted_twice: how much a sum over sessions counts people who took part in several too often.
    earlier: the numbers each earlier release told, by the same keys.
    """
    numbers = _numbers(case, tier, n_counted_twice)
    figures = {key: figure for key, figure in numbers.items() if figure is not None}
    hidden = hidden_figures(figures, smallest_count(tier), earlier)
    return {
        key: UNKNOWN if figure is None else SUPPRESSED if key in hidden else str(figure.n)
        for key, figure in numbers.items()
    }


def figures_told(case: Case, tier: Tier, told: Mapping[str, str]) -> dict[str, Figure]:
    """The numbers that stand in what `people_told` gave: what a release has to be remembered for."""
    within = {key: figure.within for key, figure in _numbers(case, tier, 0).items() if figure is not None}
    return {key: Figure(int(word), within.get(key, ())) for key, word in told.items() if word.isdigit()}


def _numbers(case: Case, tier: Tier, n_counted_twice: int) -> dict[str, Figure | None]:
    numbers = _by_kind(case) | _by_group(case, tier)
    kinds = [numbers[kind.value] for kind in SessionKind if kind.value in numbers]
    known = [figure.n for figure in kinds if figure is not None]
    everybody = sum(known) - n_counted_twice if kinds and len(known) == len(kinds) else None
    return {ALL: None if everybody is None else Figure(everybody), **numbers}


def group_key(called: str) -> str:
    return f"{GROUP}{called}"


def _by_kind(case: Case) -> dict[str, Figure | None]:
    found: dict[str, Figure | None] = {}
    for kind in SessionKind:
        held = [s for s in case.sessions if s.kind is kind and kind.counts]
        if not held:
            continue
        alone = kind is SessionKind.INTERVIEW
        numbers = [1 if alone and s.n_people is None else s.n_people for s in held]
        known = [n for n in numbers if n is not None]
        one_each = alone and set(known) == {1}
        found[kind.value] = Figure(sum(known), (ALL,), one_each) if len(known) == len(held) else None
    return found


def _by_group(case: Case, tier: Tier) -> dict[str, Figure | None]:
    called = group_words(case, tier)
    by_key = {key: group for group in case.groups for key in (group.name, group.id)}
    found: dict[str, Figure | None] = {}
    for group in case.groups:
        word = called[group.id]
        if word == STAKEHOLDER or (word != group.name and any(g.name == word for g in case.groups)):
            continue  # a parent's own number holds its children's already
        parent = by_key.get(group.parent)
        over = (group_key(parent.name), ALL) if parent is not None and word == group.name else (ALL,)
        before = found.get(group_key(word))
        unknown = group_key(word) in found and before is None
        if unknown or group.n_people is None:
            found[group_key(word)] = None
        else:
            found[group_key(word)] = Figure((before.n if before else 0) + group.n_people, over)
    return found


def hidden_figures(
    figures: Mapping[str, Figure], least: int, earlier: Sequence[Mapping[str, Figure]] = ()
) -> set[str]:
    """The keys that must not be shown, so that nobody reads or works out a number from 1 to least - 1.

    Primary: a small number, or one that differs by less than `least` from what an earlier release told. Secondary: while
    a told number less the told parts of it, both from this text or one from an earlier, leaves a small rest, the
    smallest part goes, and where none may go, the whole.
    """
    hidden = {
        key
        for key, figure in figures.items()
        if not figure.fixed
        and (
            0 < figure.n < least
            or any(0 < abs(figure.n - before[key].n) < least for before in earlier if key in before)
        )
    }
    while (found := _given_away(figures, hidden, least, earlier)) is not None:
        hidden.add(found)
    return hidden


def _given_away(
    figures: Mapping[str, Figure],
    hidden: Collection[str],
    least: int,
    earlier: Sequence[Mapping[str, Figure]],
) -> str | None:
    """One more key to hide, or None when no told number can be taken from another to leave a small one."""
    now = {key: figure for key, figure in figures.items() if key not in hidden}
    tellings = [(now, now), *((before, now) for before in earlier), *((now, before) for before in earlier)]
    for wholes, rest in tellings:
        for whole in wholes:
            for parts in _parts(rest, whole):
                if not 0 < abs(wholes[whole].n - sum(rest[key].n for key in parts)) < least:
                    continue
                # What was told before cannot be untold: only what this text tells can go.
                may_go = [key for key in parts if rest is now and not figures[key].fixed]
                if may_go:
                    return min(may_go, key=lambda key: (figures[key].n, key))
                if wholes is now and not figures[whole].fixed:
                    return whole
    return None


def _parts(told: Mapping[str, Figure], whole: str) -> list[list[str]]:
    """The told figures that lie in `whole`, and in no other told part of it, to be added up: kinds apart from groups."""
    inside = [key for key, figure in told.items() if whole in figure.within]
    largest = [key for key in inside if not any(other in told[key].within for other in inside)]
    both = ([k for k in largest if k.startswith(GROUP)], [k for k in largest if not k.startswith(GROUP)])
    return [parts for parts in both if parts]
