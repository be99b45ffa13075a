"""Tells owners what concerns them alone, or what no channel takes: in private, else by mail."""

import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace

from bot.card import Actions, Card
from bot.envelope import Reply
from bot.handlers.asked import Answer
from bot.sender import Sender
from bot.told import in_locale
from core.chat_errors import ChatError
from core.mail_errors import MailError
from core.model import MemberRole, Place, TenantId
from core.ports.clock import Clock
from core.ports.owner_notices import OwnerNotice
from core.ports.storage import Storage, TenantScope, UnitOfWork

log = logging.getLogger("amzigo.owners")

PostTo = Callable[[str, Card, str], Awaitable[None]]
"""Mails a card to an address in a locale's signs; raises MailError."""

NO_SERVER = frozenset({"discord"})
"""Where a private conversation does not tell in which workspace a button is pressed."""

SUMMARY = 200


@dataclass(frozen=True, slots=True)
class Contact:
    """How an owner is reached: in private at a place's platform, else at a verified address.

    `has_buttons` says whether a press in their private conversation would find the tenant.
    """

    place: Place
    user: str
    locale: str
    has_buttons: bool
    email: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class OwnerTeller:
    """Reaches every owner on one way; without a `post` this installation sends no mail."""

    storage: Storage
    clock: Clock
    sender: Sender
    post: PostTo | None = None

    async def tell(
        self, tenant: TenantId, answer: Answer, *, except_in: Place | None = None
    ) -> bool:
        """Tell every owner, once of each object; True where anybody was reached.

        A channel that takes nothing (`except_in`) is not where it is said. What nobody could be
        told is tried again at the next call, and stands on the card of `home` until then. Raises
        ValueError where nothing names what is told.
        """
        if not answer.object:
            raise ValueError("what owners are told needs an object, so that it is told once")
        if await self.was_told(tenant, answer.object):
            return True
        contacts = await self.contacts(tenant, except_in)
        replies = [await self._reply(tenant, answer, one) for one in contacts]
        is_heard = await self._reached(contacts, replies)
        await self._note(tenant, answer, is_heard=is_heard)
        return is_heard

    async def was_told(self, tenant: TenantId, object_key: str) -> bool:
        """Whether owners were told of an object in private."""
        async with self.storage.read() as uow:
            before = await (await uow.for_tenant(tenant)).owner_notices.of(object_key)
        return before is not None and before.is_heard

    async def was_tried(self, tenant: TenantId, object_key: str) -> bool:
        """Whether it was begun to tell owners of an object, and maybe nobody heard it."""
        async with self.storage.read() as uow:
            return await (await uow.for_tenant(tenant)).owner_notices.of(object_key) is not None

    async def contacts(self, tenant: TenantId, except_in: Place | None = None) -> list[Contact]:
        """How each owner is reached now: this can be used once the tenant is gone."""
        async with self.storage.read() as uow:
            scope = await uow.for_tenant(tenant)
            emails = await scope.emails.all()
            found = []
            for row in await scope.team.members():
                if row.role is MemberRole.OWNER:
                    place = await _place(scope, row[:2], except_in)
                    locale = await scope.team.locale(place)
                    has_buttons = await _is_found(uow, tenant, place)
                    kept = emails.get(row[:3])
                    email = None if kept is None else kept.address
                    found.append(Contact(place, row.user, locale, has_buttons, email))
        return found

    async def hand_over(self, contacts: Sequence[Contact], card: Card) -> bool:
        """Give a card without buttons to whoever owned a tenant; nothing of it is noted."""
        replies = [Reply(in_locale(card, one.locale), locale=one.locale) for one in contacts]
        return await self._reached(contacts, replies)

    async def _reply(self, tenant: TenantId, answer: Answer, to: Contact) -> Reply:
        shown = answer if to.has_buttons else replace(answer, card=without_buttons(answer.card))
        return await self.sender.reply(tenant, shown, share=False, locale=to.locale)

    async def _reached(self, contacts: Sequence[Contact], replies: Sequence[Reply]) -> bool:
        reached = [
            await self._said(one, reply) or await self._mailed(one, reply)
            for one, reply in zip(contacts, replies, strict=True)
        ]
        if not all(reached):
            log.warning("%d of %d owners could not be told", reached.count(False), len(reached))
        return any(reached)

    async def _said(self, to: Contact, reply: Reply) -> bool:
        chat = self.sender.paced.get(to.place.platform)
        if chat is None:
            return False
        try:
            await chat.tell(to.place, to.user, reply)
        except ChatError as why:
            log.info("an owner could not be told on %s: %s", to.place.platform, why.code)
            return False
        return True

    async def _mailed(self, to: Contact, reply: Reply) -> bool:
        if to.email is None or self.post is None:
            return False
        try:
            await self.post(to.email, without_buttons(reply.card), reply.locale)
        except MailError as why:
            log.warning("an owner could not be told by mail: %s", why.message)
            return False
        return True

    async def _note(self, tenant: TenantId, answer: Answer, *, is_heard: bool) -> None:
        summary = answer.card.summary[:SUMMARY]
        notice = OwnerNotice(answer.object, summary, self.clock(), is_heard)
        async with self.storage.write() as uow:
            await (await uow.for_tenant(tenant)).owner_notices.put(notice)


def without_buttons(card: Card) -> Card:
    """The card where nothing can be pressed; its words say what to type."""
    return replace(card, nodes=tuple(one for one in card.nodes if not isinstance(one, Actions)))


async def _place(scope: TenantScope, where: tuple[str, str], except_in: Place | None) -> Place:
    """One of the tenant's channels in an owner's workspace; without any, none."""
    theirs = [row.place for row in await scope.team.channels() if row.place[:2] == where]
    return next((place for place in theirs if place != except_in), Place(*where, ""))


async def _is_found(uow: UnitOfWork, tenant: TenantId, place: Place) -> bool:
    """Whether a press in a private conversation there is one in this tenant."""
    if place.platform in NO_SERVER:
        return False
    channel = place.channel if place.platform == "local" else ""
    bound = await uow.directory.bound(*place[:2], channel)
    return bound is not None and bound.tenant_id == tenant
