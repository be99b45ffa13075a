"""What each of Amazon's answers does to a review request, up to the end of its life."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import event

from core.amazon_errors import (
    AuthorizationLost,
    NotAvailable,
    NotFound,
    OutOfWindow,
    Throttled,
    UnknownOutcome,
    UpstreamError,
)
from core.policy.sending_hours import SendingHours
from core.ports.reviews import Stage
from core.ports.storage import UnitOfWork
from core.review_sending import Unit
from core.reviews import Terms
from tests.keystores import command
from tests.review_shop import NOW, Shop, line, open_shop, order, order_id


@pytest.fixture
async def shop(sqlite_url: str) -> AsyncIterator[Shop]:
    """A shop with one order to ask about."""
    async with open_shop(sqlite_url) as shop:
        await shop.add(order(1, 12))
        yield shop


async def test_still_offered_twice_it_is_sent_once_more_and_then_given_up(shop: Shop) -> None:
    batch = await shop.approved()
    shop.amazon.before = UnknownOutcome()
    await shop.send()
    await shop.tick()
    assert ((await shop.only(batch)).stage, len(shop.amazon.posts)) == (Stage.SENDING, 1)
    await shop.tick()
    assert (await shop.only(batch)).stage is Stage.DUE
    await shop.tick(timedelta(seconds=1))
    assert ((await shop.only(batch)).stage, len(shop.amazon.posts)) == (Stage.SENDING, 2)
    for _ in range(2):
        await shop.tick()
    assert (await shop.only(batch)).stage is Stage.UNKNOWN
    for _ in range(4):
        await shop.tick()
    assert len(shop.amazon.posts) == 2


async def test_offered_no_more_before_the_second_try_counts_as_sent(shop: Shop) -> None:
    batch = await shop.approved()
    shop.amazon.before = UnknownOutcome()
    await shop.send()
    for _ in range(2):
        await shop.tick()
    shop.amazon.sent.add(order_id(1))
    await shop.tick(timedelta(seconds=1))
    assert ((await shop.only(batch)).stage, len(shop.amazon.posts)) == (Stage.SENT_ASSUMED, 1)


async def test_throttled_waits_as_long_as_amazon_says(shop: Shop) -> None:
    batch = await shop.approved()
    slow = Throttled()
    slow.retry_after = 90.0
    shop.amazon.before = slow
    await shop.send()
    row = await shop.only(batch)
    assert (row.stage, row.not_before) == (Stage.DUE, NOW + timedelta(seconds=90))
    shop.amazon.before = None
    await shop.tick(timedelta(seconds=90))
    assert (await shop.only(batch)).stage is Stage.SENT


@pytest.mark.parametrize("where", ["looking", "before"])
async def test_a_throttled_account_is_left_alone_as_a_whole(shop: Shop, where: str) -> None:
    await shop.add(order(2, 12))
    batch = await shop.approved()
    slow = Throttled()
    slow.retry_after = 3600.0
    setattr(shop.amazon, where, slow)
    await shop.send()
    asked = list(shop.amazon.journal)
    assert {one for _, one in asked} == {asked[0][1]}  # the other order was not asked about
    await shop.tick(timedelta(minutes=30))
    assert shop.amazon.journal == asked
    assert {row.stage for row in await shop.rows(batch)} == {Stage.DUE}
    setattr(shop.amazon, where, None)
    await shop.tick(timedelta(minutes=30))
    assert {row.stage for row in await shop.rows(batch)} == {Stage.SENT}


async def test_what_was_queued_before_an_account_was_held_back_costs_no_transaction(
    shop: Shop,
) -> None:
    await shop.add(order(2, 12), order(3, 12))
    await shop.approved()
    slow = Throttled()
    slow.retry_after = 3600.0
    shop.amazon.looking = slow
    sender, (first, *others) = shop.sender, shop.queue.tasks
    await sender.send_one(Unit.of(first.args))
    shut = replace(sender, storage=NoStorage())
    assert [await shut.send_one(Unit.of(task.args)) for task in others] == [None, None]
    shop.now += timedelta(hours=1)
    with pytest.raises(LookupError):
        await shut.send_one(Unit.of(others[0].args))


async def test_a_request_costs_a_dozen_statements(shop: Shop) -> None:
    """A shop may send thirty thousand: what each asks of the database is what its hour costs."""
    batch, heard = await shop.approved(), list[str]()

    def hear(_c: object, _cursor: object, text: str, *_: object) -> None:
        heard.append(text)

    event.listen(shop.engine.sync_engine, "before_cursor_execute", hear)
    await shop.send()
    event.remove(shop.engine.sync_engine, "before_cursor_execute", hear)
    assert (await shop.only(batch)).stage is Stage.SENT
    assert sum(not text.startswith("BEGIN") for text in heard) <= 12
    assert sum(text.startswith("BEGIN") for text in heard) == 3


class NoStorage:
    """A storage that nobody may open."""

    def read(self) -> AbstractAsyncContextManager[UnitOfWork]:
        raise LookupError("it was read")

    def survey(self) -> AbstractAsyncContextManager[UnitOfWork]:
        raise LookupError("it was read")

    def write(self) -> AbstractAsyncContextManager[UnitOfWork]:
        raise LookupError("it was written to")


@pytest.mark.parametrize("why", [UpstreamError(), Throttled()])
async def test_trouble_at_the_question_sends_nothing_and_tries_again(
    shop: Shop, why: Exception
) -> None:
    batch = await shop.approved()
    shop.amazon.looking = why
    await shop.send()
    assert ((await shop.only(batch)).stage, shop.amazon.posts) == (Stage.DUE, [])
    shop.amazon.looking = None
    await shop.tick()
    assert (await shop.only(batch)).stage is Stage.SENT


@pytest.mark.parametrize(
    "why",
    [
        NotFound(operation="getSolicitationActionsForOrder", request_id="r-1"),
        UpstreamError(status=403, request_id="r-1"),
    ],
)
async def test_an_order_that_only_brings_errors_is_asked_about_ever_more_rarely(
    shop: Shop, why: Exception
) -> None:
    batch = await shop.approved()
    shop.amazon.looking = why
    for _ in range(24 * 60):
        await shop.tick(timedelta(minutes=1))
    asked = len(shop.amazon.journal)
    assert asked < 15
    assert ((await shop.only(batch)).stage, shop.amazon.posts) == (Stage.DUE, [])
    shop.amazon.looking = None
    await shop.tick(timedelta(hours=6))
    assert (await shop.only(batch)).stage is Stage.SENT


@pytest.mark.parametrize("why", [NotAvailable(), OutOfWindow()])
async def test_a_refusal_of_the_question_is_as_good_as_one_of_the_request(
    shop: Shop, why: Exception
) -> None:
    batch = await shop.approved()
    shop.amazon.looking = why
    for _ in range(30):
        await shop.tick(timedelta(days=1))
    row = await shop.only(batch)
    assert (row.stage, len(shop.amazon.journal) <= 3) == (Stage.REFUSED, True)


@pytest.mark.parametrize("where", ["looking", "before"])
async def test_lost_authorization_stops_the_account_and_marks_no_order(
    shop: Shop, where: str
) -> None:
    await shop.add(order(2, 12))
    batch = await shop.approved()
    setattr(shop.amazon, where, AuthorizationLost())
    first, second = shop.queue.tasks
    with pytest.raises(AuthorizationLost):
        await shop.sender.send_one(Unit.of(first.args))
    asked = len(shop.amazon.journal)
    assert await shop.sender.send_one(Unit.of(second.args)) is None
    assert len(shop.amazon.journal) == asked
    assert {row.stage for row in await shop.rows(batch)} == {Stage.DUE}
    setattr(shop.amazon, where, None)
    shop.queue.tasks.clear()
    await shop.tick()
    assert {row.stage for row in await shop.rows(batch)} == {Stage.SENT}


async def test_too_early_by_amazons_answer_is_asked_again_and_too_late_is_over(shop: Shop) -> None:
    early = await shop.approved()
    shop.amazon.before = OutOfWindow()
    await shop.send()
    assert (await shop.only(early)).stage is Stage.DUE
    await shop.add(order(2, 27))
    late = await shop.approved()
    await shop.send()
    row = await shop.only(late)
    assert (row.stage, row.reason) == (Stage.REFUSED, "outside_window")


async def test_not_offered_is_looked_at_again_where_the_estimate_may_be_early(shop: Shop) -> None:
    batch = await shop.approved()
    shop.amazon.closed.add(order_id(1))
    await shop.send()
    row = await shop.only(batch)
    assert (row.stage, row.not_before) == (Stage.DUE, NOW + timedelta(days=3))
    for _ in range(2):
        await shop.tick(timedelta(days=3))
    row = await shop.only(batch)
    assert (row.stage, row.reason, shop.amazon.posts) == (Stage.REFUSED, "not_offered", [])


async def test_amazons_refusal_is_final(shop: Shop) -> None:
    batch = await shop.approved()
    shop.amazon.before = NotAvailable()
    await shop.send()
    assert (await shop.only(batch)).stage is Stage.REFUSED


async def test_an_order_cancelled_after_the_approval_is_not_asked_about(shop: Shop) -> None:
    batch = await shop.approved()
    gone = order(1, 12, "Cancelled", line())
    await shop.add(gone._replace(updated_at=NOW))
    await shop.send()
    row = await shop.only(batch)
    assert (row.stage, row.reason, shop.amazon.journal) == (Stage.REFUSED, "cancelled", [])


async def test_past_the_window_or_the_id_nothing_is_sent(shop: Shop) -> None:
    batch = await shop.approved()
    shop.now += timedelta(days=20)
    await shop.send()
    row = await shop.only(batch)
    assert (row.stage, shop.amazon.journal) == (Stage.REFUSED, [])


async def test_a_late_worker_waits_for_the_next_sending_hours(shop: Shop) -> None:
    batch = await shop.approved(Terms(SendingHours(10 * 60, 11 * 60)))
    shop.now += timedelta(hours=2)
    await shop.send()
    row = await shop.only(batch)
    assert (row.stage, row.not_before) == (Stage.DUE, NOW + timedelta(days=1))
    assert not shop.amazon.journal


async def test_a_paused_tenant_sends_nothing(shop: Shop, sqlite_url: str) -> None:
    await shop.approved()
    await command(sqlite_url, "UPDATE tenant SET state = 'paused'")
    await shop.send()
    await shop.tick()
    assert not shop.amazon.journal
