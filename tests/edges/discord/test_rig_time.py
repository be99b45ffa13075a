"""The local Discord's deadlines, and the faults that a test may order."""

from collections.abc import AsyncIterator

import aiohttp
import pytest

from tests.edges.discord.conftest import Hands
from tests.edges.discord.wire import Wire
from tests.rig import discord_faults as faults
from tests.rig.discord_answers import DEFERRED, MESSAGE
from tests.rig.discord_rates import RETRY_AFTER, WHOLE, Rates
from tests.rig.discord_stub import Discord

WORDS = {"content": "Done"}


@pytest.fixture
async def wire(discord: Discord) -> AsyncIterator[Wire]:
    """A bare client."""
    async with aiohttp.ClientSession() as session:
        yield Wire(discord, session)


def broken(wire: Wire) -> list[str]:
    """The rules that were broken, forgotten afterwards."""
    found, wire.discord.world.broken = wire.discord.world.broken, []
    return found


async def test_takes_an_answer_within_three_seconds(wire: Wire, hands: Hands) -> None:
    its = wire.interaction()
    hands.later(seconds=3)

    assert (await wire.callback(its, MESSAGE, WORDS)).status == 200


async def test_does_not_know_an_interaction_after_three_seconds(wire: Wire, hands: Hands) -> None:
    its = wire.interaction()
    hands.later(seconds=3.001)

    said = await wire.callback(its, MESSAGE, WORDS)

    assert (said.status, said.body["code"]) == (404, 10062)
    assert broken(wire) == ["an interaction was answered after more than 3 seconds"]


async def test_knows_that_it_is_late_also_where_the_tests_clock_stands(wire: Wire) -> None:
    its = wire.interaction()
    its.began -= 3.001

    said = await wire.callback(its, MESSAGE, WORDS)

    assert (said.status, said.body["code"]) == (404, 10062)
    assert broken(wire) == ["an interaction was answered after more than 3 seconds"]


async def test_takes_one_answer_only(wire: Wire) -> None:
    its = wire.interaction()
    await wire.callback(its, MESSAGE, WORDS)

    said = await wire.callback(its, MESSAGE, WORDS)

    assert (said.status, said.body["code"]) == (400, 40060)
    assert broken(wire) == ["an interaction was answered twice"]
    assert len(wire.discord.world.shown) == 1


async def test_takes_further_messages_for_fifteen_minutes(wire: Wire, hands: Hands) -> None:
    its = wire.interaction()
    await wire.callback(its, DEFERRED)
    hands.later(minutes=15)
    assert (await wire.ask("PATCH", wire.webhook(its, "@original"), WORDS, {})).status == 200

    hands.later(seconds=1)
    said = await wire.ask("POST", wire.webhook(its), WORDS, {})

    assert (said.status, said.body["code"]) == (401, 50027)
    assert broken(wire) == ["an interaction's token was used after more than 15 minutes"]


async def test_takes_no_further_message_before_the_answer(wire: Wire) -> None:
    said = await wire.ask("POST", wire.webhook(wire.interaction()), WORDS, {})

    assert said.status == 404
    assert broken(wire) == ["a webhook was used before its interaction was answered"]


@pytest.mark.parametrize(
    ("fault", "status"),
    [
        (faults.too_many("POST", "/messages"), 429),
        (faults.broken("POST", "/messages", status=502), 502),
        (faults.no_access("POST", "/messages"), 403),
    ],
)
async def test_fails_once_where_a_test_says_so(
    wire: Wire, fault: faults.Fault, status: int
) -> None:
    wire.discord.world.faults.append(fault)

    first, second = await wire.post(WORDS), await wire.post(WORDS)

    assert (first.status, second.status) == (status, 200)
    assert len(wire.discord.world.shown) == 1


@pytest.mark.parametrize("via", [True, False])
async def test_says_whether_a_rate_limit_is_discords_own(wire: Wire, via: bool) -> None:
    wire.discord.world.faults.append(faults.too_many("POST", "/messages", after=2.5, via=via))
    url, headers = wire.discord.api_url + wire.channel(), {"Authorization": "Bot rig-bot-token"}

    async with wire.session.post(url, json=WORDS, headers=headers) as answer:
        assert ("Via" in answer.headers) is via
        assert (await answer.json())["retry_after"] == 2.5


async def test_forgets_an_interaction_where_a_test_says_so(wire: Wire) -> None:
    wire.discord.world.faults.append(faults.unknown_interaction())

    assert (await wire.callback(wire.interaction(), MESSAGE, WORDS)).body["code"] == 10062


class Ticks:
    """A clock by which a retry_after is waited for."""

    def __init__(self, wire: Wire, whole: int = WHOLE) -> None:
        self.now = 100.0
        wire.discord.world.rates = Rates(is_on=True, whole=whole, ticks=lambda: self.now)


async def test_takes_five_messages_of_a_channel_in_five_seconds(wire: Wire, hands: Hands) -> None:
    ticks = Ticks(wire)
    said = [await wire.post(WORDS) for _ in range(6)]

    assert [one.status for one in said] == [200] * 5 + [429]
    assert said[-1].body["global"] is False
    assert (await wire.ask("POST", wire.channel("other"), WORDS)).status == 200
    ticks.now += said[-1].body["retry_after"]
    assert (await wire.post(WORDS)).status == 200
    assert (await wire.post(WORDS)).status == 429
    ticks.now += RETRY_AFTER
    hands.later(seconds=5)
    assert [(await wire.post(WORDS)).status for _ in range(3)] == [200] * 3


async def test_takes_so_much_of_the_whole_bot_in_a_second(wire: Wire, hands: Hands) -> None:
    Ticks(wire, whole=2)
    paths = [wire.channel(name) for name in ("general", "other", "third")]
    said = [await wire.ask("POST", path, WORDS) for path in paths]

    assert [one.status for one in said] == [200, 200, 429]
    assert said[-1].body["global"] is True
    hands.later(seconds=1)
    assert (await wire.post(WORDS)).status == 200


@pytest.mark.parametrize("whole", [WHOLE, 3], ids=["channel", "whole bot"])
async def test_notes_who_does_not_wait(wire: Wire, whole: int) -> None:
    ticks = Ticks(wire, whole=whole)
    while (await wire.post(WORDS)).status == 200:
        assert not broken(wire)
    ticks.now += RETRY_AFTER * 0.9

    assert (await wire.post(WORDS)).status == 429
    (said,) = broken(wire)
    assert "came before its retry_after was over" in said
