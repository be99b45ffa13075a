"""What digests said, kept as they said it."""

from datetime import date

from sqlalchemy import select

from core.ports.digests import DigestSnapshot
from storage.bulk import insert
from storage.repositories.scope import Scope
from storage.tables.digests import digest_snapshot


class SqlDigests:
    """One tenant's digest snapshots."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    async def keep(self, snapshot: DigestSnapshot) -> bool:
        """Keep what was said of a day; what was said first stays."""
        connection = self._scope.connection
        row = {"tenant_id": self._scope.tenant, **snapshot._asdict()}
        statement = insert(connection.dialect.name, digest_snapshot).on_conflict_do_nothing()
        made = statement.returning(digest_snapshot.c.day)
        return await connection.scalar(made, row) is not None

    async def kept(self, marketplace_id: str, day: date) -> list[DigestSnapshot]:
        """What was said of a store's day, by currency; empty where nothing was."""
        columns = [digest_snapshot.c[name] for name in DigestSnapshot._fields]
        query = (
            select(*columns)
            .where(
                self._scope.own(digest_snapshot),
                digest_snapshot.c.marketplace_id == marketplace_id,
                digest_snapshot.c.day == day,
            )
            .order_by(digest_snapshot.c.currency)
        )
        return [DigestSnapshot(*row) for row in await self._scope.connection.execute(query)]
