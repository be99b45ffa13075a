"""Calls in their turn: nobody is called too soon, and no channel waits for another one."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from bot.envelope import Reply
from bot.marked import sentence
from bot.pacing import LONGEST, PacedChats, Pacing
from core.chat_errors import ChatBusy, ChatError
from core.model import Place
from tests.front_desk import FakeChat
from tests.simulated import QUIET, SimulatedTime

HERE, THERE = Place("slack", "T1", "C1"), Place("slack", "T1", "C2")
FAR = Place("slack", "T2", "C-far")
HI = Reply(sentence("Hi."))


class Ground:
    """Simulated time, and when which channel was called."""

    def __init__(self) -> None:
        self.time = SimulatedTime()
        self.begun = self.time.now
        self.pacing = Pacing(lambda: self.time().timestamp(), self.time.sleep)
        self.calls: list[tuple[str, float]] = []
        self.refusals: list[float | None] = []

    async def call(self, place: Place) -> None:
        """A call in its turn."""

        async def made() -> None:
            self.calls.append((place.channel, self.elapsed()))
            after = self.refusals.pop(0) if self.refusals else None
            if after is not None:
                raise ChatBusy(after)

        await self.pacing.run(place, made)

    def elapsed(self) -> float:
        """Seconds since the beginning."""
        return (self.time.now - self.begun).total_seconds()

    async def done(self, *work: Awaitable[object]) -> list[object]:
        """What becomes of it, while time passes as it is slept."""
        all_done = asyncio.gather(*work, return_exceptions=True)
        while not all_done.done():
            for _ in range(QUIET * 4):
                await asyncio.sleep(0)
            if self.time.asleep:
                self.time.pass_to(self.time.asleep[0][0])
        return list(await all_done)

    def times(self, channel: str) -> list[float]:
        """When a channel was called."""
        return [at for name, at in self.calls if name == channel]


async def test_a_channel_is_called_once_a_second_after_its_burst() -> None:
    ground = Ground()
    await ground.done(*(ground.call(HERE) for _ in range(5)))
    assert ground.times("C1") == pytest.approx([0, 0, 1, 2, 3])


async def test_a_workspace_has_a_pace_of_its_own_and_another_one_does_not_wait() -> None:
    ground = Ground()
    places = [HERE._replace(channel=f"C{n}") for n in range(20)]
    await ground.done(*(ground.call(place) for place in places), ground.call(FAR))
    assert ground.elapsed() == pytest.approx((20 - 4) / 4.0)
    assert ground.times(FAR.channel) == [0]


async def test_a_refusal_shuts_channel_and_workspace_until_it_is_over_and_the_call_goes_on() -> (
    None
):
    ground = Ground()
    ground.refusals = [30.0]
    await ground.done(ground.call(HERE))
    await ground.done(ground.call(HERE), ground.call(THERE), ground.call(FAR))
    assert ground.calls[:2] == [("C1", 0.0), ("C1", 30.0)]
    assert ground.times("C2") == pytest.approx([30.25])


async def test_a_channel_that_waits_holds_up_no_other_one() -> None:
    ground = Ground()
    await ground.done(*(ground.call(HERE) for _ in range(4)), ground.call(THERE))
    assert ground.times("C2") == [0]


async def test_who_would_wait_too_long_is_told_when_to_come_back() -> None:
    ground = Ground()
    ground.refusals = [LONGEST + 60]
    (why,) = await ground.done(ground.call(HERE))
    assert isinstance(why, ChatBusy)
    assert why.retry_after == pytest.approx(LONGEST + 60)
    assert len(ground.calls) == 1
    (why,) = await ground.done(ground.call(THERE))
    assert isinstance(why, ChatBusy)
    assert len(ground.calls) == 1, "nobody is called meanwhile"


async def test_a_refusal_again_and_again_ends() -> None:
    ground = Ground()
    ground.refusals = [30.0] * 99
    (why,) = await ground.done(ground.call(HERE))
    assert isinstance(why, ChatBusy)
    assert len(ground.calls) <= LONGEST / 30 + 1


async def test_what_another_error_ends_is_not_repeated() -> None:
    ground = Ground()

    async def broken() -> None:
        ground.calls.append(("C1", ground.elapsed()))
        raise ChatError(reason="it is moody")

    (why,) = await ground.done(ground.pacing.run(HERE, broken))
    assert isinstance(why, ChatError)
    assert len(ground.calls) == 1


async def test_within_a_workspace_the_next_call_knows_whether_the_last_was_refused() -> None:
    ground, order = Ground(), list[str]()

    async def asked(name: str, after: float | None) -> None:
        async with ground.pacing.calling(HERE):
            order.append(f"{name} at {ground.elapsed():.0f}")
            await asyncio.sleep(0)
            if after is not None:
                raise ChatBusy(after)

    await ground.done(asked("first", 20.0), asked("second", None))
    assert order == ["first at 0", "second at 20"]


@pytest.mark.parametrize("platform", ["slack", "discord"])
async def test_all_that_a_chat_does_waits_its_turn(platform: str) -> None:
    ground = Ground()
    chat = FakeChat()
    paced = PacedChats({platform: chat}, ground.pacing)[platform]
    place = HERE._replace(platform=platform)
    message = await paced.post(place, HI, "k")
    work: list[Callable[[], Awaitable[object]]] = [
        lambda: paced.update(place, message, HI),
        lambda: paced.delete(place, message),
        lambda: paced.clear(place),
        lambda: paced.update(place, message, HI),
    ]
    for one in work:
        await ground.done(one())
    assert ground.elapsed() == pytest.approx(3.0 if platform == "slack" else 0.0)
    await ground.done(paced.tell(place, "U1", HI))
    assert [user for user, _ in chat.told] == ["U1"]
    assert ground.elapsed() == pytest.approx(3.0 if platform == "slack" else 0.0)


async def test_platforms_of_our_own_do_not_wait() -> None:
    ground = Ground()
    local = Place("local", "local", "sales")
    await ground.done(*(ground.call(local) for _ in range(100)))
    assert ground.elapsed() == 0
