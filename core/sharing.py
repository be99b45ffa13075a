"""Whether figures may be posted in a channel: people of another company may read some at Slack.

What is not known counts as shared. The platform is asked once, when a channel is bound or first
posted to, and again after a day or after it told of a change.
"""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from core.bound_channel import bound_channel
from core.chat_errors import ChannelRefused, ChatBusy, NotInstalled
from core.model import Place, TenantId
from core.policy.platforms import MAY_BE_SHARED
from core.ports.shared_channels import SharedChannels
from core.ports.storage import Storage
from core.ports.tenants import ChannelRow

KNOWN_FOR = timedelta(days=1)

NO_ANSWER = (ChannelRefused, NotInstalled, ChatBusy)


@dataclass(frozen=True, slots=True)
class Sharing:
    """Asks the platforms that are connected, by their names, and notes what they say."""

    platforms: Mapping[str, SharedChannels] = field(default_factory=dict)

    async def may_post(
        self, storage: Storage, tenant: TenantId, place: Place, now: datetime
    ) -> bool:
        """Whether figures may be posted; what is not known counts as no."""
        try:
            return bool(await self.is_private(storage, tenant, place, now))
        except NO_ANSWER:
            return False

    async def is_private(
        self, storage: Storage, tenant: TenantId, place: Place, now: datetime
    ) -> bool | None:
        """Whether all who read a channel may read figures; None where that is not known.

        Raises ChannelRefused or NotInstalled where nothing may be posted at all, and ChatBusy.
        """
        if place.platform not in MAY_BE_SHARED:
            return True
        row = await _bound(storage, tenant, place)
        if row is not None and row.outsiders_may_read:
            return True
        is_shared = await self._is_shared(storage, tenant, row or place, now)
        return None if is_shared is None else not is_shared

    async def look(self, storage: Storage, tenant: TenantId, place: Place, now: datetime) -> None:
        """Learn who may read a channel that is bound, unless that is known, or nobody tells us."""
        row = await _bound(storage, tenant, place)
        if row is not None and place.platform in MAY_BE_SHARED:
            with suppress(*NO_ANSWER):
                await self._is_shared(storage, tenant, row, now)

    async def _is_shared(
        self, storage: Storage, tenant: TenantId, where: ChannelRow | Place, now: datetime
    ) -> bool | None:
        """As it was noted a day ago at most, else as the platform says now."""
        row = where if isinstance(where, ChannelRow) else None
        if row is not None and row.shared_at is not None and now - row.shared_at < KNOWN_FOR:
            return row.shared
        place = where if isinstance(where, Place) else where.place
        asked = self.platforms.get(place.platform)
        found = None
        try:
            found = None if asked is None else await asked.is_shared(place)
        finally:
            if row is not None and (found is not None or row.shared_at is not None):
                async with storage.write() as uow:
                    at, scope = None if found is None else now, await uow.for_tenant(tenant)
                    await scope.team.note_shared(place, found, at)
                    if found is False:
                        await scope.owner_notices.forget(withholding(place))
        return found


def withholding(place: Place) -> str:
    """What owners are told of while a channel has no digest, for others could read it."""
    return f"withheld:{'/'.join(place)}"


async def forget_shared(storage: Storage, place: Place) -> None:
    """Who may read a channel has changed: ask again when it is next posted to."""
    async with storage.write() as uow:
        bound = await uow.directory.bound(*place)
        if bound is not None and bound.exactly:
            await (await uow.for_tenant(bound.tenant_id)).team.note_shared(place, None, None)


async def host_of(storage: Storage, place: Place) -> Place:
    """The place whose tenant a shared channel speaks for: where it is bound, not where they are.

    A channel that two companies share is one channel with one id. Whoever of the other company
    types in it may be told to us as of their own workspace, which must not decide what they see.
    """
    if place.platform not in MAY_BE_SHARED or not place.channel:
        return place
    async with storage.read() as uow:
        hosts = await uow.directory.workspaces_of(place.platform, place.channel)
    if place.workspace in hosts or len(hosts) != 1:
        return place
    return place._replace(workspace=hosts[0])


async def _bound(storage: Storage, tenant: TenantId, place: Place) -> ChannelRow | None:
    async with storage.read() as uow:
        return await bound_channel(await uow.for_tenant(tenant), place)
