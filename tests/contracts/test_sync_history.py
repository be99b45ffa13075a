"""Reading history: asked for at once, taken in newest first, every order once."""

from datetime import timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from core.amazon_errors import Throttled
from core.ports.amazon import ReportStatus
from core.sync_plan import (
    BY_ORDER_DATE,
    ORDERS,
    RARELY,
    RESTING,
    SPAN,
    WEEK,
    Pace,
    spans,
)
from tests.fake_amazon import CA, US
from tests.synced import NOW, PACE, SyncedShop, ago, sold


async def test_history_is_read_newest_first_without_a_gap(shop: SyncedShop) -> None:
    await shop.caught_up()
    asked = [one for one in shop.amazon.asked if one.report_type == BY_ORDER_DATE]
    assert (asked[0].since, asked[0].until) == (NOW - WEEK, NOW)
    assert asked[-1].since == NOW - PACE.history
    for newer, older in pairwise(asked):
        assert older.until == newer.since
        assert older.since is not None
        assert older.until is not None
        assert older.until - older.since <= SPAN
    assert {one.marketplaces for one in asked} == {(CA, US)} or {(US, CA)}


async def test_an_order_on_the_boundary_of_two_spans_is_not_lost(shop: SyncedShop) -> None:
    boundaries = [NOW - WEEK, NOW - WEEK - SPAN]
    shop.amazon.orders = [sold(f"1-{n}", at) for n, at in enumerate(boundaries)]
    await shop.caught_up()
    assert await shop.units() == 2


async def test_history_is_asked_for_at_once_and_taken_in_newest_first(shop: SyncedShop) -> None:
    shop.amazon.orders = [sold("111-0000000-0000001", ago(days=d)) for d in (1, 10, 40)]
    spans = [one.source for one in await shop.unread()]
    for source in spans:
        await shop.step(source)
    assert (len(shop.amazon.asked), shop.amazon.looks) == (3, 0)
    await shop.step(spans[2])  # the oldest would be done, but the days after it are not read yet
    assert (shop.amazon.looks, [one.source for one in await shop.unread()]) == (0, spans)
    assert (await shop.state(spans[2])).next_due == RESTING
    await shop.step(spans[0])
    await shop.step(spans[1])
    (oldest,) = await shop.unread()
    assert (oldest.source, oldest.next_due) == (spans[2], shop.now)  # it rests no more


async def test_a_span_that_rests_sleeps_on_when_the_sync_begins_again(shop: SyncedShop) -> None:
    before = {one.source: one.next_due for one in await shop.unread()}
    assert RESTING in before.values()
    await shop.begin()
    assert {one.source: one.next_due for one in await shop.unread()} == before


async def test_a_span_rests_until_the_newer_ones_were_asked_for(shop: SyncedShop) -> None:
    newest, second, third = await shop.unread()
    assert (newest.next_due, second.next_due, third.next_due) == (NOW, RESTING, RESTING)
    slow = Throttled()
    slow.retry_after = 60.0
    shop.amazon.trouble = {"request_report": slow}
    await shop.step(newest.source)
    dues = [one.next_due for one in await shop.unread()]
    assert dues == [NOW + timedelta(minutes=1), RESTING, RESTING]
    shop.amazon.trouble = {}
    await shop.step(newest.source)
    assert [one.next_due for one in await shop.unread()][1:] == [shop.now, RESTING]


async def test_increments_wait_until_the_newest_days_were_read(shop: SyncedShop) -> None:
    shop.amazon.refuses_search = False
    newest = await shop.span()
    await shop.step(newest)
    await shop.step(ORDERS)
    assert (len(shop.amazon.asked), shop.amazon.searched) == (1, [])
    assert (await shop.stores())[US].orders_as_of is None
    await shop.step(newest)
    await shop.step(ORDERS)
    assert len(shop.amazon.searched) == 1


async def test_a_span_that_amazon_cannot_make_is_asked_for_in_halves(shop: SyncedShop) -> None:
    shop.amazon.orders = [sold(f"1-{d}", ago(days=d)) for d in (1, 10, 22, 36, 60)]
    await shop.report(await shop.span())
    whole = (await shop.unread())[0]
    shop.amazon.statuses = [ReportStatus.FAILED]
    await shop.step(whole.source)
    await shop.step(whole.source)
    newer, older = (await shop.unread())[:2]
    assert (newer.until, older.since) == (whole.until, whole.since)
    assert newer.since == older.until
    await shop.caught_up()
    assert await shop.units() == 5


async def test_a_week_that_amazon_cannot_make_is_asked_for_again(shop: SyncedShop) -> None:
    newest = await shop.span()
    shop.amazon.statuses = [ReportStatus.FAILED]
    await shop.step(newest)
    state = await shop.step(newest)
    assert (state.report_id, state.failures, await shop.span()) == (None, 1, newest)
    await shop.report(newest)
    assert shop.amazon.asked[0] == shop.amazon.asked[1]


async def test_a_week_that_amazon_never_makes_is_read_day_by_day(shop: SyncedShop) -> None:
    shop.amazon.orders = [sold(f"1-{d}", ago(days=d)) for d in (1, 3, 6)]
    newest = await shop.span()
    shop.amazon.statuses = [ReportStatus.FAILED] * 2
    await shop.report(newest)
    await shop.step(newest)
    await shop.step(newest)
    halves = (await shop.unread())[:2]
    assert halves[0].source == newest
    assert halves[0].since == halves[1].until
    await shop.caught_up()
    assert await shop.units() == 3


async def test_a_report_that_takes_long_is_looked_for_ever_more_rarely(shop: SyncedShop) -> None:
    newest = await shop.span()
    await shop.step(newest)
    shop.amazon.statuses = [ReportStatus.WAITING] * 12
    waits = []
    for _ in range(12):
        state = await shop.step(newest)
        waits.append(state.next_due - shop.now)
    assert waits == sorted(waits)
    assert (waits[0], waits[-1]) == (PACE.poll, RARELY)


@given(hours=st.integers(1, 24 * 400), span=st.integers(1, 60))
@settings(max_examples=60, deadline=None)
def test_spans_cover_all_history_once(hours: int, span: int) -> None:
    pace = Pace(history=timedelta(hours=hours), span=timedelta(days=span))
    found = list(spans(NOW, pace))
    assert (found[0][1], found[-1][0]) == (NOW, NOW - pace.history)
    assert all(older[1] == newer[0] for newer, older in pairwise(found))
    assert all(timedelta(0) < until - since <= pace.span for since, until in found)
    assert found[0][1] - found[0][0] <= WEEK
