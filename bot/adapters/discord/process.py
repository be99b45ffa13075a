"""Discord while a process runs: logged in, its commands known, connected, the lease renewed."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta

import discord

from bot.adapters.discord.addresses import Addresses
from bot.adapters.discord.answers import Answers, Draw, Suggest
from bot.adapters.discord.client import Client, Duties
from bot.adapters.discord.connection import TOKEN, Connection, Pause
from bot.adapters.discord.lease import RENEWAL, Lease
from bot.adapters.discord.registration import register
from bot.adapters.discord.silence import FAILURES
from bot.adapters.discord.translate import PLATFORM
from bot.adapters.discord.tree import tree
from bot.commands.verbs import VERBS
from bot.ending import PART
from bot.envelope import Desk
from core.errors import BadSetting
from core.ports.clock import Clock
from core.ports.storage import Storage

Tick = Callable[[], Awaitable[None]]
Ticking = Callable[[dict[Tick, timedelta]], AbstractAsyncContextManager[None]]
"""Runs each tick at its interval while a block runs."""

log = logging.getLogger("amzigo.discord")


@dataclass(frozen=True, slots=True)
class Parts:
    """What Discord needs of the house; `holder` names this process among those on the token."""

    desk: Desk
    suggest: Suggest
    draw: Draw
    storage: Storage
    clock: Clock
    holder: str
    new_code: Callable[[], str]
    removed: Callable[[str], Awaitable[None]]
    ticking: Ticking
    pause: Pause = asyncio.sleep


@dataclass(frozen=True, slots=True)
class Presence:
    """The client, for what is posted, who answers, and the connection's life."""

    client: Client
    lease: Lease
    connection: Connection

    async def renew(self) -> None:
        """Renew the lease, unless the connection is gone: another process may have one."""
        if self.connection.lives():
            await self.lease.renew()
        elif self.connection.refusal is not None:
            await self.lease.give_up()

    async def let_go(self, seconds: float = PART) -> None:
        """Let another process answer from now on, and keep what was promised, if that is soon."""
        await self.lease.give_up()
        await self.client.end_answers(seconds)


@asynccontextmanager
async def on_discord(token: str, where: Addresses, parts: Parts) -> AsyncIterator[Presence]:
    """Log in, and answer while the block runs.

    Raises BadSetting where Discord refuses the token, or cannot be reached. An end that comes later
    is logged, and other platforms of this process go on.
    """
    answers = Answers(parts.desk, parts.suggest, parts.draw, parts.new_code)
    lease = Lease(parts.storage, parts.clock, PLATFORM, parts.holder)
    client = Client(Duties(answers, lease.is_held, parts.removed, lease.renew), where)
    async with client:
        await _log_in(client, token)
        lease.name = f"{PLATFORM}:{client.application_id}"
        await lease.renew()
        if not lease.is_held():
            log.warning("another process on this token answers; this one stands by")
        await _register(client, parts.storage)
        presence = Presence(client, lease, Connection(client, token, parts.clock, parts.pause))
        presence.connection.start()
        try:
            async with parts.ticking({presence.renew: RENEWAL}):
                yield presence
        finally:
            await presence.let_go()
            await presence.connection.stop()


async def _log_in(client: Client, token: str) -> None:
    try:
        await client.login(token)
    except discord.LoginFailure as why:
        raise BadSetting(name=TOKEN, reason="Discord does not know it") from why
    except (*FAILURES, discord.GatewayNotFound) as why:
        reason = f"Discord cannot be reached there ({why})"
        raise BadSetting(name="AMZIGO_DISCORD_API_URL", reason=reason) from why


async def _register(client: Client, storage: Storage) -> None:
    """Commands of an older wording still work: what fails here is tried at the next start."""
    try:
        await register(client, storage, tree(VERBS))
    except FAILURES as why:
        log.warning("the commands could not be registered: %s", why)
