"""What a press opens to type into: whose it is, what it says, and when it is gone."""

import asyncio

import pytest

from tests.edges.conversation.house import Both
from tests.rig.discord_driver import CannotBeTyped

pytestmark = pytest.mark.asyncio(loop_scope="module")
TIME, ZONE = "At another time…", "Another zone…"


@pytest.mark.usefixtures("transcript")
@pytest.mark.parametrize("platform", ["slack", "discord"])
async def test_two_with_a_window_open_type_each_into_their_own(house: Both, platform: str) -> None:
    side = house.side(platform)
    channel = await house.shop(side)
    await side.command("team add @second owner", channel=channel)
    mine = await side.command("settings show", channel=channel)
    theirs = await side.command("settings show", user="second", channel=channel)
    time, zone = await asyncio.gather(
        side.click(TIME, on=mine), side.click(ZONE, on=theirs, user="second")
    )
    assert (time.is_open, zone.is_open) == (True, True)
    there = await side.submit("Berlin", user="second")
    here = await side.submit("7:15")
    assert "Times in this channel are now Berlin time" in there.text
    assert "posted here each day at 07:15" in here.text


@pytest.mark.parametrize("platform", ["slack", "discord", "local"])
async def test_what_opens_asks_in_words_and_is_no_answer_yet(house: Both, platform: str) -> None:
    side = house.side(platform)
    channel = await house.shop(side)
    shown = await side.command("settings show", channel=channel)
    so_far = len(side.chat.sent())
    window = await side.click(TIME, on=shown)
    assert window.is_private
    assert "Time of the day, such as 08:00" in window.text
    assert len(side.chat.sent()) == so_far
    wrong = await side.submit("soon")
    assert "“soon” does not fit" in wrong.text
    with pytest.raises((AssertionError, CannotBeTyped), match="nothing is open before owner"):
        await side.submit("7:15")


@pytest.mark.parametrize("platform", ["slack", "discord", "local"])
async def test_after_another_press_nothing_is_open(house: Both, platform: str) -> None:
    side = house.side(platform)
    channel = await house.shop(side)
    shown = await side.command("settings show", channel=channel)
    await side.click(TIME, on=shown)
    usual = await side.click("Post the digest at 08:00", on=shown)
    assert "each day at 08:00" in usual.text
    with pytest.raises((AssertionError, CannotBeTyped), match="nothing is open before owner"):
        await side.submit("7:15")
