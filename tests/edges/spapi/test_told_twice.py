"""What the sandbox tells by report and by API is the same: two tongues, one shop."""

from datetime import date, timedelta
from typing import Any

import pytest

from core.marketplaces import by_id
from core.model import Order, Period
from core.ports import report_rows as tables
from core.ports.amazon import Caller, OrderSearch, ReportStatus, ReportWanted
from core.ports.orders import Reading
from core.spapi.order_search import OVERLAP
from tests.amazon_cases import case
from tests.edges.sandbox.desk import BY_UPDATE, CA, DE, JP, NOW, US
from tests.edges.spapi.rig import Rig, caller
from tests.edges.spapi.test_reports import document, made, stock

SINCE, UNTIL = NOW - timedelta(days=3), NOW - timedelta(minutes=3)
PLACES = [("NA", (US, CA)), ("EU", (DE,)), ("FE", (JP,))]


async def searched(rig: Rig, who: Caller, stores: tuple[str, ...]) -> dict[str, Order]:
    """The orders of all pages of a search."""
    found: dict[str, Order] = {}
    following: OrderSearch | None = OrderSearch(stores, SINCE + OVERLAP, UNTIL)
    while following is not None:
        page = await rig.api.order_page(who, following, Reading(by_id(stores[0]), {}, None))
        assert page.unreadable == 0
        found |= {order.order_id: order for order in page.orders}
        following = page.next
    return found


async def reported(rig: Rig, who: Caller, stores: tuple[str, ...]) -> dict[str, Order]:
    """The orders of the report of the same span."""
    wanted = ReportWanted(BY_UPDATE, stores, SINCE, UNTIL)
    found = await document(rig, who, wanted)
    async with rig.api.order_report(who, wanted, found) as report:
        chunks = list(report.chunks(Reading(by_id(stores[0]), {}, None)))
    return {order.order_id: order for chunk in chunks for order in chunk.orders}


@case(6)
@pytest.mark.parametrize(("region", "stores"), PLACES)
async def test_orders_are_the_same_by_report_and_by_search(
    rig: Rig, region: str, stores: tuple[str, ...]
) -> None:
    who = caller(region)
    by_search = await searched(rig, who, stores)
    by_report = await reported(rig, who, stores)
    assert len(by_search) > 20
    assert by_search == by_report


async def test_an_order_is_the_same_by_itself_and_in_a_search(rig: Rig) -> None:
    orders = await searched(rig, caller(), (US,))
    reading = Reading(by_id(US), {}, None)
    for order_id in list(orders)[:10]:
        assert await rig.api.order(caller(), order_id, reading) == orders[order_id]


@pytest.mark.parametrize(("region", "store"), [("NA", US), ("EU", DE), ("FE", JP)])
async def test_stock_is_the_same_by_report_and_by_api(rig: Rig, region: str, store: str) -> None:
    who = caller(region)
    now = await rig.api.stock_now(who, store)
    report = await rig.api.stock_report(who, stock(store), await document(rig, who, stock(store)))
    assert len(now.rows) > 5
    assert {row.sku: row for row in now.rows} == {row.sku: row for row in report.rows}


@case(24)
async def test_amazons_days_come_back_as_the_days_asked_for(rig: Rig) -> None:
    period = Period(date(2026, 10, 25), date(2026, 11, 5))
    days = await rig.api.order_metrics(caller(), US, "America/Los_Angeles", period)
    assert [one.day for one in days] == list(period)
    assert all(one.units >= one.lines >= one.orders > 0 for one in days)


KINDS: tuple[tables.Table[Any], ...] = (
    tables.FEEDBACK,
    tables.PLANNING,
    tables.RESTOCK,
    tables.FBA_RETURNS,
    tables.SELLER_RETURNS,
    tables.SHIPMENTS,
)


@case(15)
@pytest.mark.parametrize(("region", "store"), [("NA", US), ("NA", CA), ("EU", DE), ("FE", JP)])
async def test_every_row_of_every_other_report_is_read(rig: Rig, region: str, store: str) -> None:
    who, read = caller(region), 0
    for kind in KINDS:
        wanted = ReportWanted(kind.report_type, (store,), NOW - timedelta(days=28), NOW)
        state = await made(rig, who, wanted)
        if state.status is ReportStatus.NO_DATA:
            continue
        page = await rig.api.read_table(who, wanted, kind, state.document or "")
        assert page.unreadable == 0, kind.report_type
        assert all(isinstance(row, kind.row) for row in page.rows)
        read += bool(page.rows)
    assert read >= 5
