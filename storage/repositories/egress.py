"""The egress ledger: each call in a short transaction of its own, so that no rollback hides one."""

from dataclasses import asdict

from sqlalchemy import insert
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from core.errors import DiskFull
from core.ports.egress import EgressCall
from storage.engine import WRITES, is_disk_full
from storage.tables.audit import egress


class SqlEgress:
    """The ledger over a database (the port is core.ports.egress.EgressLedger)."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def record(self, call: EgressCall) -> None:
        """Append a call; raises DiskFull. The database refuses a dormant Amazon role."""
        try:
            async with self._engine.connect() as plain:
                connection = await plain.execution_options(**{WRITES: True})
                async with connection.begin():
                    await connection.execute(insert(egress).values(asdict(call)))
        except DBAPIError as why:
            if is_disk_full(why):
                raise DiskFull from why
            raise
