"""The morning digest: posted to a channel when it is due, once for each time it is due."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

from bot.envelope import Place
from bot.handlers.asked import Answer, Asked, Member
from bot.sender import Sender
from core.model import MemberRole, TenantId
from core.ports.clock import Clock
from core.ports.storage import Storage
from core.ports.tenants import ChannelRow
from core.schedule import next_daily


@dataclass(frozen=True, slots=True)
class DigestPoster:
    """Posts what the `digest` verb answers."""

    storage: Storage
    clock: Clock
    digest: Callable[[Asked], Awaitable[Answer]]
    sender: Sender

    async def post(self, tenant: TenantId, place: Place) -> None:
        """Post a due digest, and set when the next one is due.

        The ledger of posts tells whether it was posted before a crash: then it is not repeated.
        """
        channel = await self._channel(tenant, place)
        if channel is None or channel.digest_due is None or channel.digest_due > self.clock():
            return
        object_key = f"digest:{channel.digest_due:%Y-%m-%dT%H:%MZ}"
        if not await self._is_posted(tenant, place, object_key):
            member = Member(tenant, "amzigo", MemberRole.VIEWER)
            answer = await self.digest(Asked(member, {}, self.storage, self.clock))
            await self.sender.post(tenant, place, replace(answer, object=object_key))
        due = None
        if channel.digest_minute is not None:
            due = next_daily(channel.digest_minute, channel.zone, self.clock())
        async with self.storage.write() as uow:
            await (await uow.for_tenant(tenant)).team.digest_due(channel, due)

    async def _channel(self, tenant: TenantId, place: Place) -> ChannelRow | None:
        async with self.storage.read() as uow:
            rows = await (await uow.for_tenant(tenant)).team.channels()
        here = (place.platform, place.workspace, place.channel)
        return next((row for row in rows if row[:3] == here), None)

    async def _is_posted(self, tenant: TenantId, place: Place, object_key: str) -> bool:
        async with self.storage.read() as uow:
            rows = await (await uow.for_tenant(tenant)).posts.of(object_key)
        return any(Place(*row[:3]) == place for row in rows)
