"""Tables across cases: profiles, comparability, themes by case, causes claimed in several.

The danger: a live alliance ranked beside one that ended, or two codebooks read as one. So comparability stands first, a
mismatch hides figures (never sentences), and nothing is totalled, averaged or ranked.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from qualitative.comparison.coverage import KINDS, confirmed, coverage
from qualitative.disclosure import NOT_COMPARED, View, check_text, count_word, counted, session_noun
from qualitative.model import PROFILE_FIELDS, CauseLink, Status, Tier

if TYPE_CHECKING:
    import pandas as pd


def themes_by_case(views: Sequence[View]) -> pd.DataFrame:
    """Themes × cases by kind of session: one row per code, case and kind that the case held.

    Columns: code, theme, case, kind, sessions_with, sessions (denominator: asked, or not known whether asked),
    unprompted, not_asked (sessions), coverage (words at the view's tier), helped, hindered, mixed (sessions in which a
    person set that tag; one session may stand in several). The numbers are missing (<NA>) in public.
    """
    import pandas as pd

    rows: list[tuple[Any, ...]] = []
    for view in views:
        counted = confirmed(view)
        for code in view.codebook.every_code():
            for kind in KINDS:
                found = coverage(view, code.id, kind, counted)
                if not (found.denominator or found.not_asked):
                    continue
                prompted = len(set(found.raised) & set(found.denominator))
                numbers: tuple[int | None, ...] = (
                    prompted, len(found.denominator), len(found.unprompted), len(found.not_asked)
                )  # fmt: skip
                stances: tuple[int | None, ...] = tuple(
                    len({
                        view.session_of(c.selection.source) for c in counted
                        if c.code == code.id and c.stance == stance and view.session_of(c.selection.source) in found.raised
                    })
                    for stance in ("helped", "hindered", "mixed")
                )  # fmt: skip
                if view.tier is Tier.PUBLIC:
                    numbers, stances = (None,) * 4, (None,) * 3
                rows.append(
                    (
                        code.id,
                        code.name,
                        view.case.name,
                        kind.value,
                        *numbers,
                        found.words(view.tier),
                        *stances,
                    )
                )
    whole = ["sessions_with", "sessions", "unprompted", "not_asked"]
    tags = ["helped", "hindered", "mixed"]
    made = pd.DataFrame(rows, columns=["code", "theme", "case", "kind", *whole, "coverage", *tags])
    return made.astype(dict.fromkeys((*whole, *tags), "Int64"))


def profile_table(views: Sequence[View]) -> pd.DataFrame:
    """The alliances side by side: columns field, then one per case: the value and its source, or "not stated"."""
    import pandas as pd

    rows = []
    for name in PROFILE_FIELDS:
        row = [name.replace("_", " ")]
        for view in views:
            fact = view.case.profile.get(name)
            said = (
                f"{fact.value} ({_read_where(view, fact.source)})" if fact and fact.stated else "not stated"
            )
            row.append(said)
        rows.append(row)
    return pd.DataFrame(rows, columns=["field", *case_names(views)])


def _read_where(view: View, words: str) -> str:
    """Where a fact was read; not "interview with the …", where that would tell who was interviewed."""
    return "source not stated" if not words else "a session" if check_text(view, words) else words


@dataclass(frozen=True)
class Comparability:
    """The strip above a comparison. mismatches hide figures (never sentences); warnings only warn."""

    strip: Any  # pandas.DataFrame: columns field, then one per case
    mismatches: tuple[str, ...]
    warnings: tuple[str, ...]

    @property
    def figures_shown(self) -> bool:
        return not self.mismatches


def comparability(views: Sequence[View]) -> Comparability:
    """Whether figures of these cases may stand side by side, and what to bear in mind."""
    import pandas as pd

    facts = {
        "stage": [_profile(v, "stage") for v in views],
        "fieldwork": [_fieldwork(v) for v in views],
        "sessions with notes": [_sessions_held(v) for v in views],
        "sessions outstanding": [_outstanding(v) for v in views],
        "groups that may be named": [", ".join(g.name for g in v.case.groups) or "none" for v in views],
        "codebook": [f"{v.codebook.name}, version {v.codebook.version}" for v in views],
        "tier": [v.tier.word for v in views],
    }
    mismatches, warnings = [], []
    if len({(v.codebook.name, v.codebook.version) for v in views}) > 1:
        mismatches.append(
            "The cases were coded with different codebooks or versions; figures are hidden until they are mapped."
        )
    if len({v.tier for v in views}) > 1:
        mismatches.append("The cases are shown at different tiers; figures are hidden.")
    stages = {s.casefold() for s in facts["stage"]}
    if any("live" in s for s in stages) and any("ended" in s for s in stages):
        warnings.append(
            "A live alliance stands beside one that has ended: people speak differently of what is over."
        )
    if len(set(facts["sessions with notes"])) > 1:
        warnings.append("The cases held different sessions: compare what was said, not how often.")
    seen = [{g.name for g in v.case.groups} for v in views]
    if len(views) > 1 and any(names != seen[0] for names in seen):
        warnings.append(
            "The groups are each alliance's own: the strip names them, and a group of one has no counterpart in the other"
            " only because it was called otherwise or was not asked."
        )
    unread = [v.case.name for v in views if any(s.signed_unread for s in v.sources)]
    if unread:
        rest = "rest" if len(unread) > 1 else "rests"
        warnings.append(f"{' and '.join(unread)} {rest} in part on notes signed off unread.")
    strip = pd.DataFrame(
        [[name, *cells] for name, cells in facts.items()], columns=["field", *case_names(views)]
    )
    for view, name in zip(views, case_names(views), strict=True):
        if n_out := view.left_out.get(NOT_COMPARED, 0):
            n_words = "Some sessions" if view.tier is Tier.PUBLIC else counted(n_out, "session")
            warnings.append(
                f"{name}: {n_words} left out, for not everybody there agreed to reuse in comparison."
            )
    return Comparability(strip, tuple(mismatches), tuple(warnings))


def shared_links(views: Sequence[View]) -> pd.DataFrame:
    """Causes claimed in two or more cases: confirmed, neither denied nor imagined.

    Two claims are taken for the same where cause and effect each share half of their content words or more: a person
    should read both. Columns: cause, effect (as worded in the first case), then one per case: where it was claimed.
    """
    import pandas as pd

    claims = [(v, link) for v in views for link in v.links if claimed(link)]
    rows, taken = [], set()
    for at, (_, link) in enumerate(claims):
        if at in taken:
            continue
        same = [n for n in range(at, len(claims)) if n not in taken and _same_claim(link, claims[n][1])]
        cases = {claims[n][0].case.id for n in same}
        if len(cases) < 2:
            continue
        taken.update(same)
        cells = []
        for view in views:
            sessions = {view.session_of(claims[n][1].selection.source) for n in same if claims[n][0] is view}
            cells.append(where_claimed(view, sessions))
        rows.append([link.cause.quote, link.effect.quote, *cells])
    return pd.DataFrame(rows, columns=["cause", "effect", *case_names(views)])


def claimed(link: CauseLink) -> bool:
    return link.status is Status.CONFIRMED and not link.negated and not link.hypothetical


def _same_claim(one: CauseLink, other: CauseLink) -> bool:
    return all(
        _overlap(a.quote, b.quote) >= 0.5 for a, b in ((one.cause, other.cause), (one.effect, other.effect))
    )


_COMMON = frozenset("the a an of and or to in on for with was were is are be been had has have it that they we our their so at by as not".split())  # fmt: skip  # noqa: SIM905


def _overlap(a: str, b: str) -> float:
    one, other = ({w[:6] for w in re.findall(r"\w+", t.casefold()) if w not in _COMMON} for t in (a, b))
    return len(one & other) / min(len(one), len(other)) if one and other else 0.0


def where_claimed(view: View, sessions: set[str]) -> str:
    if not sessions:
        return "not claimed"
    words = []
    for kind in KINDS:
        held = [s for s in view.sessions_with_notes() if s.kind is kind]
        n_with = sum(1 for s in held if s.id in sessions)
        if n_with:
            words.append(count_word(n_with, len(held), view.tier, kind))
    return "; ".join(words)


def what_this_cannot_tell() -> tuple[str, ...]:
    """The box that stands beside every comparison."""
    return (
        "How often something was mentioned does not tell how much it mattered.",
        "Who was not in the room is not heard: sessions were recruited differently in each review.",
        "Not raised is not the same as no problem; not asked is not the same as not raised.",
        "An alliance whose people speak openly of faults is not a worse alliance.",
        "Views are views, not facts; a claimed cause is a claim.",
        "With this few sessions no difference between two figures means anything by itself. No figure is added up or put in order.",
    )


def case_names(views: Sequence[View]) -> list[str]:
    names: list[str] = []
    for view in views:
        names.append(view.case.name if view.case.name not in names else f"{view.case.name} ({view.case.id})")
    return names


def _profile(view: View, name: str) -> str:
    fact = view.case.profile.get(name)
    return fact.value if fact and fact.stated else "not stated"


def _fieldwork(view: View) -> str:
    """ "October to November 2025": from the first session's date to the last's. No session's date is read in public."""
    dates = sorted(s.date[:7] for s in view.case.sessions if s.date and s.kind.counts)
    if not dates:
        return "not shown at this tier" if view.tier is Tier.PUBLIC else "not known"
    first, last = _month(dates[0]), _month(dates[-1])
    if first == last:
        return first
    return f"{first.rsplit(' ', 1)[0]} to {last}" if first[-4:] == last[-4:] else f"{first} to {last}"


def _month(iso: str) -> str:
    """ "2025-10" → "October 2025"; a year alone stays."""
    year, _, month = iso.partition("-")
    return f"{_MONTHS[int(month) - 1]} {year}" if month else year


_MONTHS = "January February March April May June July August September October November December".split()  # noqa: SIM905


def _sessions_held(view: View) -> str:
    words = []
    for kind in KINDS:
        n = sum(1 for s in view.sessions_with_notes() if s.kind is kind)
        if n:
            words.append(f"{n} {session_noun(kind, n)}")
    return ", ".join(words) or "none"


def _outstanding(view: View) -> str:
    noted = {s.id for s in view.sessions_with_notes()}
    return str(sum(1 for s in view.case.sessions if s.kind.counts and s.id not in noted))
