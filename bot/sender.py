"""Posts of ours: sent, drawn again and deleted, with a ledger of where they are."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass

from bot.envelope import Chat, Reply
from bot.handlers.asked import Answer
from bot.handles import Handles
from bot.told import in_locale
from core.chat_errors import ChatError
from core.model import Place, TenantId
from core.policy.locales import DEFAULT
from core.ports.clock import Clock
from core.ports.posts import PostRow
from core.ports.storage import Storage

log = logging.getLogger("amzigo.sender")


@dataclass(frozen=True, slots=True)
class Sender:
    """Sends to every platform that is connected, by its name."""

    storage: Storage
    clock: Clock
    handles: Handles
    chats: Mapping[str, Chat]

    async def reply(
        self,
        tenant: TenantId,
        answer: Answer,
        *,
        share: bool,
        locale: str = DEFAULT,
        place: Place | None = None,
    ) -> Reply:
        """An answer with a reference for each of its buttons, to be drawn for a place."""
        refs = await self.handles.mint(tenant, answer, self.clock())
        card = in_locale(answer.card, locale)
        home = None if place is None else place[:2]
        return Reply(card, refs, share=share, replaces=answer.changed, locale=locale, home=home)

    async def post(self, tenant: TenantId, place: Place, answer: Answer) -> None:
        """Post an answer to a channel, and note where it is."""
        reply = await self._post(tenant, place, answer)
        key = f"{tenant}/{answer.object}/{'/'.join(place)}" if answer.object else ""
        message_id = await self.chats[place.platform].post(place, reply, key)
        await self.follow(tenant, place, message_id, answer.object)

    async def follow(self, tenant: TenantId, place: Place, message_id: str, shows: str) -> None:
        """Note that a message shows an object, so that it is drawn again with it."""
        row = PostRow(*place, message_id, shows, self.clock())
        async with self.storage.write() as uow:
            posts = (await uow.for_tenant(tenant)).posts
            if row[:4] not in [known[:4] for known in await posts.of(shows)]:
                await posts.add(row)

    async def is_shown(self, tenant: TenantId, shows: str) -> bool:
        """Whether any post shows an object."""
        async with self.storage.read() as uow:
            return bool(await (await uow.for_tenant(tenant)).posts.of(shows))

    async def redraw(self, tenant: TenantId, answer: Answer) -> None:
        """Draw all posts of an answer's object again; one that fails does not stop the others."""
        async with self.storage.read() as uow:
            rows = await (await uow.for_tenant(tenant)).posts.of(answer.object)
        for row in rows:
            reply = await self._post(tenant, row.place, answer)
            try:
                await self.chats[row.platform].update(row.place, row.message_id, reply)
            except ChatError:
                log.warning("a post on %s could not be drawn again", row.platform)

    async def _post(self, tenant: TenantId, place: Place, answer: Answer) -> Reply:
        """An answer as everybody in a place reads it."""
        async with self.storage.read() as uow:
            locale = await (await uow.for_tenant(tenant)).team.locale(place)
        return await self.reply(tenant, answer, share=True, locale=locale, place=place)
