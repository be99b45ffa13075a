"""searchOrders and getOrder 2026-01-01: parameters, pages, what is seen when, and by whom."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import httpx
import pytest

from core.spapi.sandbox.accounts import ACCOUNTS
from core.spapi.sandbox.orders import Kind, Order
from core.spapi.sandbox.shop import Shop
from tests.edges.sandbox.desk import CA, DE, EU, FE, JP, NA, NOW, US, Desk, open_desk

ORDERS = "/orders/2026-01-01/orders"
_SHOP = Shop(ACCOUNTS[0], 1, NOW.date())
_SEEN = NOW - timedelta(minutes=2)


def _wire(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


async def _search(desk: Desk, refresh: str = NA, **query: Any) -> httpx.Response:
    return await desk.call("GET", ORDERS, params=query, refresh=refresh)


async def _pages(desk: Desk, refresh: str = NA, **query: Any) -> list[list[dict[str, Any]]]:
    pages, token = list[list[dict[str, Any]]](), dict[str, str]()
    while True:
        answer = await _search(desk, refresh, **query, **token)
        assert answer.status_code == 200, answer.text
        pages.append(answer.json()["orders"])
        if "pagination" not in answer.json():
            return pages
        token = {"paginationToken": answer.json()["pagination"]["nextToken"]}


def _made(days: int) -> list[Order]:
    shops = [
        _SHOP.purchased(m, NOW - timedelta(days=days), NOW) for m in _SHOP.account.marketplaces
    ]
    return [order for orders in shops for order in orders]


async def test_pages_hold_every_order_once_and_in_order() -> None:
    since = _SEEN - timedelta(days=2)
    async with open_desk() as desk:
        pages = await _pages(desk, createdAfter=_wire(since), maxResultsPerPage=30)
        assert [len(p) for p in pages[:-1]] == [30] * (len(pages) - 1)
        found = [o for page in pages for o in page]
        expected = [o for o in _made(3) if since <= o.fate.purchased <= _SEEN]
        assert {o["orderId"] for o in found} == {o.id for o in expected}
        assert len(found) == len(expected) > 100
        assert [o["createdTime"] for o in found] == sorted(o["createdTime"] for o in found)


async def test_an_update_is_found_by_its_own_time() -> None:
    since, until = _SEEN - timedelta(hours=6), _SEEN - timedelta(hours=1)
    query = {"lastUpdatedAfter": _wire(since), "lastUpdatedBefore": _wire(until)}
    async with open_desk() as desk:
        pages = await _pages(desk, maxResultsPerPage=20, **query)
        found = [(o["lastUpdatedTime"], o["orderId"]) for page in pages for o in page]
        expected = [(o.updated_at(_SEEN), o.id) for o in _made(45)]
        inside = sorted((_wire(at), name) for at, name in expected if since <= at <= until)
        assert found == inside
        assert len({at[:10] for at, _ in found}) == 1
        assert any(o["createdTime"] < query["lastUpdatedAfter"] for page in pages for o in page)


async def test_orders_of_the_same_second_are_neither_lost_nor_doubled_at_a_page_end() -> None:
    since = _SEEN - timedelta(hours=20)
    async with open_desk() as desk:
        single = await _pages(desk, lastUpdatedAfter=_wire(since), maxResultsPerPage=1)
        whole = await _pages(desk, lastUpdatedAfter=_wire(since))
        assert [p[0]["orderId"] for p in single] == [o["orderId"] for p in whole for o in p]


async def test_a_change_is_seen_two_minutes_later() -> None:
    order = next(o for o in _SHOP.orders_on(US, NOW.date()) if o.fate.purchased > NOW)
    async with open_desk(start=order.fate.purchased + timedelta(seconds=119)) as desk:
        path = f"{ORDERS}/{order.id}"
        assert (await desk.call("GET", path)).status_code == 404
        desk.time.forward(seconds=1)
        assert (await desk.call("GET", path)).status_code == 200
        query = {"createdAfter": _wire(order.fate.purchased)}
        assert order.id in {o["orderId"] for p in await _pages(desk, **query) for o in p}


async def test_the_end_of_the_span_is_told_and_is_a_safe_start() -> None:
    async with open_desk() as desk:
        body = (await _search(desk, lastUpdatedAfter=_wire(NOW - timedelta(hours=1)))).json()
        assert body["lastUpdatedBefore"] == _wire(_SEEN)
        assert "createdBefore" not in body
        given = _wire(NOW - timedelta(minutes=30))
        after = _wire(NOW - timedelta(hours=1))
        body = (await _search(desk, createdAfter=after, createdBefore=given)).json()
        assert body["createdBefore"] == given
        assert "payload" not in body


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"createdAfter": "", "createdBefore": "2026-11-01T00:00:00Z"},
        {"createdAfter": "2026-11-01T00:00:00Z", "lastUpdatedAfter": "2026-11-01T00:00:00Z"},
        {"createdAfter": "2026-11-01T00:00:00Z", "lastUpdatedBefore": "2026-11-02T00:00:00Z"},
        {"createdAfter": "yesterday"},
        {"createdAfter": "2026-11-02T00:00:00Z", "createdBefore": "2026-11-01T00:00:00Z"},
        {"createdAfter": "2026-11-01T00:00:00Z", "includedData": "PROCEEDS,PRICES"},
        {"createdAfter": "2026-11-01T00:00:00Z", "fulfillmentStatuses": "Shipped"},
        {"createdAfter": "2026-11-01T00:00:00Z", "fulfilledBy": "AFN"},
        {"createdAfter": "2026-11-01T00:00:00Z", "maxResultsPerPage": "0"},
        {"createdAfter": "2026-11-01T00:00:00Z", "maxResultsPerPage": "101"},
        {"createdAfter": "2026-11-01T00:00:00Z", "marketplaceIds": "nowhere"},
        {"createdAfter": "2026-11-01T00:00:00Z", "marketplaceIds": ",".join([US] * 51)},
        {"createdAfter": "2026-11-01T00:00:00Z", "paginationToken": "not-a-token"},
    ],
)
async def test_a_wrong_search_is_refused(query: dict[str, str]) -> None:
    async with open_desk() as desk:
        answer = await _search(desk, **query)
        assert (answer.status_code, answer.json()["errors"][0]["code"]) == (400, "InvalidInput")


@pytest.mark.parametrize(("seconds", "status"), [(119, 400), (120, 200)])
async def test_the_end_must_be_two_minutes_ago(seconds: int, status: int) -> None:
    until = _wire(NOW - timedelta(seconds=seconds))
    async with open_desk() as desk:
        for name in ("created", "lastUpdated"):
            query = {f"{name}After": _wire(NOW - timedelta(days=1)), f"{name}Before": until}
            assert (await _search(desk, **query)).status_code == status


async def _first_token(desk: Desk, **query: str) -> str:
    answer = await _search(desk, maxResultsPerPage=10, **query)
    return str(answer.json()["pagination"]["nextToken"])


async def test_a_token_needs_all_filters_of_its_first_request() -> None:
    query = {"createdAfter": _wire(NOW - timedelta(days=2)), "marketplaceIds": US}
    async with open_desk() as desk:
        token = {"paginationToken": await _first_token(desk, **query)}
        assert (await _search(desk, **query, **token)).status_code == 200
        fewer = await _search(desk, createdAfter=query["createdAfter"], **token)
        other = await _search(desk, **query | {"marketplaceIds": CA}, **token)
        alone = await _search(desk, **token)
        assert [a.status_code for a in (fewer, other, alone)] == [400, 400, 400]
        changed = await _search(desk, **query, **token, maxResultsPerPage=5, includedData="TAX")
        assert len(changed.json()["orders"]) == 5


async def test_a_token_lives_a_day() -> None:
    query = {"createdAfter": _wire(NOW - timedelta(days=2))}
    async with open_desk() as desk:
        token = await _first_token(desk, **query)
        desk.time.forward(hours=23, minutes=59)
        assert (await _search(desk, paginationToken=token, **query)).status_code == 200
        desk.time.forward(minutes=1)
        answer = await _search(desk, paginationToken=token, **query)
        assert (answer.status_code, "expired" in answer.text) == (400, True)


async def test_filters_narrow_and_foreign_stores_are_denied() -> None:
    query = {"createdAfter": _wire(NOW - timedelta(days=3)), "includedData": "FULFILLMENT"}
    async with open_desk() as desk:
        found = await _pages(desk, fulfillmentStatuses="PENDING,CANCELLED", **query)
        statuses = {o["fulfillment"]["fulfillmentStatus"] for page in found for o in page}
        assert statuses == {"PENDING", "CANCELLED"}
        mine = await _pages(desk, fulfilledBy="MERCHANT", marketplaceIds=US, **query)
        assert {o["fulfillment"]["fulfilledBy"] for page in mine for o in page} == {"MERCHANT"}
        assert (await _search(desk, marketplaceIds=f"{US},{JP}", **query)).status_code == 403


@pytest.mark.parametrize(
    ("order_id", "status"),
    [
        ("112-0000000-0000000", 404),
        ("304-1234567-1234567", 404),
        ("nonsense", 400),
        ("112-12-12", 400),
    ],
)
async def test_an_unknown_order_is_not_found(order_id: str, status: int) -> None:
    async with open_desk() as desk:
        assert (await desk.call("GET", f"{ORDERS}/{order_id}")).status_code == status


async def test_another_sellers_order_is_denied() -> None:
    order = next(o for o in _made(20) if o.kind is Kind.SALE)
    async with open_desk() as desk:
        answer = await desk.call("GET", f"{ORDERS}/{order.id}", refresh=EU)
        assert (answer.status_code, answer.json()["errors"][0]["code"]) == (403, "Unauthorized")
        german = await _pages(desk, EU, createdAfter=_wire(NOW - timedelta(days=1)))
        assert {o["salesChannel"].get("marketplaceId", DE) for p in german for o in p} == {DE}


async def test_the_far_east_can_refuse_fulfillment() -> None:
    query = {"createdAfter": _wire(NOW - timedelta(days=1)), "includedData": "PROCEEDS,FULFILLMENT"}
    async with open_desk() as desk:
        assert (await _search(desk, FE, **query)).status_code == 200
        await desk.client.post("/sandbox/quirks", json={"fe_fulfillment": True})
        assert (await _search(desk, FE, **query)).status_code == 400
        assert (await _search(desk, FE, **query | {"includedData": "PROCEEDS"})).status_code == 200
        assert (await _search(desk, NA, **query)).status_code == 200
        await desk.client.post("/sandbox/quirks", json={"fe_fulfillment": False})
        assert (await _search(desk, FE, **query)).status_code == 200
        unknown = await desk.client.post("/sandbox/quirks", json={"gravity": False})
        assert unknown.status_code == 400


async def test_an_order_can_come_on_two_pages() -> None:
    query = {"createdAfter": _wire(NOW - timedelta(days=1)), "maxResultsPerPage": "25"}
    async with open_desk() as desk:
        plain = [o["orderId"] for page in await _pages(desk, **query) for o in page]
        await desk.client.post("/sandbox/quirks", json={"page_overlap": True})
        doubled = [[o["orderId"] for o in page] for page in await _pages(desk, **query)]
        assert all(a[-1] == b[0] for a, b in pairwise(doubled))
        assert {name for page in doubled for name in page} == set(plain)


async def test_searches_have_amazons_narrow_plan() -> None:
    async with open_desk(throttle=True) as desk:
        token = await desk.token()
        query = {"createdAfter": _wire(NOW - timedelta(minutes=5))}
        codes = [
            (await desk.call("GET", ORDERS, params=query, token=token)).status_code
            for _ in range(21)
        ]
        assert codes == [200] * 20 + [429]
        desk.time.forward(seconds=179)
        again = await desk.call("GET", ORDERS, params=query, token=token)
        assert again.headers["x-amzn-ratelimit-limit"] == "0.0056"


async def test_a_search_can_miss_orders_that_are_there() -> None:
    query = {"createdAfter": _wire(NOW - timedelta(days=2))}
    async with open_desk() as desk:
        every = {o["orderId"] for page in await _pages(desk, **query) for o in page}
        await desk.client.post("/sandbox/quirks", json={"missing_orders": True})
        fewer = {o["orderId"] for page in await _pages(desk, **query) for o in page}
        assert fewer < every
        assert len(fewer) > 0.85 * len(every)
        gone = (every - fewer).pop()
        assert (await desk.call("GET", f"{ORDERS}/{gone}")).status_code == 200


async def test_orders_can_say_what_no_model_says() -> None:
    query = {"createdAfter": _wire(NOW - timedelta(days=2)), "includedData": "PROCEEDS,FULFILLMENT"}
    async with open_desk() as desk:
        plain = (await _search(desk, **query)).json()["orders"]
        await desk.client.post("/sandbox/quirks", json={"unknown_values": True})
        strange = (await _search(desk, **query)).json()["orders"]
        assert [o["orderId"] for o in strange] == [o["orderId"] for o in plain]
        assert all("NEW_PROGRAM" in o["programs"] and "newField" in o for o in strange)
        kinds = {b["type"] for o in strange for b in o.get("proceeds", {}).get("breakdowns", [])}
        assert {"ITEM", "PROMOTION", "LEVY"} == kinds
        totals = [o.get("proceeds", {}).get("grandTotal") for o in strange]
        assert totals == [o.get("proceeds", {}).get("grandTotal") for o in plain]
