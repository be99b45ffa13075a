"""The nightly check: what the increments missed is found, counted, added and said."""

from datetime import timedelta
from pathlib import Path

from core.amazon_errors import AccessDenied
from core.intake import NIGHTLY_CHECK
from core.ports.amazon import ReportStatus
from core.status import AccountStatus, status
from core.sync_plan import BY_ORDER_DATE, CHECKED, NIGHTLY, stock_source
from tests.amazon_cases import case
from tests.fake_amazon import STORES, US
from tests.storages import SHOP
from tests.synced import NOW, SyncedShop, ago, sold, synced_shop

MX = "A1AM78C64UM0Y8"


async def told(shop: SyncedShop) -> AccountStatus:
    """The account as `status` tells it."""
    accounts = (await status(shop.opened.storage, SHOP, shop.now)).accounts
    return next(one for one in accounts if one.name == "Demo shop NA")


async def increment(shop: SyncedShop) -> None:
    """An increment that Amazon fills without some of its orders."""
    await shop.report()


@case(6)
async def test_an_order_that_no_increment_told_is_found_at_night(shop: SyncedShop) -> None:
    await shop.caught_up()
    await increment(shop)
    shop.amazon.orders = [sold("111-0000000-0000001", ago(days=2)), sold("1-2", ago(days=9))]
    await shop.report(NIGHTLY)
    assert await shop.units() == 2
    checked = (await told(shop)).checked
    assert checked is not None
    assert checked.missed == 2
    await shop.report(NIGHTLY)
    checked = (await told(shop)).checked
    assert checked is not None
    assert (checked.missed, await shop.units()) == (0, 2)


async def test_what_increments_may_not_know_yet_was_not_missed(shop: SyncedShop) -> None:
    await shop.caught_up()
    await increment(shop)
    shop.later(hours=30)
    shop.amazon.orders = [sold("111-0000000-0000001", shop.now - timedelta(minutes=5))]
    await shop.report(NIGHTLY)
    checked = (await told(shop)).checked
    assert checked is not None
    assert (checked.missed, await shop.units()) == (0, 1)


async def test_a_check_reads_the_last_thirty_days_in_the_accounts_own_night(
    shop: SyncedShop,
) -> None:
    await shop.caught_up()
    first = await shop.state(NIGHTLY)
    assert NOW < first.next_due <= NOW + timedelta(days=1)
    await shop.report(NIGHTLY)
    asked = shop.amazon.asked[-1]
    assert (asked.report_type, asked.since) == (BY_ORDER_DATE, first.next_due - CHECKED)
    after = await shop.state(NIGHTLY)
    assert after.next_due - first.next_due == timedelta(days=1)
    assert 11 <= after.next_due.hour <= 13  # three to five in Los Angeles, in winter


async def test_a_night_without_orders_is_a_check_too(shop: SyncedShop) -> None:
    await shop.caught_up()
    assert (await told(shop)).checked is None
    shop.amazon.statuses = [ReportStatus.NO_DATA]
    await shop.report(NIGHTLY)
    checked = (await told(shop)).checked
    assert checked is not None
    assert checked.missed == 0


async def test_a_check_names_itself_as_the_source_on_both_databases(
    database_url: str, tmp_path: Path
) -> None:
    async with synced_shop(database_url, tmp_path) as it:
        await it.begin()
        await it.caught_up()
        it.amazon.orders = [sold("111-0000000-0000001", ago(days=2))]
        await it.report(NIGHTLY)
        assert (await it.stores())[US].orders_source == NIGHTLY_CHECK


async def test_nothing_is_checked_before_all_of_the_last_month_was_read(shop: SyncedShop) -> None:
    await shop.step(NIGHTLY)
    assert shop.amazon.asked == []
    await shop.report(await shop.span())
    await shop.step(NIGHTLY)
    assert {one.report_type for one in shop.amazon.asked} == {BY_ORDER_DATE}
    assert len(shop.amazon.asked) == 1  # the second span is of the last month, too
    await shop.report(await shop.span())
    await shop.step(NIGHTLY)
    assert len(shop.amazon.asked) == 3


async def test_a_check_that_leaves_a_gap_to_the_increments_says_no_more_than_they(
    shop: SyncedShop,
) -> None:
    before = await shop.caught_up()
    shop.later(days=75)
    shop.amazon.orders = [sold("1-1", shop.now - timedelta(days=40))]
    await shop.report(NIGHTLY)
    assert (await shop.stores())[US].orders_as_of == before.watermark
    for _ in range(3):
        await shop.report()
    assert await shop.units() == 1
    as_of = (await shop.stores())[US].orders_as_of
    assert as_of is not None
    assert shop.now - as_of < timedelta(days=1)


async def test_a_store_that_was_opened_since_is_found_at_night_and_read_from_its_beginning(
    shop: SyncedShop,
) -> None:
    await shop.caught_up()
    shop.amazon.stores = [store._replace(is_participating=True) for store in STORES]
    await shop.step(NIGHTLY)
    assert MX in await shop.stores()
    assert (await shop.state(stock_source(MX))).next_due == shop.now
    assert [one.marketplaces for one in shop.amazon.asked[-1:]] == [tuple(await shop.stores())]
    shop.amazon.orders = [sold("1-1", ago(days=60))]
    for span in [one.source for one in await shop.unread()]:
        await shop.report(span)
    assert await shop.units() == 1


async def test_a_night_goes_on_where_the_stores_cannot_be_learned(shop: SyncedShop) -> None:
    await shop.caught_up()
    denied = AccessDenied(operation="getMarketplaceParticipations", request_id="r-1")
    shop.amazon.trouble = {"participations": denied}
    await shop.report(NIGHTLY)
    assert (await told(shop)).checked is not None
