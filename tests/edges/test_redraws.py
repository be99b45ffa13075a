"""A batch is drawn again once a tick, however many of its requests were settled meanwhile."""

import logging
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from itertools import count

import pytest

from bot.envelope import Reply
from bot.handlers.asked import Member
from bot.handlers.reviews import show_batch
from bot.handles import Handles
from bot.redraws import Redraws
from bot.sender import Sender
from core.model import MemberRole, Place
from core.ports.reviews import Batch
from core.review_sending import Unit
from tests.front_desk import FakeChat
from tests.review_shop import SHOP, Queue, Shop, open_shop, order

HERE, THERE = Place("rig", "w", "c-1"), Place("second", "w", "c-2")
ORDERS = 4


@dataclass
class CountingChat(FakeChat):
    """A platform that counts how often a message was changed."""

    updates: int = 0

    async def update(self, place: Place, message_id: str, reply: Reply) -> str:
        """Count it, and show it."""
        self.updates += 1
        return await super().update(place, message_id, reply)


@dataclass
class Desk:
    """A shop whose batches are drawn in two chats."""

    shop: Shop
    queue: Queue = field(default_factory=Queue)
    chat: CountingChat = field(default_factory=CountingChat)
    second: CountingChat = field(default_factory=CountingChat)

    def __post_init__(self) -> None:
        """Open the desk."""
        refs, storage = count(1), self.shop.storage
        handles = Handles(storage, lambda: f"ref-{next(refs)}")
        chats = {"rig": self.chat, "second": self.second}
        self.sender = Sender(storage, lambda: self.shop.now, handles, chats)
        self.redraws = Redraws(storage, lambda: self.shop.now, self.queue, self.sender)

    async def post(self, batch: Batch, place: Place = HERE) -> None:
        """Post a batch."""
        member = Member(SHOP, "", MemberRole.VIEWER)
        answer = await show_batch(self.shop.storage, member, batch.batch_id, self.shop.now)
        await self.sender.post(SHOP, place, answer)

    async def settle(self, requests: int) -> None:
        """Send so many of the requests that wait, and note each."""
        tasks, self.shop.queue.tasks = (
            self.shop.queue.tasks[:requests],
            self.shop.queue.tasks[requests:],
        )
        for task in tasks:
            batch = await self.shop.sender.send_one(Unit.of(task.args))
            assert batch is not None
            await self.redraws.note(SHOP, batch)

    async def draw(self) -> None:
        """Run what is queued."""
        tasks, self.queue.tasks = self.queue.tasks, []
        for task in tasks:
            await self.redraws.run(task.args)


@pytest.fixture
async def desk(sqlite_url: str) -> AsyncIterator[Desk]:
    """Four orders to ask about."""
    async with open_shop(sqlite_url) as shop:
        await shop.add(*(order(number, 12) for number in range(ORDERS)))
        yield Desk(shop)


async def test_the_first_change_is_drawn_at_once_and_all_others_at_the_next_tick(
    desk: Desk,
) -> None:
    await desk.post(await desk.shop.approved())
    for settled in (1, 2):
        await desk.settle(settled)
        await desk.draw()
        assert desk.chat.updates == 1
        assert "1 of 4 sent" in desk.chat.says("c-1-1")
    for _ in range(3):
        desk.redraws.tick()
        await desk.draw()
    assert desk.chat.updates == 2
    assert "3 of 4 sent" in desk.chat.says("c-1-1")


async def test_the_end_of_a_batch_is_drawn_without_waiting_for_a_tick(desk: Desk) -> None:
    await desk.post(await desk.shop.approved())
    await desk.settle(1)
    await desk.draw()
    await desk.settle(3)
    await desk.draw()
    assert "4 sent" in desk.chat.says("c-1-1")
    desk.redraws.tick()
    assert desk.queue.tasks == []
    assert desk.chat.updates == 2


async def test_a_batch_that_nobody_shows_is_not_even_looked_at(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    """Of a batch that is gone its post alone would tell: who looks, finds it missing."""
    with caplog.at_level(logging.INFO, "amzigo.redraws"):
        for told in (0, 1):
            await desk.redraws.note(SHOP, "gone")
            await desk.draw()
            assert len(caplog.records) == told
            await desk.sender.follow(SHOP, HERE, "c-1-1", "batch:gone")
            desk.redraws.tick()


async def test_each_batch_has_a_lane_of_its_own_apart_from_its_requests(desk: Desk) -> None:
    """So a chat that takes minutes delays neither a request nor another batch."""
    batch = await desk.shop.approved()
    lanes = {task.lane for task in desk.shop.queue.tasks}
    for name in (batch.batch_id, "another"):
        await desk.redraws.note(SHOP, name)
    mine = [task.lane for task in desk.queue.tasks]
    assert len({*mine, *lanes}) == len(mine) + len(lanes) == 3


async def test_a_chat_that_fails_keeps_no_other_post_from_being_drawn(desk: Desk) -> None:
    batch = await desk.shop.approved()
    for place in (HERE, THERE):
        await desk.post(batch, place)
    desk.chat.broken = {"c-1-1"}
    await desk.settle(1)
    await desk.draw()
    assert "1 of 4 sent" in desk.second.says("c-2-1")
