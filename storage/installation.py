"""Opening the data database: brought up to date, and knowing what kind it is."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy import insert, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from core.errors import BadSetting, DiskFull
from storage.engine import WRITES, is_disk_full, open_engine, parse_url
from storage.schema import DATA, bring_up
from storage.tables.system import installation

ENVIRONMENT = "environment"


@asynccontextmanager
async def open_database(url: str, environment: str) -> AsyncIterator[tuple[AsyncEngine, str]]:
    """The data database and its environment, which is decided at its creation for good.

    Raises BadSetting where it cannot be reached, DiskFull where it cannot be written, NewerSchema
    where it is ahead of this program.
    """
    engine = open_engine(parse_url("AMZIGO_DATABASE_URL", url))
    try:
        found = await _prepared(engine, environment)
        yield engine, found
    finally:
        await engine.dispose()


async def _prepared(engine: AsyncEngine, environment: str) -> str:
    try:
        async with engine.connect() as plain:
            connection = await plain.execution_options(**{WRITES: True})
            async with connection.begin():
                before = await connection.run_sync(bring_up, DATA)
                return await _environment(connection, environment, is_new=before is None)
    except OperationalError as why:
        if is_disk_full(why):
            raise DiskFull from why
        reason = f"the database cannot be opened ({_first_line(why)})"
        raise BadSetting(name="AMZIGO_DATABASE_URL", reason=reason) from why


async def _environment(connection: AsyncConnection, wanted: str, *, is_new: bool) -> str:
    if is_new:
        await connection.execute(insert(installation).values(name=ENVIRONMENT, value=wanted))
        return wanted
    found = await connection.scalar(
        select(installation.c.value).where(installation.c.name == ENVIRONMENT)
    )
    return found or "production"


def _first_line(why: OperationalError) -> str:
    return str(why.orig).strip().splitlines()[0][:120]
