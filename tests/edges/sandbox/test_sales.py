"""getOrderMetrics: what counts, how time is cut, and what is refused."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

import httpx
import pytest

from core.spapi.sandbox.accounts import ACCOUNTS, SellerAccount
from core.spapi.sandbox.marketplaces import MARKETPLACES
from core.spapi.sandbox.orders import Kind, Order, State
from core.spapi.sandbox.sales_intervals import Cut
from core.spapi.sandbox.shop import Shop
from tests.edges.sandbox.desk import CA, DE, EU, FE, JP, NA, NOW, US, Desk, open_desk

METRICS = "/sales/v1/orderMetrics"
_ACCOUNTS: dict[str, tuple[SellerAccount, str]] = {
    US: (ACCOUNTS[0], NA),
    CA: (ACCOUNTS[0], NA),
    JP: (ACCOUNTS[1], FE),
    DE: (ACCOUNTS[2], EU),
}


def _midnights(store: str, first: date, last: date) -> str:
    """The interval from a local day to just before another."""
    zone = MARKETPLACES[store].zone
    ends = (datetime.combine(day, time(), zone).isoformat() for day in (first, last))
    return "--".join(ends)


async def _ask(desk: Desk, store: str, **query: Any) -> httpx.Response:
    asked = {"marketplaceIds": store, "granularity": "Day", **query}
    if asked["granularity"] != "Total":
        asked.setdefault("granularityTimeZone", MARKETPLACES[store].zone.key)
    return await desk.call("GET", METRICS, params=asked, refresh=_ACCOUNTS[store][1])


async def _days(desk: Desk, store: str, first: date, last: date, **query: Any) -> list[Any]:
    answer = await _ask(desk, store, interval=_midnights(store, first, last), **query)
    assert answer.status_code == 200, answer.text
    payload: list[Any] = answer.json()["payload"]
    return payload


def _sold(store: str, first: date, days: int) -> list[Order]:
    shop = Shop(_ACCOUNTS[store][0], 1, NOW.date())
    made = [o for n in range(days) for o in shop.orders_on(store, first + timedelta(days=n))]
    return [
        o
        for o in made
        if o.kind is not Kind.NON_AMAZON and o.state_at(NOW) not in {None, State.CANCELLED}
    ]


def _totals(orders: list[Order]) -> tuple[int, int, int, int]:
    lines = [x for o in orders for x in o.lines if not (x.cancelled and o.priced_at(NOW))]
    units, sales = sum(x.quantity for x in lines), sum(x.price for x in lines)
    return len(orders), len(lines), units, sales


def _told(metric: dict[str, Any], minor: int = 100) -> tuple[int, int, int, int]:
    sales = round(float(metric["totalSales"]["amount"]) * minor)
    return metric["orderCount"], metric["orderItemCount"], metric["unitCount"], sales


async def test_a_day_holds_what_was_sold_and_pending_orders_with_their_price() -> None:
    first = NOW.date() - timedelta(days=2)
    async with open_desk() as desk:
        payload = await _days(desk, US, first, first + timedelta(days=3))
        assert payload[0]["interval"] == "2026-11-16T00:00-08:00--2026-11-17T00:00-08:00"
        for n, metric in enumerate(payload):
            orders = _sold(US, first + timedelta(days=n), 1)
            assert _told(metric) == _totals(orders)
            average = float(metric["averageUnitPrice"]["amount"]) * metric["unitCount"]
            assert average == pytest.approx(float(metric["totalSales"]["amount"]), abs=1)
        today = _sold(US, NOW.date(), 1)
        assert any(o.state_at(NOW) is State.PENDING for o in today)


@pytest.mark.parametrize(
    ("store", "change", "hours"),
    [
        (US, date(2026, 11, 1), 25),
        (US, date(2026, 3, 8), 23),
        (DE, date(2026, 10, 25), 25),
        (DE, date(2026, 3, 29), 23),
        (JP, date(2026, 11, 1), 24),
    ],
)
async def test_days_of_23_and_25_hours_are_whole_days(store: str, change: date, hours: int) -> None:
    async with open_desk() as desk:
        payload = await _days(desk, store, change, change + timedelta(days=1))
        start, end = (datetime.fromisoformat(t) for t in payload[0]["interval"].split("--"))
        assert end - start == timedelta(hours=hours)
        assert _told(payload[0], 1 if store == JP else 100) == _totals(_sold(store, change, 1))


@pytest.mark.parametrize(
    ("granularity", "parts"),
    [("Hour", 25 + 24), ("Day", 2), ("Week", 2), ("Month", 1), ("Year", 1), ("Total", 1)],
)
async def test_every_granularity_adds_up_to_the_same(granularity: str, parts: int) -> None:
    first = date(2026, 11, 1)
    async with open_desk() as desk:
        payload = await _days(desk, US, first, first + timedelta(days=2), granularity=granularity)
        assert len(payload) == parts
        expected = _totals(_sold(US, first, 2))
        assert tuple(map(sum, zip(*map(_told, payload), strict=True))) == expected


async def test_weeks_begin_on_monday_or_sunday() -> None:
    first, last = date(2026, 10, 29), date(2026, 11, 12)
    async with open_desk() as desk:
        monday = await _days(desk, DE, first, last, granularity="Week")
        sunday = await _days(desk, DE, first, last, granularity="Week", firstDayOfWeek="Sunday")
        starts = [p["interval"][:10] for p in monday], [p["interval"][:10] for p in sunday]
        assert starts == (
            ["2026-10-29", "2026-11-02", "2026-11-09"],
            ["2026-10-29", "2026-11-01", "2026-11-08"],
        )


@pytest.mark.parametrize(
    ("query", "belongs"),
    [
        ({"buyerType": "B2B"}, lambda o: o.business),
        ({"buyerType": "B2C"}, lambda o: not o.business),
        ({"fulfillmentNetwork": "MFN"}, lambda o: o.merchant),
        ({"fulfillmentNetwork": "AFN"}, lambda o: not o.merchant),
        ({"amazonProgram": "AmazonHaul"}, lambda o: False),
    ],
)
async def test_filters_pick_orders(query: dict[str, str], belongs: Callable[[Order], bool]) -> None:
    first = NOW.date() - timedelta(days=7)
    async with open_desk() as desk:
        payload = await _days(desk, US, first, NOW.date(), granularity="Total", **query)
        assert _told(payload[0]) == _totals([o for o in _sold(US, first, 7) if belongs(o)])


async def test_a_product_is_picked_by_asin_or_by_sku() -> None:
    first = NOW.date() - timedelta(days=7)
    line = _sold(US, first, 1)[0].lines[0]
    async with open_desk() as desk:
        by_sku = await _days(desk, US, first, NOW.date(), sku=line.product.sku)
        by_asin = await _days(desk, US, first, NOW.date(), asin=line.product.asin)
        assert by_sku == by_asin
        assert sum(p["unitCount"] for p in by_sku) > 0
        none = await _days(desk, US, first, NOW.date(), sku="NONE")
        assert {_told(p) for p in none} == {(0, 0, 0, 0)}


_WEEK = "2026-11-01T00:00:00-07:00--2026-11-08T00:00:00-08:00"


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({"interval": _WEEK}, 200),
        ({"interval": _WEEK.replace("-08:00", "-07:00")}, 500),
        ({"interval": _WEEK, "granularityTimeZone": "Europe/Berlin"}, 500),
        ({"interval": "2026-11-01T00:00:00Z--2026-11-08T00:00:00Z"}, 500),
        ({"interval": _WEEK, "granularityTimeZone": ""}, 400),
        ({"interval": _WEEK, "granularityTimeZone": "Mars/Olympus"}, 400),
        ({"interval": _WEEK, "granularityTimeZone": "../zone"}, 400),
        ({"interval": _WEEK, "granularityTimeZone": "", "granularity": "Hour"}, 200),
        ({"interval": _WEEK, "granularity": ""}, 400),
        ({"interval": _WEEK, "granularity": "Minute"}, 400),
        ({"interval": ""}, 400),
        ({"interval": "2026-11-01T00:00:00-07:00"}, 400),
        ({"interval": "2026-11-01T00:00:00--2026-11-08T00:00:00"}, 400),
        ({"interval": "2026-11-08T00:00:00-08:00--2026-11-01T00:00:00-07:00"}, 400),
        ({"interval": "2024-11-01T00:00:00-07:00--2026-11-08T00:00:00-08:00"}, 400),
        ({"interval": "2026-10-01T00:00:00-07:00--2026-10-02T00:00:00-07:00"}, 200),
        (
            {
                "interval": "2026-10-01T00:00:00-07:00--2026-10-02T00:00:00-07:00",
                "granularity": "Hour",
            },
            400,
        ),
        ({"interval": _WEEK, "asin": "B0", "sku": "X"}, 400),
        ({"interval": _WEEK, "buyerType": "all"}, 400),
        ({"interval": _WEEK, "fulfillmentNetwork": "FBA"}, 400),
        ({"interval": _WEEK, "firstDayOfWeek": "Saturday"}, 400),
        ({"interval": _WEEK, "amazonProgram": "Haul"}, 400),
        ({"interval": _WEEK, "marketplaceIds": f"{US},{CA}"}, 400),
        ({"interval": _WEEK, "marketplaceIds": JP}, 403),
        ({"interval": _WEEK, "marketplaceIds": ""}, 400),
    ],
)
async def test_the_rules_of_the_parameters(query: dict[str, str], status: int) -> None:
    async with open_desk() as desk:
        answer = await _ask(desk, US, **query)
        assert answer.status_code == status, answer.text
        if status != 200:
            code = {400: "InvalidInput", 403: "Unauthorized", 500: "InternalFailure"}[status]
            assert answer.json()["errors"][0]["code"] == code


async def test_utc_is_told_with_a_z_and_seconds_only_where_there_are_some() -> None:
    interval = "2026-11-17T10:00:30Z--2026-11-17T12:00:00Z"
    async with open_desk() as desk:
        answer = await _ask(
            desk, US, interval=interval, granularity="Hour", granularityTimeZone="UTC"
        )
        assert [p["interval"] for p in answer.json()["payload"]] == [
            "2026-11-17T10:00:30Z--2026-11-17T11:00Z",
            "2026-11-17T11:00Z--2026-11-17T12:00Z",
        ]


@pytest.mark.parametrize("market", MARKETPLACES.values(), ids=lambda m: m.country)
def test_every_zones_year_is_cut_into_its_own_days(market: Any) -> None:
    first, last = date(2026, 1, 1), date(2027, 1, 1)
    start, end = (datetime.combine(d, time(), market.zone) for d in (first, last))
    days = list(Cut("Day", market.zone).parts(start, end))
    assert len(days) == 365
    assert [a.astimezone(market.zone).date() for a, _ in days] == [
        first + timedelta(days=n) for n in range(365)
    ]
    assert all(timedelta(hours=23) <= b - a <= timedelta(hours=25) for a, b in days)
