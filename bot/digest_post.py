"""The morning: a digest and what waits for approval, posted to a channel once when it is due."""

import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from bot.closed_channels import REFUSALS
from bot.handlers.asked import Answer, Asked, Member
from bot.sender import Sender
from bot.withheld import withheld_card
from core.marketplaces import zone
from core.model import MemberRole, Place, TenantId
from core.policy.sending import turn
from core.ports.clock import Clock
from core.ports.storage import Storage
from core.ports.tenants import ChannelRow
from core.schedule import digest_day, next_digest
from core.sharing import Sharing, withholding

SELF = "amzigo"
"""Who prepares the morning's batch; a person approves it."""

log = logging.getLogger("amzigo.digests")

AGAIN = timedelta(minutes=15)
"""After which a posting that failed is tried again, unless the platform said when."""


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

        Whoever posts has put it off for the others first, no longer than somebody's turn lasts:
        after a crash a platform still knows by its key what was being sent. The ledger of posts
        tells what was posted: that is not repeated.
        """
        if place.platform not in self.sender.chats:
            return  # another process is connected there
        channel = await self._claimed(tenant, place)
        if channel is None:
            return
        try:
            wait = await self._post(tenant, channel)
        except Exception as why:
            later = getattr(why, "retry_after", None) or AGAIN.total_seconds()
            await self._due(tenant, channel, self.clock() + timedelta(seconds=later))
            raise
        due = None
        if wait is not None:
            due = self.clock() + wait
        elif channel.digest_minute is not None:
            due = next_digest(channel.digest_minute, channel.zone, place, self.clock())
        await self._due(tenant, channel, due)

    async def _post(self, tenant: TenantId, channel: ChannelRow) -> timedelta | None:
        """After how long it is to be looked at again; None where it is done.

        Another is at it, or was until a crash; or the platform does not say who reads the channel.
        """
        try:
            may = await self.sharing.is_private(self.storage, tenant, channel.place, self.clock())
        except REFUSALS as why:
            await self.sender.closer.close(tenant, channel.place, why)
            return None
        if may is None:
            return AGAIN
        if not may:
            log.warning("a digest is withheld: people of another company may read the channel")
            await self._tell_withheld(tenant, channel)
            return None
        member = Member(tenant, SELF, MemberRole.APPROVER, channel.zone)
        asked = Asked(member, {}, self.storage, self.clock)
        reviews = await self.verbs["reviews"](asked)  # first: the digest counts what waits
        digest = await self.verbs["digest"](asked)
        posts = [
            replace(digest, object=f"digest:{self._day(channel)}"),
            *([reviews] if reviews.object else []),
        ]
        done = [await self.sender.post(tenant, channel.place, one) for one in posts]
        return None if all(done) else turn(channel.platform)

    def _day(self, channel: ChannelRow) -> date:
        """The day that the digest is named by, however late it is."""
        now, minute = self.clock(), channel.digest_minute
        if minute is None:  # switched off while it was under way
            return now.astimezone(zone(channel.zone)).date()
        return digest_day(minute, channel.zone, channel.place, now)

    async def _tell_withheld(self, tenant: TenantId, channel: ChannelRow) -> None:
        """Each owner hears it once until that is over, and once a month where it lasts."""
        place, minute = channel.place, channel.digest_minute
        if minute is not None:
            told = Answer(withheld_card(place, channel.name, minute), object=withholding(place))
            await self.sender.owners.tell(tenant, told, except_in=place)

    async def _due(self, tenant: TenantId, channel: ChannelRow, at: datetime | None) -> None:
        async with self.storage.write() as uow:
            await (await uow.for_tenant(tenant)).team.digest_due(channel, at)

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
            if channel.closed_at is not None:
                return None
            until = now + turn(place.platform)
            mine = await team.digest_due(channel, until)
        return channel._replace(digest_due=until) if mine else None
