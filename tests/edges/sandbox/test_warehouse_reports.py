"""Shipments, returns, planning and restock: one shop, told four times."""

from collections import Counter
from datetime import date, datetime, timedelta

import pytest

from core.spapi.sandbox.report_restock import written
from tests.edges.sandbox.desk import (
    BY_ORDER_DATE,
    CA,
    DE,
    EU,
    FE,
    INVENTORY,
    JP,
    NOW,
    US,
    Desk,
    between,
    open_desk,
)

SHIPMENTS = "GET_AMAZON_FULFILLED_SHIPMENTS_DATA_GENERAL"
PLANNING = "GET_FBA_INVENTORY_PLANNING_DATA"
RESTOCK = "GET_RESTOCK_INVENTORY_RECOMMENDATIONS_REPORT"
FBA_RETURNS = "GET_FBA_FULFILLMENT_CUSTOMER_RETURNS_DATA"
MERCHANT_RETURNS = "GET_FLAT_FILE_RETURNS_DATA_BY_RETURN_DATE"
_DAY = timedelta(days=1)
_MONTH = between(NOW - 30 * _DAY, NOW)
Row = dict[str, str]


async def _orders(desk: Desk, days: int, *markets: str) -> list[Row]:
    """The all-orders rows of so many days, asked for a month at a time."""
    rows: list[Row] = []
    for start in range(days, 0, -30):
        span = between(NOW - start * _DAY, NOW - max(0, start - 30) * _DAY)
        rows += await desk.rows(BY_ORDER_DATE, list(markets), **span)
    return rows


def _key(row: Row) -> tuple[str, str, str, str]:
    number = row.get("quantity-shipped") or row["quantity"]
    return row["amazon-order-id"], row["sku"], number, row["item-price"]


async def test_what_amazon_shipped_is_what_the_orders_say() -> None:
    async with open_desk() as desk:
        desk.time.forward(days=3)  # all of it is shipped and reported
        span = between(NOW - 10 * _DAY, NOW)
        orders = await desk.rows(BY_ORDER_DATE, [US, CA], **span)
        after = between(NOW - 10 * _DAY, NOW + 3 * _DAY)
        shipped = await desk.rows(SHIPMENTS, [US, CA], **after)
        bought = {r["amazon-order-id"] for r in orders}
        told = Counter(_key(r) for r in shipped if r["amazon-order-id"] in bought)
        true = Counter(
            _key(r)
            for r in orders
            if r["fulfillment-channel"] == "Amazon" and r["item-status"] == "Shipped"
        )
        assert told == true
        assert len(told) > 700
        assert {r["fulfillment-channel"] for r in shipped} == {"AFN"}
        assert "Non-Amazon" in {r["sales-channel"] for r in shipped}
        assert len({r["shipment-item-id"] for r in shipped}) == len(shipped)


async def test_a_shipment_is_reported_hours_later_and_never_twice() -> None:
    async with open_desk() as desk:
        rows = await desk.rows(SHIPMENTS, [US], **_MONTH)
        delays = [
            datetime.fromisoformat(r["reporting-date"]) - datetime.fromisoformat(r["shipment-date"])
            for r in rows
        ]
        hours = sorted(d.total_seconds() / 3600 for d in delays)
        assert hours[0] >= 1
        assert hours[len(hours) // 2] <= 3
        assert 3 < hours[-1] <= 24
        assert all(datetime.fromisoformat(r["reporting-date"]) <= NOW + _DAY for r in rows)
        desk.time.forward(days=1)
        again = {r["shipment-item-id"] for r in await desk.rows(SHIPMENTS, [US], **_MONTH)}
        assert again > {r["shipment-item-id"] for r in rows}, "late ones have come in"


async def test_a_shipment_names_no_buyer() -> None:
    async with open_desk() as desk:
        rows = await desk.rows(SHIPMENTS, [US], **_MONTH)
        personal = [n for n in rows[0] if n.startswith(("buyer-", "recipient-", "bill-"))]
        assert personal == ["buyer-email", "buyer-name", "buyer-phone-number"]
        assert {r[n] for r in rows for n in personal} == {""}
        assert not [n for n in rows[0] if n.startswith("ship-address")]


@pytest.mark.parametrize(("kind", "days"), [(SHIPMENTS, 31), (MERCHANT_RETURNS, 60)])
async def test_a_span_that_amazon_does_not_make_is_fatal(kind: str, days: int) -> None:
    async with open_desk() as desk:
        for more, status in ((0, {"DONE", "CANCELLED"}), (1, {"FATAL"})):
            span = between(NOW - (days + more) * _DAY, NOW)
            assert (await desk.report(kind, [US], **span))["processingStatus"] in status


async def test_a_return_is_the_returned_order() -> None:
    async with open_desk() as desk:
        bought = [r for r in await _orders(desk, 70, US, CA) if r["item-status"] == "Shipped"]
        orders = {(r["amazon-order-id"], r["sku"]): r for r in bought}
        rows = await desk.rows(FBA_RETURNS, [US, CA], **_MONTH)
        assert len(rows) > 60
        for row in rows:
            order = orders[row["order-id"], row["sku"]]
            assert order["fulfillment-channel"] == "Amazon"
            assert order["sales-channel"] in {"Amazon.com", "Amazon.ca"}
            assert order["purchase-date"] < row["return-date"] == order["last-updated-date"]
            assert row["quantity"] == order["quantity"]
        assert len({r["license-plate-number"] for r in rows}) == len(rows)
        today = NOW.astimezone().date().isoformat()
        assert max(r["return-date"] for r in rows) < f"{today}T08:00:00+00:00", "yesterday's end"


async def test_buyers_write_what_must_not_be_shown_unescaped() -> None:
    async with open_desk() as desk:
        comments = [r["customer-comments"] for r in await desk.rows(FBA_RETURNS, [US], **_MONTH)]
        assert any("<!channel>" in c and "@everyone" in c for c in comments)
        assert any("<b>" in c for c in comments)
        assert any('"' in c for c in comments)
        assert "" in comments


async def test_what_the_seller_ships_comes_back_to_the_seller() -> None:
    async with open_desk() as desk:
        orders = {r["amazon-order-id"]: r for r in await _orders(desk, 90, US)}
        rows = await desk.rows(MERCHANT_RETURNS, [US], **between(NOW - 60 * _DAY, NOW))
        assert rows
        for row in rows:
            order = orders[row["Order ID"]]
            assert order["fulfillment-channel"] == "Merchant"
            assert row["Merchant SKU"] == order["sku"]
            done = row["Return request status"] == "Completed"
            assert (order["order-status"] == "Shipped - Returned to Seller") is done
            assert row["Refunded Amount"] == (order["item-price"] if done else "0.00")
            bought, asked = (
                datetime.strptime(row[n], "%d-%b-%Y")  # noqa: DTZ007 days without a zone
                for n in ("Order date", "Return request date")
            )
            assert bought < asked


async def test_stores_without_returns_have_no_report() -> None:
    async with open_desk() as desk:
        report = await desk.report(MERCHANT_RETURNS, [JP], refresh=FE, **_MONTH)
        assert report["processingStatus"] == "CANCELLED"


def _ages(row: Row, *names: str) -> int:
    return sum(int(row[f"inv-age-{name}-days"]) for name in names)


async def test_age_buckets_overlap_and_only_available_is_the_sum() -> None:
    async with open_desk() as desk:
        rows = await desk.rows(PLANNING, [US])
        for row in rows:
            coarse = _ages(row, "0-to-90", "91-to-180", "181-to-270", "271-to-365", "365-plus")
            assert coarse == int(row["available"])
            assert _ages(row, "0-to-30", "31-to-60", "61-to-90") == _ages(row, "0-to-90")
            older = _ages(row, "181-to-330", "331-to-365")
            assert older == _ages(row, "181-to-270", "271-to-365")
        every = [n for n in rows[0] if n.startswith("inv-age-")]
        assert sum(int(r[n]) for r in rows for n in every) > sum(int(r["available"]) for r in rows)
        assert sum(_ages(r, "91-to-180") for r in rows) > 0


async def test_planning_tells_yesterdays_stock_and_what_was_shipped() -> None:
    async with open_desk() as desk:
        yesterday = date(2026, 11, 17)
        rows = {r["sku"]: r for r in await desk.rows(PLANNING, [US])}
        past = desk.sandbox.world.stock_history("A1DEMOSHOPNA01", US, yesterday, yesterday)
        assert set(rows) == {s.sku for s in past}
        for stock in past:
            row = rows[stock.sku]
            assert row["snapshot-date"] == "2026-11-17"
            assert int(row["available"]) == stock.sellable
            assert int(row["reserved-quantity"]) == stock.reserved
            assert int(row["inbound-shipped"]) == stock.inbound_shipped
        desk.time.forward(days=1)
        midnights = datetime.fromisoformat("2026-11-11T08:00Z"), NOW.replace(hour=8)
        shipped = await desk.rows(SHIPMENTS, [US], **between(*midnights))
        units = Counter[str]()
        for row in shipped:
            units[row["sku"]] += int(row["quantity-shipped"])
        assert {sku: int(r["units-shipped-t7"]) for sku, r in rows.items()} == {
            sku: units[sku] for sku in rows
        }


async def test_restock_has_rows_of_every_country_of_the_account() -> None:
    async with open_desk() as desk:
        rows = await desk.rows(RESTOCK, [CA])
        assert {r["Country"] for r in rows} == {"US", "CA"}
        assert {r["Country"]: r["Currency code"] for r in rows} == {"US": "USD", "CA": "CAD"}
        skus = Counter(r["Merchant SKU"] for r in rows)
        assert max(skus.values()) == 2
        stock = {r["sku"]: r for r in await desk.rows(INVENTORY, [US])}
        for row in (r for r in rows if r["Country"] == "US"):
            there = stock[row["Merchant SKU"]]
            assert row["Available"] == there["afn-fulfillable-quantity"]
            assert row["Customer Order"] == there["afn-reserved-quantity"]
            assert row["Unfulfillable"] == there["afn-unsellable-quantity"]
            assert row["Total Units"] == there["afn-total-quantity"]
        alerts = {r["Alert"] for r in rows}
        assert alerts >= {"out_of_stock", "reorder_now", "low_stock", ""}


async def test_restock_counts_what_the_orders_of_thirty_days_say() -> None:
    async with open_desk() as desk:
        rows = {
            r["Merchant SKU"]: r for r in await desk.rows(RESTOCK, [US]) if r["Country"] == "US"
        }
        midnights = datetime.fromisoformat("2026-10-19T07:00Z"), NOW.replace(hour=8, minute=0)
        units, sales = Counter[str](), Counter[str]()
        for row in await desk.rows(BY_ORDER_DATE, [US], **between(*midnights)):
            if row["sales-channel"] != "Amazon.com" or row["item-status"] == "Cancelled":
                continue
            units[row["sku"]] += int(row["quantity"])
            sales[row["sku"]] += round(float(row["item-price"] or 0) * 100)
        for sku, row in rows.items():
            assert int(row["Units Sold Last 30 Days"]) == units[sku]
            assert round(float(row["Sales last 30 days"]) * 100) == sales[sku]


async def test_nothing_in_the_restock_report_says_which_way_round_its_dates_are() -> None:
    assert written(date(2026, 12, 7), "US") == written(date(2026, 7, 12), "DE") == "12/07/2026"
    async with open_desk() as desk:
        rows = await desk.rows(RESTOCK, [DE], refresh=EU)
        dates = [r["Recommended ship date"] for r in rows if r["Recommended ship date"]]
        days = [datetime.strptime(d, "%d/%m/%Y").date() for d in dates]  # noqa: DTZ007 a day
        assert all(NOW.date() <= day <= NOW.date() + 90 * _DAY for day in days)
