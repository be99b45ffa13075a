"""The memory of requests that were taken: each in a short transaction of its own."""

from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncEngine

from storage.bulk import insert
from storage.tables.slack import seen_request
from storage.writing import writing

SWEEP = timedelta(minutes=1)


class SqlSeenRequests:
    """Over a database (the port is core.ports.seen.SeenRequests)."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._swept: datetime | None = None

    async def first(self, digest: bytes, now: datetime, until: datetime) -> bool:
        """Note a request; the primary key decides who of two at once is the first."""
        statement = insert(self._engine.dialect.name, seen_request).values(
            digest=digest, expires_at=until
        )
        async with writing(self._engine) as connection:
            if self._swept is None or now - self._swept >= SWEEP:
                self._swept = now
                await connection.execute(
                    delete(seen_request).where(seen_request.c.expires_at <= now)
                )
            made = statement.on_conflict_do_nothing().returning(seen_request.c.digest)
            return await connection.scalar(made) is not None
