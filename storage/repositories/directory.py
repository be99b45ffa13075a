"""The directory: tenants by name, by channel, or because there is only one."""

from sqlalchemy import ColumnElement, exists, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from core.model import MemberRole, TenantId
from core.policy.team_check import CHECK_EVERY
from core.ports.tenants import Bound, Standing, TenantRow
from storage.repositories.member_key import is_of
from storage.tables.tenants import channel, member, tenant


class SqlDirectory:
    """Who is where: the one place that is asked before a tenant is known."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def tenants(self) -> list[TenantRow]:
        """All tenants, by name."""
        return await self._tenants()

    async def ownerless(self) -> list[TenantRow]:
        """The active tenants that nobody owns anywhere, by name."""
        owns = (member.c.tenant_id == tenant.c.tenant_id) & (member.c.role == MemberRole.OWNER)
        return await self._tenants(tenant.c.state == "active", ~exists().where(owns))

    async def _tenants(self, *tests: ColumnElement[bool]) -> list[TenantRow]:
        columns = tenant.c
        fields = [columns[name] for name in TenantRow._fields]
        query = select(*fields).where(*tests).order_by(columns.name, columns.tenant_id)
        return [
            TenantRow(TenantId(row[0]), *row[1:]) for row in await self._connection.execute(query)
        ]

    async def is_owned(self, platform: str, workspace: str) -> bool:
        """Whether anybody of a workspace owns an active tenant."""
        query = (
            select(member.c.user)
            .join(tenant, member.c.tenant_id == tenant.c.tenant_id)
            .where(
                member.c.platform == platform,
                member.c.workspace == workspace,
                member.c.role == MemberRole.OWNER,
                tenant.c.state == "active",
            )
        )
        return await self._connection.scalar(query.limit(1)) is not None

    async def bound(self, platform: str, workspace: str, place: str) -> Bound | None:
        """The tenant of a channel: its binding, else the workspace's only tenant."""
        columns = channel.c
        query = select(columns.tenant_id, columns.channel).where(
            columns.platform == platform, columns.workspace == workspace
        )
        rows = [(TenantId(row[0]), row[1]) for row in await self._connection.execute(query)]
        for tenant_id, bound in rows:
            if bound == place:
                return Bound(tenant_id, exactly=True)
        owners = {tenant_id for tenant_id, _ in rows}
        return Bound(owners.pop(), exactly=False) if len(owners) == 1 else None

    async def tenants_in(self, platform: str, workspace: str) -> list[TenantId]:
        """The tenants that have a channel in a workspace, by id."""
        query = select(channel.c.tenant_id).where(
            channel.c.platform == platform, channel.c.workspace == workspace
        )
        found = await self._connection.scalars(query.distinct())
        return sorted(TenantId(one) for one in found)

    async def workspaces_of(self, platform: str, place: str) -> list[str]:
        """The workspaces in which a channel of this id is bound."""
        found = select(channel.c.workspace).where(
            channel.c.platform == platform, channel.c.channel == place
        )
        return sorted(await self._connection.scalars(found))

    async def standings(self, platform: str, workspace: str, user: str) -> list[Standing]:
        """The active tenants that a chat user belongs to, by name."""
        query = (
            select(tenant.c.tenant_id, tenant.c.name, member.c.role)
            .join(member, member.c.tenant_id == tenant.c.tenant_id)
            .where(is_of(member, (platform, workspace, user)), tenant.c.state == "active")
            .order_by(tenant.c.name, tenant.c.tenant_id)
        )
        rows = await self._connection.execute(query)
        return [Standing(TenantId(row[0]), row[1], MemberRole(row[2])) for row in rows]

    async def add(self, row: TenantRow) -> None:
        """A new tenant; its key must be in the key store already."""
        values = {**row._asdict(), "remind_at": row.created_at + CHECK_EVERY}
        await self._connection.execute(insert(tenant).values(values))
