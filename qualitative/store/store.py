"""Load and save, in the model's nouns.

The danger: a re-run that overwrites what a person decided. So machine rows are replaced only while they are
still suggestions; what a person confirmed, rejected or made stays, and every decision is kept, append-only.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Table, delete, func, insert, select, update

from qualitative.model import (
    Case,
    CaseData,
    CauseLink,
    Codebook,
    Coding,
    Decision,
    Factor,
    Note,
    Participant,
    Restriction,
    Review,
    Selection,
    Source,
    Status,
    Theme,
    Tier,
    User,
    short_hash,
)
from qualitative.store import tables as t
from qualitative.store.database import StoreTrouble, begin, bring_up_to_date, connect, now
from qualitative.store.records import from_record, to_record, utc_text, utc_time
from qualitative.store.vectors import VectorCache


class Store:
    """One study's database. Methods called inside `with store.transaction():` land together or not at all."""

    def __init__(self, url: str) -> None:
        self.engine = connect(url)
        self._connection: Connection | None = None
        self._reads: Connection | None = None

    @classmethod
    def create(cls, path: Path) -> Store:
        """A new database at `path`. Raises StoreTrouble if one is there."""
        if path.exists():
            raise StoreTrouble(f"{path.name} is there already; choose another folder for a new study")
        store = cls(f"sqlite:///{path}")
        bring_up_to_date(store.engine)
        return store

    @classmethod
    def open(cls, path: Path) -> Store:
        """An existing database, migrated if it is older. Raises StoreTrouble if missing, damaged or newer."""
        if not path.is_file():
            raise StoreTrouble(f"there is no {path.name} here; `qualitative init` makes a study")
        store = cls(f"sqlite:///{path}")
        bring_up_to_date(store.engine)
        return store

    def close(self) -> None:
        self.engine.dispose()

    # ------------------------------------------------------------------ transactions

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """One act: everything inside lands together. Nested calls join the outer one."""
        if self._connection is not None:
            yield self._connection
            return
        with begin(self.engine, writing=True) as connection:
            self._connection = connection
            try:
                yield connection
            finally:
                self._connection = None

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """One look at the study as it stood at one moment. Nested calls join the outer one.

        Two at once in one reader would each wait for a writer that waits for them.
        """
        joined = self._connection if self._connection is not None else self._reads
        if joined is not None:
            yield joined
            return
        with begin(self.engine, writing=False) as connection:
            self._reads = connection
            try:
                yield connection
            finally:
                self._reads = None

    def _replace(self, table: Table, rows: Sequence[Mapping[str, Any]], *keys: str) -> None:
        """Insert rows, replacing those of the same key columns."""
        with self.transaction() as connection:
            for row in rows:
                same = [table.c[key] == row[key] for key in keys]
                if connection.execute(update(table).where(*same).values(**row)).rowcount == 0:
                    connection.execute(insert(table).values(**row))

    def _records(self, table: Table, *where: Any, order: Any = None) -> list[dict[str, Any]]:
        query = select(table.c.record).where(*where)
        with self.reading() as connection:
            return [r[0] for r in connection.execute(query if order is None else query.order_by(order))]

    # ------------------------------------------------------------------ settings, stages, decisions

    def setting(self, key: str, default: str = "") -> str:
        with self.reading() as connection:
            value = connection.execute(select(t.study.c.value).where(t.study.c.key == key)).scalar()
        return default if value is None else str(value)

    def set_setting(self, key: str, value: str) -> None:
        self._replace(t.study, [{"key": key, "value": value}], "key")

    def stage_key(self, name: str, about: str) -> str:
        """What the stage last ran on for this case or source; "" if never."""
        with self.reading() as connection:
            query = select(t.stages.c.key).where(t.stages.c.name == name, t.stages.c.about == about)
            return connection.execute(query).scalar() or ""

    def set_stage_key(self, name: str, about: str, key: str) -> None:
        self._replace(t.stages, [{"name": name, "about": about, "key": key}], "name", "about")

    def record(
        self, user: str, act: str, about: str, was: str = "", now_is: str = "", at: datetime | None = None
    ) -> None:
        """Append a Decision. was / now_is: ids, statuses and spans, never words."""
        row = {
            "at": utc_text(at or now()),
            "user": user,
            "act": act,
            "about": about,
            "was": was,
            "now": now_is,
        }
        with self.transaction() as connection:
            connection.execute(insert(t.decisions).values(**row))

    def decisions(self, about: str | None = None) -> tuple[Decision, ...]:
        query = select(t.decisions).order_by(t.decisions.c.id)
        if about is not None:
            query = query.where(t.decisions.c.about == about)
        with self.reading() as connection:
            rows = connection.execute(query).mappings().all()
        return tuple(Decision(**{**row, "at": utc_time(row["at"])}) for row in rows)

    # ------------------------------------------------------------------ users, codebooks, cases

    def save_user(self, user: User) -> None:
        self._replace(t.users, [to_record(user)], "id")

    def users(self) -> tuple[User, ...]:
        with self.reading() as connection:
            rows = connection.execute(select(t.users).order_by(t.users.c.id)).mappings().all()
        return tuple(User(**row) for row in rows)

    def save_codebook(self, codebook: Codebook) -> str:
        """Keeps this version and makes it the study's current one. Returns its id (a hash of its content)."""
        record = to_record(codebook)
        codebook_id = short_hash(repr(record))
        with self.transaction():
            self._replace(t.codebooks, [{"id": codebook_id, "name": codebook.name, "record": record}], "id")
            self.set_setting("codebook", codebook_id)
        return codebook_id

    def codebook(self) -> Codebook:
        current = self._records(t.codebooks, t.codebooks.c.id == self.setting("codebook"))
        if not current:
            raise StoreTrouble("this study has no codebook; `qualitative init` gives it one")
        return from_record(Codebook, current[0])

    def save_case(self, case: Case) -> None:
        self._replace(t.cases, [{"id": case.id, "name": case.name, "record": to_record(case)}], "id")

    def case_ids(self) -> tuple[str, ...]:
        with self.reading() as connection:
            return tuple(connection.execute(select(t.cases.c.id).order_by(t.cases.c.id)).scalars())

    def case(self, case_id: str) -> Case:
        found = self._records(t.cases, t.cases.c.id == case_id)
        if not found:
            there = ", ".join(self.case_ids()) or "none yet"
            raise StoreTrouble(f'there is no case "{case_id}" in this study; it holds: {there}')
        return from_record(Case, found[0])

    def save_participants(self, case_id: str, people: Iterable[Participant]) -> None:
        """Replaces the case's participants: a person counts once per case."""
        rows = [{"case": case_id, "id": p.id, "record": to_record(p)} for p in people]
        with self.transaction() as connection:
            connection.execute(delete(t.participants).where(t.participants.c.case == case_id))
            if rows:
                connection.execute(insert(t.participants), rows)

    # ------------------------------------------------------------------ sources

    def save_source(self, source: Source, position: int | None = None) -> None:
        record = to_record(source)
        text = record.pop("text")
        with self.transaction() as connection:
            if position is None:
                here = select(t.sources.c.position).where(t.sources.c.id == source.id)
                last = select(func.max(t.sources.c.position)).where(t.sources.c.case == source.case)
                position = connection.execute(here).scalar()
                if position is None:
                    position = (connection.execute(last).scalar() or 0) + 1
            row = {
                "id": source.id,
                "case": source.case,
                "session": source.session,
                "position": position,
                "text": text,
                "signed_off_by": source.signed_off_by,
                "record": record,
            }
            self._replace(t.sources, [row], "id")

    def sources(self, case_id: str | None = None) -> tuple[Source, ...]:
        query = select(t.sources.c.text, t.sources.c.record).order_by(t.sources.c.case, t.sources.c.position)
        if case_id is not None:
            query = query.where(t.sources.c.case == case_id)
        with self.reading() as connection:
            return tuple(from_record(Source, {**r.record, "text": r.text}) for r in connection.execute(query))

    def save_restrictions(
        self, source_id: str, restrictions: Iterable[Restriction], *, keep_lifted: bool = True
    ) -> None:
        """Replaces the source's restrictions. keep_lifted: one a person lifted stays lifted, and as it was."""
        there = self.restrictions([source_id]) if keep_lifted else ()
        lifted = {r.id: r for r in there if not r.in_force}
        rows = [
            {"id": r.id, "source": source_id, "record": to_record(lifted.get(r.id, r))} for r in restrictions
        ]
        with self.transaction() as connection:
            connection.execute(delete(t.restrictions).where(t.restrictions.c.source == source_id))
            if rows:
                connection.execute(insert(t.restrictions), rows)

    def restrictions(self, source_ids: Collection[str]) -> tuple[Restriction, ...]:
        records = self._records(
            t.restrictions, t.restrictions.c.source.in_(source_ids), order=t.restrictions.c.id
        )
        return tuple(from_record(Restriction, r) for r in records)

    # ------------------------------------------------------------------ codings

    def add_codings(self, case_id: str, codings: Sequence[Coding]) -> None:
        rows = [_coding_row(case_id, coding) for coding in codings]
        if not rows:
            return
        with self.transaction() as connection:
            connection.execute(insert(t.codings), rows)

    def replace_suggestions(self, case_id: str, source_id: str, user: str, codings: Sequence[Coding]) -> int:
        """New suggestions of one machine for one source; what a person decided stays. Returns how many were added."""
        mine = (t.codings.c.source == source_id, t.codings.c.user == user)
        with self.transaction() as connection:
            connection.execute(delete(t.codings).where(*mine, t.codings.c.status == Status.SUGGESTED.value))
            decided = select(t.codings.c.start_char, t.codings.c.end_char, t.codings.c.code).where(*mine)
            taken = {tuple(row) for row in connection.execute(decided)}
            new = [c for c in codings if (c.selection.start_char, c.selection.end_char, c.code) not in taken]
            self.add_codings(case_id, new)
        return len(new)

    def move_codings(self, codings: Sequence[Coding]) -> None:
        """New offsets and quotes for codings whose text was edited; nothing else about them changes."""
        with self.transaction() as connection:
            for c in codings:
                where = {
                    "start_char": c.selection.start_char,
                    "end_char": c.selection.end_char,
                    "quote": c.selection.quote,
                }
                connection.execute(update(t.codings).where(t.codings.c.id == c.id).values(**where))

    def decide_coding(self, coding_id: str, status: Status, by: str, stance: str | None = None) -> Coding:
        """A person confirms or rejects. The decision is recorded with what it was, so it can be undone."""
        with self.transaction() as connection:
            row = connection.execute(select(t.codings).where(t.codings.c.id == coding_id)).mappings().first()
            if row is None:
                raise StoreTrouble(f"there is no coding {coding_id} in this study")
            at = now()
            values: dict[str, Any] = {"status": status.value, "decided_by": by, "decided_at": utc_text(at)}
            if stance is not None:
                values["stance"] = stance
            connection.execute(update(t.codings).where(t.codings.c.id == coding_id).values(**values))
            self.record(by, "decide coding", coding_id, was=row["status"], now_is=status.value, at=at)
            return _coding({**row, **values})

    def codings(self, case_id: str) -> tuple[Coding, ...]:
        query = select(t.codings).where(t.codings.c.case == case_id)
        query = query.order_by(
            t.codings.c.source, t.codings.c.start_char, t.codings.c.end_char, t.codings.c.code
        )
        with self.reading() as connection:
            return tuple(_coding(dict(row)) for row in connection.execute(query).mappings())

    # ------------------------------------------------------------------ themes, causes, notes, drafts

    def save_themes(self, case_id: str, themes: Sequence[Theme]) -> None:
        """Replaces the case's themes ("" = across the cases)."""
        rows = [
            {"id": theme.id, "case": case_id, "position": i, "record": to_record(theme)}
            for i, theme in enumerate(themes)
        ]
        with self.transaction() as connection:
            connection.execute(delete(t.themes).where(t.themes.c.case == case_id))
            if rows:
                connection.execute(insert(t.themes), rows)

    def themes(self, case_id: str) -> tuple[Theme, ...]:
        records = self._records(t.themes, t.themes.c.case == case_id, order=t.themes.c.position)
        return tuple(from_record(Theme, r) for r in records)

    def save_links(self, case_id: str, links: Sequence[CauseLink]) -> None:
        """Adds or replaces links by id."""
        rows = [
            {
                "id": link.id,
                "case": case_id,
                "source": link.selection.source,
                "status": link.status.value,
                "record": to_record(link),
            }
            for link in links
        ]
        self._replace(t.links, rows, "id")

    def replace_suggested_links(self, case_id: str, source_id: str, links: Sequence[CauseLink]) -> None:
        """New suggested links for one source; those a person decided on stay as they are."""
        with self.transaction() as connection:
            mine = (t.links.c.case == case_id, t.links.c.source == source_id)
            connection.execute(delete(t.links).where(*mine, t.links.c.status == Status.SUGGESTED.value))
            decided = set(connection.execute(select(t.links.c.id).where(*mine)).scalars())
            self.save_links(case_id, [link for link in links if link.id not in decided])

    def links(self, case_id: str) -> tuple[CauseLink, ...]:
        return tuple(
            from_record(CauseLink, r)
            for r in self._records(t.links, t.links.c.case == case_id, order=t.links.c.id)
        )

    def save_factors(self, case_id: str, factors: Sequence[Factor]) -> None:
        rows = [{"id": f.id, "case": case_id, "record": to_record(f)} for f in factors]
        with self.transaction() as connection:
            connection.execute(delete(t.factors).where(t.factors.c.case == case_id))
            if rows:
                connection.execute(insert(t.factors), rows)

    def factors(self, case_id: str) -> tuple[Factor, ...]:
        records = self._records(t.factors, t.factors.c.case == case_id, order=t.factors.c.id)
        return tuple(from_record(Factor, r) for r in records)

    def notes(self) -> tuple[Note, ...]:
        return tuple(from_record(Note, r) for r in self._records(t.notes, order=t.notes.c.id))

    def save_note(self, note: Note) -> None:
        self._replace(t.notes, [{"id": note.id, "about": note.about, "record": to_record(note)}], "id")

    def save_draft(self, review: Review) -> None:
        row = {
            "case": review.case,
            "tier": review.tier.word,
            "at": utc_text(now()),
            "record": to_record(review),
        }
        self._replace(t.drafts, [row], "case", "tier")

    def draft(self, case_id: str, tier: Tier) -> Review | None:
        found = self._records(t.drafts, t.drafts.c.case == case_id, t.drafts.c.tier == tier.word)
        return from_record(Review, found[0]) if found else None

    # ------------------------------------------------------------------ everything about one case

    def load_case(self, case_id: str) -> CaseData:
        """Everything anonymised about a case, at coder tier: hand it to `disclosure.view`, to nobody else."""
        with self.reading() as connection:
            case = self.case(case_id)
            sources = self.sources(case_id)
            ids = [s.id for s in sources]
            people = select(t.participants.c.record).where(t.participants.c.case == case_id)
            participants = [r[0] for r in connection.execute(people.order_by(t.participants.c.id))]
            return CaseData(
                case=case,
                codebook=self.codebook(),
                participants=tuple(from_record(Participant, r) for r in participants),
                sources=sources,
                restrictions=self.restrictions(ids),
                codings=self.codings(case_id),
                themes=self.themes(case_id),
                factors=self.factors(case_id),
                links=self.links(case_id),
                notes=self.notes(),
                users=self.users(),
                decisions=self.decisions(),
                settings=_withdrawn(self.setting(f"withdrawn {case_id}")),
            )

    def vectors(self) -> VectorCache:
        return VectorCache(self)


def _withdrawn(kept: str) -> dict[str, Any]:
    """The stubs of what was withdrawn: dates and counts, for the method section. {} where nothing was."""
    return {"withdrawn": json.loads(kept)["stubs"]} if kept else {}


def _coding_row(case_id: str, coding: Coding) -> dict[str, Any]:
    record = to_record(coding)
    return {**record, **record.pop("selection"), "case": case_id}


def _coding(row: Mapping[str, Any]) -> Coding:
    record = dict(row)
    record.pop("case")
    where = {name: record.pop(name) for name in ("source", "start_char", "end_char", "quote")}
    return from_record(Coding, {**record, "selection": to_record(Selection(**where))})
