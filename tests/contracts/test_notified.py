"""Notifications make work due sooner, are never believed, and repeated ones cost nothing."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from core.amazon_errors import Throttled
from core.errors import DiskFull
from core.notified import Verdict
from core.ports.amazon import ReportStatus
from core.sync_hints import APART
from core.sync_plan import ORDERS
from tests.amazon_cases import case
from tests.notices import ORDER_ID, order_change
from tests.notified import QUIET, SEEN, shop_of_a_known_seller, verdict
from tests.storages import SHOP
from tests.synced import NOW, PACE, SELLER, SyncedShop, ago, sold

FIGURES = "SELECT * FROM marketplace_day ORDER BY 1, 2, 3, 4", "SELECT * FROM sales_day"


@pytest.fixture(name="known")
async def on_each_database(database_url: str, tmp_path: Path) -> AsyncIterator[SyncedShop]:
    async with shop_of_a_known_seller(database_url, tmp_path) as shop:
        yield shop


@pytest.fixture(name="lite")
async def on_sqlite(sqlite_url: str, tmp_path: Path) -> AsyncIterator[SyncedShop]:
    async with shop_of_a_known_seller(sqlite_url, tmp_path) as shop:
        yield shop


async def figures(shop: SyncedShop) -> list[Any]:
    """All figures there are."""
    return [await shop.opened.rows(sql) for sql in FIGURES]


@case(30)
async def test_an_order_that_is_stored_and_unchanged_costs_one_increment_and_no_figure(
    known: SyncedShop,
) -> None:
    before, asked = await figures(known), len(known.amazon.asked)
    again = known.now - timedelta(minutes=1)
    known.amazon.orders = [sold(ORDER_ID, ago(days=1), again)]  # told again, with nothing new in it
    assert await verdict(known, order_change()) is Verdict.WOKEN
    assert (await known.state()).next_due == known.now
    began = known.now
    await known.report()
    assert known.now - began == PACE.poll
    assert len(known.amazon.asked) == asked + 1
    assert (await known.state()).next_due == known.now + PACE.orders
    assert await figures(known) == before
    assert before[1]
    last = "SELECT rows_read, orders_changed FROM report ORDER BY begun_at DESC LIMIT 1"
    assert await known.opened.rows(last) == [(1, 0)]


@case(30)
async def test_the_same_notification_again_costs_nothing(known: SyncedShop) -> None:
    await verdict(known, order_change())
    await known.report()
    known.now += QUIET
    state, asked = await known.state(), len(known.amazon.asked)
    for _ in range(3):
        assert await verdict(known, order_change()) is Verdict.REPEATED
    assert await known.state() == state
    assert len(known.amazon.asked) == asked
    assert await known.opened.rows(SEEN) == [(SELLER, "demo-notification-1")]


@case(30)
async def test_of_copies_that_arrive_at_once_one_is_heard(known: SyncedShop) -> None:
    verdicts = await asyncio.gather(*(verdict(known, order_change()) for _ in range(4)))
    assert sorted(verdicts) == [*[Verdict.REPEATED] * 3, Verdict.WOKEN]
    assert (await known.state()).next_due == known.now


@case(30)
async def test_the_same_change_in_other_messages_is_read_once_more_and_counted_once(
    lite: SyncedShop,
) -> None:
    before = await figures(lite)
    verdicts = [await verdict(lite, order_change(number)) for number in range(1, 6)]
    assert verdicts == [Verdict.WOKEN, *[Verdict.UNDER_WAY] * 4]
    asked = len(lite.amazon.asked)
    await lite.report()
    assert len(lite.amazon.asked) == asked + 1
    assert await figures(lite) == before


@case(30)
async def test_whether_an_order_is_new_is_what_amazon_answers_not_the_message(
    lite: SyncedShop,
) -> None:
    assert await lite.units() == 1
    new = "111-0000000-0000002"
    await verdict(lite, order_change(1, new))  # the message says five units
    await lite.report()
    assert await lite.units() == 1
    lite.now += QUIET
    lite.amazon.orders.append(sold(new, lite.now - timedelta(minutes=1), units=2))
    await verdict(lite, order_change(2, new))
    await lite.report()
    assert await lite.units() == 1 + 2


async def test_a_busy_shop_asks_for_an_increment_every_five_minutes_at_most(
    lite: SyncedShop,
) -> None:
    asked, began = len(lite.amazon.asked), lite.now
    for number in range(60):
        await verdict(lite, order_change(number))
        while (await lite.state()).next_due <= lite.now:
            await lite.syncer.step(SHOP, SELLER, ORDERS)
        lite.now += timedelta(seconds=10)
    increments = len(lite.amazon.asked) - asked
    assert increments == (lite.now - began) / APART


@case(30)
@pytest.mark.parametrize(("late", "due"), [(0, 4), (3, 1), (30, 0), (-30, 4)])
async def test_a_search_is_made_when_it_can_tell_of_the_change(
    lite: SyncedShop, late: int, due: int
) -> None:
    lite.amazon.refuses_search = False
    async with lite.opened.storage.write() as uow:
        state = replace(await lite.state(), reports_until=None)
        await (await uow.for_tenant(SHOP)).sync.put(state)
    asked, before = len(lite.amazon.asked), await figures(lite)
    what = order_change()
    at = lite.now - timedelta(minutes=late)
    what["NotificationMetadata"]["PublishTime"] = at.isoformat()
    assert await verdict(lite, what) is Verdict.WOKEN
    assert (await lite.state()).next_due == lite.now + timedelta(minutes=due)
    after = await lite.step()
    assert after.next_due == lite.now + PACE.orders
    assert (len(lite.amazon.searched), len(lite.amazon.asked)) == (1, asked)
    assert await figures(lite) == before


async def test_the_wait_that_amazon_asked_for_is_kept(lite: SyncedShop) -> None:
    refused = Throttled()
    refused.retry_after = 600
    lite.amazon.trouble = {"request_report": refused}
    state = await lite.step()
    assert state.next_due == lite.now + timedelta(minutes=10)
    assert await verdict(lite, order_change()) is Verdict.UNDER_WAY
    assert await lite.state() == state


async def test_an_outstanding_increment_is_not_asked_for_again(lite: SyncedShop) -> None:
    lite.amazon.statuses = [ReportStatus.WAITING]
    await lite.step()
    state = await lite.step()
    assert state.report_id is not None
    assert await verdict(lite, order_change()) is Verdict.UNDER_WAY
    assert await lite.state() == state


async def test_nothing_is_ever_due_later_than_it_was(lite: SyncedShop) -> None:
    state = await lite.state()
    lite.now = state.next_due + timedelta(minutes=1)
    assert await verdict(lite, order_change()) is Verdict.UNDER_WAY
    assert await lite.state() == state


async def test_a_message_that_could_not_be_kept_does_its_work_when_it_comes_again(
    known: SyncedShop,
) -> None:
    state = await known.state()

    async def cut_short() -> None:
        async with known.opened.storage.write() as uow:
            scope = await uow.for_tenant(SHOP)
            assert await scope.notices.note(SELLER, "demo-notification-1", NOW)
            raise DiskFull

    with pytest.raises(DiskFull):
        await cut_short()
    assert await known.state() == state
    assert await verdict(known, order_change()) is Verdict.WOKEN
