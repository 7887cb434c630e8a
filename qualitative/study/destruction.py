"""The day by which a case's notes are to be destroyed, and what is told as it comes near; and which cases are closed.

The danger: a date agreed with participants that nobody remembers. So it is told with the register, on Home, and by every
command on the case from thirty days before.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

from qualitative.disclosure import counted
from qualitative.model import parse_date
from qualitative.study.workspace import Report, Study, StudyTrouble

NEAR_DAYS = 30


def set_date(study: Study, case_id: str, day: str, *, by: str | None = None) -> Report:
    """day: ISO. Raises StudyTrouble for anything else."""
    study.cases(case_id)
    if parse_date(day) is None:
        raise StudyTrouble("a date must be written year-month-day, as 2027-03-31")
    with study.store.transaction():
        was = date_of(study, case_id)
        study.store.set_setting(f"destroy on {case_id}", day)
        study.record(study.person(by), "set the destruction date", case_id, was=was, now_is=day)
    return Report("consent", [f"{case_id}: to be destroyed by {day}"], figures={"destroy_on": day})


def date_of(study: Study, case_id: str) -> str:
    return study.store.setting(f"destroy on {case_id}")


def told(study: Study, case_id: str, *, today: date | None = None) -> str:
    """In words where the day is near or past, else ""."""
    day = parse_date(date_of(study, case_id))
    if day is None:
        return ""
    left = (day - (today or date.today())).days
    if left > NEAR_DAYS:
        return ""
    when = (
        f"were to be destroyed by {day}, {counted(-left, 'day')} ago"
        if left < 0
        else f"are to be destroyed by {day}, in {counted(left, 'day')}"
    )
    if left == 0:
        when = "are to be destroyed today"
    return f"the notes of {case_id} {when}"


def told_plainly(study: Study, case_id: str) -> str:
    """The same as a sentence for a page that names the case beside it."""
    words = told(study, case_id).removeprefix(f"the notes of {case_id} ")
    return f"These notes {words}." if words else ""


def told_at_every_command(folder: Path, case_id: str | None) -> list[str]:
    """For the command line: of one case, or of all. Nothing where there is no study, or it cannot be opened."""
    if not (folder / "study.db").is_file():
        return []
    from qualitative.store import StoreTrouble

    try:
        study = Study.open(folder)
    except (StudyTrouble, StoreTrouble):
        return []  # whatever is wrong with it, the command itself has said so
    try:
        cases = [c for c in study.store.case_ids() if case_id in (None, c) and c not in study.closed]
        return [f"{words}: qualitative close {folder} {c}" for c in cases if (words := told(study, c))]
    finally:
        study.close()
