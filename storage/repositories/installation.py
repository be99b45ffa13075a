"""The installation's facts and leases."""

from datetime import datetime

from sqlalchemy import delete, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.bulk import insert, upsert
from storage.tables.system import installation, lease


class SqlFacts:
    """Facts by name (the port is core.ports.installation.Facts)."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def fact(self, name: str) -> str | None:
        """A fact, None where nobody noted it."""
        query = select(installation.c.value).where(installation.c.name == name)
        found: str | None = await self._connection.scalar(query)
        return found

    async def note(self, name: str, value: str) -> None:
        """Keep a fact in place of whatever was known."""
        statement = upsert(self._connection.dialect.name, installation)
        await self._connection.execute(statement, {"name": name, "value": value})


class SqlLeases:
    """Leases by name (the port is core.ports.installation.Leases)."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def take(self, name: str, holder: str, now: datetime, until: datetime) -> bool:
        """Take or renew a lease, in one statement that only one of two can succeed with."""
        row = {"name": name, "holder": holder, "expires_at": until}
        statement = insert(self._connection.dialect.name, lease).values(row)
        taken = statement.on_conflict_do_update(
            index_elements=[lease.c.name],
            set_={"holder": holder, "expires_at": until},
            where=or_(lease.c.holder == holder, lease.c.expires_at <= now),
        ).returning(lease.c.name)
        return (await self._connection.execute(taken)).first() is not None

    async def give_up(self, name: str, holder: str) -> None:
        """Let the next one have it at once; another's is left alone."""
        own = (lease.c.name == name) & (lease.c.holder == holder)
        await self._connection.execute(delete(lease).where(own))
