"""The tables (SQLAlchemy Core). Every offset is a code point into sources.text, `end_char` exclusive.

What is asked for by column is a column; what is only carried is JSON in `record`. No table holds an original
word: only anonymised text comes this way. `end` is a reserved word in SQL, hence start_char / end_char.
"""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

study = Table(
    "study", metadata, Column("key", String, primary_key=True), Column("value", Text, nullable=False)
)

cases = Table(
    "cases",
    metadata,
    Column("id", String, primary_key=True),
    Column("name", Text, nullable=False),
    Column("record", JSON, nullable=False),
)

participants = Table(
    "participants",
    metadata,
    Column("case", String, ForeignKey("cases.id"), primary_key=True),
    Column("id", String, primary_key=True),
    Column("record", JSON, nullable=False),
)

sources = Table(
    "sources",
    metadata,
    Column("id", String, primary_key=True),
    Column("case", String, ForeignKey("cases.id"), nullable=False, index=True),
    Column("session", String, nullable=False),
    Column("position", Integer, nullable=False),
    Column("text", Text, nullable=False),
    Column("signed_off_by", String, nullable=False),
    Column("record", JSON, nullable=False),  # everything else a Source has
)

restrictions = Table(
    "restrictions",
    metadata,
    Column("id", String, primary_key=True),
    Column("source", String, ForeignKey("sources.id"), nullable=False, index=True),
    Column("record", JSON, nullable=False),
)

users = Table(
    "users",
    metadata,
    Column("id", String, primary_key=True),
    Column("name", Text, nullable=False),
    Column("machine", Boolean, nullable=False),
    Column("version", Text, nullable=False),
)

codebooks = Table(
    "codebooks",
    metadata,
    Column("id", String, primary_key=True),  # a hash of its content: a codebook changed is another row
    Column("name", Text, nullable=False),
    Column("record", JSON, nullable=False),
)

codings = Table(
    "codings",
    metadata,
    Column("id", String, primary_key=True),
    Column("case", String, ForeignKey("cases.id"), nullable=False),
    Column("source", String, ForeignKey("sources.id"), nullable=False, index=True),
    Column("start_char", Integer, nullable=False),
    Column("end_char", Integer, nullable=False),
    Column("quote", Text, nullable=False),
    Column("code", String, nullable=False),
    Column("user", String, ForeignKey("users.id"), nullable=False),
    Column("at", String, nullable=False),  # ISO 8601, UTC
    Column("status", String, nullable=False),
    Column("confidence", Float),
    Column("rationale", Text, nullable=False),
    Column("stance", String, nullable=False),
    Column("blind", Boolean, nullable=False),
    Column("decided_by", String, nullable=False),
    Column("decided_at", String),
    Index("ix_codings_case_code_status", "case", "code", "status"),
)

themes = Table(
    "themes",
    metadata,
    Column("id", String, primary_key=True),
    Column("case", String, nullable=False),  # "" = across the cases
    Column("position", Integer, nullable=False),
    Column("record", JSON, nullable=False),
)

factors = Table(
    "factors",
    metadata,
    Column("id", String, primary_key=True),
    Column("case", String, ForeignKey("cases.id"), nullable=False, index=True),
    Column("record", JSON, nullable=False),
)

links = Table(
    "links",
    metadata,
    Column("id", String, primary_key=True),
    Column("case", String, ForeignKey("cases.id"), nullable=False),
    Column("source", String, ForeignKey("sources.id"), nullable=False, index=True),
    Column("status", String, nullable=False),
    Column("record", JSON, nullable=False),
    Index("ix_links_case_status", "case", "status"),
)

notes = Table(
    "notes",
    metadata,
    Column("id", String, primary_key=True),
    Column("about", String, nullable=False),
    Column("record", JSON, nullable=False),
)

decisions = Table(
    "decisions",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("at", String, nullable=False),
    Column("user", String, nullable=False),
    Column("act", String, nullable=False),
    Column("about", String, nullable=False, index=True),
    Column("was", Text, nullable=False),
    Column("now", Text, nullable=False),
)

drafts = Table(
    "drafts",
    metadata,
    Column("case", String, ForeignKey("cases.id"), primary_key=True),
    Column("tier", String, primary_key=True),
    Column("at", String, nullable=False),
    Column("record", JSON, nullable=False),
)

stages = Table(  # what each stage last ran on: the same key again is nothing to do
    "stages",
    metadata,
    Column("name", String, primary_key=True),
    Column("about", String, primary_key=True),
    Column("key", String, nullable=False),
)

vectors = Table(  # embeddings of anonymised text only; emptied when something is forgotten
    "vectors",
    metadata,
    Column("key", String, primary_key=True),
    Column("vector", LargeBinary, nullable=False),
)
