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
from sqlalchemy.engine import Dialect
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql.base import Executable
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.elements import ClauseElement

_DIALECTS: dict[str, Dialect] = {
    "postgresql": psycopg_dialect(paramstyle="format"),  # type: ignore[no-untyped-call]
    "sqlite": aiosqlite_dialect(),
}

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
    return text_of(backend, upsert(backend, table))


def text_of(backend: str, statement: Executable) -> str:
    """A statement's text with positional parameters, in the order of its columns."""
    if not isinstance(statement, ClauseElement):
        raise TypeError("only a clause can be compiled")
    compiled = statement.compile(dialect=_DIALECTS[backend])
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
