"""Review requests: the window, once an order, and Amazon's overloaded 403."""

from datetime import datetime, timedelta
from itertools import chain

import httpx
import pytest

from core.spapi.sandbox.accounts import ACCOUNTS
from core.spapi.sandbox.orders import Kind, Order, State
from core.spapi.sandbox.shop import Shop
from tests.edges.sandbox.desk import CA, EU, JP, NOW, US, Desk, open_desk

_NOT_AVAILABLE = "The requested solicitation is not available for this amazonOrderId."
_SHOP = Shop(ACCOUNTS[0], 1, NOW.date())
_RECENT = list(
    chain.from_iterable(_SHOP.orders_on(US, NOW.date() - timedelta(days=n)) for n in range(45))
)
_KINDS = [o for o in _RECENT if o.kind is not Kind.SALE and o.state_at(NOW) is State.DELIVERED]


def _plain() -> tuple[Order, datetime]:
    order = next(
        o
        for o in _RECENT
        if o.kind is Kind.SALE
        and not o.fate.returned
        and o.fate.delivered
        and o.fate.delivered < NOW - timedelta(days=6)
    )
    assert order.fate.delivered
    return order, order.fate.delivered


async def _get(desk: Desk, order_id: str, market: str = US) -> httpx.Response:
    path = f"/solicitations/v1/orders/{order_id}"
    return await desk.call("GET", path, params={"marketplaceIds": market})


async def _post(desk: Desk, order_id: str, market: str = US) -> httpx.Response:
    path = f"/solicitations/v1/orders/{order_id}/solicitations/productReviewAndSellerFeedback"
    return await desk.call("POST", path, params={"marketplaceIds": market})


def _offered(answer: httpx.Response) -> bool:
    assert answer.status_code == 200
    links, embedded = answer.json()["_links"]["actions"], answer.json()["_embedded"]["actions"]
    assert len(links) == len(embedded)
    return [link["name"] for link in links] == ["productReviewAndSellerFeedback"]


async def test_the_window_opens_on_day_5_and_closes_after_day_30() -> None:
    order, delivered = _plain()
    second = timedelta(seconds=1)
    opens, closes = delivered + timedelta(days=5), delivered + timedelta(days=30)
    async with open_desk() as desk:
        for moment, inside in (
            (opens - second, False),
            (opens, True),
            (closes, True),
            (closes + second, False),
        ):
            desk.time.now = moment
            assert _offered(await _get(desk, order.id)) is inside
        late = await _post(desk, order.id)
        assert late.status_code == 403
        assert "outside the 5-30 day range" in late.json()["errors"][0]["message"]
        assert "x-amzn-ratelimit-limit" not in late.headers


async def test_an_order_is_asked_about_once() -> None:
    order, _ = _plain()
    async with open_desk() as desk:
        before = await _get(desk, order.id)
        assert before.headers["content-type"] == "application/hal+json"
        link = before.json()["_links"]["actions"][0]["href"]
        sent = await desk.call("POST", link)
        assert (sent.status_code, sent.json()) == (201, {})
        again = await desk.call("POST", link)
        assert (again.status_code, again.json()["errors"][0]["message"]) == (403, _NOT_AVAILABLE)
        assert not _offered(await _get(desk, order.id))


async def test_the_journal_names_the_order_of_every_try() -> None:
    order, _ = _plain()
    async with open_desk() as desk:
        statuses = [(await _post(desk, order.id)).status_code for _ in range(3)]
        assert sorted(statuses) == [201, 403, 403]
        journal = await desk.client.get(
            "/sandbox/journal",
            params={"operation": "createProductReviewAndSellerFeedbackSolicitation"},
        )
        assert [c["order_id"] for c in journal.json()["calls"]] == [order.id] * 3


async def test_what_was_not_bought_and_delivered_on_amazon_is_never_offered() -> None:
    assert {o.kind for o in _KINDS} == {Kind.REPLACEMENT, Kind.NON_AMAZON}
    cancelled = next(o for o in _RECENT if o.state_at(NOW) is State.CANCELLED)
    async with open_desk() as desk:
        for order in [*_KINDS, cancelled]:
            assert not _offered(await _get(desk, order.id))
            answer = await _post(desk, order.id)
            assert answer.json()["errors"][0]["message"] == _NOT_AVAILABLE


async def test_amazon_refuses_some_returns_and_always_the_same_ones() -> None:
    returned = [
        o
        for o in _RECENT
        if o.state_at(NOW) is State.RETURNED
        and o.fate.delivered
        and timedelta(days=5) <= NOW - o.fate.delivered <= timedelta(days=30)
    ]
    async with open_desk() as desk:
        offered = [_offered(await _get(desk, o.id)) for o in returned]
        assert offered == [_offered(await _get(desk, o.id)) for o in returned]
        assert 0 < sum(offered) < len(offered)


@pytest.mark.parametrize(
    "order_id", ["123-1234567-1234567", "112-0000000-0000000", "nonsense", "112-12-12", "S01-1-1"]
)
async def test_an_unknown_order_is_not_found(order_id: str) -> None:
    async with open_desk() as desk:
        answer = await _get(desk, order_id)
        assert (answer.status_code, answer.json()["errors"][0]["code"]) == (404, "NotFound")


async def test_an_order_of_tomorrow_is_not_found() -> None:
    tomorrow = _SHOP.orders_on(US, NOW.date() + timedelta(days=1))[0]
    async with open_desk() as desk:
        assert (await _get(desk, tomorrow.id)).status_code == 404


@pytest.mark.parametrize(
    ("market", "status"), [(CA, 404), (JP, 403), ("", 400), (f"{US},{CA}", 400)]
)
async def test_the_marketplace_must_be_the_orders(market: str, status: int) -> None:
    order, _ = _plain()
    async with open_desk() as desk:
        assert (await _get(desk, order.id, market)).status_code == status


async def test_another_sellers_order_is_not_ours() -> None:
    order, _ = _plain()
    async with open_desk() as desk:
        path = f"/solicitations/v1/orders/{order.id}"
        answer = await desk.call("GET", path, params={"marketplaceIds": US}, refresh=EU)
        assert answer.status_code == 403
