"""A sync in trouble: it says why, keeps its place, spares Amazon, and goes on by itself."""

from datetime import timedelta

import pytest

from core.amazon_errors import AuthorizationLost, BadDocument, NotFound, Throttled, UpstreamError
from core.errors import DiskFull, GateClosed, TenantGone
from core.model import Unreadable
from core.ports.amazon import ReportStatus
from core.sync_plan import ORDERS, OVERLAP, PATIENCE
from tests.amazon_cases import case
from tests.fake_amazon import US
from tests.storages import SHOP
from tests.synced import NOW, SELLER, SyncedShop, ago, sold


async def test_an_increment_of_nothing_that_may_be_kept_does_not_stop_the_sync(
    shop: SyncedShop,
) -> None:
    await shop.caught_up()
    shop.amazon.orders = [sold("111-0000000-0000001", ago(days=900), NOW)]
    state = await shop.report()
    assert state.report_id is None
    assert state.watermark == shop.amazon.asked[-1].until
    assert await shop.units() == 0
    assert (await shop.opened.rows("SELECT sum(orders_too_old) FROM report"))[0][0] == 1


async def test_an_increment_that_cannot_be_read_is_noted_and_left_behind(shop: SyncedShop) -> None:
    await shop.caught_up()
    shop.amazon.unreadable = (Unreadable(2, "no sku"),)
    state = await shop.report()
    assert state.watermark == shop.amazon.asked[-1].until
    assert await shop.opened.rows("SELECT line, reason FROM quarantined_row") == [(2, "no sku")]


async def test_a_report_of_which_no_row_can_be_read_is_not_taken_for_a_quiet_day(
    shop: SyncedShop,
) -> None:
    before = await shop.caught_up()
    shop.amazon.unreadable = tuple(Unreadable(n, "no quantity") for n in range(2, 12))
    state = await shop.report()
    assert (state.watermark, state.failures) == (before.watermark, 1)
    assert "none of its 10 rows can be read" in state.note
    assert (await shop.stores())[US].orders_as_of == before.watermark


@case(18)
async def test_a_failed_report_is_asked_for_again_with_the_same_span(shop: SyncedShop) -> None:
    newest = await shop.span()
    shop.amazon.statuses = [ReportStatus.FAILED]
    await shop.report(newest)
    failed = shop.amazon.asked[-1]
    await shop.report(newest)
    assert shop.amazon.asked[-1] == failed
    assert newest not in [one.source for one in await shop.unread()]


async def test_a_failed_increment_loses_nothing(shop: SyncedShop) -> None:
    await shop.caught_up()
    before = (await shop.state()).watermark
    shop.amazon.statuses = [ReportStatus.FAILED]
    state = await shop.report()
    assert (state.watermark, state.failures) == (before, 1)
    assert state.next_due > shop.now
    await shop.report()
    assert before is not None
    assert shop.amazon.asked[-1].since == before - OVERLAP


@case(17)
@pytest.mark.parametrize("spans_before", [0, 1, 3], ids=["newest", "history", "increment"])
async def test_a_report_that_never_gets_done_is_given_up(
    shop: SyncedShop, spans_before: int
) -> None:
    for _ in range(spans_before):
        await shop.report(await shop.span())
    if spans_before == 3:
        await shop.caught_up()
    source = ORDERS if spans_before == 3 else await shop.span()
    await shop.step(source)
    asked_at = shop.now
    shop.amazon.statuses = [ReportStatus.WAITING] * 3
    shop.later(hours=5.9)
    assert (await shop.step(source)).report_id is not None
    shop.now = asked_at + PATIENCE + timedelta(minutes=1)
    state = await shop.step(source)
    assert (state.report_id, state.failures) == (None, 1)
    first = shop.amazon.asked[-1]
    shop.amazon.statuses = []
    await shop.report(source)
    assert (shop.amazon.asked[-1].report_type) == first.report_type
    assert spans_before == 3 or shop.amazon.asked[-1] == first


async def test_after_months_offline_a_report_still_gets_its_time(shop: SyncedShop) -> None:
    await shop.caught_up()
    shop.later(days=100)
    await shop.step()
    shop.amazon.statuses = [ReportStatus.WAITING]
    state = await shop.step()
    assert (state.report_id is not None, state.failures) == (True, 0)


async def test_throttled_keeps_the_place_and_waits_as_long_as_amazon_says(
    shop: SyncedShop,
) -> None:
    newest = await shop.span()
    await shop.step(newest)
    slow = Throttled()
    slow.retry_after = 417.0
    shop.amazon.trouble = {"report_state": slow}
    state = await shop.step(newest)
    assert state.report_id == "report-1"
    assert state.next_due == shop.now + timedelta(seconds=417)
    assert state.note == slow.message
    shop.amazon.trouble = {}
    await shop.step(newest)
    assert len(shop.amazon.asked) == 1
    assert shop.amazon.downloads == 1


@pytest.mark.parametrize(
    "why", [GateClosed(reason="the feature sales is not switched on"), AuthorizationLost()]
)
async def test_what_an_owner_must_mend_is_said_and_tried_again_ever_later(
    shop: SyncedShop, why: AuthorizationLost | GateClosed
) -> None:
    await shop.caught_up()
    shop.amazon.trouble = {"request_report": why}
    waits = []
    for _ in range(10):
        state = await shop.step()
        waits.append(state.next_due - shop.now)
    assert state.note == why.message
    assert waits == sorted(waits)
    assert waits[0] >= timedelta(seconds=30)
    assert waits[-1] == timedelta(hours=1)
    shop.amazon.trouble = {}
    state = await shop.report()
    assert (state.failures, state.note) == (0, "")


@pytest.mark.parametrize(
    ("where", "why"),
    [
        ("order_report", BadDocument(reason="it is cut short")),
        ("report_state", NotFound(operation="getReport", request_id="r-1")),
        ("order_report", NotFound(operation="getReportDocument", request_id="r-1")),
    ],
)
async def test_a_report_that_cannot_be_had_is_asked_for_anew(
    shop: SyncedShop, where: str, why: BadDocument | NotFound
) -> None:
    newest = await shop.span()
    await shop.step(newest)
    shop.amazon.trouble = {where: why}
    state = await shop.step(newest)
    assert (state.report_id, state.failures, state.note) == (None, 1, why.message)
    shop.amazon.trouble = {}
    await shop.report(newest)
    first, second = shop.amazon.asked
    assert first == second


@pytest.mark.parametrize("why", [DiskFull(), RuntimeError("a defect of ours")])
async def test_trouble_of_our_own_does_not_ask_amazon_at_every_tick(
    shop: SyncedShop, why: Exception
) -> None:
    shop.amazon.trouble = {"request_report": why}
    newest = await shop.span()
    before = await shop.state(newest)
    with pytest.raises(type(why)):
        await shop.syncer.step(SHOP, SELLER, newest)
    state = await shop.state(newest)
    assert state.failures == 1
    assert state.next_due > shop.now
    assert (state.since, state.until) == (before.since, before.until)


async def test_a_tenant_that_is_being_deleted_is_asked_nothing_more(shop: SyncedShop) -> None:
    newest = await shop.span()
    await shop.step(newest)
    await shop.opened.change("UPDATE tenant SET state = 'revoking'")
    shop.later(hours=1)
    with pytest.raises(TenantGone):
        await shop.syncer.step(SHOP, SELLER, newest)
    assert (shop.amazon.looks, shop.amazon.downloads) == (0, 0)


async def test_a_report_that_amazon_never_hands_out_is_asked_for_anew(shop: SyncedShop) -> None:
    newest = await shop.span()
    await shop.step(newest)
    shop.amazon.trouble = {"order_report": UpstreamError(status=404, request_id="r-1")}
    assert (await shop.step(newest)).report_id is not None
    shop.later(hours=6)
    assert (await shop.step(newest)).report_id is None
    shop.amazon.trouble = {}
    await shop.report(newest)
    first, second = shop.amazon.asked
    assert first == second
