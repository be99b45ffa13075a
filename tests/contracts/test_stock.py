"""Stock, digest snapshots and found orders, on both databases."""

from collections.abc import AsyncIterator
from datetime import date, timedelta

import pytest

from core.model import LeftOut, Period
from core.ports.digests import DigestSnapshot
from core.ports.stock import StockDay
from tests.stocked import CA, MONDAY, NOW, SELLER, SHOP, US, Sale, Shop, at, open_shop

DAY = timedelta(days=1)


@pytest.fixture
async def shop(database_url: str) -> AsyncIterator[Shop]:
    async with open_shop(database_url) as shop:
        yield shop


async def test_levels_are_the_newest_of_each_product_and_store(shop: Shop) -> None:
    await shop.open_store(CA)
    await shop.stock("A", [(MONDAY - 40 * DAY, 9), (MONDAY - DAY, 5), (MONDAY, 3)], inbound=7)
    await shop.stock("A", [(MONDAY - DAY, 8)], store=CA)
    await shop.stock("OLD", [(MONDAY - 200 * DAY, 8)])
    async with shop.storage.read() as uow:
        found = await (await uow.for_tenant(SHOP)).stock.levels(MONDAY - 90 * DAY)
    by_store = {level.marketplace_id: level for level in found}
    assert len(found) == 2
    newest = by_store[US]
    assert (newest.day, newest.sellable, newest.inbound) == (MONDAY, 3, 7)
    assert (newest.known_from, newest.as_of) == (MONDAY - 40 * DAY, at(MONDAY, 7))
    assert by_store[CA].sellable == 8


async def test_an_older_snapshot_of_a_day_does_not_replace_a_newer_one(shop: Shop) -> None:
    await shop.stock("A", [(MONDAY, 3)])
    late = StockDay(US, "A", MONDAY, 99, 0, 0, at(MONDAY, 5))
    async with shop.storage.write() as uow:
        stock = (await uow.for_tenant(SHOP)).stock
        await stock.put(SELLER, [late])
        assert [level.sellable for level in await stock.levels(MONDAY)] == [3]


async def test_empty_days_are_those_without_a_sellable_unit(shop: Shop) -> None:
    await shop.stock("A", [(MONDAY - 2 * DAY, 0), (MONDAY - DAY, 0), (MONDAY, 3)])
    async with shop.storage.read() as uow:
        found = await (await uow.for_tenant(SHOP)).stock.empty_days(MONDAY - DAY)
    assert [(day.sku, day.day) for day in found] == [("A", MONDAY - DAY)]


async def test_units_sold_come_over_a_period_and_by_day(shop: Shop) -> None:
    days = [(MONDAY, 2), (MONDAY, 3), (MONDAY - DAY, 4), (MONDAY - 9 * DAY, 50)]
    await shop.sell([*(Sale("A", day, units) for day, units in days), Sale("B", MONDAY, 7)])
    week = Period(MONDAY - 6 * DAY, MONDAY)
    async with shop.storage.read() as uow:
        stock = (await uow.for_tenant(SHOP)).stock
        totals = {(one.sku, one.day): one.units for one in await stock.sold(week)}
        by_day = {one.day: one.units for one in await stock.sold_by_day(week, ["A"])}
    assert totals == {("A", MONDAY): 9, ("B", MONDAY): 7}
    assert by_day == {MONDAY: 5, MONDAY - DAY: 4}


async def test_what_a_digest_said_first_stays(shop: Shop) -> None:
    first = DigestSnapshot(US, "USD", MONDAY, NOW, '{"orders": 1}')
    async with shop.storage.write() as uow:
        digests = (await uow.for_tenant(SHOP)).digests
        assert await digests.keep(first)
        assert not await digests.keep(first._replace(made_at=NOW + DAY, facts='{"orders": 2}'))
        assert await digests.kept(US, MONDAY) == [first]
        assert await digests.kept(US, MONDAY - DAY) == []
        assert await digests.kept(CA, MONDAY) == []


async def test_an_order_is_found_by_its_clear_id_with_its_lines(shop: Shop) -> None:
    counted, cancelled = await shop.sell(
        [
            Sale("A", MONDAY, 2, 1999),
            Sale("B", MONDAY, 1, None, left_out=LeftOut.ORDER_CANCELLED),
        ]
    )
    async with shop.storage.read() as uow:
        orders = (await uow.for_tenant(SHOP)).orders
        found, other = await orders.find(counted), await orders.find(f" {cancelled} ")
        assert await orders.find("999-0000000-0000000") is None
    assert found is not None
    assert (found.status, found.purchased_at) == ("Shipped", at(MONDAY))
    assert [(line.sku, line.quantity, line.price_minor) for line in found.lines] == [("A", 2, 1999)]
    assert other is not None
    assert [line.left_out for line in other.lines] == [LeftOut.ORDER_CANCELLED]


async def test_known_products_begin_on_their_first_day(shop: Shop) -> None:
    await shop.sell([Sale("B", MONDAY), Sale("A", MONDAY), Sale("A", date(2026, 3, 1))])
    async with shop.storage.read() as uow:
        found = await (await uow.for_tenant(SHOP)).products.known()
    assert [(one.sku, one.first_day) for one in found] == [("A", date(2026, 3, 1)), ("B", MONDAY)]
