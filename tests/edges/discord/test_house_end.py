"""The end of a house at Discord: what was promised is done while Discord is still there."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.adapters.discord.process import Presence
from bot.discord_wiring import discord_of
from bot.handlers.asked import Answer
from bot.marked import sentence
from bot.wiring import House
from core.model import TenantId
from core.revoke import Revoked, RevokeRequest, resume_unfinished
from tests.held_chat import HeldChat
from tests.rig.discord_driver import DiscordChat
from tests.rig.discord_house import general, house_for, shop_at
from tests.rig.discord_stub import Discord


@dataclass
class Moved:
    """A house with a tenant at Discord, which is not connected yet."""

    house: House
    tenant: TenantId
    discord: Discord

    def stand(self) -> int:
        """How many digests stand in the channel."""
        return sum("Good morning" in one.text for one in DiscordChat(self.discord).posted())

    async def revoking(self, presence: Presence, posts: int) -> tuple[HeldChat, asyncio.Task[None]]:
        """The owner confirmed a wipe of so many posts; the first deletion is held up."""
        await presence.client.wait_until_ready()
        place = general(self.discord)
        for number in range(posts):
            answer = Answer(sentence("Good morning"), object=f"digest:{number}")
            await self.house.sender().post(self.tenant, place, answer)
        held = HeldChat(self.house.chats["discord"])
        self.house.chats["discord"] = held
        chat = DiscordChat(self.discord)
        asked = await chat.command("revoke")

        async def press() -> None:
            await chat.click("Delete everything", on=asked)
            await chat.submit("Demo shop")

        pressed = asyncio.create_task(press())
        async with asyncio.timeout(5):
            await held.begun.wait()
        return held, pressed


@pytest.fixture
async def moved(discord: Discord, tmp_path: Path) -> AsyncIterator[Moved]:
    """A house that is not at Discord yet."""
    async with house_for(discord, tmp_path) as house:
        owner = discord.world.id_of("user", "owner")
        yield Moved(house, await shop_at(house, general(discord), owner), discord)


async def test_a_wipe_that_was_promised_deletes_its_posts_before_discord_is_gone(
    moved: Moved,
) -> None:
    async with discord_of(moved.house) as presence:
        held, pressed = await moved.revoking(presence, posts=2)
        asyncio.get_running_loop().call_later(0.01, held.go_on.set)

    await pressed
    again = await moved.house.revoker.revoke(RevokeRequest(moved.tenant, "Demo shop", "owner"))
    assert again.certificate.posts_left == ()
    assert moved.stand() == 0


async def test_a_wipe_that_is_cut_off_goes_on_at_the_next_start(
    moved: Moved, caplog: pytest.LogCaptureFixture
) -> None:
    moved.house.ending.grace = 0
    async with asyncio.timeout(5):
        async with discord_of(moved.house) as presence:
            _, pressed = await moved.revoking(presence, posts=2)
    assert moved.stand() == 2
    assert "1 answers were cut off at the end" in caplog.text
    pressed.cancel()

    async with discord_of(moved.house):
        (end,) = await resume_unfinished(moved.house.revoker)
    assert isinstance(end, Revoked)
    assert end.certificate.posts_left == ()
    assert moved.stand() == 0
