"""Taking back what one decided last on codings, as far back as the record reaches: past a restart, past a week.

The danger: an undo that takes back somebody else's decision, or wipes it from the record. So it looks for the
person's own last decision that still stands, restores what stood before it, and appends that as a Decision of its own.
What another has decided since stays as they left it; what came by a sheet is taken back whole, with the sheet.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update

from qualitative.model import Coding, Decision, Status
from qualitative.store import tables
from qualitative.store.records import utc_text
from qualitative.study import imports
from qualitative.study.workspace import Study, StudyTrouble

DECIDED = "decide coding"
ADDED = "add coding"
STANCE = "set stance"  # was / now: the stance; stands right after the decision that changed it
UNDONE = (
    "undo decision"  # was: the Decision's id; now: the status that stands again, "" where the coding is gone
)


class DecidedMeanwhile(StudyTrouble):
    """The coding is not as the person saw it when they decided. by, at, status: as it stands now; me: who was told."""

    def __init__(self, by: str, at: datetime | None, status: Status, me: str) -> None:
        if at is None or not by:
            words = "This was taken back meanwhile and waits again"
        else:
            who = "You, in another window," if by == me else by
            words = f"{who} {status.value} this at {at.astimezone():%H:%M on %-d %B}"
        super().__init__(f"{words}; nothing was changed. Decide again if you differ")
        self.by, self.at, self.status = by, at, status


@dataclass(frozen=True)
class Undone:
    """What `undo_decision` took back. coding: its id; case, source: where it stands or stood; code: the code's id.

    now: the status that stands again, None where it was the person's own coding and is gone.
    passed_over: codings whose decisions were later, and stay because somebody else has decided on them since.
    """

    coding: str
    case: str
    source: str
    code: str
    was: Status
    now: Status | None
    passed_over: int = 0


def stamp(row: Any) -> tuple[str, str, str | None]:
    """What tells whether a coding is still as it was seen: status, who decided, when. row: a Coding or its row."""
    at = row.decided_at
    return str(row.status), row.decided_by, utc_text(at) if isinstance(at, datetime) else at


def must_be_as_seen(study: Study, seen: Coding, me: str) -> None:
    """Inside the transaction that decides. Raises DecidedMeanwhile, or StudyTrouble where the coding is gone."""
    row = _row(study, seen.id)
    if row is None:
        raise StudyTrouble("this suggestion is no longer there: suggestions were made anew meanwhile")
    if stamp(row) != stamp(seen):
        at = datetime.fromisoformat(row.decided_at) if row.decided_at else None
        raise DecidedMeanwhile(row.decided_by, at, Status(row.status), me)


def undo_decision(study: Study, by: str | None, case: str | None = None) -> Undone:
    """Takes back the person's last decision on a coding (or their last own coding), of one case or of all.

    Raises StudyTrouble when nothing of theirs is left to take back.
    """
    person = study.person(by)
    with study.store.transaction():
        every = study.store.decisions()
        gone = {d.was for d in every if d.act == UNDONE}
        sheets = _of_sheets(every)
        passed: set[str] = set()
        for decision in reversed(every):
            mine = decision.user == person.id and decision.act in (DECIDED, ADDED)
            if not mine or str(decision.id) in gone or decision.id in sheets:
                continue
            row = _row(study, decision.about)
            if row is None or (case is not None and row.case != case):
                continue
            if not _stands(row, decision):
                if row.decided_by != person.id:
                    passed.add(row.id)
                continue
            now = _put_back(study, row, decision, every, gone)
            study.record(person, UNDONE, row.id, was=str(decision.id), now_is=now.value if now else "")
            return Undone(row.id, row.case, row.source, row.code, Status(row.status), now, len(passed))
    raise StudyTrouble(
        "there is no decision of yours here to take back"
        + (": others have decided since on what you had decided" if passed else "")
        + ("; what came by a sheet is taken back with `qualitative import --undo`" if sheets else "")
    )


def stance_before(study: Study, coding_id: str) -> str | None:
    """The stance a decided coding has; None where nobody has decided yet, so that none can be lost."""
    row = _row(study, coding_id)
    return None if row is None or row.status == Status.SUGGESTED.value else str(row.stance)


def _row(study: Study, coding_id: str) -> Any:
    with study.store.reading() as connection:
        return connection.execute(select(tables.codings).where(tables.codings.c.id == coding_id)).first()


def _stands(row: Any, decision: Decision) -> bool:
    """Whether the coding is as this decision left it."""
    if decision.act == ADDED:
        return bool(row.user == decision.user and row.status == decision.now and not row.decided_by)
    return stamp(row) == (decision.now, decision.user, utc_text(decision.at))


def _put_back(
    study: Study, row: Any, decision: Decision, every: Sequence[Decision], gone: set[str]
) -> Status | None:
    if decision.act == ADDED:
        with study.store.transaction() as connection:
            connection.execute(delete(tables.codings).where(tables.codings.c.id == row.id))
        return None
    values: dict[str, Any] = {"status": decision.was, "decided_by": "", "decided_at": None}
    if decision.was == Status.SUGGESTED.value:
        values["stance"] = ""  # a machine gives none
    else:
        after = (d for d in every if d.id == decision.id + 1 and d.act == STANCE and d.about == row.id)
        if (changed := next(after, None)) is not None:
            values["stance"] = changed.was
        before = [d for d in every if d.id < decision.id and d.act == DECIDED and d.about == row.id]
        standing = [d for d in before if d.now == decision.was and str(d.id) not in gone]
        if standing:
            values |= {"decided_by": standing[-1].user, "decided_at": utc_text(standing[-1].at)}
    with study.store.transaction() as connection:
        connection.execute(update(tables.codings).where(tables.codings.c.id == row.id).values(**values))
    return Status(decision.was)


def _of_sheets(every: Sequence[Decision]) -> set[int]:
    """Ids of the decisions that came by a sheet, or by taking one back: each sheet's own record closes its run."""
    by_id = {d.id: d for d in every}
    found: set[int] = set()
    for at, closing in enumerate(every):
        if closing.act == imports.IMPORTED:
            sheet = closing
        elif closing.act == imports.UNDONE and closing.was.isdigit() and int(closing.was) in by_id:
            sheet = by_id[int(closing.was)]
        else:
            continue
        brought = imports.Brought.of(sheet)
        ids = {*(row[0] for row in brought.codings), *(row[0] for row in brought.links), *brought.added}
        for one in reversed(every[:at]):
            if one.user != closing.user or one.about not in ids:
                break
            found.add(one.id)
    return found
