"""The key store's engine, and the removal of the traces that a deleted key leaves in it."""

from psycopg.errors import LockNotAvailable
from sqlalchemy import Insert, Table, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncEngine

from core.errors import KeyStoreBusy
from storage import bulk
from storage.engine import open_engine, parse_url
from storage.write_log import empty_log


def keystore_engine(url: str) -> AsyncEngine:
    """An engine for the URL; each of its transactions takes the writer's place at once."""
    return open_engine(parse_url("AMZIGO_KEYSTORE_URL", url), writes=True, connections=2)


def insert_new(engine: AsyncEngine, table: Table) -> Insert:
    """An insert that leaves a row alone whose key is taken."""
    return bulk.insert(engine.dialect.name, table).on_conflict_do_nothing()


async def remove_traces(engine: AsyncEngine) -> None:
    """Make the bytes of deleted rows unreadable; KeyStoreBusy where another user prevents it.

    SQLite: secure_delete has overwritten them in the database, but the write-ahead log still holds
    the page as it was, until it is emptied. PostgreSQL: VACUUM leaves them in the page, and VACUUM
    FULL copies them as long as any older snapshot is open; a rewrite of the table does neither.
    """
    if engine.dialect.name == "postgresql":
        await _write_table_anew(engine)
        return
    if not await empty_log(engine):
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
