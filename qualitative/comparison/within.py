"""Tables within a case: its sessions, its codes by session, its themes by stakeholder group.

The danger: a table of a small case names people by their absence. So groups stand only where they may be named, single
interviews never make a row in public, and every figure carries its denominator.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from qualitative.comparison.coverage import KINDS, NOT_ASKED, NOT_KNOWN, NOT_RAISED, asked, confirmed
from qualitative.disclosure import View, count_word, people_count, session_noun
from qualitative.model import Session, SessionKind, Tier

if TYPE_CHECKING:
    import pandas as pd


def sessions_overview(view: View) -> pd.DataFrame:
    """One row per session of the case, notes or not.

    Columns: session, kind, date, people, groups, state, notes (number of notes read), signed ("read", "unread",
    "outstanding"), passages (confirmed codings' distinct passages; blank in public).
    """
    import pandas as pd

    rows = []
    for number, session in enumerate((s for s in view.case.sessions if s.kind.counts), start=1):
        sources = [s for s in view.sources if s.session == session.id]
        passages = {
            c.selection.id for c in confirmed(view) if view.session_of(c.selection.source) == session.id
        }
        signed = (
            "outstanding" if not sources else "unread" if any(s.signed_unread for s in sources) else "read"
        )
        interview = session.kind is SessionKind.INTERVIEW
        rows.append(
            (
                session.title or f"{session_noun(session.kind, 1)} {number}"
                if view.tier > Tier.PUBLIC
                else session.kind.value,
                session.kind.value,
                session.date,
                "1" if interview and session.n_people == 1 else people_count(session.n_people, view.tier),
                ", ".join(session.groups),
                session.state,
                len(sources),
                signed,
                None if view.tier is Tier.PUBLIC else len(passages),
            )
        )
    columns = ["session", "kind", "date", "people", "groups", "state", "notes", "signed", "passages"]
    return pd.DataFrame(rows, columns=columns)


def codings_by_session(view: View) -> pd.DataFrame:
    """One row per code and session with notes, coded or not; not at public tier (no rows there).

    Columns: code, session, kind, asked ("asked", "not asked", "not known whether asked"), passages (int: distinct
    confirmed Selections), stances (words, sorted).
    """
    import pandas as pd

    rows = []
    for code in view.codebook.every_code() if view.tier > Tier.PUBLIC else ():
        for session in view.sessions_with_notes():
            here = [
                c
                for c in confirmed(view)
                if c.code == code.id and view.session_of(c.selection.source) == session.id
            ]
            stances = ", ".join(sorted({c.stance for c in here if c.stance}))
            passages = len({c.selection.id for c in here})
            rows.append(
                (
                    code.id,
                    session.id,
                    session.kind.value,
                    asked(view, code.id, session.id),
                    passages,
                    stances,
                )
            )
    return pd.DataFrame(rows, columns=["code", "session", "kind", "asked", "passages", "stances"])


def themes_by_group(view: View) -> pd.DataFrame:
    """Themes × stakeholder groups that may be named, by kind of session.

    Columns: code, theme, group (its name), kind, sessions_with, sessions (denominator: sessions of that kind in which the
    group and no other took part), coverage (words at this tier). Mixed sessions stand in a row "several groups". The
    numbers are missing (<NA>) in public.
    """
    import pandas as pd

    rows = []
    for code in view.codebook.every_code():
        raised = {view.session_of(c.selection.source) for c in confirmed(view) if c.code == code.id}
        for kind in KINDS:
            for group, sessions in _sessions_by_group(view, kind).items():
                n_with = sum(1 for s in sessions if s.id in raised)
                words = group_coverage(view, code.id, kind, [s.id for s in sessions], raised)
                shown = (None, None) if view.tier is Tier.PUBLIC else (n_with, len(sessions))
                rows.append((code.id, code.name, group, kind.value, *shown, words))
    made = pd.DataFrame(
        rows, columns=["code", "theme", "group", "kind", "sessions_with", "sessions", "coverage"]
    )
    return made.astype({"sessions_with": "Int64", "sessions": "Int64"})


def group_coverage(
    view: View, code: str, kind: SessionKind, sessions: Collection[str], raised: Collection[str]
) -> str:
    """How widely one group's sessions of one kind raised a code: "five of the six interviews", "not asked" …

    sessions: their ids; raised: ids of the sessions, anybody's, with a confirmed coding of it.
    """
    n_with = sum(1 for session in sessions if session in raised)
    if n_with:
        return count_word(n_with, len(sessions), view.tier, kind)
    answers = {asked(view, code, session) for session in sessions}
    if answers == {NOT_ASKED}:
        return NOT_ASKED
    return f"{NOT_RAISED}; {NOT_KNOWN}" if answers == {NOT_KNOWN} else NOT_RAISED


def _sessions_by_group(view: View, kind: SessionKind) -> dict[str, list[Session]]:
    """Group's name → its sessions; a group of one interview in public would be that interview, so it is left out."""
    found: dict[str, list[Session]] = {}
    names = {group.id: group.name for group in view.case.groups}  # the coding team's sessions hold ids
    for session in view.sessions_with_notes():
        if session.kind is kind:
            group = (
                session.groups[0]
                if len(session.groups) == 1 and session.groups[0] != "mixed"
                else "several groups"
            )
            found.setdefault(names.get(group, group), []).append(session)
    if view.tier is Tier.PUBLIC and kind is SessionKind.INTERVIEW:
        return {}
    return dict(sorted(found.items()))
