"""Opening a database, bringing it up to date, and one writer at a time.

The danger: a study half-written. So every act is one transaction: killed at any moment, the study opens again
as it was before the act. A database from a newer version is refused rather than guessed at.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.exc import DatabaseError, OperationalError

CURRENT_REVISION = "0001"
SECONDS_TO_WAIT_FOR_A_LOCK = 10


class StoreTrouble(Exception):
    """Says what is wrong with the study's database, and the mend."""


def now() -> datetime:
    return datetime.now(UTC)


def connect(url: str) -> Engine:
    """An engine for `sqlite:///…` (or any URL SQLAlchemy knows). Nothing is read or written yet."""
    if not url.startswith("sqlite"):
        return create_engine(url)
    engine = create_engine(url, connect_args={"timeout": SECONDS_TO_WAIT_FOR_A_LOCK})

    @event.listens_for(engine, "connect")
    def _prepare(dbapi_connection: Any, _record: object) -> None:
        # SQLAlchemy, not the driver, says when a transaction begins; what is deleted is overwritten with zeros.
        dbapi_connection.isolation_level = None
        dbapi_connection.execute("PRAGMA foreign_keys=ON")
        dbapi_connection.execute("PRAGMA secure_delete=ON")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        writing = connection.get_execution_options().get("writing", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")

    return engine


@contextmanager
def begin(engine: Engine, *, writing: bool) -> Iterator[Connection]:
    try:
        with engine.connect().execution_options(writing=writing) as connection, connection.begin():
            yield connection
    except OperationalError as trouble:
        if "locked" in str(trouble):
            raise StoreTrouble(
                "the study is being written by another program. Wait until it has finished, or close it, and try again"
            ) from None
        raise StoreTrouble(
            f"the study's database could not be used ({type(trouble.orig).__name__})"
        ) from None
    except DatabaseError as trouble:
        if "not a database" in str(trouble) or "malformed" in str(trouble):
            raise StoreTrouble(
                "the study's database is damaged. Put back study.db from your last copy of the folder"
            ) from None
        raise


def revision_of(engine: Engine) -> str:
    """The revision a database stands at; "" for an empty one."""
    with begin(engine, writing=False) as connection:
        if not inspect(connection).has_table("alembic_version"):
            return ""
        return connection.execute(text("SELECT version_num FROM alembic_version")).scalar() or ""


def bring_up_to_date(engine: Engine) -> None:
    """Creates the tables, or migrates them to CURRENT_REVISION. Raises StoreTrouble for a newer database."""
    at = revision_of(engine)
    if at == CURRENT_REVISION:
        return
    if at > CURRENT_REVISION:
        raise StoreTrouble(
            f"this study was made by a newer version of the toolkit (revision {at}, this one knows up to "
            f"{CURRENT_REVISION}). Install the newer version to open it"
        )
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", "qualitative:store/migrations")
    config.set_main_option("path_separator", "os")
    with begin(engine, writing=True) as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
