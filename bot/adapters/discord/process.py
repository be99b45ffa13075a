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
from bot.adapters.discord.lease import RENEWAL, Lease
from bot.adapters.discord.registration import register
from bot.adapters.discord.silence import FAILURES
from bot.adapters.discord.translate import PLATFORM
from bot.adapters.discord.tree import tree
from bot.commands.verbs import VERBS
from bot.envelope import Desk
from core.errors import BadSetting
from core.ports.clock import Clock
from core.ports.storage import Storage

TOKEN = "AMZIGO_DISCORD_TOKEN"  # noqa: S105 -- the setting's name
LAST_SECONDS = 10.0
"""How long the last answers may take before the connection ends."""

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


@dataclass(frozen=True, slots=True)
class Presence:
    """The connection: the client, for what is posted, who answers, and the connection's life."""

    client: Client
    lease: Lease
    connection: asyncio.Task[None]

    async def ended(self) -> None:
        """Wait for the end; raises BadSetting where Discord ended it for good."""
        await asyncio.shield(self.connection)


@asynccontextmanager
async def on_discord(token: str, where: Addresses, parts: Parts) -> AsyncIterator[Presence]:
    """Log in, and answer while the block runs.

    Raises BadSetting where Discord refuses the token, or cannot be reached. What ends it later is
    logged and raised by `ended`: other platforms of this process go on.
    """
    answers = Answers(parts.desk, parts.suggest, parts.draw, parts.new_code)
    lease = Lease(parts.storage, parts.clock, PLATFORM, parts.holder)
    client = Client(Duties(answers, lease.is_held, parts.removed), where)
    async with client:
        await _log_in(client, token)
        lease.name = f"{PLATFORM}:{client.application_id}"
        await lease.renew()
        if not lease.is_held():
            log.warning("another process on this token answers; this one stands by")
        await _register(client, parts.storage)
        connection = asyncio.create_task(_connected(client))
        try:
            async with parts.ticking({lease.renew: RENEWAL}):
                yield Presence(client, lease, connection)
        finally:
            await _finish(client, answers, lease)
            # Its error was logged already, for whoever does not wait for the end.
            await asyncio.gather(connection, return_exceptions=True)


async def _log_in(client: Client, token: str) -> None:
    try:
        await client.login(token)
    except discord.LoginFailure as why:
        raise BadSetting(name=TOKEN, reason="Discord does not know it") from why
    except FAILURES as why:
        reason = f"Discord cannot be reached there ({why})"
        raise BadSetting(name="AMZIGO_DISCORD_API_URL", reason=reason) from why


async def _register(client: Client, storage: Storage) -> None:
    """Commands of an older wording still work: what fails here is tried at the next start."""
    try:
        await register(client, storage, tree(VERBS))
    except FAILURES as why:
        log.warning("the commands could not be registered: %s", why)


async def _connected(client: Client) -> None:
    try:
        await client.connect()
    except (discord.ConnectionClosed, discord.PrivilegedIntentsRequired) as why:
        log.error("Discord ended the connection: %s", why)
        raise BadSetting(name=TOKEN, reason=f"Discord ended the connection ({why})") from why


async def _finish(client: Client, answers: Answers, lease: Lease) -> None:
    """Let another process answer from now on, keep what was promised, and go."""
    await lease.give_up()
    try:
        async with asyncio.timeout(LAST_SECONDS):
            await answers.settled()
    except TimeoutError:
        log.warning("some answers were not finished")
    await client.close()
