"""One order of the Orders API v2026-01-01, told in the words of the all-orders report.

Put so, it goes through the same rules as a row of the report: whichever tells of an order later
restates what the other told. Everything in it may be missing, and every word may be a new one.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from core.marketplaces import STORES
from core.model import Order
from core.ports.amazon import Delivery
from core.spapi.amounts import total
from core.spapi.order_rows import Judge, Row, RowMaker, assemble

PERSONAL = frozenset(
    {
        "buyer",
        "buyerName",
        "buyerEmail",
        "buyerCompanyName",
        "buyerPurchaseOrderNumber",
        "recipient",
        "deliveryAddress",
        "deliveryPreference",
        "shipFromAddress",
        "giftOption",
        "giftMessage",
        "customization",
        "customizedUrl",
        "payment",
        "phone",
        "tax",
        "trackingNumber",
        "serialNumbers",
    }
)
"""Never asked for; dropped at any depth where they come all the same."""
_STATUSES = {
    "PENDING_AVAILABILITY": "Pending",
    "PENDING": "Pending",
    "UNSHIPPED": "Unshipped",
    "PARTIALLY_SHIPPED": "Shipping",
    "SHIPPED": "Shipped",
    "CANCELLED": "Cancelled",
    "UNFULFILLABLE": "Unfulfillable",
}
_FULFILLERS = {"AMAZON": "Amazon", "MERCHANT": "Merchant"}
_NAMES = {store.marketplace_id: store.name for store in STORES}


def scrub(read: Any) -> tuple[Any, int]:
    """The same without personal fields, and how many there were."""
    if isinstance(read, list):
        cleaned = [scrub(one) for one in read]
        return [one for one, _ in cleaned], sum(count for _, count in cleaned)
    if not isinstance(read, dict):
        return read, 0
    kept = {name: scrub(value) for name, value in read.items() if name not in PERSONAL}
    dropped = len(read) - len(kept) + sum(count for _, count in kept.values())
    return {name: value for name, (value, _) in kept.items()}, dropped


class OrderMaker:
    """Makes orders of what the Orders API tells."""

    def __init__(self, judge: Judge) -> None:
        self._rows = RowMaker(judge)

    def order(self, read: Any) -> tuple[Order | None, int]:
        """The order, None where no line of it can be read; and the lines that cannot be."""
        order = _object(read)
        head, rows, unreadable = _head(order), list[Row](), 0
        items = _objects(order.get("orderItems"))
        if not head[-1]:
            return None, max(len(items), 1)  # of which store, nobody can say
        for item in items:
            try:
                rows.append(self._rows.row(_fields(head, item)))
            except ValueError:
                unreadable += 1
        return (assemble(rows), unreadable) if rows else (None, max(unreadable, 1))


def delivery(read: Any) -> Delivery | None:
    """When an order is to arrive or that it has, None where nothing is said of it."""
    order = _object(read)
    window = _object(_object(order.get("fulfillment")).get("deliverByWindow"))
    first, last = (_instant(window.get(f"{end}DateTime")) for end in ("earliest", "latest"))
    arrived = _has_arrived(order)
    if first is None and last is None and not arrived:
        return None
    return Delivery(_text(order.get("orderId")), first, last, arrived)


def has_status(read: Any) -> bool:
    """Whether an order says how far it is."""
    return bool(_object(_object(read).get("fulfillment")).get("fulfillmentStatus"))


def _head(order: Mapping[str, Any]) -> tuple[str, ...]:
    """The columns that all rows of an order share, from its id to its sales channel."""
    fulfillment = _object(order.get("fulfillment"))
    told = _text(fulfillment.get("fulfilledBy"))
    return (
        _text(order.get("orderId")),
        _time(order.get("createdTime")),
        _time(order.get("lastUpdatedTime")),
        _status(order, _text(fulfillment.get("fulfillmentStatus")), told),
        _FULFILLERS.get(told, told),
        _channel(_object(order.get("salesChannel"))),
    )


def _status(order: Mapping[str, Any], told: str, fulfilled_by: str) -> str:
    """The report's word; a word that it does not have stays as it is."""
    if not told and (items := _objects(order.get("orderItems"))):
        return "Cancelled" if all(_is_cancelled(item) for item in items) else ""
    if told == "UNSHIPPED" and fulfilled_by == "AMAZON":
        return "Shipping"
    if told == "SHIPPED" and fulfilled_by == "MERCHANT" and _has_arrived(order):
        return "Shipped - Delivered to Buyer"
    return _STATUSES.get(told, told)


def _has_arrived(order: Mapping[str, Any]) -> bool:
    packages = _objects(order.get("packages"))
    states = [_object(package.get("packageStatus")).get("status") for package in packages]
    return bool(states) and all(state == "DELIVERED" for state in states)


def _channel(channel: Mapping[str, Any]) -> str:
    """The report's name of a sales channel; a store that we do not know keeps its own."""
    if _text(channel.get("channelName")).upper() == "NON_AMAZON":
        return "Non-Amazon"
    store, name = _text(channel.get("marketplaceId")), _text(channel.get("marketplaceName"))
    known = _NAMES.get(store)
    if known is not None or name.casefold().startswith("amazon."):
        return known or name
    return f"Amazon.{store}" if store else name


def _fields(head: tuple[str, ...], item: Mapping[str, Any]) -> tuple[str, ...]:
    """A row's values, in the order of the report's columns that are read."""
    product = _object(item.get("product"))
    price, currency = _price(item)
    return (
        *head,
        _text(product.get("title")),
        _text(product.get("sellerSku")),
        _text(product.get("asin")),
        _item_status(head[3], item),
        _text(item.get("quantityOrdered")),
        currency,
        price,
    )


def _item_status(status: str, item: Mapping[str, Any]) -> str:
    if status == "Cancelled" or _is_cancelled(item):
        return "Cancelled"
    fulfillment = _object(item.get("fulfillment"))
    sent, open_ = (fulfillment.get(f"quantity{end}") for end in ("Fulfilled", "Unfulfilled"))
    if status.startswith("Shipped") or (open_ == 0 and isinstance(sent, int) and sent > 0):
        return "Shipped"
    return "Unshipped"


def _is_cancelled(item: Mapping[str, Any]) -> bool:
    return bool(_object(item.get("cancellation")).get("cancellationExecution"))


def _price(item: Mapping[str, Any]) -> tuple[str, str]:
    """The line total without tax and shipping, and its currency; both empty while unpriced."""
    breakdowns = _objects(_object(item.get("proceeds")).get("breakdowns"))
    parts = [_object(one.get("subtotal")) for one in breakdowns if one.get("type") == "ITEM"]
    parts = [part for part in parts if part.get("amount") is not None]
    if not parts:
        return "", ""
    currencies = {_text(part.get("currencyCode")) for part in parts}
    if len(currencies) > 1:
        raise ValueError("a price in several currencies")
    return total(part["amount"] for part in parts), currencies.pop()


def _time(value: object) -> str:
    """A time to the second, as the report tells it; what is none stays, for the row to name it."""
    moment = _instant(value)
    return moment.replace(microsecond=0).isoformat() if moment else _text(value)


def _instant(value: object) -> datetime | None:
    try:
        moment = datetime.fromisoformat(_text(value))
        return moment.astimezone(UTC) if moment.tzinfo else None
    except (ValueError, OverflowError):
        return None


def _text(value: object) -> str:
    """A value on one line; what is neither text nor number is none."""
    if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
        return ""
    return str(value).replace("\t", " ").replace("\r", " ").replace("\n", " ").replace("\0", "")


def _object(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _objects(value: Any) -> Sequence[Mapping[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []
