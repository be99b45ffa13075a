"""Discord's commands at a steady rate: how soon each is acknowledged, beside a bare echo."""

import asyncio
import os
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import discord

from bench.acks import LINE, SECONDS, Measured, People, painting, people
from bench.table import Rows
from bot.adapters.discord import addresses
from bot.clock import utc_now
from bot.discord_wiring import discord_of
from bot.long_life import long_life
from bot.settings import read_settings
from bot.wiring import House, open_house
from core.model import MemberRole
from core.ports.tenants import ChannelRow
from tests.rig.discord_world import GUILD, TOKEN, snowflake
from tests.shared_data import shared_folder


class Echo(discord.AutoShardedClient):
    """Acknowledges and does nothing else."""

    async def on_interaction(self, interaction: discord.Interaction) -> None:
        """Acknowledge."""
        await interaction.response.defer(ephemeral=True, thinking=True)


def measure(seconds: float = SECONDS) -> Rows:
    """The lines of the table."""
    shared = shared_folder(os.environ)
    if shared is None:
        raise RuntimeError("the shared data folder is not here (set AMZIGO_SHARED)")
    with tempfile.TemporaryDirectory(prefix="amzigo-bench-") as folder:
        found = asyncio.run(_measured(str(shared), folder, seconds))
    return found.rows("Discord", seconds)


async def _measured(shared: str, folder: str, seconds: float) -> Measured:
    async with people("bench.discord_rig", shared) as rig:
        async with _our_side(rig, folder):
            with long_life():
                ours = await rig.typed(seconds, line=LINE)
                async with painting() as painted:
                    busy = await rig.typed(seconds, line=LINE)
        async with _echo(rig):
            with long_life():
                echo = await rig.typed(seconds, line=LINE, answers=0)
    return Measured(ours, busy, len(painted), echo)


@asynccontextmanager
async def _our_side(rig: People, folder: str) -> AsyncIterator[None]:
    env = {
        "AMZIGO_ENV": "demo",
        "AMZIGO_DATA_DIR": folder,
        "AMZIGO_DISCORD_TOKEN": TOKEN,
        "AMZIGO_DISCORD_API_URL": rig.told["api"],
        "AMZIGO_DISCORD_GATEWAY_URL": rig.told["gateway"],
    }
    async with open_house(read_settings(env), utc_now) as house:
        await _furnish(house)
        async with discord_of(house) as presence:
            await presence.client.wait_until_ready()
            yield


@asynccontextmanager
async def _echo(rig: People) -> AsyncIterator[None]:
    addresses.use(addresses.Addresses(rig.told["api"], rig.told["gateway"]))
    async with Echo(intents=discord.Intents(guilds=True), guild_ready_timeout=0) as client:
        await client.login(TOKEN)
        connection = asyncio.create_task(client.connect())
        await client.wait_until_ready()
        yield
        await client.close()
        await connection


async def _furnish(house: House) -> None:
    """A shop in the channel of the rig, whose owner types there."""
    tenant, guild = await house.create_tenant("Demo shop"), snowflake("guild", GUILD)
    channel, owner = snowflake("channel", "general"), snowflake("user", "owner")
    async with house.storage.write() as uow:
        team = (await uow.for_tenant(tenant)).team
        await team.bind(ChannelRow("discord", guild, channel, "general", "UTC"))
        await team.admit(("discord", guild, owner), MemberRole.OWNER, house.clock())
