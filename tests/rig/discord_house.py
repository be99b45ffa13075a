"""A whole house at the local Discord, by its settings alone."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from bot.adapters.discord.process import Presence
from bot.clock import FixedClock
from bot.discord_wiring import discord_of
from bot.settings import read_settings
from bot.wiring import House, open_house
from core.model import MemberRole, Place, TenantId
from core.ports.tenants import ChannelRow
from tests.rig.discord_stub import Discord
from tests.rig.discord_world import GUILD, TOKEN


@asynccontextmanager
async def house_for(discord: Discord, folder: Path) -> AsyncIterator[House]:
    """A demo house with the bot's token, which is not connected yet."""
    env = {
        "AMZIGO_ENV": "demo",
        "AMZIGO_DATA_DIR": str(folder),
        "AMZIGO_DISCORD_TOKEN": TOKEN,
        "AMZIGO_DISCORD_API_URL": discord.api_url,
        "AMZIGO_DISCORD_GATEWAY_URL": discord.gateway_url,
    }
    async with open_house(read_settings(env), FixedClock(discord.world.now())) as house:
        yield house


@asynccontextmanager
async def at_discord(discord: Discord, folder: Path) -> AsyncIterator[tuple[House, Presence]]:
    """A demo house at Discord."""
    async with house_for(discord, folder) as house, discord_of(house) as presence:
        await presence.client.wait_until_ready()
        yield house, presence


async def shop_at(house: House, place: Place, owner: str) -> TenantId:
    """A tenant in a channel, with its owner."""
    tenant = await house.create_tenant("Demo shop")
    async with house.storage.write() as uow:
        team = (await uow.for_tenant(tenant)).team
        await team.bind(ChannelRow("discord", place.workspace, place.channel, "general", "UTC"))
        await team.admit((place.platform, place.workspace, owner), MemberRole.OWNER, house.clock())
    return tenant


def general(discord: Discord) -> Place:
    """The channel."""
    world = discord.world
    return Place("discord", world.id_of("guild", GUILD), world.id_of("channel", "general"))
