"""Calls to chat platforms, each in its channel's and its workspace's turn.

A 429 shuts both until the platform will listen again, since it does not say which of them was
meant, and the call goes on then. Who waits for a channel holds up no other one.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Hashable, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TypeVar

from bot.envelope import Chat, Reply
from core.chat_errors import ChatBusy
from core.model import Place
from core.policy.pace import LIMITS, Bucket, Rate

T = TypeVar("T")

LONGEST = 120.0
"""Seconds that a call waits in all; who would have to wait longer is told when to come back, and
gives the place that waiting takes to somebody else."""

LEAST = 0.001
"""Seconds."""


@dataclass(slots=True)
class _Queue:
    """A bucket and those who wait for it, the first that came first."""

    bucket: Bucket
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    length: int = 0


class Pacing:
    """All buckets of a process; `ticks` is a clock in seconds that only goes forward."""

    def __init__(
        self,
        ticks: Callable[[], float] = time.monotonic,
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self.ticks = ticks
        self.pause = pause
        self._queues: dict[Hashable, _Queue] = {}
        self._calls: dict[Hashable, asyncio.Lock] = {}

    async def run(
        self, place: Place, call: Callable[[], Awaitable[T]], longest: float = LONGEST
    ) -> T:
        """Make a call in its turn, and again where the platform was busy.

        Raises ChatBusy where that would take longer than `longest` seconds: it was not made then.
        """
        end = self.ticks() + longest
        while True:
            for queue in self._queues_of(place):
                await self._take(queue, end)
            try:
                return await call()
            except ChatBusy as why:
                self._shut(place, why)
                wait = why.retry_after or 0.0
                _refuse_long(wait, end - self.ticks())
                await self._wait(wait)

    @asynccontextmanager
    async def calling(self, place: Place) -> AsyncIterator[None]:
        """A call that a platform without a library of such manners takes: one at a time.

        So the next one of the workspace knows whether this one was refused.
        """
        key = (place.platform, place.workspace)
        async with self._calls.setdefault(key, asyncio.Lock()):
            end = self.ticks() + LONGEST
            while (wait := self._shut_for(place)) > 0:
                _refuse_long(wait, end - self.ticks())
                await self._wait(wait)
            try:
                yield
            except ChatBusy as why:
                self._shut(place, why)
                raise

    async def _take(self, queue: _Queue, end: float) -> None:
        _refuse_long(queue.bucket.wait(self.ticks(), queue.length), end - self.ticks())
        queue.length += 1
        try:
            async with queue.turn:
                while (wait := queue.bucket.wait(self.ticks())) > 0:
                    _refuse_long(wait, end - self.ticks())
                    await self._wait(wait)
                queue.bucket.take(self.ticks())
        finally:
            queue.length -= 1

    async def _wait(self, seconds: float) -> None:
        """A wait that a clock notices, so that nobody wakes again and again at the same time."""
        await self.pause(max(seconds, LEAST))

    def _shut(self, place: Place, why: ChatBusy) -> None:
        until = self.ticks() + (why.retry_after or 0.0)
        for queue in self._queues_of(place):
            queue.bucket.shut(until)

    def _shut_for(self, place: Place) -> float:
        """Seconds until neither the channel nor its workspace is shut."""
        now = self.ticks()
        return max((one.bucket.shut_until - now for one in self._queues_of(place)), default=0.0)

    def _queues_of(self, place: Place) -> Iterator[_Queue]:
        limits = LIMITS.get(place.platform)
        if limits is None:
            return
        if limits.channel is not None:
            yield self._queue(place, limits.channel)
        whole = place.platform if limits.whole else place[:2]
        yield self._queue(whole, limits.workspace)

    def _queue(self, key: Hashable, rate: Rate) -> _Queue:
        found = self._queues.get(key)
        if found is None:
            found = self._queues[key] = _Queue(Bucket(rate, self.ticks()))
        return found


@dataclass(frozen=True, slots=True)
class PacedChat:
    """A chat whose calls wait for their turn (the protocol is bot.envelope.Chat)."""

    chat: Chat
    pacing: Pacing

    async def post(self, place: Place, reply: Reply, key: str) -> str:
        """Post a card in its turn."""
        return await self.pacing.run(place, lambda: self.chat.post(place, reply, key))

    async def update(self, place: Place, message_id: str, reply: Reply) -> str:
        """Draw a post again in its turn."""
        return await self.pacing.run(place, lambda: self.chat.update(place, message_id, reply))

    async def tell(self, place: Place, user: str, reply: Reply) -> None:
        """Tell a person in the turn of their conversation with us."""
        theirs = place._replace(channel=user)
        await self.pacing.run(theirs, lambda: self.chat.tell(place, user, reply))

    async def delete(self, place: Place, message_id: str) -> bool:
        """Delete a post in its turn."""
        return await self.pacing.run(place, lambda: self.chat.delete(place, message_id))

    async def clear(self, place: Place) -> None:
        """Clear a channel in its turn."""
        await self.pacing.run(place, lambda: self.chat.clear(place))


@dataclass(frozen=True, slots=True)
class PacedChats(Mapping[str, Chat]):
    """The chats that are connected, by name, each of them paced."""

    chats: Mapping[str, Chat]
    pacing: Pacing

    def __getitem__(self, platform: str) -> Chat:
        """The chat of a platform."""
        return PacedChat(self.chats[platform], self.pacing)

    def __iter__(self) -> Iterator[str]:
        """The platforms' names."""
        return iter(self.chats)

    def __len__(self) -> int:
        """How many there are."""
        return len(self.chats)


def _refuse_long(wait: float, left: float) -> None:
    if wait > left:
        raise ChatBusy(wait)
