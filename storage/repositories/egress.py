"""The egress ledger: each call in a short transaction of its own, so that no rollback hides one."""

from dataclasses import asdict
from datetime import datetime
from functools import cache

from sqlalchemy import case, func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from core.ports.egress import EgressCall, Used
from storage.bulk import run_many, text_of
from storage.tables.audit import egress
from storage.writing import writing


@cache
def _insert(backend: str) -> str:
    return text_of(backend, insert(egress))


class SqlEgress:
    """The ledger over a database (the port is core.ports.egress.EgressLedger)."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def record(self, call: EgressCall) -> None:
        """Append a call; raises DiskFull. The database refuses a dormant Amazon role."""
        values = asdict(call) | {"at": int(call.at.timestamp())}
        row = [values[column.name] for column in egress.columns]
        async with writing(self._engine) as connection:
            # By the driver itself: every call to Amazon waits for this.
            await run_many(connection, _insert(self._engine.dialect.name), [row])


class SqlLedgerBook:
    """What the ledger tells of one tenant (the port is core.ports.egress.LedgerBook)."""

    def __init__(self, connection: AsyncConnection, pseudonym: str) -> None:
        self._connection = connection
        self._pseudonym = pseudonym

    async def since(self, at: datetime) -> list[Used]:
        """The calls from then on, by account, Amazon role and feature."""
        call = egress.c
        key = (call.account, call.amazon_role, call.feature)
        query = (
            select(
                *key,
                func.count(),
                func.max(call.at),
                func.max(case((call.status.between(200, 299), call.at))),
                func.max(case((call.status.in_((401, 403)), call.at))),
            )
            .where(call.pseudonym == self._pseudonym, call.at >= at)
            .group_by(*key)
            .order_by(*key)
        )
        return [Used(*row) for row in await self._connection.execute(query)]
