"""The morning's digest: once a due, however often it is queued, and again where it failed."""

import asyncio
import dataclasses
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest

from bot.card import Card, Text
from bot.digest_post import AGAIN, DigestPoster
from bot.envelope import Reply
from bot.handlers.asked import Answer, Asked
from bot.handles import Handles
from bot.owner_teller import OwnerTeller
from bot.sender import Sender
from core.channels import close, reopen
from core.chat_errors import ChatBusy, ChatError
from core.model import Place
from core.policy.sending import TURN
from core.ports.posts import SendingRow
from core.ports.tenants import ChannelRow
from core.schedule import next_digest
from core.sharing import Sharing
from tests.front_desk import FakeChat
from tests.sharing import FakeShared
from tests.storages import SHOP, Opened, opened_storage

PLACE = Place("local", "demo", "sales")
ZONE = "America/Los_Angeles"
EIGHT = datetime(2026, 11, 16, 16, tzinfo=UTC)
"""Eight in the morning in Los Angeles."""


@dataclass
class MorningChat(FakeChat):
    """Fails while it is told to, or waits for as many as are to meet here."""

    fails: bool = False
    busy: float = 0.0
    meet: asyncio.Barrier | None = None

    @property
    def posts(self) -> list[str]:
        """What stands in the channel, in short."""
        return [reply.card.summary for reply in self.shown.values()]

    async def post(self, place: Place, reply: Reply, key: str) -> str:
        """Show a message."""
        if self.meet is not None:
            await self.meet.wait()
        if self.busy:
            raise ChatBusy(self.busy)
        if self.fails:
            raise ChatError(reason="it is away")
        return await super().post(place, reply, key)


def card(text: str) -> Card:
    return Card(text, (Text((text,)),))


async def digest(asked: Asked) -> Answer:
    """The day's figures."""
    return Answer(card("digest"), object="digest")


async def reviews(asked: Asked) -> Answer:
    """The batch that waits."""
    return Answer(card("batch"), object="batch:1")


@dataclass
class Morning:
    """A channel whose digest is due at eight; `now` moves when the test says so."""

    opened: Opened
    now: datetime = EIGHT
    chat: MorningChat = field(default_factory=MorningChat)
    shared: FakeShared = field(default_factory=FakeShared)
    place: Place = PLACE

    def poster(self) -> DigestPoster:
        """A poster as a new process makes it."""
        numbers = count()
        handles = Handles(self.opened.storage, lambda: f"{next(numbers)}")
        sender = Sender(
            self.opened.storage, lambda: self.now, handles, {self.place.platform: self.chat}
        )
        owners = OwnerTeller(self.opened.storage, lambda: self.now, sender)
        sender = dataclasses.replace(sender, owners=owners)
        verbs = {"digest": digest, "reviews": reviews}
        return DigestPoster(
            self.opened.storage, lambda: self.now, verbs, sender, Sharing({"slack": self.shared})
        )

    async def post(self) -> None:
        """What the engine does with a due digest."""
        await self.poster().post(SHOP, self.place)

    async def due(self) -> datetime | None:
        """When the channel's next digest is due."""
        async with self.opened.storage.read() as uow:
            (row,) = await (await uow.for_tenant(SHOP)).team.channels()
        return row.digest_due


@pytest.fixture
async def morning(sqlite_url: str, tmp_path: Path) -> AsyncIterator[Morning]:
    async with due_morning(sqlite_url, tmp_path) as morning:
        yield morning


@asynccontextmanager
async def due_morning(url: str, folder: Path) -> AsyncIterator[Morning]:
    """The morning of a shop with one channel."""
    async with opened_storage(url, folder) as opened:
        async with opened.storage.write() as uow:
            row = ChannelRow("local", "demo", "sales", "sales", ZONE, 8 * 60, EIGHT)
            await (await uow.for_tenant(SHOP)).team.bind(row)
        yield Morning(opened)


async def test_a_due_digest_is_posted_with_the_batch_that_waits_and_set_for_tomorrow(
    morning: Morning,
) -> None:
    await morning.post()
    assert morning.chat.posts == ["digest", "batch"]
    assert await morning.due() == EIGHT + timedelta(days=1)


async def test_queued_twice_it_is_posted_once(morning: Morning) -> None:
    await morning.post()
    await morning.post()
    assert morning.chat.posts == ["digest", "batch"]


async def test_of_two_workers_at_once_one_posts(morning: Morning) -> None:
    await asyncio.gather(morning.post(), morning.post())
    assert morning.chat.posts == ["digest", "batch"]


async def test_before_its_time_nothing_is_posted(morning: Morning) -> None:
    morning.now -= timedelta(seconds=1)
    await morning.post()
    assert morning.chat.posts == []


async def test_a_chat_that_is_away_is_tried_again_and_not_at_every_tick(morning: Morning) -> None:
    morning.chat.fails = True
    with pytest.raises(ChatError):
        await morning.post()
    assert await morning.due() == EIGHT + AGAIN
    morning.chat.fails = False
    await morning.post()
    assert morning.chat.posts == []
    morning.now += AGAIN
    await morning.post()
    assert morning.chat.posts == ["digest", "batch"]
    assert await morning.due() == EIGHT + timedelta(days=1)


async def test_what_a_crash_cut_short_is_finished_and_not_repeated(morning: Morning) -> None:
    await morning.post()
    # As if the process had died after the posts, before the next digest was set.
    due = int((EIGHT + AGAIN).timestamp())
    await morning.opened.change("UPDATE channel SET digest_due = :due", due=due)
    await morning.opened.change("DELETE FROM post WHERE object = 'batch:1'")
    morning.now += AGAIN
    await morning.post()
    assert morning.chat.posts == ["digest", "batch", "batch"]
    assert await morning.due() == EIGHT + timedelta(days=1)


async def test_after_days_offline_one_digest_is_posted(morning: Morning) -> None:
    morning.now += timedelta(days=3, hours=2)
    await morning.post()
    await morning.post()
    assert morning.chat.posts == ["digest", "batch"]
    assert await morning.due() == EIGHT + timedelta(days=4)


async def test_where_its_platform_is_not_connected_another_process_posts_it(
    morning: Morning,
) -> None:
    elsewhere = morning.poster()
    elsewhere.sender.chats.clear()  # type: ignore[attr-defined]
    await elsewhere.post(SHOP, PLACE)
    assert await morning.due() == EIGHT
    await morning.post()
    assert morning.chat.posts == ["digest", "batch"]


async def test_what_another_began_to_send_is_looked_at_again_once_their_turn_is_over(
    morning: Morning,
) -> None:
    """They may have waited long for their channel's turn before they were killed in theirs."""
    tried = EIGHT - timedelta(seconds=10)
    row = SendingRow(*PLACE, "digest:2026-11-16", tried, tried)
    async with morning.opened.storage.write() as uow:
        assert await (await uow.for_tenant(SHOP)).posts.begin(row)
    await morning.post()
    assert await morning.due() == EIGHT + TURN
    morning.now += TURN
    await morning.post()
    assert morning.chat.posts == ["batch"]
    assert await morning.due() == EIGHT + timedelta(days=1)


async def test_a_busy_platform_says_when_it_is_tried_again(morning: Morning) -> None:
    morning.chat.busy = 600
    with pytest.raises(ChatBusy):
        await morning.post()
    assert await morning.due() == EIGHT + timedelta(seconds=600)


async def test_a_channel_that_is_closed_gets_none(morning: Morning) -> None:
    await close(morning.opened.storage, SHOP, PLACE, "not_in_channel", EIGHT)
    await morning.post()
    assert morning.chat.posts == []
    assert await reopen(morning.opened.storage, SHOP, PLACE, EIGHT)
    assert await morning.due() == EIGHT + timedelta(days=1)


async def test_tomorrow_there_is_another(morning: Morning) -> None:
    await morning.post()
    morning.now += timedelta(days=1)
    await morning.post()
    assert morning.chat.posts == ["digest", "batch", "digest"]


async def test_one_that_is_late_past_midnight_is_not_taken_for_the_next(morning: Morning) -> None:
    """Late at night, or after an outage."""
    late = next_digest(23 * 60 + 50, ZONE, PLACE, EIGHT)
    await morning.opened.change(
        "UPDATE channel SET digest_minute = 1430, digest_due = :due", due=int(late.timestamp())
    )
    morning.now, morning.chat.fails = late, True
    with pytest.raises(ChatError):
        await morning.post()
    morning.now, morning.chat.fails = late + AGAIN, False
    await morning.post()
    morning.now = late + timedelta(days=1)
    await morning.post()
    assert morning.chat.posts.count("digest") == 2


async def test_a_digest_that_was_switched_off_stays_off(morning: Morning) -> None:
    await morning.opened.change("UPDATE channel SET digest_minute = NULL")
    await morning.post()
    assert await morning.due() is None
