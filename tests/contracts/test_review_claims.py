"""Sending on both databases: at most once, whatever breaks between the claim and the outcome."""

import asyncio
import logging
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from core.amazon_errors import UnknownOutcome, UpstreamError
from core.ports.reviews import Stage
from core.review_sending import Unit
from tests.keystores import rows
from tests.review_shop import Crash, Shop, open_shop, order, order_id


@pytest.fixture
async def shop(database_url: str) -> AsyncIterator[Shop]:
    """A shop with one order to ask about."""
    async with open_shop(database_url) as shop:
        await shop.add(order(1, 12))
        yield shop


async def test_amazon_is_asked_before_it_is_told_and_once(shop: Shop) -> None:
    batch = await shop.approved()
    await shop.send()
    assert shop.amazon.journal == [("GET", order_id(1)), ("POST", order_id(1))]
    assert (await shop.only(batch)).stage is Stage.SENT
    await shop.tick()
    assert len(shop.amazon.posts) == 1


async def test_two_workers_send_one_request(shop: Shop) -> None:
    await shop.approved()
    (task,) = shop.queue.tasks
    unit = Unit.of(task.args)
    shop.amazon.meet = asyncio.Barrier(6)
    await asyncio.gather(*(shop.sender.send_one(unit) for _ in range(6)))
    assert len(shop.amazon.posts) == 1


@pytest.mark.parametrize("when", ["before", "after"])
async def test_a_crash_between_the_call_and_its_outcome_sends_no_second_one(
    shop: Shop, when: str
) -> None:
    batch = await shop.approved()
    setattr(shop.amazon, when, Crash())
    with pytest.raises(Crash):
        await shop.send()
    setattr(shop.amazon, when, None)
    assert (await shop.only(batch)).stage is Stage.SENDING
    await shop.tick(timedelta(minutes=14))
    assert len(shop.amazon.posts) == 1
    await shop.tick(timedelta(minutes=1))
    assert len(shop.amazon.posts) == 1
    accepted = when == "after"
    row = await shop.only(batch)
    assert row.stage is (Stage.SENT_ASSUMED if accepted else Stage.SENDING)


@pytest.fixture
def logged(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    """Everything that is logged, however small."""
    caplog.set_level(logging.DEBUG)
    return caplog


async def test_the_order_id_lies_nowhere_in_the_clear(
    shop: Shop, database_url: str, logged: pytest.LogCaptureFixture
) -> None:
    await shop.approved()
    await shop.send()
    assert shop.amazon.posts == [order_id(1)]
    assert order_id(1) not in logged.text
    for table in ("audit", "solicitation", "batch", "order_head", "order_line"):
        for found in await rows(database_url, f"SELECT * FROM {table}"):  # noqa: S608
            flat = b"|".join(
                bytes(v) if isinstance(v, bytes | memoryview) else str(v).encode() for v in found
            )
            assert order_id(1).encode() not in flat


async def test_amazon_that_does_not_answer_is_not_asked_at_every_tick(shop: Shop) -> None:
    shop.amazon.after = UnknownOutcome()
    await shop.approved()
    await shop.send()
    shop.amazon.looking = UpstreamError()
    with pytest.raises(UpstreamError):
        await shop.tick()
    for _ in range(3):
        await shop.tick(timedelta(seconds=5))
    assert len([verb for verb, _ in shop.amazon.journal if verb == "GET"]) == 2
    shop.amazon.looking = None
    await shop.tick()
    assert len([verb for verb, _ in shop.amazon.journal if verb == "GET"]) == 3
