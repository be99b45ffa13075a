"""The end of a house at Slack: what was acked is done while Slack is still there, or done again."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.adapters.slack.opened import Slack
from bot.handlers.asked import Answer
from bot.marked import sentence
from bot.slack_wiring import slack_of
from bot.web import application
from bot.wiring import House
from core.model import Place, TenantId
from core.revoke import Revoked, RevokeRequest, resume_unfinished
from tests.edges.slack.moved_in import moved_in
from tests.held_chat import HeldChat
from tests.rig.chat import Shown
from tests.rig.slack_chat import SignedHttp, SlackChat
from tests.rig.slack_faults import Fault
from tests.rig.slack_world import SlackWorld, channel_id
from tests.slack_desks import TEAM

GENERAL = Place("slack", TEAM, channel_id("general"))


@dataclass
class Moved:
    """A house with a tenant at Slack, which is not connected yet."""

    house: House
    tenant: TenantId
    world: SlackWorld

    def chat(self, slack: Slack) -> SlackChat:
        """Somebody at Slack."""
        http = SignedHttp(self.world, application(slack.routes))
        return SlackChat(self.world, http, TEAM, slack.work.idle)

    def stand(self) -> int:
        """How many digests stand in the channel."""
        chat = SlackChat(self.world, SignedHttp(self.world, application([])), TEAM)
        return sum("Good morning" in one.text for one in chat.posted())

    async def revoking(self, slack: Slack, posts: int) -> tuple[HeldChat, asyncio.Task[Shown]]:
        """The owner confirmed a wipe of so many posts; the first deletion is held up."""
        for number in range(posts):
            answer = Answer(sentence("Good morning"), object=f"digest:{number}")
            await self.house.sender().post(self.tenant, GENERAL, answer)
        held = HeldChat(slack.chat)
        self.house.chats["slack"] = held
        chat = self.chat(slack)
        asked = await chat.command("revoke")
        await chat.click("Delete everything", on=asked)
        pressed = asyncio.create_task(chat.submit("Demo shop"))
        async with asyncio.timeout(5):
            await held.begun.wait()
        return held, pressed


@pytest.fixture
async def moved(tmp_path: Path) -> AsyncIterator[Moved]:
    async with moved_in(tmp_path) as its:
        yield Moved(its.house, its.tenant, its.world)


async def test_a_wipe_that_was_acked_deletes_its_posts_before_slack_is_gone(moved: Moved) -> None:
    async with slack_of(moved.house) as slack:
        held, pressed = await moved.revoking(slack, posts=2)
        asyncio.get_running_loop().call_later(0.01, held.go_on.set)

    await pressed
    again = await moved.house.revoker.revoke(RevokeRequest(moved.tenant, "Demo shop", "owner"))
    assert again.certificate.posts_left == ()
    assert moved.stand() == 0


async def test_a_wipe_that_is_cut_off_goes_on_at_the_next_start(moved: Moved) -> None:
    moved.house.ending.grace = 0
    async with slack_of(moved.house) as slack:
        _, pressed = await moved.revoking(slack, posts=2)
    assert moved.stand() == 2
    pressed.cancel()

    async with slack_of(moved.house):
        (end,) = await resume_unfinished(moved.house.revoker)
    assert isinstance(end, Revoked)
    assert end.certificate.posts_left == ()
    assert moved.stand() == 0


async def test_an_answer_that_slack_does_not_take_holds_up_no_end(
    moved: Moved, caplog: pytest.LogCaptureFixture
) -> None:
    moved.house.ending.grace = 0
    moved.world.faults.add("response_url", Fault(429, retry_after=20))
    async with asyncio.timeout(5):
        async with slack_of(moved.house) as slack:
            asked = asyncio.create_task(moved.chat(slack).command("help"))
            while not moved.world.faults.quiet_until:
                """Slack has refused it once then."""
                await asyncio.wait({asked}, timeout=0.01)

    asked.cancel()
    assert "1 answers were cut off at the end" in caplog.text
