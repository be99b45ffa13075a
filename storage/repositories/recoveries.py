"""Recoveries of a tenant."""

from sqlalchemy import insert, select, update

from core.policy.recovery import RecoveryState
from core.ports.recoveries import RecoveryRow
from storage.repositories.scope import Scope
from storage.tables.recoveries import recovery

_BY = ("ended_by_platform", "ended_by_workspace", "ended_by_user")


class SqlRecoveries:
    """One tenant's (the port is core.ports.recoveries.Recoveries)."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    async def latest(self) -> RecoveryRow | None:
        """The one that began last."""
        query = select(recovery).where(self._scope.own(recovery))
        query = query.order_by(recovery.c.begun_at.desc()).limit(1)
        row = (await self._scope.connection.execute(query)).one_or_none()
        if row is None:
            return None
        by = (row.ended_by_platform, row.ended_by_workspace, row.ended_by_user)
        return RecoveryRow(
            row.begun_at,
            bytes(row.code_hash),
            row.tell_at,
            row.told_at,
            None if row.end is None else RecoveryState(row.end),
            row.ended_at,
            None if row.ended_by_user is None else by,
        )

    async def add(self, row: RecoveryRow) -> None:
        """A new one."""
        values = {"tenant_id": self._scope.tenant, **_values(row)}
        await self._scope.connection.execute(insert(recovery).values(values))

    async def change(self, before: RecoveryRow, after: RecoveryRow) -> bool:
        """Keep it as it is now, where nobody else changed when owners are told."""
        same = recovery.c.tell_at.is_not_distinct_from(before.tell_at)
        mine = self._scope.own(recovery) & (recovery.c.begun_at == before.begun_at)
        done = update(recovery).where(mine, same).values(_values(after))
        return (await self._scope.connection.execute(done)).rowcount == 1


def _values(row: RecoveryRow) -> dict[str, object]:
    values = row._asdict()
    by = values.pop("ended_by") or (None, None, None)
    return {**values, **dict(zip(_BY, by, strict=True))}
