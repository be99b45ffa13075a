"""A chart on Discord: a picture with its words, or its figures where nobody could draw it."""

from datetime import date

import pytest

from bot.adapters.discord.drawer import Drawer
from bot.card import Card, Chart, Person, Series, Text, Title
from bot.envelope import Reply
from tests.edges.discord.connected import connected
from tests.rig.discord_stub import Discord
from tests.rig.discord_world import GUILD

CHART = Chart(
    "Revenue by day",
    (date(2026, 11, 20), date(2026, 11, 21)),
    (Series("Revenue", (1200.0, 1350.0)),),
    "USD",
    "Revenue rose from $1,200 to $1,350.",
)
CARD = Card("Sales", (Title(("Sales",)), CHART))


async def paint(_: Chart, locale: str) -> bytes:
    """A picture that shows in which locale it was drawn."""
    return f"png {locale}".encode()


async def unpainted(_: Chart, _locale: str) -> bytes:
    """The painter's process died."""
    raise RuntimeError("no painter")


async def test_a_chart_is_a_picture_with_its_words(discord: Discord) -> None:
    async with connected(discord, None, Drawer(paint).draw) as here:
        here.desk.replies = [Reply(CARD)]

        shown = await here.chat.command("stats")

    assert len(shown.files) == 1
    assert "Revenue rose from $1,200 to $1,350." in shown.text


async def test_a_chart_is_drawn_in_the_signs_of_its_place() -> None:
    (message,) = await Drawer(paint).draw(Reply(CARD, locale="de"))
    assert [file.content for file in message.files] == [b"png de"]


async def test_a_chart_that_cannot_be_drawn_is_its_figures(
    discord: Discord, caplog: pytest.LogCaptureFixture
) -> None:
    async with connected(discord, None, Drawer(unpainted).draw) as here:
        here.desk.replies = [Reply(CARD)]

        shown = await here.chat.command("stats")

    assert not any(name.endswith(".png") for name in shown.files)
    assert "1,350" in shown.text
    assert "could not be drawn" in caplog.text


@pytest.mark.parametrize("share", [True, False])
async def test_people_are_named_and_not_called(discord: Discord, share: bool) -> None:
    guild = discord.world.id_of("guild", GUILD)
    user = discord.world.id_of("user", "approver")
    card = Card("Approved", (Text(("Approved by ", Person("discord", guild, user), ".")),))
    async with connected(discord, None, Drawer(paint).draw) as here:
        here.desk.replies = [Reply(card, share=share, home=("discord", guild))]
        shown = await here.chat.command("stats")
    assert f"Approved by <@{user}>." in str(shown.raw)
    assert discord.world.pings == []
