"""SQLite's write-ahead log, which keeps pages as they were until it is emptied."""

import asyncio
from typing import Any

from sqlalchemy.ext.asyncio import AsyncEngine

TRIES, PAUSE_SECONDS = 20, 0.05


async def empty_log(engine: AsyncEngine) -> bool:
    """Empty a database's log; False where another user prevents it to the end.

    SQLite waits for readers by itself, but says busy at once while somebody else empties the log.
    """
    async with engine.connect() as connection:
        # Through the driver: SQLAlchemy would begin a transaction, in which this is not possible.
        driver: Any = (await connection.get_raw_connection()).driver_connection
        for _ in range(TRIES):
            async with driver.execute("PRAGMA wal_checkpoint(TRUNCATE)") as cursor:
                if not (await cursor.fetchone())[0]:
                    return True
            await asyncio.sleep(PAUSE_SECONDS)
    return False
