"""Reminds owners, once a quarter and in one of their channels, to look the team over."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.handlers.asked import Answer
from bot.handlers.team import reminder_of
from bot.handlers.team_card import due_card
from bot.sender import Sender
from core.model import TenantId
from core.ports.clock import Clock
from core.ports.storage import Storage
from core.ports.tenants import ChannelRow
from core.team import team

AGAIN = timedelta(hours=1)
"""After which a posting is tried again that failed, or that a crash cut short."""


@dataclass(frozen=True, slots=True)
class TeamReminder:
    """Posts to the channel that has the digest, else to the first one; the ledger repeats none."""

    storage: Storage
    clock: Clock
    sender: Sender

    async def due(self) -> list[TenantId]:
        """The tenants whose owners are to be reminded."""
        async with self.storage.read() as uow:
            return await uow.system.due_team_checks(self.clock())

    async def post(self, tenant: TenantId) -> None:
        """Remind, unless it was done or the team was looked over since."""
        until = await self._claimed(tenant)
        if until is None:
            return
        facts = await team(self.storage, tenant, self.clock())
        channel = await self._channel(tenant)
        if channel is None:
            return  # the card of `home` says it, too
        shows = reminder_of(facts)
        reminder = Answer(due_card(facts, channel.zone), facts, shows)
        await self.sender.post(tenant, channel.place, reminder)
        async with self.storage.write() as uow:
            await (await uow.for_tenant(tenant)).team.remind(until, None)

    async def _claimed(self, tenant: TenantId) -> datetime | None:
        """Until when the reminder was put off for all others; None where it is not due."""
        now = self.clock()
        async with self.storage.write() as uow:
            its = (await uow.for_tenant(tenant)).team
            due = (await its.check()).remind_at
            if due is None or due > now or not await its.remind(due, now + AGAIN):
                return None
        return now + AGAIN

    async def _channel(self, tenant: TenantId) -> ChannelRow | None:
        async with self.storage.read() as uow:
            rows = await (await uow.for_tenant(tenant)).team.channels()
        chats = self.sender.chats
        ours = [row for row in rows if row.platform in chats and row.closed_at is None]
        return min(ours, key=lambda row: (row.digest_minute is None, row.name), default=None)
