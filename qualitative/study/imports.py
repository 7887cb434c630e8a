"""What came into a study by sheets: each import one act in the record, and the last one can be taken back whole.

The danger: a wrong sheet brought in, and nobody able to tell its decisions from the others. So an import is recorded
with what each thing was before, ids only, and with the passages that were read blind; taking it back is recorded too.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete

from qualitative.model import CauseLink, Coding, Decision, Status, User, short_hash
from qualitative.store import tables
from qualitative.study.workspace import Report, Study, StudyTrouble

IMPORTED = "import decisions"
UNDONE = "undo import"


@dataclass(frozen=True)
class Brought:
    """What one sheet changed. codings: (id, status, stance) before; links: (id, status, decided_by) before;
    added: ids of codings it made; read: ids of the passages it says were read blind, coded or not.
    """

    codings: tuple[tuple[str, str, str], ...] = ()
    links: tuple[tuple[str, str, str], ...] = ()
    added: tuple[str, ...] = ()
    read: tuple[str, ...] = ()

    @classmethod
    def of(cls, decision: Decision) -> Brought:
        held: Any = json.loads(decision.was)
        if isinstance(held, list):  # as the first studies were written: codings alone
            held = {"codings": held}
        return cls(
            tuple((i, s, stance) for i, s, stance in held.get("codings", ())),
            tuple((i, s, by) for i, s, by in held.get("links", ())),
            tuple(held.get("added", ())),
            tuple(held.get("read", ())),
        )

    def __len__(self) -> int:
        return len(self.codings) + len(self.links) + len(self.added)


def coding_before(coding: Coding) -> tuple[str, str, str]:
    return coding.id, coding.status.value, coding.stance


def link_before(link: CauseLink) -> tuple[str, str, str]:
    return link.id, link.status.value, link.decided_by


def record(study: Study, person: User, brought: Brought) -> None:
    """One Decision for the whole sheet."""
    was = json.dumps(dataclasses.asdict(brought))
    study.record(person, IMPORTED, short_hash(was, length=8), was=was)


def standing(study: Study) -> list[Decision]:
    """The imports that were not taken back, the last at the end."""
    every = study.store.decisions()
    undone = {d.was for d in every if d.act == UNDONE}
    return [d for d in every if d.act == IMPORTED and str(d.id) not in undone]


def read_blind(study: Study) -> dict[str, set[str]]:
    """User → ids of the passages they read in a blank sheet, those to which they gave no code included."""
    read: dict[str, set[str]] = {}
    for decision in standing(study):
        if ids := Brought.of(decision).read:
            read.setdefault(decision.user, set()).update(ids)
    return read


def undo(study: Study, *, by: str | None = None) -> Report:
    """Takes back the last import of a sheet, whole: everything is again what it was, unless somebody decided since.

    Codings that the sheet made are gone. Both acts stay in the record. Raises StudyTrouble when there is none.
    """
    person = study.person(by)
    there = standing(study)
    if not there:
        raise StudyTrouble("no import of decisions stands that could be taken back")
    last = there[-1]
    brought = Brought.of(last)
    since = {
        d.about
        for d in study.store.decisions()
        if d.id > last.id and d.act in ("decide coding", "decide link")
    }
    with study.store.transaction():
        study.store.save_user(person)
        n_back = _codings_back(study, brought, since, person)
        n_back += _links_back(study, brought, since, person)
        n_back += _added_away(study, brought, since)
        study.record(person, UNDONE, last.about, was=str(last.id))
    report = Report("import", figures={"undone": n_back, "kept": len(brought) - n_back})
    what = "codings" if brought.added else "decisions"
    report.lines.append(
        f"the sheet {last.user} brought in at {last.at:%Y-%m-%d %H:%M} UTC: {n_back} {what} taken back"
        + (f", and {len(brought.read)} passages count as not read" if brought.read else "")
    )
    if n_back < len(brought):
        report.warnings.append(f"{len(brought) - n_back} were decided on again since; those stay")
    return report


def _codings_back(study: Study, brought: Brought, since: Collection[str], person: User) -> int:
    there = {c.id for case in study.store.case_ids() for c in study.store.codings(case)}
    back = [row for row in brought.codings if row[0] in there and row[0] not in since]
    for coding_id, status, stance in back:
        study.store.decide_coding(coding_id, Status(status), person.id, stance)
    return len(back)


def _links_back(study: Study, brought: Brought, since: Collection[str], person: User) -> int:
    there = {link.id: link for case in study.store.case_ids() for link in study.store.links(case)}
    back = [row for row in brought.links if row[0] in there and row[0] not in since]
    for link_id, status, decided_by in back:
        link = there[link_id]
        was = dataclasses.replace(link, status=Status(status), decided_by=decided_by)
        study.store.save_links(link.case, [was])
        study.record(person, "decide link", link_id, was=link.status.value, now_is=status)
    return len(back)


def _added_away(study: Study, brought: Brought, since: Collection[str]) -> int:
    ids = [coding_id for coding_id in brought.added if coding_id not in since]
    n = 0
    with study.store.transaction() as connection:
        for coding_id in ids:
            n += connection.execute(delete(tables.codings).where(tables.codings.c.id == coding_id)).rowcount
    return n
