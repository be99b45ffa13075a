"""Discord asked about our application, by its token: no gateway, nothing changed."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from types import SimpleNamespace

import aiohttp
import discord

from bot.adapters.discord.addresses import Addresses, use
from bot.adapters.discord.silence import discord_errors
from bot.adapters.http_date import read_date
from bot.adapters.known_hosts import KnownHosts
from core.chat_errors import ChatSilent, NotInstalled


@dataclass(frozen=True, slots=True)
class Application:
    """How the application stands at Discord; `date` is Discord's time when it told."""

    application_id: int
    privileged: tuple[str, ...]
    """Intents that are switched on and that we never ask for."""
    needs_code_grant: bool
    has_endpoint: bool
    """Whether interactions go to an address instead of the gateway."""
    commands: tuple[str, ...]
    starts_left: int
    date: datetime | None


@dataclass(slots=True)
class Inquiry:
    """What can be asked."""

    client: discord.Client
    dates: list[datetime]

    async def application(self) -> Application:
        """The application; raises ChatError."""
        try:
            async with discord_errors():
                found = await self.client.application_info()
                commands = await self.client.http.get_global_commands(found.id)
                _, _, starts = await self.client.http.get_bot_gateway()
        except discord.GatewayNotFound as why:
            raise ChatSilent from why
        return Application(
            found.id,
            _privileged(found.flags),
            found.bot_require_code_grant,
            found.interactions_endpoint_url is not None,
            tuple(one["name"] for one in commands),
            int(starts["remaining"]),
            self.dates[-1] if self.dates else None,
        )

    async def channel(self, channel: str) -> None:
        """Whether we see a channel; raises ChannelRefused where not, ChatError."""
        async with discord_errors():
            await self.client.http.get_channel(int(channel))


@asynccontextmanager
async def asking(token: str, where: Addresses) -> AsyncIterator[Inquiry]:
    """Log in for as long as the block runs.

    Raises NotInstalled where Discord does not know the token, ChatError where it says nothing.
    """
    use(where)
    # Nobody talks: the library need not warn that it cannot.
    discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False
    dates = list[datetime]()
    client = discord.Client(
        connector=KnownHosts(where.hosts),
        intents=discord.Intents(guilds=True),
        http_trace=_noting(dates),
    )
    async with client:
        try:
            async with discord_errors():
                await client.login(token)
        except discord.LoginFailure as why:
            raise NotInstalled from why
        yield Inquiry(client, dates)


def _noting(dates: list[datetime]) -> aiohttp.TraceConfig:
    """Keeps what time Discord has."""

    async def note(
        _: aiohttp.ClientSession, __: SimpleNamespace, told: aiohttp.TraceRequestEndParams
    ) -> None:
        at = read_date(told.response.headers.get("Date"))
        dates.extend([at] if at is not None else [])

    trace = aiohttp.TraceConfig()
    trace.on_request_end.append(note)
    return trace


def _privileged(flags: discord.ApplicationFlags) -> tuple[str, ...]:
    found = {
        "Presence": flags.gateway_presence or flags.gateway_presence_limited,
        "Server Members": flags.gateway_guild_members or flags.gateway_guild_members_limited,
        "Message Content": flags.gateway_message_content or flags.gateway_message_content_limited,
    }
    return tuple(name for name, is_on in found.items() if is_on)
