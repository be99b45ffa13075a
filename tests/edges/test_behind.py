"""A channel that is shut delays no answer: posts are drawn again behind it."""

import asyncio
import logging
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest

from bot import behind
from bot.behind import Behind
from bot.envelope import Reply
from bot.handlers.asked import Answer
from bot.marked import sentence
from core.chat_errors import ChatBusy
from core.model import Place
from tests.front_desk import (
    BATCH,
    HERE,
    SHOP,
    FakeChat,
    FrontDesk,
    front_desk,
    text_of,
    with_button,
)

NEARBY = Place("rig", "w", "c-near")
FAILED = "what went on behind an answer failed"


@dataclass
class ShutChat(FakeChat):
    """A platform that takes no edit for now."""

    opens: asyncio.Event = field(default_factory=asyncio.Event)

    async def update(self, place: Place, message_id: str, reply: Reply) -> str:
        """Show it otherwise, once it is open."""
        await self.opens.wait()
        return await super().update(place, message_id, reply)


@dataclass
class BusyChat(FakeChat):
    """A platform that is busy when an edit of a message is first asked for."""

    asked: set[str] = field(default_factory=set)

    async def update(self, place: Place, message_id: str, reply: Reply) -> str:
        """Show it otherwise, the second time."""
        if message_id not in self.asked:
            self.asked.add(message_id)
            raise ChatBusy(1.0)
        return await super().update(place, message_id, reply)


@pytest.fixture
async def desk(sqlite_url: str) -> AsyncIterator[FrontDesk]:
    async with front_desk(sqlite_url) as desk:
        desk.chat = desk.sender.chats["rig"] = ShutChat()  # type: ignore[index]
        desk.sender.behind.patience = 0
        for place in (HERE, NEARBY):
            waits = Answer(with_button("reviews.approve"), None, BATCH, payload=b"p" * 32)
            await desk.sender.post(SHOP, place, waits)
        desk.answer = Answer(sentence("Approved."), None, BATCH, changed=True)
        yield desk


async def press(desk: FrontDesk) -> str:
    async with asyncio.timeout(5):
        return text_of(await desk.clicks(desk.chat.shown["c-shop-1"].refs[0]))


def opens(desk: FrontDesk) -> None:
    assert isinstance(desk.chat, ShutChat)
    desk.chat.opens.set()


def shown(desk: FrontDesk) -> list[bool]:
    return ["Approved" in desk.chat.says(one) for one in ("c-shop-1", "c-near-2")]


async def test_a_press_is_answered_while_the_channel_is_shut(desk: FrontDesk) -> None:
    assert await press(desk) == "Approved."
    assert shown(desk) == [False, False]
    opens(desk)
    await desk.sender.behind.idle()
    assert (shown(desk), len(desk.sender.behind)) == ([True, True], 0)


async def test_what_is_drawn_in_a_moment_is_drawn_with_the_answer(desk: FrontDesk) -> None:
    desk.sender.behind.patience = behind.PATIENCE
    opens(desk)
    await press(desk)
    assert (shown(desk), len(desk.sender.behind)) == ([True, True], 0)


async def test_an_older_drawing_that_had_to_wait_is_not_drawn_over_a_newer_one(
    desk: FrontDesk,
) -> None:
    older, newer = (Answer(sentence(said), None, BATCH) for said in ("Approved.", "Cancelled."))
    both_wait, goes_on = asyncio.Barrier(3), asyncio.Event()

    async def pause(_seconds: float) -> None:
        await both_wait.wait()
        await goes_on.wait()

    desk.chat = desk.sender.chats["rig"] = BusyChat(desk.chat.shown)  # type: ignore[index]
    desk.sender.pacing.pause = pause
    drawn = asyncio.create_task(desk.sender.redraw(SHOP, older))
    await both_wait.wait()
    await desk.sender.redraw(SHOP, newer)
    goes_on.set()
    await drawn
    assert [desk.chat.says(one).strip() for one in ("c-shop-1", "c-near-2")] == ["Cancelled."] * 2
    assert len(desk.sender.newest) == 0


async def test_at_the_end_what_is_nearly_done_is_finished(desk: FrontDesk) -> None:
    await press(desk)
    opens(desk)
    await desk.sender.behind.end()
    assert shown(desk) == [True, True]


async def test_at_the_end_what_stays_shut_is_cut_off(
    desk: FrontDesk, caplog: pytest.LogCaptureFixture
) -> None:
    await press(desk)
    with caplog.at_level(logging.WARNING, "amzigo.behind"):
        await desk.sender.behind.end(0)
    assert (shown(desk), len(desk.sender.behind)) == ([False, False], 0)
    assert caplog.messages == ["1 of what went on behind answers was cut off at the end"]


async def test_what_fails_behind_an_answer_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    async def fails() -> None:
        raise ValueError("broken")

    going = Behind()
    with caplog.at_level(logging.ERROR, "amzigo.behind"):
        await going.run(fails())
    (said,) = caplog.records
    assert (said.getMessage(), said.exc_info and str(said.exc_info[1])) == (FAILED, "broken")


async def test_only_so_much_goes_on_at_once() -> None:
    opened, done = asyncio.Event(), list[int]()

    async def work(number: int) -> None:
        await opened.wait()
        done.append(number)

    going = Behind(patience=0)
    for number in range(behind.MOST):
        await going.run(work(number))
    one_more = asyncio.create_task(going.run(work(behind.MOST)))
    await asyncio.wait({one_more}, timeout=0)
    assert (one_more.done(), done) == (False, [])
    opened.set()
    await one_more
    assert len(done) == behind.MOST + 1
