"""Tenants: made with their key, found by name, by channel, or because there is only one."""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from core.model import MemberRole, TenantId
from core.policy.locales import DEFAULT
from core.ports.tenants import Bound, ChannelRow, Place, SwitchRow, TenantRow
from storage.bulk import upsert
from storage.repositories.scope import Scope
from storage.tables.tenants import channel, feature_switch, member, tenant

ON, OFF = "on", "off"


class SqlDirectory:
    """Who is where: the one place that is asked before a tenant is known."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def tenants(self) -> list[TenantRow]:
        """All tenants, by name."""
        columns = tenant.c
        fields = [columns[name] for name in TenantRow._fields]
        query = select(*fields).order_by(columns.name, columns.tenant_id)
        return [
            TenantRow(TenantId(row[0]), *row[1:]) for row in await self._connection.execute(query)
        ]

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

    async def add(self, row: TenantRow) -> None:
        """A new tenant; its key must be in the key store already."""
        await self._connection.execute(insert(tenant).values(row._asdict()))


class SqlTeam:
    """One tenant's channels, members and switched-on features."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    async def bind(self, row: ChannelRow) -> None:
        """Bind a channel to the tenant; a channel has at most one."""
        await self._scope.connection.execute(
            insert(channel).values(tenant_id=self._scope.tenant, **row._asdict())
        )

    async def unbind(self, platform: str, workspace: str) -> int:
        """Unbind the tenant's channels of a workspace; returns how many there were."""
        its = (channel.c.platform == platform) & (channel.c.workspace == workspace)
        gone = await self._scope.connection.execute(
            delete(channel).where(self._scope.own(channel), its)
        )
        return gone.rowcount

    async def channels(self) -> list[ChannelRow]:
        """The tenant's channels, by name."""
        columns = [column for column in channel.c if column.name in ChannelRow._fields]
        query = select(*columns).where(self._scope.own(channel)).order_by(channel.c.name)
        rows = (await self._scope.connection.execute(query)).mappings()
        return [ChannelRow(**row) for row in rows]

    async def digest_due(self, row: ChannelRow, at: datetime | None) -> bool:
        """Set when a channel's digest is next due; False where it no longer is due as in `row`."""
        done = await self._scope.connection.execute(
            update(channel)
            .where(
                self._scope.own(channel),
                _at(row[:3]),
                channel.c.digest_due.is_not_distinct_from(row.digest_due),
            )
            .values(digest_due=at)
        )
        return done.rowcount == 1

    async def locale(self, place: Place) -> str:
        """How figures are written in a channel: its own locale, else the tenant's or the house's.

        Of a channel that is not bound itself: the tenant's.
        """
        both = tenant.outerjoin(channel, and_(self._scope.own(channel), _at(place)))
        found = await self._scope.connection.scalar(
            select(func.coalesce(channel.c.locale, tenant.c.locale))
            .select_from(both)
            .where(self._scope.own(tenant))
        )
        return found or DEFAULT

    async def set_locale(self, place: Place | None, locale: str | None) -> bool:
        """Set a channel's locale, or the tenant's; None: as the next above. False: no such channel.

        The locale is one that is offered.
        """
        if place is None:
            change = update(tenant).where(self._scope.own(tenant))
        else:
            change = update(channel).where(self._scope.own(channel), _at(place))
        done = await self._scope.connection.execute(change.values(locale=locale))
        return done.rowcount == 1

    async def role(self, platform: str, workspace: str, user: str) -> MemberRole | None:
        """A chat user's standing, None for a stranger."""
        found = await self._scope.connection.scalar(
            select(member.c.role).where(
                self._scope.own(member),
                member.c.platform == platform,
                member.c.workspace == workspace,
                member.c.user == user,
            )
        )
        return None if found is None else MemberRole(found)

    async def admit(self, place: tuple[str, str, str], role: MemberRole, since: datetime) -> None:
        """Give a chat user (platform, workspace, user) a standing."""
        platform, workspace, user = place
        await self._scope.connection.execute(
            insert(member).values(
                tenant_id=self._scope.tenant,
                platform=platform,
                workspace=workspace,
                user=user,
                role=role,
                since=since,
            )
        )

    async def members_with(self, role: MemberRole) -> list[str]:
        """The chat users with at least this standing."""
        query = select(member.c.user, member.c.role).where(self._scope.own(member))
        rows = await self._scope.connection.execute(query)
        return sorted(user for user, has in rows if MemberRole(has).includes(role))

    async def features(self) -> frozenset[str]:
        """What the owner switched on."""
        return frozenset(row.feature for row in await self.switches() if row.is_on)

    async def switches(self) -> list[SwitchRow]:
        """Every feature that was ever switched, as it stands, by name."""
        columns = feature_switch.c
        query = (
            select(columns.feature, columns.state, columns.since)
            .where(self._scope.own(feature_switch))
            .order_by(columns.feature)
        )
        rows = await self._scope.connection.execute(query)
        return [SwitchRow(feature, state == ON, since) for feature, state, since in rows]

    async def switch_on(self, feature: str, since: datetime) -> None:
        """Switch a feature on."""
        await self._switch(feature, ON, since)

    async def switch_off(self, feature: str, since: datetime) -> None:
        """Switch a feature off; what only it needed is deleted from now on."""
        await self._switch(feature, OFF, since)

    async def _switch(self, feature: str, state: str, since: datetime) -> None:
        connection = self._scope.connection
        row = {"tenant_id": self._scope.tenant, "feature": feature, "state": state, "since": since}
        await connection.execute(upsert(connection.dialect.name, feature_switch), row)


def _at(place: Place) -> ColumnElement[bool]:
    key = (channel.c.platform, channel.c.workspace, channel.c.channel)
    return and_(*(column == said for column, said in zip(key, place, strict=True)))
