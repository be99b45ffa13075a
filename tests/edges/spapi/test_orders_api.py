"""Searching orders: frozen filters, the watermark, pages that expire, clocks and regions."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from core.amazon_errors import AccessDenied, BadRequest, NotFound, Throttled, UpstreamError
from core.marketplaces import by_id
from core.ports.amazon import OrderPage, OrderSearch
from core.ports.orders import Reading
from tests.amazon_cases import case
from tests.edges.sandbox.desk import CA, JP, NOW, US
from tests.edges.spapi.rig import Rig, caller, said
from tests.edges.spapi.test_order_json import an_order

PATH = "/orders/2026-01-01/orders"
READING = Reading(by_id(US), {}, None)
SINCE = NOW - timedelta(hours=1)
SEARCH = OrderSearch((US, CA), SINCE)
REACH = "2026-11-18T18:27:00Z"


def told(*orders: dict[str, Any], token: str | None = None, **more: Any) -> httpx.Response:
    """A page as it comes over the wire."""
    page: dict[str, Any] = {"orders": list(orders), "lastUpdatedBefore": REACH}
    if token:
        page["pagination"] = {"nextToken": token}
    return said(200, json.dumps(page | more).encode())


def refused(status: int = 400, code: str = "InvalidInput") -> httpx.Response:
    """An error as it comes over the wire."""
    body = {"errors": [{"code": code, "message": "Something about the input.", "details": ""}]}
    return said(status, json.dumps(body).encode())


def asked(rig: Rig) -> list[dict[str, str]]:
    """The queries of the searches made."""
    return [dict(one.url.params) for one in rig.line.passed if one.url.path == PATH]


async def search(rig: Rig, first: OrderSearch = SEARCH, region: str = "NA") -> list[OrderPage]:
    """All pages, as a sync would walk them."""
    pages, following = [], first
    while True:
        pages.append(await rig.api.order_page(caller(region), following, READING))
        if pages[-1].next is None:
            return pages
        following = pages[-1].next


async def test_a_search_asks_for_nothing_of_the_buyer(rig: Rig) -> None:
    rig.answer(PATH, told(an_order()))
    (page,) = await search(rig)
    assert asked(rig) == [
        {
            "lastUpdatedAfter": "2026-11-18T17:25:00Z",
            "lastUpdatedBefore": "2026-11-18T18:27:00Z",
            "marketplaceIds": f"{US},{CA}",
            "includedData": "PROCEEDS,FULFILLMENT,PACKAGES,CANCELLATION",
            "maxResultsPerPage": "100",
        }
    ]
    assert [order.order_id for order in page.orders] == ["1-2-3"]
    assert page.complete_to == datetime.fromisoformat(REACH)
    assert rig.ledger.calls[-1].feature == "sales"


async def test_a_person_who_comes_unasked_is_dropped_and_counted(rig: Rig) -> None:
    rig.answer(PATH, told(an_order(buyer={"buyerName": "Demo buyer"})))
    (page,) = await search(rig)
    assert page.personal == 1
    assert "Demo buyer" not in repr(page)


@case(7)
async def test_each_page_repeats_all_filters(rig: Rig) -> None:
    rig.answer(PATH, told(an_order(), token="two"), told(an_order(), token="three+/="), told())
    pages = await search(rig)
    first, second, third = asked(rig)
    assert "paginationToken" not in first
    assert second == first | {"paginationToken": "two"}
    assert third == first | {"paginationToken": "three+/="}
    assert [page.complete_to for page in pages[:2]] == [None, None]


@case(7)
async def test_filters_stay_frozen_while_time_passes(rig: Rig) -> None:
    rig.answer(PATH, told(token="two"), told())
    page = await rig.api.order_page(caller(), SEARCH, READING)
    rig.time.forward(hours=3)
    assert page.next is not None
    await rig.api.order_page(caller(), page.next, READING)
    first, second = asked(rig)
    assert second == first | {"paginationToken": "two"}


@case(5)
async def test_an_order_told_twice_is_one_and_the_newer_stands(rig: Rig) -> None:
    newer = an_order(
        lastUpdatedTime="2026-11-03T10:00:00Z", fulfillment={"fulfillmentStatus": "CANCELLED"}
    )
    rig.answer(PATH, told(newer, an_order()))
    (page,) = await search(rig)
    assert [order.status for order in page.orders] == ["Cancelled"]


@case(8)
async def test_an_expired_page_begins_the_search_anew(rig: Rig) -> None:
    late = an_order(orderId="4-5-6")
    rig.answer(PATH, told(an_order(), token="two"), refused(), told(an_order(), token="new"))
    rig.answer(PATH, told(late))
    pages = await search(rig)
    found = [order.order_id for page in pages for order in page.orders]
    assert found == ["1-2-3", "1-2-3", "4-5-6"]
    first, expired, again, last = asked(rig)
    assert expired["paginationToken"] == "two"
    assert again == first
    assert last == first | {"paginationToken": "new"}
    assert pages[-1].complete_to == datetime.fromisoformat(REACH)


@case(8)
async def test_a_page_that_is_never_there_is_given_up(rig: Rig) -> None:
    for _ in range(3):
        rig.answer(PATH, told(token="two"), refused())
    with pytest.raises(BadRequest):
        await search(rig)
    assert len(asked(rig)) == 6


@case(9)
async def test_a_clock_that_is_fast_is_set_right_by_amazons(rig: Rig) -> None:
    rig.answer("/sellers/", said(200, b'{"payload":[]}', date="Wed, 18 Nov 2026 18:25:00 GMT"))
    await rig.api.participations(caller())
    rig.answer(PATH, told())
    await search(rig)
    assert asked(rig)[0]["lastUpdatedBefore"] == "2026-11-18T18:22:00Z"


@case(9)
async def test_a_first_search_learns_the_time_from_its_refusal(rig: Rig) -> None:
    rig.answer(PATH, said(400, b"{}", date="Wed, 18 Nov 2026 18:25:00 GMT"), told())
    await search(rig)
    first, second = asked(rig)
    assert second == first | {"lastUpdatedBefore": "2026-11-18T18:22:00Z"}


@pytest.mark.parametrize("date", ["", "yesterday", "Thu, 01 Jan 1970 00:00:00 GMT"])
async def test_a_date_that_cannot_be_is_not_believed(rig: Rig, date: str) -> None:
    rig.answer("/sellers/", said(200, b'{"payload":[]}', date=date))
    await rig.api.participations(caller())
    rig.answer(PATH, told())
    await search(rig)
    assert asked(rig)[0]["lastUpdatedBefore"] == "2026-11-18T18:27:00Z"


async def test_an_end_that_is_long_ago_stays(rig: Rig) -> None:
    rig.answer(PATH, told(lastUpdatedBefore=None, createdBefore="2026-11-01T00:00:00Z"))
    until = datetime(2026, 11, 1, tzinfo=UTC)
    wanted = OrderSearch((US,), until - timedelta(days=7), until, by_creation=True)
    (page,) = await search(rig, wanted)
    assert asked(rig)[0]["createdBefore"] == "2026-11-01T00:00:00Z"
    assert asked(rig)[0]["createdAfter"] == "2026-10-24T23:55:00Z"
    assert page.complete_to == until


@case(10)
async def test_the_next_search_reads_the_edge_again(rig: Rig) -> None:
    edge = {"lastUpdatedTime": REACH}
    one, two = an_order(**edge), an_order(orderId="4-5-6", **edge)
    rig.answer(PATH, told(one), told(one, two))
    (page,) = await search(rig)
    assert page.complete_to is not None
    rig.time.forward(minutes=15)
    (later,) = await search(rig, OrderSearch((US, CA), page.complete_to))
    assert asked(rig)[1]["lastUpdatedAfter"] == "2026-11-18T18:22:00Z" < REACH
    assert [order.order_id for order in later.orders] == ["1-2-3", "4-5-6"]


async def test_what_was_searched_just_now_is_not_searched_again(rig: Rig) -> None:
    early = OrderSearch((US,), NOW + timedelta(minutes=3))
    (page,) = await search(rig, early)
    assert (page.orders, page.complete_to, asked(rig)) == ((), early.since, [])


@case(33)
async def test_a_region_that_refuses_fulfilment_is_asked_without_it_for_a_day(rig: Rig) -> None:
    reading = Reading(by_id(JP), {}, None)
    bare = an_order()
    del bare["fulfillment"]
    rig.answer(PATH, refused(), told(bare), told(bare), told(an_order()), told(an_order()))
    wanted = OrderSearch((JP,), SINCE)
    page = await rig.api.order_page(caller("FE"), wanted, reading)
    assert page.without_status == 1
    await rig.api.order_page(caller("FE"), wanted, reading)
    await rig.api.order_page(caller("NA"), SEARCH, READING)
    rig.time.forward(hours=24)
    await rig.api.order_page(caller("FE"), wanted, reading)
    included = [one["includedData"] for one in asked(rig)]
    whole, fewer = "PROCEEDS,FULFILLMENT,PACKAGES,CANCELLATION", "PROCEEDS,PACKAGES,CANCELLATION"
    assert included == [whole, fewer, fewer, whole, whole]


async def test_a_search_that_amazon_cannot_use_is_told_and_nothing_is_remembered(rig: Rig) -> None:
    rig.answer(PATH, refused(), refused(), told())
    with pytest.raises(BadRequest) as why:
        await search(rig)
    assert why.value.reason_code == "InvalidInput"
    await search(rig)
    assert "FULFILLMENT" in asked(rig)[-1]["includedData"]


@case(27)
@pytest.mark.parametrize("code", ["AccessDenied", "Unauthorized"])
async def test_a_seller_whom_amazon_refuses_the_search_is_told_apart(rig: Rig, code: str) -> None:
    rig.answer(PATH, refused(403, code), refused(403, code))
    with pytest.raises(AccessDenied) as why:
        await search(rig)
    assert (why.value.reason_code, why.value.status) == (code, 403)
    assert len(asked(rig)) == 1


@case(1)
async def test_a_search_whose_tokens_are_gone_says_when_to_go_on(rig: Rig) -> None:
    for _ in range(17):
        rig.answer(PATH, told(an_order(), token="more"))
    with pytest.raises(Throttled) as why:
        await search(rig)
    assert len(asked(rig)) == 16
    assert why.value.retry_after == pytest.approx(1 / 0.0056)


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b'{"orders":null}', b'{"payload":{}}'])
async def test_an_unsuited_answer_is_no_page(rig: Rig, body: bytes) -> None:
    rig.answer(PATH, said(200, body))
    with pytest.raises(UpstreamError):
        await search(rig)


@case(6)
async def test_what_cannot_be_read_is_counted(rig: Rig) -> None:
    old = an_order(orderId="7-8-9", createdTime="2024-01-01T00:00:00Z")
    rig.answer(PATH, told(an_order(), an_order(orderItems=[]), an_order(orderId=None), old))
    reading = Reading(by_id(US), {}, NOW - timedelta(days=500))
    page = await rig.api.order_page(caller(), SEARCH, reading)
    assert (len(page.orders), page.unreadable, page.too_old) == (1, 2, 1)


async def test_one_order(rig: Rig) -> None:
    body = json.dumps({"order": an_order(buyer={"buyerName": "Demo"})}).encode()
    rig.answer(f"{PATH}/1-2-3", said(200, body), refused(), said(200, body), refused(404))
    order = await rig.api.order(caller(), "1-2-3", READING)
    assert (order.order_id, order.lines[0].sku) == ("1-2-3", "SKU-1")
    assert await rig.api.order(caller(), "1-2-3", READING) == order
    query = [one.url.params["includedData"] for one in rig.line.passed if "1-2-3" in one.url.path]
    assert query[1:] == [
        "PROCEEDS,FULFILLMENT,PACKAGES,CANCELLATION",
        "PROCEEDS,PACKAGES,CANCELLATION",
    ]
    with pytest.raises(NotFound):
        await rig.api.order(caller(), "1-2-3", READING)
