"""A post is sent once, whatever is cut short: again by its key, or reported as unknown."""

import asyncio
import logging
from collections.abc import AsyncIterator
from datetime import timedelta
from functools import partial
from itertools import count

import pytest

from bot.envelope import Reply
from bot.handlers.asked import Answer
from bot.marked import sentence
from core.chat_errors import CardRefused, ChatBusy, ChatError, ChatSilent
from core.model import Place
from core.policy.sending import KEYS_KNOWN, LONGEST_TRY, TURN, TURN_BY_KEY, SendState
from core.ports.posts import SendingRow
from core.status import status
from tests.front_desk import HERE, SHOP, FakeChat, FrontDesk, front_desk

DISCORD, SLACK = Place("discord", "G1", "sales"), Place("slack", "T1", "sales")
OBJECT = "digest:2026-11-21"
DIGEST = Answer(sentence("Yesterday was ordinary."), object=OBJECT)
NEXT = Answer(sentence("So was today."), object="digest:2026-11-22")


class Growing(FakeChat):
    """Its messages have another part each time."""

    async def update(self, place: Place, message_id: str, reply: Reply) -> str:
        """Add a part."""
        grown = f"{message_id},more"
        self.shown[grown] = self.shown.pop(message_id)
        return grown


class Killed(BaseException):
    """The process is gone."""


@pytest.fixture
async def desk(sqlite_url: str) -> AsyncIterator[FrontDesk]:
    async with front_desk(sqlite_url) as desk:
        desk.sender.pacing.ticks = count(100.0).__next__
        desk.sender.pacing.pause = _at_once
        desk.sender.chats["discord"] = desk.chat  # type: ignore[index]
        desk.sender.chats["slack"] = desk.second  # type: ignore[index]
        yield desk


async def sendings(desk: FrontDesk) -> list[SendingRow]:
    async with desk.storage.read() as uow:
        return await (await uow.for_tenant(SHOP)).posts.sendings()


async def killed(desk: FrontDesk, place: Place) -> None:
    with pytest.raises(Killed):
        await desk.sender.post(SHOP, place, DIGEST)


async def test_a_post_is_sent_once_however_often_it_is_asked_for(desk: FrontDesk) -> None:
    for _ in range(3):
        await desk.sender.post(SHOP, HERE, DIGEST)
    await asyncio.gather(*(desk.sender.post(SHOP, SLACK, DIGEST) for _ in range(5)))
    assert (len(desk.chat.keys), len(desk.second.keys)) == (1, 1)
    assert await sendings(desk) == []


async def test_what_it_shows_is_noted_before_it_is_sent(desk: FrontDesk) -> None:
    desk.second.failures = [Killed()]
    await killed(desk, SLACK)
    (row,) = await sendings(desk)
    assert (row.place, row.object, row.state) == (SLACK, OBJECT, SendState.SENDING)
    assert await desk.posts() == []


async def test_while_somebody_is_at_it_nobody_else_is(desk: FrontDesk) -> None:
    desk.chat.failures = [Killed()]
    await killed(desk, DISCORD)
    desk.now += TURN_BY_KEY - timedelta(seconds=1)
    assert not await desk.sender.post(SHOP, DISCORD, DIGEST)
    assert len(desk.chat.keys) == 1


async def test_after_a_kill_it_is_sent_again_by_its_key_where_the_platform_knows_it(
    desk: FrontDesk,
) -> None:
    desk.now += timedelta(milliseconds=500)
    desk.chat.failures = [Killed()]
    await killed(desk, DISCORD)
    desk.now += TURN_BY_KEY
    assert await desk.sender.post(SHOP, DISCORD, DIGEST)
    first, again = desk.chat.keys
    assert first == again
    (row,) = await desk.posts()
    assert (row.place, row.object) == (DISCORD, OBJECT)
    assert await sendings(desk) == []


async def test_after_a_kill_it_is_given_up_where_no_key_is_known(
    desk: FrontDesk, caplog: pytest.LogCaptureFixture
) -> None:
    desk.second.failures = [Killed()]
    await killed(desk, SLACK)
    desk.now += TURN
    with caplog.at_level(logging.WARNING, "amzigo.sender"):
        for _ in range(2):
            await desk.sender.post(SHOP, SLACK, DIGEST)
    assert len(desk.second.keys) == 1
    assert [row.state for row in await sendings(desk)] == [SendState.UNKNOWN]
    assert [record.getMessage() for record in caplog.records] == [
        f"it is not known whether {OBJECT} was posted on slack"
    ]


async def test_too_late_for_its_key_it_is_given_up_too(desk: FrontDesk) -> None:
    desk.chat.failures = [Killed()]
    await killed(desk, DISCORD)
    desk.now += timedelta(minutes=3)
    await desk.sender.post(SHOP, DISCORD, DIGEST)
    assert len(desk.chat.keys) == 1
    assert [row.state for row in await sendings(desk)] == [SendState.UNKNOWN]


async def test_a_silent_slack_is_not_asked_again_and_the_next_post_says_so_once(
    desk: FrontDesk,
) -> None:
    desk.second.failures = [ChatSilent()]
    await desk.sender.post(SHOP, SLACK, DIGEST)
    await desk.sender.post(SHOP, SLACK, DIGEST)
    assert desk.second.shown == {}
    desk.later(days=1)
    await desk.sender.post(SHOP, SLACK, NEXT)
    said = desk.second.says("sales-1")
    assert "I do not know whether the digest of Sat 21 Nov 2026 was posted here" in said
    await desk.sender.post(SHOP, SLACK, Answer(sentence("A batch."), object="batch:1"))
    assert "do not know" not in desk.second.says("sales-2")
    assert [row.state for row in await sendings(desk)] == [SendState.TOLD]
    await desk.sender.post(SHOP, SLACK, DIGEST)
    assert len(desk.second.shown) == 2, "told or not, it is not repeated"


async def test_a_killed_post_that_nobody_looked_at_again_is_told_too(desk: FrontDesk) -> None:
    desk.second.failures = [Killed()]
    await killed(desk, SLACK)
    desk.later(days=1)
    await desk.sender.post(SHOP, HERE, NEXT)
    assert "do not know" not in desk.chat.says("c-shop-1"), "that is another channel"
    await desk.sender.post(SHOP, SLACK, NEXT)
    assert "the digest of Sat 21 Nov" in desk.second.says("sales-1")


async def test_status_names_what_is_unknown_for_a_week(desk: FrontDesk) -> None:
    desk.second.failures = [ChatSilent()]
    await desk.sender.post(SHOP, SLACK, DIGEST)
    (lost,) = (await status(desk.storage, SHOP, desk.now)).lost
    assert (lost.object, lost.channel, lost.at) == (OBJECT, "sales", desk.now)
    await desk.sender.post(SHOP, SLACK, NEXT)
    desk.later(days=6)
    assert len((await status(desk.storage, SHOP, desk.now)).lost) == 1
    desk.later(days=1)
    assert (await status(desk.storage, SHOP, desk.now)).lost == ()


async def test_a_silent_discord_is_asked_again_by_the_same_key(desk: FrontDesk) -> None:
    pauses: list[float] = []

    async def pause(seconds: float) -> None:
        pauses.append(seconds)
        desk.later(seconds=int(seconds))

    desk.sender.pacing.pause = pause
    desk.chat.failures = [ChatSilent(), ChatSilent()]
    await desk.sender.post(SHOP, DISCORD, DIGEST)
    assert len(set(desk.chat.keys)) == 1
    assert (len(desk.chat.keys), pauses) == (3, [1.0, 4.0])
    assert await sendings(desk) == []
    desk.chat.failures = [ChatSilent()] * 99
    await desk.sender.post(SHOP, DISCORD, NEXT)
    assert [row.state for row in await sendings(desk)] == [SendState.UNKNOWN]
    assert len(desk.chat.failures) == 99 - 6


async def test_no_try_of_a_silent_discord_goes_on_until_its_key_is_forgotten(
    desk: FrontDesk,
) -> None:
    begun, ends = desk.now, list[timedelta]()

    class Slow(FakeChat):
        """Takes its time, and says nothing."""

        async def post(self, place: Place, reply: Reply, key: str) -> str:
            """Nobody knows whether it stands there."""
            desk.now += LONGEST_TRY - timedelta(seconds=1)
            ends.append(desk.now - begun)
            raise ChatSilent

    async def pause(seconds: float) -> None:
        desk.now += timedelta(seconds=seconds)

    desk.sender.pacing.pause = pause
    desk.sender.chats["discord"] = Slow()  # type: ignore[index]
    await desk.sender.post(SHOP, DISCORD, DIGEST)
    assert len(ends) > 2
    assert max(ends) < KEYS_KNOWN["discord"]
    assert [row.state for row in await sendings(desk)] == [SendState.UNKNOWN]


@pytest.mark.parametrize("why", [ChatError(reason="it cannot be reached"), CardRefused()])
async def test_what_was_refused_was_not_sent_and_may_be_sent_again_by_another_key(
    desk: FrontDesk, why: ChatError
) -> None:
    """By the same one a platform might answer with the parts that were withdrawn."""
    desk.chat.failures = [why]
    with pytest.raises(type(why)):
        await desk.sender.post(SHOP, DISCORD, DIGEST)
    assert await sendings(desk) == []
    desk.later(seconds=10)
    await desk.sender.post(SHOP, DISCORD, DIGEST)
    assert len(set(desk.chat.keys)) == 2
    assert len(await desk.posts()) == 1


async def test_a_refusal_after_silence_tells_nothing_of_the_first_try(desk: FrontDesk) -> None:
    desk.chat.failures = [ChatSilent(), CardRefused()]
    with pytest.raises(CardRefused):
        await desk.sender.post(SHOP, DISCORD, DIGEST)
    (row,) = await sendings(desk)
    desk.now += TURN_BY_KEY
    await desk.sender.post(SHOP, DISCORD, DIGEST)
    assert len(set(desk.chat.keys)) == 1
    assert row.key(SHOP) in desk.chat.keys


async def test_a_busy_platform_is_waited_for_and_then_has_it_once(desk: FrontDesk) -> None:
    pauses: list[float] = []

    async def pause(seconds: float) -> None:
        pauses.append(seconds)
        desk.later(seconds=int(seconds) + 1)

    desk.sender.pacing.pause = pause
    desk.sender.pacing.ticks = partial(_ticks, desk)
    desk.second.failures = [ChatBusy(17)]
    await desk.sender.post(SHOP, SLACK, DIGEST)
    assert pauses[0] == pytest.approx(17)
    assert len(desk.second.shown) == 1
    desk.second.failures = [ChatBusy(3600)]
    with pytest.raises(ChatBusy):
        await desk.sender.post(SHOP, SLACK, NEXT)
    assert await sendings(desk) == [], "it was not sent, so it may be later"


async def test_a_post_that_grew_is_drawn_by_its_new_id_from_then_on(desk: FrontDesk) -> None:
    desk.sender.chats["discord"] = chat = Growing()  # type: ignore[index]
    await desk.sender.post(SHOP, DISCORD, DIGEST)
    for _ in range(2):
        await desk.sender.redraw(SHOP, DIGEST)
    (row,) = await desk.posts()
    assert row.message_id == "sales-1,more,more"
    assert list(chat.shown) == [row.message_id]


def _ticks(desk: FrontDesk) -> float:
    return desk.now.timestamp()


async def _at_once(_seconds: float) -> None:
    return None


async def test_a_channel_that_waits_delays_no_other_drawing(desk: FrontDesk) -> None:
    drawn = asyncio.Event()

    class Slow(FakeChat):
        """It answers once another platform was drawn."""

        async def update(self, place: Place, message_id: str, reply: Reply) -> str:
            await drawn.wait()
            return message_id

    class Quick(FakeChat):
        """It answers at once."""

        async def update(self, place: Place, message_id: str, reply: Reply) -> str:
            drawn.set()
            return message_id

    chats = {"discord": Slow(), "slack": Quick()}
    desk.sender.chats.update(chats)  # type: ignore[attr-defined]
    for place in (DISCORD, SLACK):
        await desk.sender.post(SHOP, place, DIGEST)
    async with asyncio.timeout(5):
        await desk.sender.redraw(SHOP, DIGEST)
    assert drawn.is_set()
