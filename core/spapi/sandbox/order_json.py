"""An order as the Orders API 2026-01-01 writes it: only the data sets that were asked for."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from core.spapi.sandbox.clock import zulu
from core.spapi.sandbox.dice import share
from core.spapi.sandbox.marketplaces import amount
from core.spapi.sandbox.order_ids import line_id
from core.spapi.sandbox.snapshot import Item, Snapshot, Status

DATA_SETS = frozenset(
    [
        "BUYER",
        "RECIPIENT",
        "PROCEEDS",
        "EXPENSE",
        "PROMOTION",
        "CANCELLATION",
        "FULFILLMENT",
        "PACKAGES",
        "TAX",
        "PAYMENT",
        "FULFILLMENT_ORDERS",
    ]
)
"""What includedData may name. Of BUYER, RECIPIENT, TAX and PAYMENT nothing is ever there: the app
has no role for personal data. FULFILLMENT_ORDERS belongs to Easy Ship, which nobody here uses."""

_POINTS_PART = 100


def order_json(order: Snapshot, included: Collection[str]) -> dict[str, Any]:
    """One order; what is unknown or was not asked for is absent, never null."""
    elsewhere = order.elsewhere
    fields: dict[str, Any] = {
        "orderId": order.id,
        "orderAliases": _aliases(order),
        "createdTime": zulu(order.created),
        "lastUpdatedTime": zulu(order.updated),
        "programs": _programs(order),
        "associatedOrders": _associated(order),
        "salesChannel": _elsewhere(order) if elsewhere else _channel(order),
        "orderItems": [_item(order, number, included) for number in range(len(order.items))],
    }
    if "PROCEEDS" in included:
        fields["proceeds"] = _proceeds(order)
    if "FULFILLMENT" in included:
        fields["fulfillment"] = _fulfillment(order)
    if "PACKAGES" in included and order.merchant:
        fields["packages"] = _packages(order)
    return {name: value for name, value in fields.items() if value}


def _aliases(order: Snapshot) -> list[dict[str, str]]:
    return [{"aliasId": order.alias, "aliasType": "SELLER_ORDER_ID"}] if order.alias else []


def _programs(order: Snapshot) -> list[str]:
    return ["AMAZON_BUSINESS"] * order.business + ["PRIME"] * order.prime


def _associated(order: Snapshot) -> list[dict[str, str]]:
    if not order.replaces:
        return []
    return [{"orderId": order.replaces, "associationType": "REPLACEMENT_ORIGINAL_ID"}]


def _channel(order: Snapshot) -> dict[str, str]:
    market = order.marketplace
    return {
        "channelName": "AMAZON",
        "marketplaceId": market.id,
        "marketplaceName": market.name,
    }


def _elsewhere(order: Snapshot) -> dict[str, str]:
    return {
        "channelName": "NON_AMAZON",
        "marketplaceName": f"Non-Amazon {order.marketplace.country}",
    }


def _money(order: Snapshot, minor: int) -> dict[str, str]:
    currency = order.marketplace.currency
    return {"amount": amount(minor, currency), "currencyCode": currency}


def _breakdowns(order: Snapshot, items: list[Item]) -> list[dict[str, Any]]:
    """What the items come to by kind; a discount is taken off."""
    sums = (
        ("ITEM", sum(item.price for item in items)),
        ("TAX", sum(item.tax for item in items)),
        ("DISCOUNT", -sum(item.discount for item in items)),
    )
    return [
        {"type": kind, "subtotal": _money(order, minor)}
        for kind, minor in sums
        if minor or kind == "ITEM"
    ]


def _total(order: Snapshot, items: list[Item]) -> dict[str, str]:
    return _money(order, sum(item.price + item.tax - item.discount for item in items))


def _proceeds(order: Snapshot) -> dict[str, Any]:
    """Nothing until the order is priced."""
    priced = [item for item in order.items if item.priced]
    if not priced:
        return {}
    return {"grandTotal": _total(order, priced), "breakdowns": _breakdowns(order, priced)}


def _fulfillment(order: Snapshot) -> dict[str, Any]:
    """No delivery window where Amazon delivers; no window at all before the order is accepted."""
    fields: dict[str, Any] = {
        "fulfillmentStatus": order.status,
        "fulfilledBy": "MERCHANT" if order.merchant else "AMAZON",
        "fulfillmentServiceLevel": "STANDARD" if order.merchant else "EXPEDITED",
    }
    if order.status in {Status.PENDING, Status.PENDING_AVAILABILITY}:
        return fields
    fields["shipByWindow"] = _window(order.created, 0, 3 if order.merchant else 1)
    if order.merchant:
        fields["deliverByWindow"] = _window(order.created, 3, 10)
    return fields


def _window(start: datetime, first: int, last: int) -> dict[str, str]:
    return {
        "earliestDateTime": zulu(start + timedelta(days=first)),
        "latestDateTime": zulu(start + timedelta(days=last)),
    }


def _packages(order: Snapshot) -> list[dict[str, Any]]:
    """One parcel, once the seller has handed it over."""
    if order.shipped is None or order.status is Status.CANCELLED:
        return []
    status = "DELIVERED" if order.delivered else "IN_TRANSIT"
    return [
        {
            "packageReferenceId": "1",
            "createdTime": zulu(order.shipped - timedelta(hours=2)),
            "packageStatus": {"status": status, "detailedStatus": status},
            "carrier": "Demo Parcel",
            "shipTime": zulu(order.shipped),
            "shippingService": "Standard",
            "trackingNumber": f"DP{_digits(order, 'parcel', 12)}",
            "packageItems": [
                {"orderItemId": line_id(order.id, number), "quantity": item.quantity}
                for number, item in enumerate(order.items)
                if item.quantity and not item.cancelled
            ],
        }
    ]


def _digits(order: Snapshot, what: str, count: int) -> str:
    return f"{int(share(order.id, what) * 10**count):0{count}d}"


def _item(order: Snapshot, number: int, included: Collection[str]) -> dict[str, Any]:
    item = order.items[number]
    fields: dict[str, Any] = {
        "orderItemId": line_id(order.id, number),
        "quantityOrdered": item.quantity,
        "product": _product(order, item),
    }
    parts = {
        "PROCEEDS": ("proceeds", _item_proceeds(order, item)),
        "EXPENSE": ("expense", _points(order, item)),
        "PROMOTION": ("promotion", _promotion(item)),
        "CANCELLATION": ("cancellation", _cancellation(item)),
        "FULFILLMENT": ("fulfillment", _item_fulfillment(order, item)),
    }
    asked = [part for name, part in parts.items() if name in included]
    return fields | {name: value for name, value in asked if value}


def _product(order: Snapshot, item: Item) -> dict[str, Any]:
    product: dict[str, Any] = {
        "asin": item.asin,
        "title": item.title,
        "sellerSku": item.sku,
        "condition": {"conditionType": "NEW", "conditionSubtype": "NEW"},
    }
    if item.priced and item.quantity:
        product["price"] = {"unitPrice": _money(order, item.price // item.quantity)}
        if order.business:
            product["price"]["priceDesignation"] = "BUSINESS_PRICE"
    return product


def _item_proceeds(order: Snapshot, item: Item) -> dict[str, Any]:
    if not item.priced:
        return {}
    return {"proceedsTotal": _total(order, [item]), "breakdowns": _breakdowns(order, [item])}


def _points(order: Snapshot, item: Item) -> dict[str, Any]:
    """Amazon Points exist in Japan; a hundredth of the price."""
    points = item.price // _POINTS_PART
    if not item.priced or not points or order.marketplace.country != "JP":
        return {}
    worth = {"pointsNumber": points, "pointsMonetaryValue": _money(order, points)}
    return {"pointsCost": {"pointsGranted": worth}}


def _promotion(item: Item) -> dict[str, Any]:
    return {"breakdowns": [{"promotionId": "Save 10 percent"}]} if item.discount else {}


def _cancellation(item: Item) -> dict[str, Any]:
    if not item.cancelled:
        return {}
    return {"cancellationExecution": {"cancelledBy": "BUYER", "cancelReason": "BUYER_CANCELLED"}}


def _item_fulfillment(order: Snapshot, item: Item) -> dict[str, int]:
    gone = item.cancelled or order.status is Status.CANCELLED
    done = 0 if gone or order.status is not Status.SHIPPED else item.quantity
    return {
        "quantityFulfilled": done,
        "quantityUnfulfilled": 0 if gone else item.quantity - done,
    }
