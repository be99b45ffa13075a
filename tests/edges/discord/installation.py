"""Processes of ours on one database and one token, at a local Discord."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from bot.adapters.discord.addresses import Addresses
from bot.adapters.discord.process import Parts, Presence, on_discord
from bot.scheduler import ticking
from storage.unit_of_work import SqlStorage
from tests.edges.discord.conftest import Hands
from tests.edges.discord.desks import TellingDesk, draw
from tests.rig.discord_driver import DiscordChat
from tests.rig.discord_stub import Discord
from tests.rig.discord_world import TOKEN


@dataclass
class Installation:
    """A database, and the processes on it."""

    discord: Discord
    storage: SqlStorage
    hands: Hands
    desks: dict[str, TellingDesk] = field(default_factory=dict)
    waits: list[float] = field(default_factory=list)
    """The seconds that were waited before another try to connect."""
    go_on: asyncio.Event = field(default_factory=asyncio.Event)
    """Is waited for before each such try."""
    names_gateway: bool = True
    """Whether the gateway is a setting, and not asked for."""

    @asynccontextmanager
    async def process(self, holder: str, token: str = TOKEN) -> AsyncIterator[Presence]:
        """A process on the bot's token, once it is connected."""
        async with self.started(holder, token) as presence:
            await presence.client.wait_until_ready()
            yield presence

    @asynccontextmanager
    async def started(self, holder: str, token: str = TOKEN) -> AsyncIterator[Presence]:
        """A process on the bot's token, whether it is ever connected or not."""
        desk = self.desks[holder] = TellingDesk()
        gateway = self.discord.gateway_url if self.names_gateway else None
        where = Addresses(self.discord.api_url, gateway, identify_pause=0)

        async def removed(_: str) -> None:
            """Nothing here."""

        async def pause(seconds: float) -> None:
            self.waits.append(seconds)
            self.discord.world.changed()
            await self.go_on.wait()

        parts = Parts(
            desk,
            desk.suggest,
            draw,
            self.storage,
            self.hands,
            holder,
            lambda: "C0DE",
            removed,
            ticking,
            pause,
        )
        async with on_discord(token, where, parts) as presence:
            yield presence

    async def until_held(self, presence: Presence) -> None:
        """Wait until a process holds the lease."""
        async with asyncio.timeout(5):
            while not await _turned(presence):
                """It is taken beside whatever else is done."""

    def asked(self, holder: str) -> int:
        """How many commands a process answered."""
        return len(self.desks[holder].commands)

    @property
    def chat(self) -> DiscordChat:
        """Somebody at Discord."""
        return DiscordChat(self.discord)


async def _turned(presence: Presence) -> bool:
    """Let everything else go on a turn; returns whether the lease is held then."""
    await asyncio.sleep(0)
    return presence.lease.is_held()
