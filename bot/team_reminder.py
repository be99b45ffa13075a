"""Reminds owners to look the team over, once a quarter: in one of their channels, or in private."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.allowed_channels import allowed_channels
from bot.handlers.asked import Answer
from bot.handlers.team import reminder_of
from bot.handlers.team_card import due_card
from bot.sender import Sender
from core.model import TenantId
from core.ports.clock import Clock
from core.ports.storage import Storage
from core.ports.tenants import ChannelRow
from core.sharing import Sharing
from core.team import team

AGAIN = timedelta(hours=1)
"""After which a posting is tried again that failed, or that a crash cut short."""


@dataclass(frozen=True, slots=True)
class TeamReminder:
    """Posts to the channel that has the digest, else to the first one; the ledger repeats none.

    Where none takes it, or another company may read them all, each owner is told in private.
    """

    storage: Storage
    clock: Clock
    sender: Sender
    sharing: Sharing

    async def due(self) -> list[TenantId]:
        """The tenants whose owners are to be reminded."""
        async with self.storage.read() as uow:
            return await uow.system.due_team_checks(self.clock())

    async def post(self, tenant: TenantId) -> None:
        """Remind, unless it was done or the team was looked over since."""
        until = await self._claimed(tenant)
        if until is None:
            return
        channels = await self._channels(tenant)
        if channels and not any(row.platform in self.sender.chats for row in channels):
            return  # another process is connected there
        if not await self._is_told(tenant, channels):
            return  # the card of `home` says it, too
        async with self.storage.write() as uow:
            await (await uow.for_tenant(tenant)).team.remind(until, None)

    async def _is_told(self, tenant: TenantId, channels: list[ChannelRow]) -> bool:
        facts = await team(self.storage, tenant, self.clock())
        allowed = await allowed_channels(self.sender, self.sharing, tenant, channels)
        shows, zone = reminder_of(facts), next((row.zone for row in (*allowed, *channels)), "UTC")
        reminder = Answer(due_card(facts, zone), facts, shows)
        if allowed and not await self.sender.post(tenant, allowed[0].place, reminder):
            return False  # somebody else is at it
        is_shown = await self.sender.is_shown(tenant, shows)
        return is_shown or await self.sender.owners.tell(tenant, reminder)

    async def _claimed(self, tenant: TenantId) -> datetime | None:
        """Until when the reminder was put off for all others; None where it is not due."""
        now = self.clock()
        async with self.storage.write() as uow:
            its = (await uow.for_tenant(tenant)).team
            due = (await its.check()).remind_at
            if due is None or due > now or not await its.remind(due, now + AGAIN):
                return None
        return now + AGAIN

    async def _channels(self, tenant: TenantId) -> list[ChannelRow]:
        """Those that let us post, the ones with a digest first."""
        async with self.storage.read() as uow:
            rows = await (await uow.for_tenant(tenant)).team.channels()
        is_open = [row for row in rows if row.closed_at is None]
        return sorted(is_open, key=lambda row: (row.digest_minute is None, row.name))
