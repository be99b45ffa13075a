"""The first owner at Discord: who may manage the server, or has a code; nobody who types first."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.commands.verbs import VERBS
from bot.envelope import Command
from bot.wiring import House
from core.model import MemberRole, TenantId
from tests.edges.discord.conftest import Hands
from tests.edges.test_router import TAKES
from tests.rig.discord_driver import DiscordChat
from tests.rig.discord_house import at_discord, general
from tests.rig.discord_stub import Discord
from tests.rig.discord_world import GUILD
from tests.shop_desk import shown as text_of

BEGIN = "Nobody owns a shop here yet. Whoever may manage this server types"


@dataclass
class Guild:
    """A house at a guild in which nobody owns anything."""

    house: House
    discord: Discord

    def __post_init__(self) -> None:
        """Let people type."""
        self.chat = DiscordChat(self.discord)
        self.discord.world.managers.add("boss")

    async def says(self, line: str, user: str) -> str:
        """What somebody is answered, in one line."""
        shown = await self.chat.command(line, user=user)
        assert shown.private
        return " ".join(shown.text.replace("\\", "").split())

    async def owners(self) -> dict[str, list[str]]:
        """Who owns which tenant, by name."""
        async with self.house.storage.read() as uow:
            rows = await uow.directory.tenants()
            return {
                f"{row.name}": [
                    self.discord.world.name_of("user", one.user)
                    for one in await (await uow.for_tenant(row.tenant_id)).team.members()
                    if one.role is MemberRole.OWNER
                ]
                for row in rows
            }

    async def code(self, tenant: TenantId) -> str:
        """A code of the terminal."""
        return (await self.house.founder().operators_code(tenant, self.house.clock())).code


@pytest.fixture
async def guild(discord: Discord, tmp_path: Path) -> AsyncIterator[Guild]:
    async with at_discord(discord, tmp_path) as (house, _):
        yield Guild(house, discord)


async def test_every_verb_says_how_to_begin_to_whoever_may_not(guild: Guild) -> None:
    for verb in VERBS:
        assert (await guild.says(f"{verb.name} {TAKES.get(verb.name, '')}", "member")).startswith(
            BEGIN
        ), verb.name
    assert await guild.owners() == {}


async def test_who_manages_the_server_claims_it_for_a_shop_of_its_name(guild: Guild) -> None:
    said = await guild.says("claim", "boss")
    assert f"You own “{GUILD}” here now" in said
    assert "This channel speaks for it." in said
    assert "settings digest 08:00" in said
    assert await guild.owners() == {GUILD: ["boss"]}
    assert "1 of 5 done" in await guild.says("home", "boss")


async def test_a_second_manager_and_a_second_try_found_nothing(guild: Guild) -> None:
    guild.discord.world.managers.add("deputy")
    await guild.says("claim", "boss")
    assert "not a member" in await guild.says("claim", "deputy")
    assert "It works once, until" in await guild.says("claim", "boss")  # an owner gets a code
    assert await guild.owners() == {GUILD: ["boss"]}


async def test_a_second_guild_has_a_shop_of_its_own(guild: Guild) -> None:
    await guild.says("claim", "boss")
    guild.discord.world.where = "second guild"
    assert (await guild.says("home", "member")).startswith(BEGIN)
    assert (await guild.says("claim", "member")).startswith(BEGIN)
    # Discord names no guild in what it sends, and the bot was told of the first alone.
    assert "You own “My shop” here now" in await guild.says("claim", "boss")
    assert await guild.owners() == {GUILD: ["boss"], "My shop": ["boss"]}


async def test_a_code_brings_whoever_has_it_into_its_tenant(guild: Guild) -> None:
    tenant = await guild.house.create_tenant("Demo shop")
    code = await guild.code(tenant)
    assert "You own “Demo shop” here now" in await guild.says(f"claim {code}", "member")
    wrong = await guild.says(f"claim {code}", "boss")
    assert wrong == "This code is not valid here, or not any more. Have a new one made."
    assert await guild.owners() == {"Demo shop": ["member"]}
    assert "not a member" in await guild.says("claim", "boss")


async def test_one_tenant_is_on_both_platforms_by_its_owner_s_code(
    guild: Guild, hands: Hands
) -> None:
    await guild.says("claim", "boss")
    said = await guild.says("claim", "boss")
    code = said.partition("/amzigo claim ")[2][:14]
    typed = Command("slack", "T1", "C1", "U0BOSS", "claim", code, "r1")
    there = text_of(await guild.house.desk().command(typed))
    assert f"You own “{GUILD}” here now" in there
    async with guild.house.storage.read() as uow:
        bound = await uow.directory.bound("slack", "T1", "C1")
        here = await uow.directory.bound(*general(guild.discord))
    assert bound is not None
    assert here is not None
    assert bound.tenant_id == here.tenant_id
    again = text_of(await guild.house.desk().command(typed))
    assert again == "This code is not valid here, or not any more. Have a new one made."
