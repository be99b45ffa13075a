"""What Discord offers while somebody types: told at once, of their own shop, to members only."""

import pytest

from tests.edges.discord.connected import connected
from tests.rig.discord_stub import Discord
from tests.rig.discord_world import GUILD


async def test_what_is_typed_is_handed_on_and_what_fits_is_offered(discord: Discord) -> None:
    async with connected(discord) as here:
        offered = await here.chat.complete("product gp")
        await here.chat.complete("product")

    first, second = here.desk.typed
    assert offered == ("GP-01 · Garlic press", "GP-02")
    assert (first.verb, first.argument, first.text) == ("product", "sku", "gp")
    assert first.place.workspace == discord.world.id_of("guild", GUILD)
    assert first.user == discord.world.id_of("user", "owner")
    assert second.text == ""


async def test_a_connection_without_the_lease_offers_nothing(discord: Discord) -> None:
    async with connected(discord) as here, connected(discord) as silent:
        silent.may_answer = False
        await here.chat.complete("product gp")

    assert silent.desk.typed == []


async def test_nothing_is_offered_where_that_fails_and_the_log_says_why(
    discord: Discord, caplog: pytest.LogCaptureFixture
) -> None:
    async with connected(discord) as here:
        here.desk.fails = True

        assert await here.chat.complete("product gp") == ()

    assert "nothing could be suggested" in caplog.text
