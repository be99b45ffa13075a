"""The morning: a digest and what waits for approval, posted to a channel once when it is due."""

import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta

from bot.handlers.asked import Answer, Asked, Member
from bot.sender import Sender
from core.marketplaces import zone
from core.model import MemberRole, Place, TenantId
from core.ports.clock import Clock
from core.ports.storage import Storage
from core.ports.tenants import ChannelRow
from core.schedule import next_daily
from core.sharing import Sharing

SELF = "amzigo"
"""Who prepares the morning's batch; a person approves it."""

log = logging.getLogger("amzigo.digests")

AGAIN = timedelta(minutes=15)
"""After which a posting that failed, or that a crash cut short, is tried again."""


@dataclass(frozen=True, slots=True)
class DigestPoster:
    """Posts what the verb `digest` answers, and the batch of review requests that waits."""

    storage: Storage
    clock: Clock
    verbs: Mapping[str, Callable[[Asked], Awaitable[Answer]]]
    sender: Sender
    sharing: Sharing = field(default_factory=Sharing)

    async def post(self, tenant: TenantId, place: Place) -> None:
        """Post a due digest, and set when the next one is due.

        Whoever posts has put it off for the others first; if the posting fails, it is due again
        then. The ledger of posts tells what was posted before a crash: that is not repeated.
        """
        channel = await self._claimed(tenant, place)
        if channel is None:
            return
        may = await self.sharing.may_post(self.storage, tenant, place, self.clock())
        if may is None:
            return  # due again soon: perhaps the platform then says who may read the channel
        if may:
            await self._post(tenant, place, channel)
        else:
            log.warning("a digest is withheld: people of another company may read the channel")
        await self._next(tenant, channel)

    async def _post(self, tenant: TenantId, place: Place, channel: ChannelRow) -> None:
        member = Member(tenant, SELF, MemberRole.APPROVER, channel.zone)
        asked = Asked(member, {}, self.storage, self.clock)
        reviews = await self.verbs["reviews"](asked)  # first: the digest counts what waits
        digest = await self.verbs["digest"](asked)
        day = self.clock().astimezone(zone(channel.zone)).date()
        await self._once(tenant, place, replace(digest, object=f"digest:{day}"))
        if reviews.object:
            await self._once(tenant, place, reviews)

    async def _next(self, tenant: TenantId, channel: ChannelRow) -> None:
        due = None
        if channel.digest_minute is not None:
            due = next_daily(channel.digest_minute, channel.zone, self.clock())
        async with self.storage.write() as uow:
            await (await uow.for_tenant(tenant)).team.digest_due(channel, due)

    async def _once(self, tenant: TenantId, place: Place, answer: Answer) -> None:
        if not await self._is_posted(tenant, place, answer.object):
            await self.sender.post(tenant, place, answer)

    async def _claimed(self, tenant: TenantId, place: Place) -> ChannelRow | None:
        """The channel, its digest put off a little; None where none is due, or another was first.

        Its `digest_due` is until when it was put off.
        """
        now = self.clock()
        async with self.storage.write() as uow:
            team = (await uow.for_tenant(tenant)).team
            channel = next((row for row in await team.channels() if row.place == place), None)
            if channel is None or channel.digest_due is None or channel.digest_due > now:
                return None
            mine = await team.digest_due(channel, now + AGAIN)
        return channel._replace(digest_due=now + AGAIN) if mine else None

    async def _is_posted(self, tenant: TenantId, place: Place, object_key: str) -> bool:
        async with self.storage.read() as uow:
            rows = await (await uow.for_tenant(tenant)).posts.of(object_key)
        return any(row.place == place for row in rows)
