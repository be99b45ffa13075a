"""Tells owners, in their channels, what became of an authorization, and ends what has ended.

Where people of another company may read a channel, and no owner let them, nothing is posted.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from bot.allowed_channels import allowed_channels
from bot.card import Card
from bot.envelope import Reply
from bot.handlers.asked import Answer
from bot.handlers.authorization import (
    ended_card,
    ending_card,
    paused_card,
    resumed_card,
    wiped_card,
)
from bot.owner_teller import Contact, OwnerTeller
from bot.sender import Sender
from bot.told import in_locale
from core.chat_errors import ChatError
from core.ended_authorization import Ender
from core.model import AccountId, TenantId
from core.policy.authorization import TELL_AGAIN, TELL_FOR, AccountState, Authorization
from core.policy.locales import DEFAULT
from core.ports.clock import Clock
from core.ports.storage import Storage
from core.ports.tenants import ChannelRow
from core.revoke import Revoked
from core.sharing import Sharing

log = logging.getLogger("amzigo.authorization")

Draw = Callable[[str], Card]
"""The card for a reader of a zone."""


@dataclass(frozen=True, slots=True)
class Teller:
    """Posts to every channel of the tenant that is open; the sender repeats nothing."""

    storage: Storage
    clock: Clock
    sender: Sender
    ender: Ender
    owners: OwnerTeller
    sharing: Sharing

    async def tell(self, tenant: TenantId, account: AccountId) -> None:
        """Tell what has yet to be told of an account; one that ended is deleted first."""
        kept, name = await self._found(tenant, account)
        if kept is None or kept.untold is None or await self._is_frozen():
            return
        since = kept.paused_at or self.clock()
        is_heard: bool | None
        match kept.untold:
            case AccountState.PAUSED:
                is_heard = await self._paused(tenant, kept, name, since)
            case AccountState.ACTIVE:
                is_heard = await self._resumed(tenant, kept, name, since)
            case _:
                is_heard = await self._ended(tenant, account, name, since)
        if is_heard is not None:
            is_over = is_heard or self.clock() >= since + TELL_FOR
            await self._told(tenant, kept, is_over=is_over)

    async def remind(self, tenant: TenantId, account: AccountId, days: int) -> None:
        """Warn of the end of a year, so many days before it."""
        now = self.clock()
        async with self.storage.read() as uow:
            accounts = await (await uow.for_tenant(tenant)).accounts.all()
        mine = next((row for row in accounts if row.account_id == account), None)
        if mine is not None and mine.authorized_at is not None:
            name, since, shop = mine.name, mine.authorized_at, await self._name(tenant)
            shows = f"authorization:{account}:ends:{since:%y%m%d}:{days}"
            await self._post(tenant, shows, lambda zone: ending_card(shop, name, since, now, zone))

    async def _paused(
        self, tenant: TenantId, kept: Authorization, name: str, since: datetime
    ) -> bool:
        """Whether anybody heard that nothing is read any more."""
        shows, until = _shows(kept.account, since), kept.ends_after
        draw = partial(paused_card, await self._name(tenant), name, since, until)
        return await self._post(tenant, shows, draw)

    async def _resumed(
        self, tenant: TenantId, kept: Authorization, name: str, since: datetime
    ) -> bool:
        """Say so wherever the pause stands; whoever heard it in private hears the news, too."""
        shows, at = _shows(kept.account, since), kept.checked_at or self.clock()
        zone = _zone(await self._channels(tenant))
        answer = Answer(resumed_card(name, since, at, zone), object=shows)
        await self.sender.redraw(tenant, answer)
        if not await self.owners.was_told(tenant, shows):
            return True
        return await self.owners.tell(tenant, replace(answer, object=f"{shows}:again"))

    async def _ended(
        self, tenant: TenantId, account: AccountId, name: str, since: datetime
    ) -> bool | None:
        """Delete, then tell: whether anybody heard it; None where the whole tenant is gone.

        What was deleted once, and heard by nobody, is only told again.
        """
        shows, now = f"{_shows(account, since)}:ended", self.clock()
        draw = partial(ended_card, await self._name(tenant), name, now)
        if await self.owners.was_tried(tenant, shows):
            return await self._post(tenant, shows, draw)
        channels = await self._allowed(tenant)  # before they are deleted
        contacts = await self.owners.contacts(tenant)
        revoked = await self.ender.end(tenant, account)
        if revoked is not None:
            await self._hand_over(channels, contacts, revoked)
            return None
        kept, _ = await self._found(tenant, account)
        if kept is None or kept.state is not AccountState.REVOKED:
            return True  # it was renewed in the last moment
        return await self._post(tenant, shows, draw)

    async def _hand_over(
        self, channels: list[ChannelRow], contacts: list[Contact], revoked: Revoked
    ) -> None:
        """The certificate, where the tenant's owners were: nothing of the tenant is noted."""
        is_posted = False
        for row in channels:
            try:
                locale = row.locale or DEFAULT
                card = in_locale(wiped_card(revoked), locale)
                reply = Reply(card, share=True, locale=locale)
                chat = self.sender.paced[row.platform]
                await chat.post(row.place, reply, revoked.certificate.cert_id)
                is_posted = True
            except Exception:
                log.exception("a certificate could not be handed over on %s", row.platform)
        if not is_posted and not await self.owners.hand_over(contacts, wiped_card(revoked)):
            log.error("a certificate could not be handed over to anybody")

    async def _found(
        self, tenant: TenantId, account: AccountId
    ) -> tuple[Authorization | None, str]:
        async with self.storage.read() as uow:
            scope = await uow.for_tenant(tenant)
            kept = await scope.authorizations.one(account)
            names = {row.account_id: row.name for row in await scope.accounts.all()}
        return kept, names.get(account, "")

    async def _name(self, tenant: TenantId) -> str:
        async with self.storage.read() as uow:
            rows = await uow.directory.tenants()
        return next((row.name for row in rows if row.tenant_id == tenant), "")

    async def _is_frozen(self) -> bool:
        async with self.storage.read() as uow:
            return await uow.authorization_work.frozen() is not None

    async def _channels(self, tenant: TenantId) -> list[ChannelRow]:
        """The channels, each with the locale in which is written there."""
        async with self.storage.read() as uow:
            team = (await uow.for_tenant(tenant)).team
            rows = [row for row in await team.channels() if row.closed_at is None]
            return [row._replace(locale=await team.locale(row.place)) for row in rows]

    async def _allowed(self, tenant: TenantId) -> list[ChannelRow]:
        """The channels in which it may be told."""
        rows = await self._channels(tenant)
        return await allowed_channels(self.sender, self.sharing, tenant, rows)

    async def _post(self, tenant: TenantId, shows: str, draw: Draw) -> bool:
        """To every channel; where none takes it, to the owners in private: whether any heard it."""
        for row in await self._allowed(tenant):
            try:
                await self.sender.post(tenant, row.place, Answer(draw(row.zone), object=shows))
            except ChatError:
                # Another channel may take it; one platform in trouble stops no other.
                log.warning("owners could not be told on %s", row.platform)
        if await self.sender.is_shown(tenant, shows):
            return True
        zone = _zone(await self._channels(tenant))
        return await self.owners.tell(tenant, Answer(draw(zone), object=shows))

    async def _told(self, tenant: TenantId, before: Authorization, *, is_over: bool) -> None:
        """Note that no more is told of it, or when it is tried again."""
        again = None if is_over else self.clock() + TELL_AGAIN
        untold = None if is_over else before.untold
        async with self.storage.write() as uow:
            authorizations = (await uow.for_tenant(tenant)).authorizations
            now = await authorizations.one(before.account)
            if now is not None and now.untold is before.untold:
                await authorizations.put(replace(now, untold=untold, tell_again_at=again))


def _shows(account: AccountId, since: datetime) -> str:
    """The object of all that is told of a pause."""
    return f"authorization:{account}:{int(since.timestamp())}"


def _zone(channels: list[ChannelRow]) -> str:
    """The zone of whoever reads it somewhere else."""
    return next((row.zone for row in channels), "UTC")
