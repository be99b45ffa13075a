"""One tenant's channels, members and switched-on features."""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, delete, func, select, update

from core.model import MemberRole, Place
from core.policy.locales import DEFAULT
from core.ports.tenants import (
    ChannelRow,
    MemberKey,
    MemberRow,
    SwitchRow,
    TeamCheck,
    TenantRow,
)
from storage.bulk import insert as insert_of
from storage.bulk import upsert
from storage.repositories.emails import end_emails
from storage.repositories.member_key import KEY, is_of
from storage.repositories.scope import Scope
from storage.tables.tenants import channel, feature_switch, member, tenant

ON, OFF = "on", "off"
_CHECKED_BY = tuple(f"checked_by_{part}" for part in KEY)


class SqlTeam:
    """One tenant's channels, members and switched-on features."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    async def tenant(self) -> TenantRow:
        """The tenant itself."""
        fields = [tenant.c[name] for name in TenantRow._fields]
        query = select(*fields).where(self._scope.own(tenant))
        return TenantRow(*(await self._scope.connection.execute(query)).one())

    async def hold(self) -> None:
        """Wait for whoever else changes the team or its channels (SQLite has one writer anyway)."""
        await self._scope.hold()

    async def bind(self, row: ChannelRow) -> bool:
        """Bind a channel to the tenant, set as in `row`; False where it is another tenant's."""
        connection = self._scope.connection
        new = insert_of(connection.dialect.name, channel).on_conflict_do_nothing()
        values = row._asdict()
        done = await connection.execute(new.values(tenant_id=self._scope.tenant, **values))
        if done.rowcount == 1:
            return True
        mine = update(channel).where(self._scope.own(channel), _at(row.place))
        return (await connection.execute(mine.values(values))).rowcount == 1

    async def release(self, place: Place) -> bool:
        """Unbind a channel; False where it is not bound to the tenant."""
        mine = delete(channel).where(self._scope.own(channel), _at(place))
        return (await self._scope.connection.execute(mine)).rowcount == 1

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

    async def note_shared(self, place: Place, shared: bool | None, at: datetime | None) -> None:
        """Note whether people of another company may read a channel, as was said then."""
        mine = update(channel).where(self._scope.own(channel), _at(place))
        await self._scope.connection.execute(mine.values(shared=shared, shared_at=at))

    async def digest_due(self, row: ChannelRow, at: datetime | None) -> bool:
        """Set when a channel's digest is next due; False where it no longer is due as in `row`."""
        done = await self._scope.connection.execute(
            update(channel)
            .where(
                self._scope.own(channel),
                _at(row.place),
                channel.c.digest_due.is_not_distinct_from(row.digest_due),
            )
            .values(digest_due=at)
        )
        return done.rowcount == 1

    async def close(self, place: Place, at: datetime, why: str) -> bool:
        """Note that a channel lets us post nothing; False where that is known or it is not ours."""
        mine = update(channel).where(
            self._scope.own(channel), _at(place), channel.c.closed_at.is_(None)
        )
        done = await self._scope.connection.execute(mine.values(closed_at=at, closed_why=why))
        return done.rowcount == 1

    async def open(self, row: ChannelRow) -> bool:
        """Open a closed channel again, its digest due as in `row`; False where it is not closed."""
        mine = update(channel).where(
            self._scope.own(channel), _at(row.place), channel.c.closed_at.is_not(None)
        )
        opened = mine.values(closed_at=None, closed_why=None, digest_due=row.digest_due)
        return (await self._scope.connection.execute(opened)).rowcount == 1

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
                self._scope.own(member), is_of(member, (platform, workspace, user))
            )
        )
        return None if found is None else MemberRole(found)

    async def admit(
        self, key: MemberKey, role: MemberRole, since: datetime, added_by: str | None = None
    ) -> None:
        """Give a chat user a standing, in place of the one that they have."""
        connection = self._scope.connection
        values = {"role": role, "since": since, "added_by": added_by}
        new = insert_of(connection.dialect.name, member).on_conflict_do_nothing()
        row = {"tenant_id": self._scope.tenant, **dict(zip(KEY, key, strict=True)), **values}
        if (await connection.execute(new.values(outside=False, **row))).rowcount != 1:
            mine = update(member).where(self._scope.own(member), is_of(member, key))
            await connection.execute(mine.values(values))
        if role is not MemberRole.OWNER:
            await end_emails(self._scope, key)

    async def note_outside(self, key: MemberKey) -> None:
        """Note that a member is of another company."""
        mine = update(member).where(self._scope.own(member), is_of(member, key))
        await self._scope.connection.execute(mine.values(outside=True))

    async def dismiss(self, key: MemberKey) -> bool:
        """Take a chat user's standing away; False for a stranger."""
        await end_emails(self._scope, key)
        gone = delete(member).where(self._scope.own(member), is_of(member, key))
        return (await self._scope.connection.execute(gone)).rowcount == 1

    async def members(self) -> list[MemberRow]:
        """Everybody with a standing, the highest first, then the longest."""
        columns = [member.c[name] for name in MemberRow._fields]
        query = select(*columns).where(self._scope.own(member))
        rows = [MemberRow(*row) for row in await self._scope.connection.execute(query)]
        typed = [row._replace(role=MemberRole(row.role)) for row in rows]
        order = list(MemberRole)
        return sorted(typed, key=lambda row: (-order.index(row.role), row.since, row[:3]))

    async def members_with(self, role: MemberRole) -> list[MemberKey]:
        """The chat users with at least this standing."""
        return sorted(row[:3] for row in await self.members() if row.role.includes(role))

    async def check(self) -> TeamCheck:
        """When the team was last looked over."""
        names = ("created_at", "checked_at", "remind_at", *_CHECKED_BY)
        query = select(*(tenant.c[name] for name in names)).where(self._scope.own(tenant))
        since, at, remind_at, *by = (await self._scope.connection.execute(query)).one()
        return TeamCheck(since, at, (by[0], by[1], by[2]) if by[0] else None, remind_at)

    async def checked(self, by: MemberKey, at: datetime, remind_at: datetime) -> None:
        """Note who looked the team over, and when owners are reminded next."""
        values = {
            "checked_at": at,
            "remind_at": remind_at,
            **dict(zip(_CHECKED_BY, by, strict=True)),
        }
        mine = update(tenant).where(self._scope.own(tenant))
        await self._scope.connection.execute(mine.values(values))

    async def remind(self, before: datetime | None, at: datetime | None) -> bool:
        """Set when owners are reminded; False where that is no longer set as it was `before`."""
        same = tenant.c.remind_at.is_not_distinct_from(before)
        mine = update(tenant).where(self._scope.own(tenant), same)
        return (await self._scope.connection.execute(mine.values(remind_at=at))).rowcount == 1

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
