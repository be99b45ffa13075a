"""What an order of the Orders API 2026-01-01 holds, of an invented shop and of a file."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from core.spapi.sandbox.accounts import ACCOUNTS
from core.spapi.sandbox.orders import Kind, Order, State
from core.spapi.sandbox.shop import Shop
from tests.edges.sandbox.desk import FE, NOW, Desk, open_desk

ORDERS = "/orders/2026-01-01/orders"
ALL = "PROCEEDS,EXPENSE,PROMOTION,CANCELLATION,FULFILLMENT,PACKAGES,BUYER,RECIPIENT,TAX,PAYMENT"
_SHOP = Shop(ACCOUNTS[0], 1, NOW.date())
_SEEN = NOW - timedelta(minutes=2)


def _wire(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _made(days: int) -> list[Order]:
    shops = [
        _SHOP.purchased(m, NOW - timedelta(days=days), NOW) for m in _SHOP.account.marketplaces
    ]
    return [order for orders in shops for order in orders]


def _one(days: int, **wanted: Any) -> Order:
    """A recent order of a kind, a state or a network."""
    return next(
        o
        for o in _made(days)
        if wanted.get("kind", o.kind) is o.kind
        and wanted.get("state", o.state_at(_SEEN)) is o.state_at(_SEEN)
        and wanted.get("merchant", o.merchant) is o.merchant
    )


async def _get(desk: Desk, order_id: str, included: str = ALL) -> dict[str, Any]:
    answer = await desk.call("GET", f"{ORDERS}/{order_id}", params={"includedData": included})
    assert answer.status_code == 200, answer.text
    order: dict[str, Any] = answer.json()["order"]
    return order


async def test_included_data_decides_what_is_there_and_nothing_personal_ever_is() -> None:
    order = _one(20, merchant=True, state=State.DELIVERED)
    async with open_desk() as desk:
        bare = await _get(desk, order.id, "")
        assert not {"proceeds", "fulfillment", "packages", "buyer", "recipient"} & set(bare)
        assert not {"proceeds", "fulfillment", "promotion"} & set(bare["orderItems"][0])
        full = await _get(desk, order.id)
        assert full["packages"][0]["packageStatus"]["status"] == "DELIVERED"
        assert set(full["fulfillment"]["deliverByWindow"]) == {
            "earliestDateTime",
            "latestDateTime",
        }
        assert not {"buyer", "recipient", "tax", "payment"} & set(full)
        assert "null" not in str(full)


async def test_amazons_own_deliveries_have_neither_packages_nor_a_delivery_window() -> None:
    order = _one(20, merchant=False, kind=Kind.SALE, state=State.DELIVERED)
    async with open_desk() as desk:
        full = await _get(desk, order.id)
        assert "packages" not in full
        assert set(full["fulfillment"]) == {
            "fulfillmentStatus",
            "fulfilledBy",
            "fulfillmentServiceLevel",
            "shipByWindow",
        }


async def test_prices_add_up_and_are_text() -> None:
    order = next(
        o for o in _made(20) if len(o.lines) > 1 and o.kind is Kind.SALE and o.fate.shipped
    )
    async with open_desk() as desk:
        full = await _get(desk, order.id)
        total = full["proceeds"]["grandTotal"]
        parts = [i["proceeds"]["proceedsTotal"]["amount"] for i in full["orderItems"]]
        assert isinstance(total["amount"], str)
        assert total["currencyCode"] == order.marketplace.currency
        assert round(sum(map(float, parts)), 2) == float(total["amount"])
        item = full["orderItems"][0]["proceeds"]["breakdowns"][0]
        assert item["type"] == "ITEM"
        assert item["subtotal"]["amount"] == f"{order.lines[0].price / 100:.2f}"


async def test_yen_have_no_decimals_and_japan_gives_points() -> None:
    query = {"createdAfter": _wire(NOW - timedelta(days=4)), "includedData": "PROCEEDS,EXPENSE"}
    async with open_desk() as desk:
        answer = await desk.call("GET", ORDERS, params=query, refresh=FE)
        orders = [o for o in answer.json()["orders"] if "proceeds" in o]
        amounts = [o["proceeds"]["grandTotal"]["amount"] for o in orders]
        assert amounts
        assert all(a.isdecimal() for a in amounts)
        points = orders[0]["orderItems"][0]["expense"]["pointsCost"]["pointsGranted"]
        assert points["pointsNumber"] == int(points["pointsMonetaryValue"]["amount"]) > 0


async def test_a_pending_order_has_no_price_and_no_window() -> None:
    order = _one(2, state=State.PENDING)
    async with open_desk() as desk:
        full = await _get(desk, order.id)
        assert full["fulfillment"]["fulfillmentStatus"] == "PENDING"
        assert "shipByWindow" not in full["fulfillment"]
        assert "proceeds" not in full
        assert not {"proceeds", "price"} & set(full["orderItems"][0]["product"])
        assert full["orderItems"][0]["quantityOrdered"] == order.lines[0].quantity


async def test_cancelled_replaced_and_foreign_orders_say_what_they_are() -> None:
    gone = _one(20, state=State.CANCELLED)
    free = _one(45, kind=Kind.REPLACEMENT)
    elsewhere = _one(20, kind=Kind.NON_AMAZON)
    async with open_desk() as desk:
        cancelled = (await _get(desk, gone.id))["orderItems"][0]
        assert cancelled["cancellation"]["cancellationExecution"]["cancelledBy"] == "BUYER"
        related = (await _get(desk, free.id))["associatedOrders"][0]
        assert related["associationType"] == "REPLACEMENT_ORIGINAL_ID"
        assert (await _get(desk, related["orderId"]))["createdTime"] < _wire(free.fate.purchased)
        other = await _get(desk, elsewhere.id)
        assert other["salesChannel"]["channelName"] == "NON_AMAZON"
        assert other["orderAliases"][0]["aliasType"] == "SELLER_ORDER_ID"
        assert "proceeds" not in other


_FILE = (
    "amazon-order-id\tpurchase-date\tlast-updated-date\torder-status\tfulfillment-channel\t"
    "sales-channel\tproduct-name\tsku\tasin\titem-status\tquantity\tcurrency\titem-price\n"
    "112-0000001-0000001\t2026-11-01T08:00:00+00:00\t2026-11-02T08:00:00+00:00\tShipped\tAmazon\t"
    "Amazon.com\tBox\tSKU-1\tB000000001\tShipped\t2\tUSD\t25.90\n"
    "112-0000001-0000001\t2026-11-01T08:00:00+00:00\t2026-11-02T08:00:00+00:00\tShipped\tAmazon\t"
    "Amazon.com\tMug\tSKU-2\tB000000002\tCancelled\t0\t\t\n"
    "112-0000002-0000002\t2026-11-03T08:00:00+00:00\t2026-11-03T09:00:00+00:00\tPending\tAmazon\t"
    "Amazon.com\tMug\tSKU-2\tB000000002\t\t1\t\t\n"
    "S01-0000003-0000003\t2026-11-04T08:00:00+00:00\t2026-11-04T09:00:00+00:00\tShipped\tAmazon\t"
    "Non-Amazon\tMug\tSKU-2\tB000000002\t\tmany\tUSD\tfree\n"
)


async def test_the_orders_of_a_file_are_served_whole(tmp_path: Path) -> None:
    path = tmp_path / "orders.txt"
    path.write_text(_FILE)
    query = {"createdAfter": "2026-11-01T00:00:00Z", "includedData": ALL}
    async with open_desk(orders=path) as desk:
        answer = await desk.call("GET", ORDERS, params=query)
        first, second, third = answer.json()["orders"]
        assert first["proceeds"]["grandTotal"] == {"amount": "25.90", "currencyCode": "USD"}
        assert [i["quantityOrdered"] for i in first["orderItems"]] == [2, 0]
        assert "cancellation" in first["orderItems"][1]
        assert "programs" not in first
        assert second["fulfillment"]["fulfillmentStatus"] == "PENDING"
        assert third["salesChannel"]["channelName"] == "NON_AMAZON"
        assert third["orderItems"][0]["quantityOrdered"] == 0
        updated = {"lastUpdatedAfter": "2026-11-02T08:00:01Z"}
        later = (await desk.call("GET", ORDERS, params=updated)).json()["orders"]
        assert [o["orderId"] for o in later] == [second["orderId"], third["orderId"]]
        foreign = await desk.call("GET", ORDERS, params=query, refresh=FE)
        assert foreign.json()["orders"] == []
        path_of_first = f"{ORDERS}/{first['orderId']}"
        assert (await desk.call("GET", path_of_first)).json()["order"]["orderId"] in path_of_first
        assert (await desk.call("GET", path_of_first, refresh=FE)).status_code == 403
