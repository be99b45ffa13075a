"""The adapter, connected to a local Discord."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from bot.adapters.discord.addresses import Addresses
from bot.adapters.discord.answers import Answers, Draw
from bot.adapters.discord.client import Client, Duties
from bot.adapters.discord.tree import tree
from bot.commands.verbs import VERBS
from bot.envelope import Desk
from tests.edges.discord.desks import TellingDesk, draw
from tests.rig.discord_driver import DiscordChat
from tests.rig.discord_stub import Discord
from tests.rig.discord_world import TOKEN

CODE = "7F3A"


@dataclass
class Connected:
    """The connection, who talks over it, and what it was told."""

    discord: Discord
    client: Client
    chat: DiscordChat
    desk: TellingDesk
    removed: list[str] = field(default_factory=list)
    may_answer: bool = True


@asynccontextmanager
async def connected(
    discord: Discord, desk: Desk | None = None, drawn_by: Draw = draw
) -> AsyncIterator[Connected]:
    """Connect, with the commands registered already."""
    telling = TellingDesk()
    answers = Answers(desk or telling, telling.suggest, drawn_by, lambda: CODE)
    where = Addresses(discord.api_url, discord.gateway_url, identify_pause=0)

    async def remove(workspace: str) -> None:
        found.removed.append(workspace)

    client = Client(Duties(answers, lambda: found.may_answer, remove), where)
    found = Connected(discord, client, DiscordChat(discord, answers.settled), telling)
    async with client, asyncio.TaskGroup() as tasks:
        await client.login(TOKEN)
        await client.http.bulk_upsert_global_commands(discord.world.application, tree(VERBS))
        tasks.create_task(client.connect())
        await client.wait_until_ready()
        yield found
        await client.finish()
