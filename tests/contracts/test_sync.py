"""Syncing with Amazon step by step: every order is read once, and said until when."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from core.ports.amazon import ReportStatus, StockRow
from core.sync_plan import (
    BY_UPDATE,
    OVERLAP,
    stock_source,
)
from tests.fake_amazon import CA, US
from tests.storages import SHOP
from tests.synced import NOW, PACE, SELLER, SyncedShop, ago, sold, synced_shop


async def test_a_whole_life_of_a_sync_ends_with_every_order_once(
    database_url: str, tmp_path: Path
) -> None:
    async with synced_shop(database_url, tmp_path) as shop:
        await shop.begin()
        shop.amazon.orders = [
            sold("111-0000000-0000001", ago(days=1)),
            sold("111-0000000-0000002", ago(days=40)),
            sold("111-0000000-0000003", ago(days=64)),
        ]
        await shop.caught_up()
        assert await shop.units() == 3
        shop.later(minutes=20)
        shop.amazon.orders[1] = sold("111-0000000-0000002", ago(days=40), NOW, units=5)
        shop.amazon.orders.append(sold("111-0000000-0000004", NOW + timedelta(minutes=5)))
        await shop.report()
        assert await shop.units() == 1 + 5 + 1 + 1


async def test_beginning_learns_the_stores_that_the_account_really_has(shop: SyncedShop) -> None:
    assert set(await shop.stores()) == {US, CA}


async def test_increments_begin_before_the_first_span_ended(shop: SyncedShop) -> None:
    late = sold("111-0000000-0000009", ago(minutes=3))
    await shop.caught_up()  # Amazon did not list it yet
    shop.amazon.orders = [late]
    state = await shop.report()
    first, second = shop.amazon.asked[-1], await shop.report()
    assert (first.report_type, first.since) == (BY_UPDATE, NOW - OVERLAP)
    assert await shop.units() == 1
    assert state.watermark == first.until
    assert shop.amazon.asked[-1].since == first.until - OVERLAP if first.until else None
    assert second.watermark == shop.amazon.asked[-1].until


async def test_the_watermark_never_goes_beyond_what_was_asked_for(shop: SyncedShop) -> None:
    await shop.caught_up()
    await shop.step()
    asked_until = shop.amazon.asked[-1].until
    shop.amazon.statuses = [ReportStatus.WAITING]
    shop.later(hours=2)
    shop.amazon.orders = [sold("111-0000000-0000001", shop.now - timedelta(hours=1))]
    await shop.step()
    state = await shop.step()
    assert state.watermark == asked_until
    await shop.report()
    assert await shop.units() == 1


async def test_every_store_is_stamped_with_the_end_of_what_was_read(shop: SyncedShop) -> None:
    shop.amazon.orders = [sold("111-0000000-0000001", ago(days=1))]  # in one store only
    await shop.report(await shop.span())
    stores = await shop.stores()
    assert {row.orders_as_of for row in stores.values()} == {NOW}
    assert {row.orders_source for row in stores.values()} == {"Amazon's order report"}


async def test_no_data_is_an_answer_and_is_stamped_too(shop: SyncedShop) -> None:
    shop.amazon.statuses = [ReportStatus.NO_DATA]
    state = await shop.report(await shop.span())
    assert state.failures == 0
    assert (await shop.stores())[CA].orders_as_of == NOW
    assert shop.amazon.downloads == 0


async def test_the_same_report_again_still_says_until_when_orders_are_complete(
    shop: SyncedShop,
) -> None:
    await shop.caught_up()
    shop.amazon.orders = [sold("111-0000000-0000001", ago(minutes=5))]
    await shop.report()
    again = await shop.report()
    assert (await shop.stores())[US].orders_as_of == again.watermark
    assert await shop.units() == 1


async def test_empty_reports_move_the_stamp_each_time(shop: SyncedShop) -> None:
    await shop.caught_up()
    for _ in range(3):
        state = await shop.report()
        assert (await shop.stores())[US].orders_as_of == state.watermark


async def test_who_was_offline_for_months_reads_every_month(shop: SyncedShop) -> None:
    await shop.caught_up()
    shop.later(days=100)
    shop.amazon.orders = [sold(f"1-{n}", shop.now - timedelta(days=n)) for n in (1, 31, 61, 91)]
    for _ in range(4):
        await shop.report()
    assert await shop.units() == 4


async def test_a_step_that_is_not_due_asks_nothing(shop: SyncedShop) -> None:
    newest = await shop.span()
    await shop.syncer.step(SHOP, SELLER, newest)
    before = await shop.state(newest)
    await shop.syncer.step(SHOP, SELLER, newest)  # a tick queued it twice
    assert await shop.state(newest) == before
    assert (len(shop.amazon.asked), shop.amazon.looks) == (1, 0)


async def test_an_unknown_source_is_nothing_to_do(shop: SyncedShop) -> None:
    await shop.syncer.step(SHOP, SELLER, "weather")
    assert shop.amazon.asked == []


async def test_a_new_process_goes_on_with_the_report_that_was_asked_for(shop: SyncedShop) -> None:
    shop.amazon.orders = [sold("111-0000000-0000001", ago(days=3))]
    newest = await shop.span()
    await shop.step(newest)
    shop.syncer = shop.restarted()
    shop.later(hours=1)
    await shop.step(newest)
    assert (len(shop.amazon.asked), await shop.units()) == (1, 1)
    assert newest not in [one.source for one in await shop.unread()]


async def test_a_state_that_was_lost_after_the_download_changes_no_figure(
    shop: SyncedShop,
) -> None:
    shop.amazon.orders = [sold("111-0000000-0000001", ago(days=3))]
    newest = await shop.span()
    before = await shop.step(newest)
    await shop.step(newest)
    async with shop.opened.storage.write() as uow:  # as if the process had died before it was kept
        await (await uow.for_tenant(SHOP)).sync.put(before)
    await shop.step(newest)
    assert (shop.amazon.downloads, await shop.units()) == (2, 1)


async def test_beginning_again_keeps_the_place(shop: SyncedShop) -> None:
    before = await shop.caught_up()
    await shop.begin()
    after = await shop.state()
    assert (after.watermark, after.next_due) == (before.watermark, shop.now)
    assert await shop.unread() == []


async def test_stock_is_kept_on_the_day_of_its_store(shop: SyncedShop) -> None:
    shop.now = datetime(2026, 11, 16, 7, 30, tzinfo=UTC)  # still the 15th in Los Angeles
    shop.amazon.stock = [StockRow("SKU-1", "B1", "A press", 7, 2, 1)]
    state = await shop.report(stock_source(US))
    assert shop.amazon.asked[-1].marketplaces == (US,)
    kept = await shop.opened.rows("SELECT marketplace_id, sku, day, sellable FROM stock_day")
    assert kept == [(US, "SKU-1", datetime(2026, 11, 15).toordinal(), 7)]  # noqa: DTZ001
    assert (await shop.stores())[US].stock_as_of == shop.now
    assert (await shop.stores())[CA].stock_as_of is None
    assert state.next_due == shop.now + PACE.stock


async def test_a_slower_process_does_not_put_back_what_a_faster_one_did(shop: SyncedShop) -> None:
    await shop.caught_up()
    before = await shop.step()
    so_far = len(shop.amazon.asked)

    async def faster() -> None:
        while (await shop.step()).report_id in (None, before.report_id):
            pass

    shop.amazon.meanwhile = faster
    shop.now = before.next_due
    await shop.restarted().step(SHOP, SELLER, "orders")
    state = await shop.state()
    assert state.report_id == f"report-{so_far + 1}"
    assert len(shop.amazon.asked) == so_far + 1
