"""The connection to Discord: no privileged intents, nothing cached, mentions off."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import discord

from bot.adapters.discord import addresses, press_id, translate
from bot.adapters.discord.addresses import Addresses
from bot.adapters.discord.answers import Answers
from bot.adapters.discord.press_id import PressId
from bot.adapters.discord.view import Press
from bot.adapters.known_hosts import KnownHosts
from bot.ending import finished

log = logging.getLogger("amzigo.discord")


async def nobody_waits() -> None:
    """Nobody waits for the connection."""


@dataclass(frozen=True, slots=True)
class Duties:
    """What the connection is for: answers, whether they are ours to give, and a removal's end."""

    answers: Answers
    may_answer: Callable[[], bool]
    """False while another process holds the token's lease; asked before each answer."""
    removed: Callable[[str], Awaitable[None]]
    """Is called with a workspace's id once the application was removed from it."""
    arrived: Callable[[], Awaitable[None]] = nobody_waits
    """Is called whenever the connection is there, for the first time or again."""


class Client(discord.AutoShardedClient):
    """The library's client; what it is told to remember is the list of guilds."""

    def __init__(self, duties: Duties, where: Addresses) -> None:
        addresses.use(where)
        # Nobody talks: the library need not warn that it cannot.
        discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False
        self._duties = duties
        self._where = where
        self._answering: set[asyncio.Task[object]] = set()
        super().__init__(
            connector=KnownHosts(where.hosts),
            intents=discord.Intents(guilds=True),
            allowed_mentions=discord.AllowedMentions.none(),
            chunk_guilds_at_startup=False,
            member_cache_flags=discord.MemberCacheFlags.none(),
            max_messages=None,
            # Nobody waits for the guilds: what is asked brings its own with it.
            guild_ready_timeout=0,
        )

    async def setup_hook(self) -> None:
        """Know every button of ours, and how many shards go to a gateway that was given."""
        self.add_dynamic_items(Press)
        if self._where.gateway_url is not None:
            self.shard_count, _, _ = await self.http.get_bot_gateway()

    async def reopen(self, token: str) -> None:
        """Log in once more: where a connection ends for good the library closes all it has."""
        await self.close()
        self.clear()
        # What the library queued for the connection that ended would end the next one.
        await self._async_setup_hook()
        self.http.connector = KnownHosts(self._where.hosts)
        self.shard_count = None  # type: ignore[assignment]  # as it is before the first login
        await self.login(token)

    def is_connected(self) -> bool:
        """Whether anything can come in."""
        return not self.is_closed() and any(not one.is_closed() for one in self.shards.values())

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Leave the time between identifies that the gateway wants."""
        if not initial:
            await asyncio.sleep(self._where.identify_pause)

    async def on_connect(self) -> None:
        """There is a session."""
        await self._duties.arrived()

    async def on_resumed(self) -> None:
        """The session goes on."""
        await self._duties.arrived()

    async def on_interaction(self, interaction: discord.Interaction) -> None:
        """Answer commands and typed texts; presses come through their buttons."""
        if self._duties.may_answer():
            with self._noted():
                await self._answer(interaction)

    async def _answer(self, interaction: discord.Interaction) -> None:
        if interaction.type is discord.InteractionType.application_command:
            await self._duties.answers.command(interaction)
        elif interaction.type is discord.InteractionType.autocomplete:
            await self._duties.answers.complete(interaction)
        elif interaction.type is discord.InteractionType.modal_submit:
            press = press_id.read(translate.custom_id(interaction))
            if press is not None:
                await self._duties.answers.typed(interaction, press)

    async def pressed(self, interaction: discord.Interaction, press: PressId, button: str) -> None:
        """Answer a press on a button of ours."""
        if self._duties.may_answer():
            with self._noted():
                await self._duties.answers.press(interaction, press, button)

    @contextmanager
    def _noted(self) -> Iterator[None]:
        """Note this task among those that answer, for as long as it does."""
        task = asyncio.current_task()
        its = set() if task is None else {task}
        self._answering |= its
        try:
            yield
        finally:
            self._answering -= its

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """The application was removed; an outage is another event, and changes nothing."""
        await self._duties.removed(str(guild.id))

    async def settled(self) -> None:
        """Wait until every promise that was made is kept."""
        await self._duties.answers.settled()

    async def finish(self) -> None:
        """Keep the promises that were made, then end the connection."""
        await self.settled()
        await self.close()

    async def end_answers(self, seconds: float) -> None:
        """Let the answers that are under way finish, if that is soon, and cut them off else."""
        late = await finished(self._answering, seconds)
        if late:
            log.warning("%d answers were cut off at the end", late)
