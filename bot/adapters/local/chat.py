"""The chat of the local page: it posts like Slack or Discord, and tells open pages what changed."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Sequence
from datetime import datetime

from bot.adapters.local import html
from bot.adapters.local.messages import Author, Body, Entry, File, Message, Messages
from bot.envelope import Reply
from core.model import Place

_POLL = 2.0
"""Seconds after which a change made by another process is seen at the latest."""


class LocalChat:
    """The Chat of the local page, and what the page itself needs of it.

    `now` gives aware UTC times.
    """

    def __init__(self, messages: Messages, now: Callable[[], datetime]) -> None:
        self._messages = messages
        self._waiting: set[asyncio.Event] = set()
        self._closed = False
        self.now = now

    async def post(self, place: Place, reply: Reply, key: str) -> str:
        """Post a card for everybody in the channel; the page knows no keys."""
        return await self._add(place, "amzigo", _body(reply))

    async def answer(self, place: Place, reply: Reply) -> str:
        """Post an answer: private to the asker unless it is shared."""
        return await self._add(place, "amzigo", _body(reply), private=not reply.share)

    async def say(self, place: Place, typed: str) -> str:
        """Show what the person typed, as theirs."""
        return await self._add(place, "you", Body("", str(html.said(typed))))

    async def update(self, place: Place, message_id: str, reply: Reply) -> str:
        """Draw a posted card again; one that is gone stays gone."""
        if await self._messages.update(place, message_id, _body(reply)):
            self._wake()
        return message_id

    async def tell(self, place: Place, user: str, reply: Reply) -> None:
        """Tell the page's one visitor, in the channel that they read."""
        await self._add(place, "amzigo", _body(reply), private=True)

    async def delete(self, place: Place, message_id: str) -> bool:
        """Delete a post; False where it is gone already."""
        deleted = await self._messages.delete(place, message_id)
        self._wake()
        return deleted

    async def clear(self, place: Place) -> None:
        """Delete every message of a channel: answers and what was typed are kept here too."""
        for message in await self._messages.changed(place, 0):
            if not message.deleted:
                await self._messages.delete(place, message.id)
        self._wake()

    async def holding(self, place: Place, ref: str) -> str:
        """The message that a button of this reference stands on; empty where none does."""
        for message in await self._messages.changed(place, 0):
            if ref in message.entry.body.html:
                return message.id
        return ""

    async def recent(self, place: Place, limit: int) -> Sequence[Message]:
        """The latest messages, oldest first."""
        return await self._messages.recent(place, limit)

    async def file(self, place: Place, key: str) -> File | None:
        """A file of a message."""
        return await self._messages.file(place, key)

    async def changes(self, place: Place, after: int) -> AsyncGenerator[Sequence[Message], None]:
        """What changes after a revision, as it happens, until the chat closes.

        Yields an empty batch whenever nothing happened for two seconds.
        """
        wake = asyncio.Event()
        self._waiting.add(wake)
        try:
            while True:
                wake.clear()
                ending = self._closed
                batch = await self._messages.changed(place, after)
                after = batch[-1].revision if batch else after
                yield batch
                if ending:
                    return
                await _woken(wake)
        finally:
            self._waiting.discard(wake)

    @property
    def listeners(self) -> int:
        """How many streams of changes are open."""
        return len(self._waiting)

    def close(self) -> None:
        """End every stream of changes, so that the server can stop."""
        self._closed = True
        self._wake()

    def _wake(self) -> None:
        for event in self._waiting:
            event.set()

    async def _add(self, place: Place, author: Author, body: Body, *, private: bool = False) -> str:
        message_id = await self._messages.add(place, Entry(author, self.now(), private, body))
        self._wake()
        return message_id


def _body(reply: Reply) -> Body:
    return html.body(reply.card, reply.refs, reply.locale)


async def _woken(wake: asyncio.Event) -> bool:
    try:
        async with asyncio.timeout(_POLL):
            return await wake.wait()
    except TimeoutError:
        return False
