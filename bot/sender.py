"""Posts of ours: sent once, drawn again and deleted, with a ledger of where they are."""

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta

from bot.behind import Behind
from bot.card import Context
from bot.closed_channels import REFUSALS, Closer, NobodyToTell, Tell
from bot.envelope import Chat, Reply, Shows
from bot.handlers.asked import Announcement, Answer
from bot.handlers.posted import unknown_line
from bot.handles import Handles
from bot.newest import Newest
from bot.pacing import PacedChats, Pacing
from bot.post_ledger import Ledger
from bot.told import in_locale
from core.channels import is_closed, reopen
from core.chat_errors import ChatError, ChatSilent
from core.model import Place, TenantId
from core.policy.locales import DEFAULT
from core.policy.sending import AGAIN_AFTER, is_key_known, longest_try
from core.ports.clock import Clock
from core.ports.posts import PostRow, SendingRow
from core.ports.storage import Storage

log = logging.getLogger("amzigo.sender")


@dataclass(frozen=True, slots=True)
class Sender:
    """Sends to every platform that is connected, by its name, in the turn of each channel."""

    storage: Storage
    clock: Clock
    handles: Handles
    chats: Mapping[str, Chat]
    pacing: Pacing = field(default_factory=Pacing)
    owners: Tell = field(default_factory=NobodyToTell)
    """By whom they are told that a channel is closed."""
    behind: Behind = field(default_factory=Behind)
    """Where redraws go on for which an answer does not wait."""
    newest: Newest = field(default_factory=Newest)
    """Which redraw of an object is its newest."""

    @property
    def paced(self) -> Mapping[str, Chat]:
        """The chats, each of their calls in its turn."""
        return PacedChats(self.chats, self.pacing)

    @property
    def ledger(self) -> Ledger:
        """Where our posts are noted."""
        return Ledger(self.storage, self.clock)

    @property
    def closer(self) -> Closer:
        """What closes a channel that refuses us."""
        return Closer(self.storage, self.clock, self.owners)

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
        shows = Shows(tenant, answer.object) if share else None
        changed = answer.changed
        return Reply(card, refs, share, changed, locale=locale, home=home, shows=shows)

    async def post(self, tenant: TenantId, place: Place, answer: Answer) -> bool:
        """Post an answer to a channel once, however often and by whomever it is asked.

        Nothing is posted where its object stands already, in a channel that is closed to us, and
        where it cannot be known whether an earlier sending did it. A channel that refuses it is
        closed. Raises ChatError where the platform did not take it: it may be tried again, and
        ValueError where nothing names what is posted.

        False where somebody else is at it: whoever asks again after their turn learns whether they
        are gone.
        """
        if await is_closed(self.storage, tenant, place):
            return True
        try:
            await self._post_once(tenant, place, answer)
        except REFUSALS as why:
            await self.closer.close(tenant, place, why)
        return not await self.ledger.is_under_way(tenant, place, answer.object)

    async def announce(self, tenant: TenantId, place: Place, its: Announcement) -> bool:
        """Post an announcement, also where the channel is closed: it opens where that works.

        False where the channel refuses it; it is closed then, and whoever tried it is told.
        """
        if place.platform not in self.chats:
            return True
        try:
            await self._post_once(tenant, place, Answer(its.card, object=its.object))
        except REFUSALS as why:
            await self.closer.close(tenant, place, why, tells=False)
            return False
        except ChatError as why:
            log.warning("an announcement on %s was not posted: %s", place.platform, why.code)
        if await self.ledger.stands(tenant, place, its.object):
            await reopen(self.storage, tenant, place, self.clock())
        return True

    async def follow(self, tenant: TenantId, place: Place, message_id: str, shows: str) -> None:
        """Note that a message shows an object, so that it is drawn again with it.

        One that shows none is noted all the same: a wipe deletes it.
        """
        row = PostRow(*place, message_id, shows, self.clock())
        async with self.storage.write() as uow:
            posts = (await uow.for_tenant(tenant)).posts
            known = await posts.of(shows) if shows else ()
            if not any(row.ends(one) for one in known):
                await posts.add(row)

    async def is_shown(self, tenant: TenantId, shows: str) -> bool:
        """Whether any post shows an object."""
        async with self.storage.read() as uow:
            return bool(await (await uow.for_tenant(tenant)).posts.of(shows))

    async def redraw(self, tenant: TenantId, answer: Answer) -> None:
        """Draw all posts of an answer's object again; one that fails or waits stops no other.

        A post that a newer redraw has reached, or will, is left to that.
        """
        if not answer.object:
            return
        with self.newest.begun((tenant, answer.object)) as is_newest:
            async with self.storage.read() as uow:
                rows = await (await uow.for_tenant(tenant)).posts.of(answer.object)
            again = (self._draw_again(tenant, row, answer, is_newest) for row in rows)
            await asyncio.gather(*again)

    async def redraw_behind(self, tenant: TenantId, answer: Answer) -> None:
        """Draw all posts again, waiting a moment only: a channel that is shut delays no answer."""
        await self.behind.run(self.redraw(tenant, answer))

    async def _draw_again(
        self, tenant: TenantId, row: PostRow, answer: Answer, is_newest: Callable[[], bool]
    ) -> None:
        if row.platform not in self.chats:
            log.warning("a post on %s cannot be drawn again by this process", row.platform)
            return
        if await is_closed(self.storage, tenant, row.place):
            return
        try:
            await self._draw(tenant, row, answer, is_newest)
        except REFUSALS as why:
            await self.closer.close(tenant, row.place, why)
        except ChatError:
            log.warning("a post on %s could not be drawn again", row.platform)

    async def _draw(
        self, tenant: TenantId, row: PostRow, answer: Answer, is_newest: Callable[[], bool]
    ) -> None:
        reply = await self._reply_there(tenant, row.place, answer)

        async def draw() -> str:
            if not is_newest():
                return row.message_id
            return await self.chats[row.platform].update(row.place, row.message_id, reply)

        message_id = await self.pacing.run(row.place, draw)
        if message_id != row.message_id:
            async with self.storage.write() as uow:
                await (await uow.for_tenant(tenant)).posts.moved(row, message_id)

    async def _post_once(self, tenant: TenantId, place: Place, answer: Answer) -> None:
        if not answer.object:
            raise ValueError("a post needs an object, so that it is posted once")
        if await self.ledger.stands(tenant, place, answer.object):
            return None
        lost = await self.ledger.untold(tenant, place)
        reply = await self._reply_there(tenant, place, _with_note(answer, lost))

        async def send() -> None:
            row = await self.ledger.claim(tenant, place, answer.object)
            if row is not None:
                await self._send(tenant, row, reply, lost)

        return await self.pacing.run(place, send)

    async def _send(
        self, tenant: TenantId, row: SendingRow, reply: Reply, lost: Sequence[SendingRow]
    ) -> None:
        """Send it and note what became of it; a kill in here leaves it noted as on its way.

        A platform that is silent, but knows the post by its key, is asked again. A refusal says
        nothing of an earlier try: then it stays on its way.
        """
        is_first = row.tried_at == row.begun_at
        for wait in (*AGAIN_AFTER, None):
            try:
                message_id = await self._try(tenant, row, reply)
            except ChatSilent:
                is_first = False
                next_at = self.clock() + timedelta(seconds=wait or 0)
                if wait is None or not is_key_known(row.platform, row.begun_at, next_at):
                    return await self.ledger.give_up(tenant, row)
                await self.pacing.pause(wait)
            except ChatError:
                if is_first:
                    await self.ledger.not_sent(tenant, row)
                raise
            else:
                return await self.ledger.posted(tenant, row, message_id, lost)
        return None

    async def _try(self, tenant: TenantId, row: SendingRow, reply: Reply) -> str:
        """Its id; ChatSilent where it goes on for too long."""
        try:
            async with asyncio.timeout(longest_try(row.platform)):
                return await self.chats[row.platform].post(row.place, reply, row.key(tenant))
        except TimeoutError as why:
            raise ChatSilent from why

    async def _reply_there(self, tenant: TenantId, place: Place, answer: Answer) -> Reply:
        """An answer as everybody in a place reads it."""
        async with self.storage.read() as uow:
            locale = await (await uow.for_tenant(tenant)).team.locale(place)
        return await self.reply(tenant, answer, share=True, locale=locale, place=place)


def _with_note(answer: Answer, lost: Sequence[SendingRow]) -> Answer:
    """The answer, which also says of which posts nobody knows whether they stand there."""
    if not lost:
        return answer
    card = answer.card
    note = Context(unknown_line([row.object for row in lost]))
    return replace(answer, card=replace(card, nodes=(*card.nodes, note)))
