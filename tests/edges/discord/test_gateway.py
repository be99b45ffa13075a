"""The connection to the gateway: what it asks for, what it survives, what a removal is."""

import pytest

from core.errors import GateClosed
from tests.edges.discord.connected import connected
from tests.rig.discord_gateway import GUILDS, IDENTIFY
from tests.rig.discord_stub import Discord
from tests.rig.discord_world import GUILD


async def test_asks_for_no_privileged_intent(discord: Discord) -> None:
    async with connected(discord):
        frames = discord.gateway.frames

    (identify,) = [one for one in frames if one["op"] == IDENTIFY]
    assert identify["d"]["intents"] == GUILDS


async def test_remembers_no_member_and_no_message(discord: Discord) -> None:
    async with connected(discord) as here:
        for user in ("owner", "viewer", "approver"):
            await here.chat.command("home", user=user)

        (guild,) = here.client.guilds
        assert [one.name for one in guild.members if one.id != here.client.application_id] == []
        assert list(here.client.cached_messages) == []


async def test_is_ready_at_once(discord: Discord) -> None:
    async with connected(discord) as here:
        assert here.client.is_ready()


async def test_resumes_after_a_dropped_socket_and_misses_nothing(discord: Discord) -> None:
    async with connected(discord) as here:
        await discord.gateway.drop()
        its = await here.chat.send("home")
        await discord.world.until(lambda: its.settled)

    assert (discord.gateway.identified, discord.gateway.resumed) == (1, 1)
    assert len(here.desk.commands) == 1


async def test_resumes_where_it_was_after_discord_forgot_what_was_before(discord: Discord) -> None:
    async with connected(discord) as here:
        await here.chat.command("home")
        discord.forget()
        await discord.gateway.drop()
        await here.chat.command("home")

    assert (discord.gateway.identified, discord.gateway.resumed) == (1, 1)
    assert len(here.desk.commands) == 2
    assert len(here.chat.sent()) == 1


async def test_comes_back_when_asked_to(discord: Discord) -> None:
    async with connected(discord) as here:
        await discord.gateway.ask_to_reconnect()
        await discord.world.until(lambda: discord.gateway.resumed == 1)

        await here.chat.command("home")

    assert discord.gateway.identified == 1


async def test_identifies_anew_after_its_session_died(discord: Discord) -> None:
    async with connected(discord) as here:
        await discord.gateway.invalidate()
        await discord.world.until(lambda: discord.gateway.identified == 2)

        await here.chat.command("home")

    assert discord.gateway.resumed == 0
    assert len(here.desk.commands) == 1


async def test_a_removal_is_told(discord: Discord) -> None:
    async with connected(discord) as here:
        await discord.gateway.lose_guild(unavailable=False)
        await here.chat.command("home")  # handled after it, in order

    assert here.removed == [discord.world.id_of("guild", GUILD)]


async def test_an_outage_is_no_removal(discord: Discord) -> None:
    async with connected(discord) as here:
        await discord.gateway.lose_guild(unavailable=True)
        shown = await here.chat.command("home")

    assert here.removed == []
    assert shown.text == "Done."


async def test_every_shard_is_connected_and_one_of_them_answers(discord: Discord) -> None:
    discord.world.shards = 2
    async with connected(discord) as here:
        await discord.world.until(lambda: discord.gateway.identified == 2)

        await here.chat.command("home")

    shards = [one["d"]["shard"] for one in discord.gateway.frames if one["op"] == IDENTIFY]
    assert shards == [[0, 2], [1, 2]]
    assert len(here.desk.commands) == 1


async def test_the_library_connects_to_nobody_else(discord: Discord) -> None:
    async with connected(discord) as here:
        with pytest.raises(GateClosed, match="not a host of Discord's"):
            await here.client.http.get_from_cdn("http://127.0.0.1:9/avatar")
