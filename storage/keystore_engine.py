"""Opens the key store's database, and removes the traces that a deleted key leaves in it."""

import asyncio
import sqlite3
from pathlib import Path

from psycopg.errors import LockNotAvailable
from sqlalchemy import URL, Connection, Insert, Table, event, make_url, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from core.errors import BadSetting, KeyStoreBusy
from storage.durable_file import placed_once

_ALONE = "amzigo_outside_transaction"
_DRIVERS = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+psycopg"}
_PATIENCE = {"sqlite": ("timeout", "10"), "postgresql": ("options", "-c lock_timeout=10s")}
_TRIES, _PAUSE_SECONDS = 5, 0.05
_PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA secure_delete=ON",
    "PRAGMA foreign_keys=ON",
)


def keystore_engine(url: str) -> AsyncEngine:
    """An engine for the URL; the parameters of statements are never logged.

    A lock is waited for 10 seconds, unless the URL has a `timeout` (PostgreSQL: `options`).
    """
    parsed = make_url(url)
    backend = parsed.get_backend_name()
    if backend not in _DRIVERS:
        raise BadSetting(name="The key store's address", reason=f"{backend} is not supported")
    parsed = parsed.set(drivername=_DRIVERS[backend])
    name, patience = _PATIENCE[backend]
    if name not in parsed.query:
        parsed = parsed.update_query_dict({name: patience})
    engine = create_async_engine(parsed, hide_parameters=True, pool_size=2, max_overflow=2)
    if backend == "sqlite":
        _make_private(parsed)
        event.listen(engine.sync_engine, "connect", _set_pragmas)
        event.listen(engine.sync_engine, "begin", _begin)
    return engine


def insert_new(engine: AsyncEngine, table: Table) -> Insert:
    """An insert that leaves a row alone whose key is taken."""
    if engine.dialect.name == "postgresql":
        return postgresql.insert(table).on_conflict_do_nothing()
    return sqlite.insert(table).on_conflict_do_nothing()


async def remove_traces(engine: AsyncEngine) -> None:
    """Make the bytes of deleted rows unreadable; KeyStoreBusy where another user prevents it.

    SQLite: secure_delete has overwritten them in the database, but the write-ahead log still holds
    the page as it was, until it is emptied. PostgreSQL: VACUUM leaves them in the page, and VACUUM
    FULL copies them as long as any older snapshot is open; a rewrite of the table does neither.
    """
    if engine.dialect.name == "postgresql":
        await _write_table_anew(engine)
        return
    for _ in range(_TRIES):
        if await _log_emptied(engine):
            return
        await asyncio.sleep(_PAUSE_SECONDS)
    raise KeyStoreBusy


async def _write_table_anew(engine: AsyncEngine) -> None:
    """Copy the living rows to a new file; the old file goes, whoever still has an old snapshot."""
    rewrite = "ALTER TABLE wrapped_key ALTER wrapped TYPE bytea USING wrapped || ''::bytea"
    try:
        async with engine.begin() as connection:
            await connection.execute(text(rewrite))
    except OperationalError as why:
        if isinstance(why.orig, LockNotAvailable):
            raise KeyStoreBusy from None
        raise


async def _log_emptied(engine: AsyncEngine) -> bool:
    """Whether SQLite could empty its log; at once False while another process does the same."""
    async with engine.connect() as connection:
        alone = await connection.execution_options(**{_ALONE: True})
        busy = (await alone.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))).one()[0]
    return not busy


def _make_private(url: URL) -> None:
    """Make the file once, for its owner only; SQLite gives its log and index the same rights.

    It appears with its log already switched on: the switch itself does not wait for its turn. An
    existing file is not opened here, since closing it again would drop this process's locks.
    """
    path = Path(url.database or "")
    if not url.database or url.database == ":memory:":
        raise BadSetting(name="The key store's address", reason="it names no file")
    if path.exists():
        return
    with placed_once(path) as draft:
        connection = sqlite3.connect(draft)
        connection.execute("PRAGMA journal_mode=WAL")
        connection.close()


def _set_pragmas(connection: sqlite3.Connection, _record: object) -> None:
    """Settings of each connection; the driver's own transaction handling is switched off."""
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in _PRAGMAS:
        cursor.execute(pragma)
    cursor.close()


def _begin(connection: Connection) -> None:
    """Every transaction takes the write lock at once: none fails half-way because it is late."""
    if not connection.get_execution_options().get(_ALONE):
        connection.exec_driver_sql("BEGIN IMMEDIATE")
