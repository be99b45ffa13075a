"""A house at Discord, by its settings alone: answers, posts, and what a removal ends."""

import asyncio
from pathlib import Path

import pytest

from bot.handlers.asked import Answer
from bot.marked import sentence
from bot.settings import DISCORD_API, read_settings
from bot.wiring import House
from core.errors import BadSetting
from core.model import Place
from tests.rig.discord_driver import DiscordChat
from tests.rig.discord_house import at_discord, general, shop_at
from tests.rig.discord_stub import Discord
from tests.rig.discord_world import TOKEN


async def is_bound(house: House, place: Place) -> bool:
    """Whether a channel speaks for a tenant."""
    async with house.storage.read() as uow:
        where = place.platform, place.workspace, place.channel
        return await uow.directory.bound(*where) is not None


async def test_answers_and_posts(discord: Discord, tmp_path: Path) -> None:
    owner = discord.world.id_of("user", "owner")
    async with at_discord(discord, tmp_path) as (house, _):
        tenant = await shop_at(house, general(discord), owner)
        chat = DiscordChat(discord)
        shown = await chat.command("help")
        morning = Answer(sentence("Good morning"), object="digest:2026-11-14")
        await house.sender().post(tenant, general(discord), morning)

    assert "stats" in shown.text
    assert [one.text for one in chat.posted()] == ["Good morning"]


async def test_a_removal_leaves_nobody_bound_and_an_outage_does_not(
    discord: Discord, tmp_path: Path
) -> None:
    place = general(discord)
    async with at_discord(discord, tmp_path) as (house, _):
        await shop_at(house, place, discord.world.id_of("user", "owner"))
        chat = DiscordChat(discord)

        await discord.gateway.lose_guild(unavailable=True)
        before = await chat.command("help")
        await discord.gateway.lose_guild(unavailable=False)
        async with asyncio.timeout(10):
            while await is_bound(house, place):
                """It is told and done beside whatever is asked meanwhile."""
        after = await chat.command("help")

    assert "stats" in before.text
    assert "stats" not in after.text


def test_discord_s_addresses_are_settings() -> None:
    usual = read_settings({})
    proxied = read_settings(
        {
            "AMZIGO_DISCORD_API_URL": "http://127.0.0.1:8088/api/v10/",
            "AMZIGO_DISCORD_GATEWAY_URL": "wss://gateway.example",
        }
    )

    assert (usual.discord_api_url, usual.discord_gateway_url) == (DISCORD_API, None)
    assert proxied.discord_api_url == "http://127.0.0.1:8088/api/v10"
    assert proxied.discord_gateway_url == "wss://gateway.example"
    assert TOKEN not in repr(read_settings({"AMZIGO_DISCORD_TOKEN": TOKEN}))


@pytest.mark.parametrize(
    ("name", "url"),
    [
        ("AMZIGO_DISCORD_API_URL", "http://discord.example/api"),
        ("AMZIGO_DISCORD_API_URL", "discord.com"),
        ("AMZIGO_DISCORD_GATEWAY_URL", "ws://gateway.example"),
        ("AMZIGO_DISCORD_GATEWAY_URL", "https://gateway.example"),
    ],
)
def test_a_token_goes_over_no_open_line(name: str, url: str) -> None:
    with pytest.raises(BadSetting, match=name):
        read_settings({name: url})
