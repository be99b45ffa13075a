"""Sales and traffic: its sums are the orders' sums, its weeks are whole, its amounts floats."""

import gzip
import json
from collections import Counter
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from core.spapi.sandbox.report_traffic import spans
from tests.edges.sandbox.desk import (
    BY_ORDER_DATE,
    FE,
    JP,
    NA,
    US,
    Desk,
    between,
    open_desk,
)

TRAFFIC = "GET_SALES_AND_TRAFFIC_REPORT"
_DAY = timedelta(days=1)


async def _report(
    desk: Desk, first: date, last: date, refresh: str = NA, **options: str
) -> dict[str, Any]:
    span = {"dataStartTime": f"{first}T00:00:00Z", "dataEndTime": f"{last}T00:00:00Z"}
    market = JP if refresh == FE else US
    report = await desk.report(TRAFFIC, [market], refresh=refresh, reportOptions=options, **span)
    assert report["processingStatus"] == "DONE"
    packed = await desk.client.get(await desk.url(report["reportDocumentId"], refresh))
    read: dict[str, Any] = json.loads(gzip.decompress(packed.content))
    return read


def _cents(amount: dict[str, Any]) -> int:
    return round(float(amount["amount"]) * 100)


async def test_each_days_sums_are_those_of_its_orders() -> None:
    first, last = date(2026, 10, 28), date(2026, 11, 4)  # a day of 25 hours among them
    async with open_desk() as desk:
        told = await _report(desk, first, last)
        zone = desk.sandbox.world.accounts[0].marketplaces[0].zone
        span = between(datetime(2026, 10, 28, tzinfo=zone), datetime(2026, 11, 5, tzinfo=zone))
        units, items, sales = Counter[str](), Counter[str](), Counter[str]()
        for row in await desk.rows(BY_ORDER_DATE, [US], **span):
            if row["sales-channel"] != "Amazon.com" or row["item-status"] == "Cancelled":
                continue
            day = datetime.fromisoformat(row["purchase-date"]).astimezone(zone).date().isoformat()
            units[day] += int(row["quantity"])
            items[day] += 1
            sales[day] += round(float(row["item-price"]) * 100)
        days = told["salesAndTrafficByDate"]
        assert [d["date"] for d in days] == [(first + n * _DAY).isoformat() for n in range(8)]
        for day in days:
            figures = day["salesByDate"]
            assert figures["unitsOrdered"] == units[day["date"]]
            assert figures["totalOrderItems"] == items[day["date"]]
            assert _cents(figures["orderedProductSales"]) == sales[day["date"]]
        products = [p["salesByAsin"] for p in told["salesAndTrafficByAsin"]]
        assert sum(p["unitsOrdered"] for p in products) == sum(units.values())
        assert sum(_cents(p["orderedProductSales"]) for p in products) == sum(sales.values())


async def test_it_counts_what_the_order_metrics_count() -> None:
    async with open_desk() as desk:
        told = await _report(desk, date(2026, 10, 31), date(2026, 11, 3))
        asked = {
            "marketplaceIds": US,
            "interval": "2026-10-31T00:00:00-07:00--2026-11-04T00:00:00-08:00",
            "granularity": "Day",
            "granularityTimeZone": "America/Los_Angeles",
        }
        metrics = (await desk.call("GET", "/sales/v1/orderMetrics", params=asked)).json()["payload"]
        days = [d["salesByDate"] for d in told["salesAndTrafficByDate"]]
        assert [d["unitsOrdered"] for d in days] == [m["unitCount"] for m in metrics]
        assert [d["totalOrderItems"] for d in days] == [m["orderItemCount"] for m in metrics]
        sales = [round(float(m["totalSales"]["amount"]) * 100) for m in metrics]
        assert [_cents(d["orderedProductSales"]) for d in days] == sales


async def test_views_and_sessions_add_up() -> None:
    async with open_desk() as desk:
        told = await _report(desk, date(2026, 11, 1), date(2026, 11, 7))
        days = [d["trafficByDate"] for d in told["salesAndTrafficByDate"]]
        products = [p["trafficByAsin"] for p in told["salesAndTrafficByAsin"]]
        for one in (*days, *products):
            assert one["browserSessions"] + one["mobileAppSessions"] == one["sessions"]
            assert one["browserPageViews"] + one["mobileAppPageViews"] == one["pageViews"]
            assert one["pageViews"] >= one["sessions"] > 0
        assert sum(d["sessions"] for d in days) == sum(p["sessions"] for p in products)
        assert 99 < sum(p["sessionPercentage"] for p in products) < 101
        assert any(d["feedbackReceived"] for d in days)


async def test_weeks_and_months_are_whole_whatever_was_asked() -> None:
    async with open_desk() as desk:
        asked = date(2026, 10, 7), date(2026, 10, 13)  # Wednesday to Tuesday
        weeks = await _report(desk, *asked, dateGranularity="WEEK")
        assert [w["date"] for w in weeks["salesAndTrafficByDate"]] == ["2026-10-04", "2026-10-11"]
        assert weeks["reportSpecification"]["dataStartTime"] == "2026-10-07"
        days = await _report(desk, date(2026, 10, 4), date(2026, 10, 17))
        units = [d["salesByDate"]["unitsOrdered"] for d in days["salesAndTrafficByDate"]]
        whole = [w["salesByDate"]["unitsOrdered"] for w in weeks["salesAndTrafficByDate"]]
        assert whole == [sum(units[:7]), sum(units[7:])]
        months = await _report(desk, *asked, dateGranularity="MONTH")
        assert [m["date"] for m in months["salesAndTrafficByDate"]] == ["2026-10-01"]


def test_a_span_is_cut_into_whole_periods() -> None:
    leap = date(2028, 2, 10), date(2028, 3, 1)
    assert list(spans(*leap, "MONTH")) == [
        (date(2028, 2, 1), date(2028, 2, 29)),
        (date(2028, 3, 1), date(2028, 3, 31)),
    ]
    sunday = date(2026, 11, 1)
    assert list(spans(sunday, sunday, "WEEK")) == [(sunday, date(2026, 11, 7))]


@pytest.mark.parametrize(
    ("granularity", "keys"),
    [
        ("PARENT", {"parentAsin"}),
        ("CHILD", {"parentAsin", "childAsin"}),
        ("SKU", {"parentAsin", "childAsin", "sku"}),
    ],
)
async def test_products_are_named_as_finely_as_asked(granularity: str, keys: set[str]) -> None:
    async with open_desk() as desk:
        day = date(2026, 11, 10)
        told = await _report(desk, day, day, asinGranularity=granularity)
        for one in told["salesAndTrafficByAsin"]:
            assert set(one) == keys | {"salesByAsin", "trafficByAsin"}
        assert told["reportSpecification"]["reportOptions"]["dateGranularity"] == "DAY"


async def test_amounts_are_floats_and_yen_too() -> None:
    async with open_desk() as desk:
        told = await _report(desk, date(2026, 11, 10), date(2026, 11, 11), FE)
        amount = told["salesAndTrafficByDate"][0]["salesByDate"]["orderedProductSales"]
        assert amount["currencyCode"] == "JPY"
        assert isinstance(amount["amount"], float)
        assert amount["amount"] == int(amount["amount"]) > 1000


async def test_the_day_that_is_not_over_is_missing_and_old_starts_are_cancelled() -> None:
    async with open_desk() as desk:
        told = await _report(desk, date(2026, 11, 16), date(2026, 11, 30))
        assert [d["date"] for d in told["salesAndTrafficByDate"]] == ["2026-11-16", "2026-11-17"]
        for first in ("2024-11-17", "2026-11-18"):
            span = {"dataStartTime": f"{first}T00:00:00Z"}
            report = await desk.report(TRAFFIC, [US], **span)
            assert report["processingStatus"] == "CANCELLED", first
