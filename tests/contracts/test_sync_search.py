"""Increments by Amazon's order search: cheap and fresh, and a report where it cannot be had."""

from datetime import timedelta

import pytest

from core.amazon_errors import AccessDenied, Throttled, UpstreamError
from core.increments import NEAR, ORIGIN, REFUSED, SLOWED
from core.model import Order
from core.ports.amazon import OrderPage, OrderSearch
from core.ports.orders import Reading
from core.sync_plan import BY_UPDATE, ORDERS
from tests.fake_amazon import US, FakeAmazon
from tests.synced import NOW, PACE, SyncedShop, ago, sold


@pytest.fixture
async def searching(shop: SyncedShop) -> SyncedShop:
    """A shop whose history was read, and whose search Amazon allows."""
    shop.amazon.refuses_search = False
    await shop.caught_up()
    return shop


class Pages(FakeAmazon):
    """Tells its orders one a page; `fails` is raised at every page but the first."""

    fails: Exception | None = None
    without_status = 0
    bad_lines = 0

    async def order_page(self, caller: object, search: OrderSearch, reading: Reading) -> OrderPage:
        """The page that the search names."""
        number = int(search.page or 0)
        if number and self.fails is not None:
            raise self.fails
        self.searched.append(search)
        told: tuple[Order, ...] = tuple(self.orders[number : number + 1])
        if number + 1 < len(self.orders):
            following = OrderSearch(search.marketplaces, search.since, page=str(number + 1))
            return OrderPage(told, (), next=following)
        to = self.clock() - timedelta(minutes=3)
        lacks, bad = self.without_status, self.bad_lines
        return OrderPage(told, (), complete_to=to, unreadable=bad, without_status=lacks)


def paged(shop: SyncedShop, *orders: Order) -> Pages:
    """Let the shop's Amazon tell these orders, one a page."""
    amazon = Pages(shop.amazon.clock, list(orders))
    shop.amazon = amazon
    shop.syncer = shop.restarted()
    return amazon


async def test_what_changed_is_searched_for_without_a_report(searching: SyncedShop) -> None:
    asked = len(searching.amazon.asked)
    searching.later(minutes=15)
    searching.amazon.orders = [
        sold("111-0000000-0000001", ago(hours=3), NOW + timedelta(minutes=9))
    ]
    state = await searching.step()
    assert (await searching.units(), len(searching.amazon.asked)) == (1, asked)
    assert searching.amazon.searched[-1].since == NOW
    assert state.next_due == searching.now + PACE.orders
    stores = await searching.stores()
    assert (stores[US].orders_as_of, stores[US].orders_source) == (state.watermark, ORIGIN)


async def test_the_next_search_begins_where_amazon_says_that_this_one_reached(
    searching: SyncedShop,
) -> None:
    amazon = paged(searching, sold("1-1", ago(hours=1), NOW + timedelta(minutes=1)))
    searching.later(minutes=15)
    state = await searching.step()
    assert state.watermark == searching.now - timedelta(minutes=3)
    await searching.step()
    assert amazon.searched[-1].since == state.watermark


async def test_every_page_is_taken_in_before_the_stamp_moves(searching: SyncedShop) -> None:
    orders = [sold(f"1-{n}", ago(hours=n), NOW + timedelta(minutes=n)) for n in (1, 2, 3)]
    amazon = paged(searching, *orders)
    amazon.fails = UpstreamError(operation="searchOrders", request_id="r-1", status=500)
    before = (await searching.stores())[US].orders_as_of
    await searching.step()
    assert (await searching.stores())[US].orders_as_of == before
    assert await searching.units() == 0  # figures move with their stamp, or not at all
    amazon.fails = None
    await searching.step()
    assert await searching.units() == 3


async def test_a_shop_that_is_refused_the_search_is_read_by_reports(searching: SyncedShop) -> None:
    searching.amazon.refuses_search = True
    state = await searching.step()
    assert (state.reports_until, state.next_due) == (searching.now + REFUSED, searching.now)
    await searching.report()
    assert searching.amazon.asked[-1].report_type == BY_UPDATE
    searching.amazon.refuses_search = False
    searched = len(searching.amazon.searched)
    for _ in range(97 * 2):  # a day of increments every quarter of an hour
        await searching.step()
    assert len(searching.amazon.searched) > searched


async def test_a_search_that_amazon_slows_down_goes_on_as_a_report(searching: SyncedShop) -> None:
    orders = [sold(f"1-{n}", ago(hours=n), NOW + timedelta(minutes=n)) for n in (1, 2)]
    amazon = paged(searching, *orders)
    amazon.fails = Throttled(operation="searchOrders", request_id="r-1")
    state = await searching.step()
    assert (state.next_due, state.watermark) == (searching.now, NOW)
    await searching.step()
    assert amazon.asked[-1].report_type == BY_UPDATE


@pytest.mark.parametrize("lacks", ["without_status", "bad_lines"])
async def test_half_an_order_never_stands_in_place_of_a_whole_one(
    searching: SyncedShop, lacks: str
) -> None:
    amazon = paged(searching, sold("1-1", ago(hours=1), NOW + timedelta(minutes=1)))
    setattr(amazon, lacks, 1)
    state = await searching.step()
    assert (await searching.units(), state.watermark) == (0, NOW)
    assert state.reports_until == searching.now + SLOWED
    await searching.report()
    assert (await searching.units(), amazon.asked[-1].report_type) == (1, BY_UPDATE)


async def test_throttled_at_its_first_page_a_search_just_waits(searching: SyncedShop) -> None:
    slow = Throttled(operation="searchOrders", request_id="r-1")
    slow.retry_after = 178.0
    searching.amazon.trouble = {"order_page": slow}
    state = await searching.step()
    assert (state.reports_until, state.failures) == (None, 1)
    assert state.next_due == searching.now + timedelta(seconds=178)


async def test_whoever_was_away_for_long_reads_a_report(searching: SyncedShop) -> None:
    searching.later(seconds=NEAR.total_seconds() + 1)
    await searching.step()
    assert searching.amazon.asked[-1].report_type == BY_UPDATE
    assert searching.amazon.searched == []


async def test_a_refusal_that_is_more_than_that_is_said(searching: SyncedShop) -> None:
    denied = AccessDenied(operation="createReport", request_id="r-2")
    searching.amazon.refuses_search = True
    searching.amazon.trouble = {"request_report": denied}
    await searching.step(ORDERS)
    state = await searching.step(ORDERS)
    assert state.note == denied.message
