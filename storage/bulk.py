"""Many rows at once through the driver's own executemany, on both databases.

Core's own path costs about as much again as the driver does (stack.md 2.1); statements are still
built by SQLAlchemy, so that a column exists in one place only.
"""

from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.dialects.postgresql.psycopg import dialect as psycopg_dialect
from sqlalchemy.dialects.sqlite.aiosqlite import dialect as aiosqlite_dialect
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql.base import Executable
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.elements import ClauseElement

Rows = Sequence[Sequence[object]]


def insert(backend: str, table: Table) -> postgresql.Insert | sqlite.Insert:
    """An insert of the backend's own kind, which knows ON CONFLICT."""
    return postgresql.insert(table) if backend == "postgresql" else sqlite.insert(table)


def upsert(backend: str, table: Table) -> Executable:
    """Insert a row, or set all its columns where one of that key is there."""
    statement = insert(backend, table)
    others = {c.name: statement.excluded[c.name] for c in table.columns if not c.primary_key}
    if not others:
        return statement.on_conflict_do_nothing()
    return statement.on_conflict_do_update(index_elements=list(table.primary_key), set_=others)


@cache
def _upsert_text(backend: str, table: Table) -> str:
    return _text(backend, upsert(backend, table))


def _text(backend: str, statement: Executable) -> str:
    if not isinstance(statement, ClauseElement):
        raise TypeError("only a clause can be compiled")
    dialect = psycopg_dialect(paramstyle="format") if backend == "postgresql" else aiosqlite_dialect()
    compiled = statement.compile(dialect=dialect)
    if not isinstance(compiled, SQLCompiler):
        raise TypeError("only SQL can be compiled")
    return str(compiled)


async def upsert_many(connection: AsyncConnection, table: Table, rows: Rows) -> None:
    """Upsert rows given as tuples in the table's column order, in the driver's own types."""
    await run_many(connection, _upsert_text(connection.dialect.name, table), rows)


async def run_many(connection: AsyncConnection, text: str, rows: Rows) -> None:
    """Execute one statement's text once a row."""
    if not rows:
        return
    raw = await connection.get_raw_connection()
    driver: Any = raw.driver_connection
    if connection.dialect.name == "postgresql":
        async with driver.cursor() as cursor:
            await cursor.executemany(text, rows)
    else:
        await driver.executemany(text, rows)


def placeholder(connection: AsyncConnection) -> str:
    """How the connection's driver writes a positional parameter."""
    return "%s" if connection.dialect.name == "postgresql" else "?"
