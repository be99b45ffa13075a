"""Opening a database: SQLite tuned to lose nothing, or PostgreSQL."""

import sqlite3
from pathlib import Path

from sqlalchemy import event
from sqlalchemy.engine import URL, Connection, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry

from core.errors import BadSetting

WRITES = "amzigo_writes"
"""Execution option of a connection whose transaction will write."""

PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",  # a claim that was acknowledged survives a power cut
    "PRAGMA busy_timeout=10000",
    "PRAGMA foreign_keys=ON",
    "PRAGMA secure_delete=ON",  # what is deleted is overwritten, not just unlinked
    "PRAGMA cache_size=-32768",
    "PRAGMA temp_store=MEMORY",  # no seller data in temporary files
)


def parse_url(name: str, text: str) -> URL:
    """A database address from a setting; only the two databases we know are taken."""
    try:
        url = make_url(text)
    except ArgumentError:
        raise BadSetting(name=name, reason="it is not a database address") from None
    if url.drivername in ("sqlite", "sqlite+aiosqlite"):
        return url.set(drivername="sqlite+aiosqlite")
    if url.drivername in ("postgresql", "postgres", "postgresql+psycopg"):
        return url.set(drivername="postgresql+psycopg")
    raise BadSetting(name=name, reason="only sqlite and postgresql are supported")


def open_engine(url: URL) -> AsyncEngine:
    """An engine whose connections are set up for their database; the folder is made."""
    if url.get_backend_name() != "sqlite":
        return create_async_engine(url, pool_pre_ping=True, pool_size=5, max_overflow=5)
    if url.database and url.database != ":memory:":
        Path(url.database).parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    engine = create_async_engine(url, connect_args={"isolation_level": None})
    event.listen(engine.sync_engine, "connect", _tune)
    event.listen(engine.sync_engine, "begin", _begin)
    return engine


def _tune(connection: sqlite3.Connection, _entry: ConnectionPoolEntry) -> None:
    cursor = connection.cursor()
    for pragma in PRAGMAS:
        cursor.execute(pragma)
    cursor.close()


def _begin(connection: Connection) -> None:
    # A transaction that will write takes the writer's place at once: SQLite cannot upgrade a
    # reader that has seen an older state, it can only fail.
    writes = connection.get_execution_options().get(WRITES)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
