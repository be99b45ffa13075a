"""Which tenant a chat channel speaks for, and when and in whose time it is told the digest."""

from collections.abc import Callable
from datetime import datetime

from core.bound_channel import bound_channel
from core.errors import BadArgument
from core.marketplaces import by_id
from core.model import MemberRole, Place, TenantId
from core.ports.audit import Act
from core.ports.storage import Storage, TenantScope, UnitOfWork
from core.ports.tenants import ChannelRow, Standing
from core.schedule import next_digest
from core.sharing import withholding
from core.team import By, owned

ALWAYS_BOUND = frozenset({"local"})
"""Platforms whose channels we make ourselves: an unbound one there was a wiped tenant's, and must
not begin to speak for the tenant that is left."""

NONE_OF_YOURS = "Name a shop that you own, to the letter."
"""The same for a shop that is not there, that is not theirs, and for somebody else's channel."""

ANOTHER = (
    "This channel speaks for another shop; one of its owners types `/amzigo settings channel off`."
)

Change = Callable[[ChannelRow], ChannelRow]


def no_such_shop(name: str) -> BadArgument:
    """The refusal that tells nothing of shops and channels that are somebody else's."""
    return BadArgument(value=name[:40], name="settings channel", hint=NONE_OF_YOURS)


async def shop_named(storage: Storage, place: Place, user: str, name: str) -> TenantId:
    """The shop that somebody who owns it means, to bind a channel to it; raises BadArgument."""
    async with storage.read() as uow:
        theirs = await uow.directory.standings(*place[:2], user)
        bound = await uow.directory.bound(*place)
    meant = [one for one in theirs if one.role is MemberRole.OWNER and _is_called(one, name)]
    may_know = {one.tenant_id for one in theirs}
    is_foreign = bound is not None and bound.exactly and bound.tenant_id not in may_know
    if len(meant) != 1 or is_foreign:
        raise no_such_shop(name)
    if bound is not None and bound.exactly and bound.tenant_id != meant[0].tenant_id:
        raise BadArgument(value=name[:40], name="settings channel", hint=ANOTHER)
    return meant[0].tenant_id


def _is_called(one: Standing, name: str) -> bool:
    return name.strip().casefold() in (one.name.casefold(), one.tenant_id)


async def bind(storage: Storage, by: By, place: Place) -> bool:
    """Let a channel speak for the tenant; False where it does already.

    Raises BadArgument where it speaks for another one, and NotAllowed.
    """
    async with storage.write() as uow:
        scope = await owned(uow, by)
        if await bound_channel(scope, place) is not None:
            return False
        await _bind(uow, scope, by, place)
    return True


async def unbind(storage: Storage, by: By, place: Place) -> bool:
    """Let a channel speak for the tenant no longer; False where it does not. Raises NotAllowed."""
    async with storage.write() as uow:
        scope = await owned(uow, by)
        row = await bound_channel(scope, place)
        if row is None or not await scope.team.release(place):
            return False
        for told in (closure(row), withholding(place)):
            await scope.owner_notices.forget(told)
        act = Act(by.key[2], "channel.unbind", named(place), by.at)
        await scope.audit.record(act)
    return True


async def set_digest(storage: Storage, by: By, place: Place, minute: int | None) -> bool:
    """Set the local minute of a channel's digest, None for none; False where it is so already.

    A channel that is not bound yet is bound by it. Raises as `bind` does.
    """

    def change(row: ChannelRow) -> ChannelRow:
        return _due(row._replace(digest_minute=minute), by)

    return await _set(storage, by, place, change)


async def set_zone(storage: Storage, by: By, place: Place, zone: str) -> bool:
    """Set a channel's zone (an IANA name), by which its digest goes; False where it is so already.

    A channel that is not bound yet is bound by it. Raises as `bind` does.
    """

    def change(row: ChannelRow) -> ChannelRow:
        return _due(row._replace(zone=zone), by)

    return await _set(storage, by, place, change)


async def let_outsiders_read(storage: Storage, by: By, place: Place, *, may: bool) -> bool:
    """Say whether people of another company may read figures in a channel; False: it is so already.

    A channel that is not bound yet is bound by it. Raises as `bind` does.
    """
    return await _set(storage, by, place, lambda row: row._replace(outsiders_may_read=may))


async def is_closed(storage: Storage, tenant: TenantId, place: Place) -> bool:
    """Whether a channel of the tenant is known to let us post nothing."""
    async with storage.read() as uow:
        row = await bound_channel(await uow.for_tenant(tenant), place)
    return row is not None and row.closed_at is not None


async def close(
    storage: Storage, tenant: TenantId, place: Place, why: str, at: datetime
) -> ChannelRow | None:
    """Note that a channel lets us post nothing; None where that is known, or it is not bound."""
    async with storage.write() as uow:
        scope = await uow.for_tenant(tenant)
        if not await scope.team.close(place, at, why):
            return None
        act = Act(place.platform, "channel.close", named(place), at, {"why": why})
        await scope.audit.record(act)
        return await bound_channel(scope, place)


def closure(row: ChannelRow) -> str:
    """What owners are told of when a channel is closed: each time it is something else."""
    since = row.closed_at and int(row.closed_at.timestamp())
    return f"closed:{'/'.join(row.place)}:{since}"


async def reopen(storage: Storage, tenant: TenantId, place: Place, at: datetime) -> bool:
    """Open a closed channel, since a post stands there; its digest comes when it is next set for.

    False where it was not closed.
    """
    async with storage.write() as uow:
        scope = await uow.for_tenant(tenant)
        row = await bound_channel(scope, place)
        if row is None or row.closed_at is None:
            return False
        if row.digest_minute is not None:
            due = next_digest(row.digest_minute, row.zone, place, at)
            row = row._replace(digest_due=due)
        await scope.team.open(row)
        await scope.owner_notices.forget(closure(row))
        await scope.audit.record(Act(place.platform, "channel.open", named(place), at))
    return True


async def _set(storage: Storage, by: By, place: Place, change: Change) -> bool:
    async with storage.write() as uow:
        scope = await owned(uow, by)
        before = await bound_channel(scope, place) or await _bind(uow, scope, by, place)
        after = change(before)
        if _chosen(before) == _chosen(after):
            return False
        await scope.team.bind(after)
        minute = after.digest_minute
        told = {"zone": after.zone, "digest": "off" if minute is None else minute}
        if before.outsiders_may_read != after.outsiders_may_read:
            told["outsiders"] = "may read" if after.outsiders_may_read else "may not read"
            await scope.owner_notices.forget(withholding(place))
        await scope.audit.record(Act(by.key[2], "channel.set", named(place), by.at, told))
    return True


def _chosen(row: ChannelRow) -> tuple[object, ...]:
    """What an owner set."""
    return row.digest_minute, row.zone, row.outsiders_may_read


def _due(row: ChannelRow, by: By) -> ChannelRow:
    if row.digest_minute is None:
        return row._replace(digest_due=None)
    return row._replace(digest_due=next_digest(row.digest_minute, row.zone, row.place, by.at))


async def _bind(uow: UnitOfWork, scope: TenantScope, by: By, place: Place) -> ChannelRow:
    row = ChannelRow(*place, place[2], await _usual_zone(scope))
    if not await scope.team.bind(row):
        raise no_such_shop(place[2])  # somebody else was faster
    await scope.audit.record(Act(by.key[2], "channel.bind", named(place), by.at))
    return row


async def _usual_zone(scope: TenantScope) -> str:
    """That of the tenant's other channels, else of its first store, where they agree on one."""
    zones = {row.zone for row in await scope.team.channels()}
    if not zones:
        homes = [row.home_marketplace for row in await scope.accounts.all()]
        zones = {by_id(home).zone for home in homes if home}
    return zones.pop() if len(zones) == 1 else "UTC"


def named(place: Place) -> str:
    """A channel in the audit."""
    return f"channel:{'/'.join(place)}"
