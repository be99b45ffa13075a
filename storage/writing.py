"""Transactions that write to the data database, whoever opens them: one line for all.

Other processes at the same SQLite file stand in no line of ours; SQLite has them try again.
"""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from core.errors import DiskFull
from storage.engine import WRITES, driver_errors, is_disk_full
from storage.writers_turn import turn_at


@asynccontextmanager
async def writing(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    """A transaction that writes, in its turn; raises DiskFull where there is no room."""
    # The turn comes first: who waits for it keeps no connection from those who read.
    with full_disks_told(engine):
        async with turn_at(engine), engine.connect() as plain:
            connection = await plain.execution_options(**{WRITES: True})
            async with connection.begin():
                yield connection


@contextmanager
def full_disks_told(engine: AsyncEngine) -> Iterator[None]:
    """Raise DiskFull where the database says that there is no room."""
    try:
        yield
    except driver_errors(engine) as why:
        if is_disk_full(why):
            raise DiskFull from why
        raise
