"""What deleted rows leave in a database, and its removal.

SQLite: secure_delete overwrites a row where it lay last, but not where it lay before its page was
split; so the file is written anew, then its log is emptied. PostgreSQL: VACUUM takes the dead rows
out of the tables.
"""

import sqlite3
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Table, text
from sqlalchemy.ext.asyncio import AsyncEngine

from core.errors import DiskFull, SetupError
from storage.write_log import empty_log
from storage.writers_turn import turn_at

COPIED_IN_MEMORY = 256 * 2**20
"""SQLite rewrites a database up to this many bytes in memory, a larger one over a file."""

_BUSY = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


async def remove_traces(engine: AsyncEngine, tables: Sequence[Table]) -> None:
    """Make the bytes of deleted rows unreadable; SetupError where another user prevents it."""
    if engine.dialect.name == "postgresql":
        await _vacuum(engine, tables)
        return
    try:
        async with turn_at(engine):
            await _rewrite(engine)
    except sqlite3.OperationalError as why:
        if why.sqlite_errorcode == sqlite3.SQLITE_FULL:
            raise DiskFull from why
        if why.sqlite_errorcode in _BUSY:
            raise _busy() from why
        raise


async def _vacuum(engine: AsyncEngine, tables: Sequence[Table]) -> None:
    quote = engine.dialect.identifier_preparer.quote
    async with engine.connect() as plain:
        connection = await plain.execution_options(isolation_level="AUTOCOMMIT")
        for table in tables:
            await connection.execute(text(f"VACUUM {quote(table.name)}"))


async def _rewrite(engine: AsyncEngine) -> None:
    """Through the driver: SQLAlchemy would begin a transaction, in which this is not possible."""
    async with engine.connect() as connection:
        driver: Any = (await connection.get_raw_connection()).driver_connection
        small = await _bytes(driver) <= COPIED_IN_MEMORY
        await driver.execute(f"PRAGMA temp_store={'MEMORY' if small else 'FILE'}")
        try:
            await driver.execute("VACUUM")
        finally:
            await driver.execute("PRAGMA temp_store=MEMORY")
    if not await empty_log(engine):
        raise _busy()


async def _bytes(driver: Any) -> int:
    """How many bytes of the database are in use."""
    pages = await _first(driver, "PRAGMA page_count") - await _first(
        driver, "PRAGMA freelist_count"
    )
    return pages * await _first(driver, "PRAGMA page_size")


async def _first(driver: Any, pragma: str) -> int:
    async with driver.execute(pragma) as cursor:
        return int((await cursor.fetchone())[0])


def _busy() -> SetupError:
    return SetupError(
        "The database is busy, so bytes of deleted rows may still be in it. I try again by myself."
    )
