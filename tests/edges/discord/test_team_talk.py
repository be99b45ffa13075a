"""`team` and `settings` over Discord's wire: two groups, a person as Discord writes one."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.adapters.discord.drawer import Drawer
from core.model import MemberRole
from core.ports.tenants import ChannelRow
from core.team import team
from tests.edges.discord.connected import Connected, connected
from tests.edges.discord.test_conversation import no_picture
from tests.rig.discord_stub import Discord
from tests.rig.discord_world import GUILD
from tests.shop_desk import ShopDesk, shop_desk
from tests.storages import NOW, SHOP


@dataclass
class Talk:
    """A guild with a shop, and the desk behind it."""

    here: Connected
    desk: ShopDesk

    def id_of(self, user: str) -> str:
        """A user's id."""
        return self.here.discord.world.id_of("user", user)

    async def roles(self) -> dict[str, str]:
        """What those of the guild may do, by their ids."""
        facts = await team(self.desk.opened.storage, SHOP, NOW)
        return {one.user: one.role.value for one in facts.members if one.platform == "discord"}


@pytest.fixture
async def talk(discord: Discord, sqlite_url: str, tmp_path: Path) -> AsyncIterator[Talk]:
    """The guild's channel speaks for the shop; its owner and a viewer are there."""
    world = discord.world
    guild, channel = world.id_of("guild", GUILD), world.id_of("channel", "general")
    async with shop_desk(sqlite_url, tmp_path) as desk:
        async with desk.opened.storage.write() as uow:
            its = (await uow.for_tenant(SHOP)).team
            await its.bind(ChannelRow("discord", guild, channel, "general", "UTC"))
            for user in ("owner", "viewer"):
                key = ("discord", guild, world.id_of("user", user))
                await its.admit(key, MemberRole(user), NOW)
        async with connected(discord, desk.router, Drawer(no_picture).draw) as here:
            yield Talk(here, desk)


async def test_an_owner_adds_checks_and_removes_somebody(talk: Talk) -> None:
    chat, new = talk.here.chat, talk.id_of("new")

    added = await chat.command(f"team add <@{new}> role:approver")
    assert f"@{new} is an approver now" in added.text
    check = await chat.command("team check")
    assert "Is everybody still right?" in check.text
    await chat.command(f"team remove user:<@{new}>")
    stale = await chat.click("All still right", on=check)

    assert "The team is another now." in stale.text
    assert set((await talk.roles()).values()) == {"owner", "viewer"}
    assert new not in await talk.roles()


async def test_a_viewer_lists_and_changes_nothing(talk: Talk) -> None:
    chat, viewer = talk.here.chat, talk.id_of("viewer")
    before = await talk.roles()

    listed = await chat.command("team list", user="viewer")
    refused = await chat.command(f"team add <@{viewer}> role:owner", user="viewer")

    assert "2 owners, 1 approver, 2 viewers" in listed.text
    assert "needs an owner" in refused.text
    assert await talk.roles() == before


async def test_a_channel_is_set_by_words_and_by_a_modal(talk: Talk) -> None:
    chat = talk.here.chat

    shown = await chat.command("settings digest 08:00")
    assert "The digest is posted here each day at 08:00" in shown.text
    await chat.click("Another zone…", on=shown)
    moved = await chat.submit("Berlin")
    assert "Times in this channel are now Berlin time" in moved.text
    refused = await chat.command("settings channel Other shop", channel="elsewhere")

    assert "Name a shop that you own, to the letter." in refused.text
