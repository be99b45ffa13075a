"""Our figures beside Amazon's own count: kept as they stood, and shown where they differ."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.adapters.local.terminal import render
from bot.handlers.status import status_card
from core.amazon_errors import UpstreamError
from core.model import Money
from core.ports.amazon import DayMetrics
from core.status import AccountStatus, status
from core.sync_plan import METRICS_AFTER, NIGHTLY, metrics_source
from tests.fake_amazon import CA, US
from tests.storages import SHOP
from tests.synced import SyncedShop, ago, sold, synced_shop

LA = "America/Los_Angeles"


@pytest.fixture
async def traded(database_url: str, tmp_path: Path) -> AsyncIterator[SyncedShop]:
    """A shop that sold one unit for 10 dollars on each of the last four days."""
    async with synced_shop(database_url, tmp_path) as shop:
        await shop.begin()
        shop.amazon.orders = [sold(f"111-0000000-000000{d}", ago(days=d)) for d in (1, 2, 3, 4)]
        await shop.caught_up()
        yield shop


def amazons(days: int, units: int = 1, cents: int = 1000) -> DayMetrics:
    """What Amazon says of the day so many days ago."""
    return DayMetrics(ago(days=days).date(), 1, 1, units, Money(cents, "USD"))


async def told(shop: SyncedShop) -> AccountStatus:
    """The account as `status` tells it."""
    accounts = (await status(shop.opened.storage, SHOP, shop.now)).accounts
    return next(one for one in accounts if one.name == "Demo shop NA")


async def card(shop: SyncedShop) -> str:
    """The card of `status`."""
    return render(status_card(await status(shop.opened.storage, SHOP, shop.now), LA))


async def test_equal_figures_are_said_to_agree(traded: SyncedShop) -> None:
    traded.amazon.metrics = [amazons(days) for days in (4, 3, 2)]
    await traded.step(metrics_source(US))
    found = (await told(traded)).compared
    assert found is not None
    assert (found.days, found.differences) == (3, ())
    assert "all 3 days of its stores agree" in await card(traded)


async def test_a_difference_is_kept_as_it_stood_and_shown_with_both_figures(
    traded: SyncedShop,
) -> None:
    traded.amazon.metrics = [amazons(3), amazons(2, units=3, cents=3050)]
    await traded.step(metrics_source(US))
    found = (await told(traded)).compared
    assert found is not None
    (one,) = found.differences
    assert (one.day, one.own_units, one.amazons_units) == (ago(days=2).date(), 1, 3)
    assert (one.own_sales, one.amazons_sales) == (Money(1000, "USD"), Money(3050, "USD"))
    text = await card(traded)
    assert "1 of 2 days of its stores agree" in text
    assert "Amazon counts 1 order, 3 units, $30.50; here 1 order, 1 unit, $10.00" in text
    await traded.opened.change("UPDATE marketplace_day SET units = 3, revenue_minor = 3050")
    assert (await told(traded)).compared == found


async def test_a_day_without_sales_of_ours_is_compared_too(traded: SyncedShop) -> None:
    traded.amazon.metrics = [amazons(9)]
    await traded.step(metrics_source(US))
    found = (await told(traded)).compared
    assert found is not None
    assert found.differences[0].own_units == 0


async def test_units_without_a_price_are_named_as_the_reason(traded: SyncedShop) -> None:
    traded.amazon.metrics = [amazons(2, cents=2500)]
    await traded.opened.change("UPDATE marketplace_day SET unpriced_units = 2")
    await traded.step(metrics_source(US))
    assert "2 units have no price in Amazon's reports yet" in await card(traded)


async def test_only_complete_days_are_asked_about_every_night(traded: SyncedShop) -> None:
    before = await traded.state(metrics_source(US))
    assert before.next_due == (await traded.state(NIGHTLY)).next_due + METRICS_AFTER
    traded.amazon.metrics = [amazons(days) for days in (0, 1, 2)]
    await traded.step(metrics_source(US))
    found = (await told(traded)).compared
    assert found is not None
    assert found.days == 1  # the orders are complete to the night of the 15th in Los Angeles
    after = await traded.state(metrics_source(US))
    assert after.next_due - before.next_due == timedelta(days=1)


async def test_each_store_is_compared_by_itself(traded: SyncedShop) -> None:
    traded.amazon.metrics = [amazons(2)]
    await traded.step(metrics_source(US))
    traded.amazon.metrics = [DayMetrics(ago(days=2).date(), 0, 0, 0, Money(0, "CAD"))]
    await traded.step(metrics_source(CA))
    found = (await told(traded)).compared
    assert found is not None
    assert (found.days, found.differences) == (2, ())


async def test_a_failure_is_said_and_compared_again_later(traded: SyncedShop) -> None:
    traded.amazon.trouble = {"order_metrics": UpstreamError(status=500, request_id="r-1")}
    state = await traded.step(metrics_source(US))
    assert state.failures == 1
    assert state.next_due > traded.now
    traded.amazon.trouble = {}
    traded.amazon.metrics = [amazons(2)]
    await traded.step(metrics_source(US))
    assert (await told(traded)).compared is not None


async def test_it_waits_for_the_newest_days(shop: SyncedShop) -> None:
    await shop.step(metrics_source(US))
    assert (await told(shop)).compared is None
    assert (await shop.state(metrics_source(US))).watermark is None
