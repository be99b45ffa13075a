"""Batches on both databases: frozen once, approved once, asked about once for ever."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from core.digests import ReviewCounts
from core.errors import StaleHandle
from core.model import LeftOut
from core.policy.sending_hours import SendingHours
from core.ports.reviews import BatchState, Stage
from core.review_desk import Outlook, count_reviews, waiting_or_next
from core.review_due import defer_due
from core.reviews import Actor, Terms, approve, prepare, reject
from tests.review_shop import NOW, SHOP, TERMS, Shop, line, open_shop, order, order_id

DAY = timedelta(days=1)


@pytest.fixture
async def shop(database_url: str) -> AsyncIterator[Shop]:
    """A shop with three orders to ask about, and some that are left out."""
    async with open_shop(database_url) as shop:
        await shop.add(
            order(1, 12),
            order(2, 11),
            order(3, 13, "Shipped - Delivered to Buyer"),
            order(4, 12, "Cancelled", line(LeftOut.ORDER_CANCELLED)),
            order(5, 12, "Shipped", line(LeftOut.NOT_AMAZON)),
            order(6, 12, "Shipped", line(price=None)),
            order(7, 5),
            order(8, 32.5),
            order(30, 40),
            order(31, 2, "Cancelled", line(LeftOut.ORDER_CANCELLED)),
        )
        yield shop


async def test_a_batch_is_frozen_the_soonest_to_close_first_with_its_reasons(shop: Shop) -> None:
    batch = await shop.batch()
    rows = await shop.rows(batch)
    assert [row.delivered_at for row in rows] == [NOW - DAY * n for n in (10, 9, 8)]
    assert [row.nth for row in rows] == [1, 2, 3]
    assert batch.left_out == {
        "cancelled": 1,
        "not_amazon": 1,
        "replacement": 1,
        "outside_window": 1,
    }
    assert batch.state is BatchState.WAITING
    assert (await shop.batch()).batch_id == batch.batch_id


async def test_an_order_that_arrives_later_is_in_the_next_batch_only(shop: Shop) -> None:
    first = await shop.approved()
    await shop.add(order(9, 12))
    second = await shop.batch()
    assert len(await shop.rows(second)) == 1
    assert second.digest != first.digest
    assert second.left_out["already_asked"] == 3


async def test_a_batch_holds_at_most_what_the_terms_say(shop: Shop) -> None:
    batch = await shop.batch(Terms(TERMS.hours, most=2))
    assert (batch.size, batch.later) == (2, 1)


async def test_what_would_close_before_an_approval_comes_last(shop: Shop) -> None:
    await shop.add(order(11, 29.5), order(12, 28.5))
    assert await bought_days_ago(shop) == [28.5, 13, 12, 11, 29.5]


async def bought_days_ago(shop: Shop) -> list[float]:
    """How many days ago the orders of a batch were bought, as the batch takes them."""
    rows = await shop.rows(await shop.batch())
    return [(NOW - row.delivered_at) / DAY + 3 for row in rows]


async def test_a_thousand_approvals_are_one(shop: Shop) -> None:
    batch = await shop.batch()

    async def one() -> bool:
        try:
            await approve(shop.storage, shop.actor(), batch.batch_id, batch.digest)
        except StaleHandle:
            return False
        return True

    outcomes = await asyncio.gather(*(one() for _ in range(8)))
    outcomes += [await one() for _ in range(992)]
    assert outcomes.count(True) == 1
    assert len(shop.queue.tasks) == 3
    assert {task.lane for task in shop.queue.tasks} == {"demo-account:solicit"}


async def test_preparing_at_once_makes_one_batch(shop: Shop) -> None:
    found = await asyncio.gather(*(prepare(shop.storage, shop.actor(), TERMS) for _ in range(8)))
    assert len({batch.batch_id for batch in found if batch}) == 1


async def test_what_was_not_shown_is_not_approved(shop: Shop) -> None:
    batch = await shop.batch()
    with pytest.raises(StaleHandle, match="another list"):
        await approve(shop.storage, shop.actor(), batch.batch_id, bytes(32))
    assert {row.stage for row in await shop.rows(batch)} == {Stage.WAITING}
    assert not shop.queue.tasks


async def test_the_second_approver_is_told_who_was_first(shop: Shop) -> None:
    batch = await shop.approved()
    with pytest.raises(StaleHandle, match="approved at 18:00"):
        await approve(shop.storage, shop.actor("owner"), batch.batch_id, batch.digest)


async def test_rejected_orders_are_never_asked_about(shop: Shop) -> None:
    batch = await shop.batch()
    await reject(shop.storage, shop.actor(), batch.batch_id, batch.digest)
    assert {row.stage for row in await shop.rows(batch)} == {Stage.REJECTED}
    assert await prepare(shop.storage, shop.actor(), TERMS) is None


async def test_an_expired_batch_sends_nothing_and_its_orders_go_into_the_next(shop: Shop) -> None:
    old = await shop.batch()
    shop.now += DAY
    with pytest.raises(StaleHandle, match="expired"):
        await approve(shop.storage, shop.actor(), old.batch_id, old.digest)
    assert await defer_due(shop.storage, shop.now) == 0
    new = await shop.batch()
    assert new.batch_id != old.batch_id
    assert len(await shop.rows(new)) == 3
    assert await shop.rows(old) == []


async def test_in_sending_hours_each_order_has_its_moment(shop: Shop) -> None:
    hours = SendingHours(11 * 60, 12 * 60)
    batch = await shop.approved(Terms(hours))
    moments = [row.not_before for row in await shop.rows(batch)]
    start = NOW.replace(hour=19)
    assert moments == [start, start + timedelta(seconds=30), start + timedelta(seconds=60)]
    assert not shop.queue.tasks
    assert await defer_due(shop.storage, start) == 1


async def test_an_order_whose_day_comes_within_the_hours_waits_for_it(shop: Shop) -> None:
    opens = NOW + timedelta(minutes=90)
    await shop.add(order(10, 10 - 1.5 / 24))
    batch = await shop.approved(Terms(SendingHours(11 * 60, 12 * 60)))
    last = (await shop.rows(batch))[-1]
    assert (last.opens_at, last.not_before) == (opens, opens)


async def test_the_clear_id_is_given_only_while_it_may_be_kept(shop: Shop) -> None:
    row = (await shop.rows(await shop.batch()))[0]
    async with shop.storage.read() as uow:
        askable = (await uow.for_tenant(SHOP)).askable
        until = NOW + timedelta(days=30 - 13)
        soon = until - timedelta(seconds=1)
        assert await askable.order_id(row.account_id, row.order_ref, soon) == order_id(3)
        assert await askable.order_id(row.account_id, row.order_ref, until) is None


async def test_both_decisions_stand_in_the_audit_and_the_chain_holds(shop: Shop) -> None:
    await shop.approved()
    async with shop.storage.read() as uow:
        audit = (await uow.for_tenant(SHOP)).audit
        assert (await audit.head())[0] == 2
        assert await audit.broken_at() is None


async def test_nothing_is_prepared_while_requests_are_off_or_no_shop_is_connected(
    database_url: str,
) -> None:
    async with open_shop(database_url) as shop:
        actor = Actor(SHOP, "viewer", shop.now)
        found = await waiting_or_next(shop.storage, actor, TERMS, may_prepare=True)
        assert isinstance(found, Outlook)
        assert (found.is_connected, found.is_on, found.askable) == (True, True, 0)
        await shop.add(order(7, 5))
        found = await waiting_or_next(shop.storage, actor, TERMS, may_prepare=True)
        assert isinstance(found, Outlook)
        assert found.next_at == NOW + 5 * DAY


async def test_the_digest_counts_a_local_day(shop: Shop) -> None:
    await shop.approved()
    await shop.send()
    await shop.add(order(9, 12))
    shop.now += timedelta(minutes=1)
    await shop.batch()
    async with shop.storage.read() as uow:
        scope = await uow.for_tenant(SHOP)
        counts = await count_reviews(scope, NOW.date())
        before = await count_reviews(scope, NOW.date() - DAY)
    assert counts == ReviewCounts(waiting=1, sent=3, skipped=4, expired=0)
    assert before == ReviewCounts(waiting=1, sent=0, skipped=0, expired=0)


async def test_of_two_claims_one_is_kept_and_only_its_outcome(shop: Shop) -> None:
    batch = await shop.approved()
    row = (await shop.rows(batch))[0]
    claim = row._replace(stage=Stage.SENDING, attempt=1, claimed_at=NOW)
    late = claim._replace(stage=Stage.DUE, not_before=NOW)
    async with shop.storage.write() as uow:
        reviews = (await uow.for_tenant(SHOP)).reviews
        assert [await reviews.change(row, claim) for _ in range(2)] == [True, False]
        assert await reviews.change(claim, late)
        again = late._replace(stage=Stage.SENDING, attempt=2)
        assert await reviews.change(late, again)
        assert not await reviews.change(claim, claim._replace(stage=Stage.SENT))
    assert (await shop.rows(batch))[0].stage is Stage.SENDING


async def test_a_batch_is_decided_once(shop: Shop) -> None:
    batch = await shop.batch()
    gone = batch._replace(state=BatchState.REJECTED)
    async with shop.storage.write() as uow:
        reviews = (await uow.for_tenant(SHOP)).reviews
        assert [await reviews.decide(gone) for _ in range(2)] == [True, False]


async def test_no_second_request_for_an_order_can_be_kept(shop: Shop) -> None:
    batch = await shop.approved()
    rows = await shop.rows(batch)
    other = batch._replace(batch_id="0000")

    async def freeze() -> None:
        async with shop.storage.write() as uow:
            reviews = (await uow.for_tenant(SHOP)).reviews
            await reviews.freeze(other, [rows[0]._replace(batch_id="0000", stage=Stage.WAITING)])

    with pytest.raises(ValueError, match="asked about before"):
        await freeze()
    assert await shop.rows(batch) == rows
