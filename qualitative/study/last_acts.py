"""What people did last, told in words of work: who, what, how often, in which alliance.

The danger: a record of work that becomes a record of what somebody said, or that names a person by counting. So a Decision
is told by its act and how it ended, never by what it was about, and acts alike on one day are one line.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from qualitative.disclosure import counted
from qualitative.model import Status
from qualitative.study import claims, undo
from qualitative.study.workspace import Study

N_ACTS = 8


@dataclass(frozen=True)
class Act:
    """Something a person did, told in words: when (the last of it), who, what, in which alliance. Holds no words of a note."""

    at: datetime
    who: str
    what: str
    name: str = ""


def last_acts(study: Study, case_of: Mapping[str, str], names: Mapping[str, str]) -> tuple[Act, ...]:
    """The last N_ACTS things people did; what one person did again and again to one case on one day is one of them."""
    people = {u.id: u.name for u in study.store.users() if not u.machine}
    told: dict[tuple[str, str, str, str], tuple[datetime, list[str]]] = {}
    for decision in reversed(study.store.decisions()):
        if decision.user not in people:
            continue
        day = decision.at.astimezone().date().isoformat()
        same = (decision.user, decision.act, case_of.get(decision.about, ""), day)
        if same in told:
            told[same][1].append(decision.now)
        elif len(told) < N_ACTS:
            told[same] = (decision.at, [decision.now])
    return tuple(
        Act(at, people[user], _told(act, outcomes), names.get(case, ""))
        for (user, act, case, _), (at, outcomes) in told.items()
    )


def _told(act: str, outcomes: Sequence[str]) -> str:
    """ "decided on 14 suggestions: 9 confirmed, 5 rejected". An act this version has no words for keeps its own name."""
    n = len(outcomes)
    if act in _DECIDED:
        what = _DECIDED[act]
        kinds = Counter(outcomes)
        split = ", ".join(f"{kinds[s.value]} {_NOW[s]}" for s in Status if kinds[s.value])
        return f"decided on {counted(n, what)}" + (f": {split}" if split else "")
    if act == "sign-off":
        unread = sum(outcome == "unread" for outcome in outcomes)
        how = "" if not unread else ", unread" if unread == n else f", {unread} of them unread"
        return f"signed off {counted(n, 'source')}{how}"
    if act in _WORDS:
        verb, what = _WORDS[act]
        return f"{verb} {counted(n, what)}" if what else verb
    return f"{act} ({n} times)" if n > 1 else act


_DECIDED = {undo.DECIDED: "suggestion", claims.DECIDED: "claimed cause"}
_NOW = {Status.SUGGESTED: "put back", Status.CONFIRMED: "confirmed", Status.REJECTED: "rejected"}
_WORDS = {
    "add": ("brought in", "source"),
    "add coding": ("coded", "passage"),
    "undo decision": ("took back", "decision"),
    "set stance": ("said anew what it did, for", "passage"),
    "masked later": ("had a name found later masked in", "source"),
    "confirm voices": ("said whose words they are in", "source"),
    "codebook": ("gave the study another codebook", ""),
    "import decisions": ("brought in a sheet of decisions", ""),
    "undo import": ("took back a sheet of decisions", ""),
    "withdrew": ("carried out", "withdrawal"),
    "recorded consent": ("recorded what people agreed to", ""),
    "changed consent": ("changed what", "person agreed to"),
    "closed": ("closed", "case"),
    "looked into the key": ("looked into the key", ""),
}
