"""Notices for owners."""

from sqlalchemy import delete, select

from core.ports.owner_notices import OwnerNotice
from storage.bulk import upsert
from storage.repositories.scope import Scope
from storage.tables.owner_notices import owner_notice

_FIELDS = [owner_notice.c[name] for name in OwnerNotice._fields]


class SqlOwnerNotices:
    """One tenant's (the port is core.ports.owner_notices.OwnerNotices)."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    async def of(self, object_key: str) -> OwnerNotice | None:
        """The notice of an object."""
        its = self._scope.own(owner_notice) & (owner_notice.c.object == object_key)
        found = (await self._scope.connection.execute(select(*_FIELDS).where(its))).one_or_none()
        return None if found is None else OwnerNotice(*found)

    async def put(self, notice: OwnerNotice) -> None:
        """Keep a notice, in place of the one of its object."""
        connection = self._scope.connection
        row = {"tenant_id": self._scope.tenant, **notice._asdict()}
        await connection.execute(upsert(connection.dialect.name, owner_notice), row)

    async def forget(self, object_key: str) -> None:
        """Forget the notice of an object that is over."""
        its = self._scope.own(owner_notice) & (owner_notice.c.object == object_key)
        await self._scope.connection.execute(delete(owner_notice).where(its))

    async def unheard(self) -> list[OwnerNotice]:
        """What nobody could be told, the newest first."""
        mine = self._scope.own(owner_notice) & ~owner_notice.c.is_heard
        newest = (owner_notice.c.at.desc(), owner_notice.c.object)
        rows = await self._scope.connection.execute(select(*_FIELDS).where(mine).order_by(*newest))
        return [OwnerNotice(*row) for row in rows]
