"""The morning: a digest and what waits for approval, posted to a channel once when it is due."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace

from bot.envelope import Place
from bot.handlers.asked import Answer, Asked, Member
from bot.sender import Sender
from core.model import MemberRole, TenantId
from core.ports.clock import Clock
from core.ports.storage import Storage
from core.ports.tenants import ChannelRow
from core.schedule import next_daily

SELF = "amzigo"
"""Who prepares the morning's batch; a person approves it."""


@dataclass(frozen=True, slots=True)
class DigestPoster:
    """Posts what the verb `digest` answers, and the batch of review requests that waits."""

    storage: Storage
    clock: Clock
    verbs: Mapping[str, Callable[[Asked], Awaitable[Answer]]]
    sender: Sender

    async def post(self, tenant: TenantId, place: Place) -> None:
        """Post a due digest, and set when the next one is due.

        The ledger of posts tells whether it was posted before a crash: then it is not repeated.
        """
        channel = await self._channel(tenant, place)
        if channel is None or channel.digest_due is None or channel.digest_due > self.clock():
            return
        member = Member(tenant, SELF, MemberRole.APPROVER)
        asked = Asked(member, {}, self.storage, self.clock)
        reviews = await self.verbs["reviews"](asked)  # first: the digest counts what waits
        digest = await self.verbs["digest"](asked)
        key = f"digest:{channel.digest_due:%Y-%m-%dT%H:%MZ}"
        await self._once(tenant, place, replace(digest, object=key))
        if reviews.object:
            await self._once(tenant, place, reviews)
        due = None
        if channel.digest_minute is not None:
            due = next_daily(channel.digest_minute, channel.zone, self.clock())
        async with self.storage.write() as uow:
            await (await uow.for_tenant(tenant)).team.digest_due(channel, due)

    async def _once(self, tenant: TenantId, place: Place, answer: Answer) -> None:
        if not await self._is_posted(tenant, place, answer.object):
            await self.sender.post(tenant, place, answer)

    async def _channel(self, tenant: TenantId, place: Place) -> ChannelRow | None:
        async with self.storage.read() as uow:
            rows = await (await uow.for_tenant(tenant)).team.channels()
        here = (place.platform, place.workspace, place.channel)
        return next((row for row in rows if row[:3] == here), None)

    async def _is_posted(self, tenant: TenantId, place: Place, object_key: str) -> bool:
        async with self.storage.read() as uow:
            rows = await (await uow.for_tenant(tenant)).posts.of(object_key)
        return any(Place(*row[:3]) == place for row in rows)
