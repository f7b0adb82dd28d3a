"""The tables of the store, their version, and the steps that bring an older database forward."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

import sqlalchemy as sa

from data.errors import fail

SCHEMA_VERSION = 3
_KEY = "schema_version"

META = sa.MetaData()

ABOUT = sa.Table("about", META, sa.Column("key", sa.String, primary_key=True), sa.Column("value", sa.String))

ROUNDS = sa.Table(
    "round",
    META,
    sa.Column("id", sa.String, primary_key=True),
    sa.Column("name", sa.String, nullable=False),
    sa.Column("state", sa.String, nullable=False),
    sa.Column("registry", sa.String, nullable=False),
    sa.Column("registry_as_of", sa.String, nullable=False),
    sa.Column("fictional", sa.Boolean, nullable=False),
    sa.Column("imported", sa.Boolean, nullable=False),
    sa.Column("plan", sa.String, nullable=False),
    sa.Column("vantage", sa.String, nullable=False),
    sa.Column("settings", sa.Text, nullable=False),
    sa.Column("actor", sa.String, nullable=False),
    sa.Column("created_at", sa.String, nullable=False),
)

SELECTED = sa.Table(
    "round_site",
    META,
    sa.Column("round_id", sa.String, primary_key=True),
    sa.Column("site_id", sa.String, primary_key=True),
)

VISITS = sa.Table(
    "visit",
    META,
    sa.Column("round_id", sa.String, primary_key=True),
    sa.Column("site_id", sa.String, primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("finished_at", sa.String, nullable=False),
    sa.Column("findings", sa.Text, nullable=False),
)

CAPTURES = sa.Table(
    "capture",
    META,
    sa.Column("id", sa.String, primary_key=True),
    sa.Column("round_id", sa.String, nullable=False, index=True),
    sa.Column("site_id", sa.String, nullable=False),
    sa.Column("visit", sa.Integer, nullable=False),
    sa.Column("purpose", sa.String, nullable=False),
    sa.Column("url", sa.Text, nullable=False),
    sa.Column("requested_at", sa.String, nullable=False),
    sa.Column("previous", sa.String, nullable=False),
    sa.Column("http_status", sa.Integer),
    sa.Column("content_type", sa.String, nullable=False),
    sa.Column("cause", sa.String),
    sa.Column("address", sa.String, nullable=False),
    sa.Column("elapsed_ms", sa.Integer),
    sa.Column("size", sa.Integer, nullable=False),
    sa.Column("body_sha256", sa.String, nullable=False),
    sa.Column("truncated", sa.Boolean, nullable=False),
    sa.Column("warc_file", sa.String, nullable=False),
    sa.Column("warc_offset", sa.BigInteger, nullable=False),
)

OBSERVATIONS = sa.Table(
    "observation",
    META,
    sa.Column("round_id", sa.String, primary_key=True),
    sa.Column("analysis", sa.String, primary_key=True),
    sa.Column("site_id", sa.String, primary_key=True),
    sa.Column("indicator", sa.String, primary_key=True),
    sa.Column("source", sa.String, primary_key=True),
    sa.Column("revision", sa.Integer, primary_key=True),
    sa.Column("status", sa.String, nullable=False),
    sa.Column("value", sa.Float),
    sa.Column("parts", sa.Text, nullable=False),
    sa.Column("cause", sa.String),
    sa.Column("k", sa.Integer, nullable=False),
    sa.Column("n", sa.Integer, nullable=False),
    sa.Column("evidence", sa.Text, nullable=False),
    sa.Column("method_version", sa.Integer, nullable=False),
    sa.Column("observed_at", sa.String, nullable=False),
)

REVISIONS = sa.Table(
    "revision",
    META,
    sa.Column("round_id", sa.String, primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("analysis", sa.String, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("actor", sa.String, nullable=False),
    sa.Column("published_at", sa.String, nullable=False),
)

JOBS = sa.Table(
    "job",
    META,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("round_id", sa.String, nullable=False),
    sa.Column("pid", sa.Integer, nullable=False),
    sa.Column("state", sa.String, nullable=False),
    sa.Column("started_at", sa.String, nullable=False),
    sa.Column("heartbeat_at", sa.String, nullable=False),
    sa.Column("progress", sa.Text, nullable=False),
    sa.Column("stop_requested", sa.Boolean, nullable=False),
    sa.Column("message", sa.Text, nullable=False),
    sa.Column("actor", sa.String, nullable=False),
)

ANSWERS = sa.Table(
    "answer",
    META,
    sa.Column("round_id", sa.String, primary_key=True),
    sa.Column("site_id", sa.String, primary_key=True),
    sa.Column("item", sa.String, primary_key=True),
    sa.Column("evaluator", sa.String, primary_key=True),
    sa.Column("revision", sa.Integer, primary_key=True),
    sa.Column("value", sa.Float),
    sa.Column("note", sa.Text, nullable=False),
    sa.Column("date", sa.String, nullable=False),
    sa.Column("file", sa.String, nullable=False),
    sa.Column("file_sha256", sa.String, nullable=False),
    sa.Column("cell", sa.String, nullable=False),
    sa.Column("actor", sa.String, nullable=False),
    sa.Column("imported_at", sa.String, nullable=False),
)

PROMISES = sa.Table(
    "column_promise",
    META,
    sa.Column("registry", sa.String, primary_key=True),
    sa.Column("site_id", sa.String, primary_key=True),
    sa.Column("revision", sa.Integer, primary_key=True),
    sa.Column("position", sa.Integer, primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("above", sa.Text, nullable=False),
    sa.Column("url", sa.Text, nullable=False),
    sa.Column("days", sa.Integer),
    sa.Column("exempt", sa.Boolean, nullable=False),
    sa.Column("note", sa.Text, nullable=False),
    sa.Column("file", sa.String, nullable=False),
    sa.Column("file_sha256", sa.String, nullable=False),
    sa.Column("actor", sa.String, nullable=False),
    sa.Column("imported_at", sa.String, nullable=False),
)

_STEPS: dict[int, Callable[[sa.Connection], None]] = {
    2: lambda connection: ANSWERS.create(connection, checkfirst=True),
    3: lambda connection: PROMISES.create(connection, checkfirst=True),
}
"""What leads to a version from the one before it."""


def prepare(engine: sa.Engine) -> None:
    """Make the tables of a new database; bring those of an older one forward, after copying its file.

    Raises ``store.newer_schema`` for a database that a later version made and ``store.unusable`` for one of no version,
    and leaves both as they are.
    """
    with engine.connect() as connection:
        version = _version(connection)
    if version > SCHEMA_VERSION:
        raise fail("store.newer_schema", found=str(version), allowed=str(SCHEMA_VERSION))
    if version == SCHEMA_VERSION:
        return
    with engine.begin() as connection:
        if engine.dialect.name == "sqlite":
            connection.exec_driver_sql("BEGIN IMMEDIATE")  # of several processes that find no tables one makes them
        version = _version(connection)
        if version == 0:
            META.create_all(connection)
            connection.execute(ABOUT.insert().values(key=_KEY, value=str(SCHEMA_VERSION)))
        elif version < SCHEMA_VERSION:
            _copy_file(engine, version)
            for step in range(version + 1, SCHEMA_VERSION + 1):
                _STEPS[step](connection)
            connection.execute(ABOUT.update().where(ABOUT.c.key == _KEY).values(value=str(SCHEMA_VERSION)))


def _version(connection: sa.Connection) -> int:
    """The version of the tables that are there, 0 without any."""
    if not sa.inspect(connection).has_table(ABOUT.name):
        return 0
    stored = str(connection.scalar(sa.select(ABOUT.c.value).where(ABOUT.c.key == _KEY)))
    if not stored.isdigit():
        raise fail("store.unusable", where=str(connection.engine.url), found=f"schema_version {stored}")
    return int(stored)


def _copy_file(engine: sa.Engine, version: int) -> None:
    """Keep a SQLite database as it was, beside itself; a database server has its own copies."""
    if engine.dialect.name != "sqlite" or not engine.url.database:
        return
    copy = sqlite3.connect(f"{engine.url.database}.v{version}")
    try:
        with engine.connect() as connection:
            connection.connection.driver_connection.backup(copy)  # type: ignore[union-attr]
    finally:
        copy.close()
