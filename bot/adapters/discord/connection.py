"""The connection's life: tried again after each end, but where Discord will have none of us."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta

import discord

from bot.adapters.discord.client import Client
from bot.adapters.discord.silence import FAILURES
from core.errors import BadSetting
from core.ports.clock import Clock

TOKEN = "AMZIGO_DISCORD_TOKEN"  # noqa: S105 -- the setting's name

FIRST_WAIT, LONGEST_WAIT = 5.0, 300.0
"""Seconds before another try. Discord ends a token at the thousandth start in a day."""

STEADY = timedelta(seconds=LONGEST_WAIT)
"""A connection that lasted so long did not fail because of the one before."""

RESET = "reset it under Bot on your application's page at Discord, set it, and start amzigo again"
STEPS = {
    4004: f"Discord does not know it any more; {RESET}",
    4010: "Discord refused the shard; start amzigo again: it asks how many there are",
    4011: "Discord wants more shards; start amzigo again: it asks how many",
    4012: "Discord speaks another version; update amzigo, and start it again",
    4013: "Discord refused the intents; ask `amzigo doctor`, and start amzigo again",
    4014: "Discord refused the intents; ask `amzigo doctor`, and start amzigo again",
}
"""What ends a connection for good, by the code of its end, with the next step."""

FORESEEN = (*FAILURES, discord.ClientException, discord.GatewayNotFound)

Pause = Callable[[float], Awaitable[None]]

log = logging.getLogger("amzigo.discord")


@dataclass(slots=True)
class Connection:
    """Connected while it is kept; `ended` is set once Discord ended it for good."""

    client: Client
    token: str = field(repr=False)
    clock: Clock
    pause: Pause
    refusal: BadSetting | None = None
    """Why it ended for good."""
    ended: asyncio.Event = field(default_factory=asyncio.Event)
    _is_shut: bool = False
    _is_leaving: bool = False
    _keeping: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to keep it."""
        self._keeping = asyncio.create_task(self._keep())

    def lives(self) -> bool:
        """Whether anything can come in."""
        return self.refusal is None and self.client.is_connected()

    async def stop(self) -> None:
        """End it, and try no more."""
        self._is_leaving = True
        if self._keeping is not None:
            self._keeping.cancel()
            # The library forgets a cancellation while it begins a session; a closed client ends it.
            await self.client.close()
            await asyncio.wait({self._keeping})

    async def _keep(self) -> None:
        tries = 0
        while self.refusal is None:
            began = self.clock()
            why = await self._tried()
            if self._is_leaving:
                return
            self.refusal = refusal_of(why)
            if self.refusal is None:
                tries = 0 if self.clock() - began >= STEADY else tries
                await self._wait(why, min(FIRST_WAIT * 2**tries, LONGEST_WAIT))
                tries += 1
        log.error("%s Until then nobody at Discord is answered.", self.refusal.message)
        self.ended.set()

    async def _wait(self, why: Exception | None, seconds: float) -> None:
        said = "no reason" if why is None else f"{type(why).__name__}: {why}"
        surprise = None if why is None or isinstance(why, FORESEEN) else why
        words = "the connection to Discord ended (%s); it is tried again in %d s"
        log.warning(words, said, seconds, exc_info=surprise)
        await self.pause(seconds)

    async def _tried(self) -> Exception | None:
        """Connect until that ends; returns why it did."""
        why = await _failure(self._connected())
        if self._is_leaving or not self.client.is_closed():
            return why
        # What is posted goes out all the same.
        self._is_shut = True
        also = await _failure(self._open())
        return why if refusal_of(why) else also or why

    async def _connected(self) -> None:
        if self._is_shut:
            await self._open()
        await self.client.connect()

    async def _open(self) -> None:
        await self.client.reopen(self.token)
        self._is_shut = False


def refusal_of(why: Exception | None) -> BadSetting | None:
    """Why an end is one for good; None where it may be tried again."""
    code = None
    if isinstance(why, discord.LoginFailure):
        code = 4004
    elif isinstance(why, discord.PrivilegedIntentsRequired):
        code = 4014
    elif isinstance(why, discord.ConnectionClosed):
        code = why.code
    return None if code not in STEPS else BadSetting(name=TOKEN, reason=STEPS[code])


async def _failure(doing: Awaitable[None]) -> Exception | None:
    try:
        await doing
    except Exception as why:  # noqa: BLE001 -- whatever it is, it is logged and tried again
        return why
    return None
