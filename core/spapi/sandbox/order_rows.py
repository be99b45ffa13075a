"""The rows of the all-orders reports: one a line of an order, as of a moment."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from core.spapi.sandbox.clock import wire
from core.spapi.sandbox.dice import share
from core.spapi.sandbox.marketplaces import Marketplace, amount
from core.spapi.sandbox.orders import Kind, Line, Order, State
from core.spapi.sandbox.shop import Shop

COLUMNS = (
    "amazon-order-id",
    "merchant-order-id",
    "purchase-date",
    "last-updated-date",
    "order-status",
    "fulfillment-channel",
    "sales-channel",
    "order-channel",
    "ship-service-level",
    "product-name",
    "sku",
    "asin",
    "item-status",
    "quantity",
    "currency",
    "item-price",
    "item-tax",
    "shipping-price",
    "shipping-tax",
    "gift-wrap-price",
    "gift-wrap-tax",
    "item-promotion-discount",
    "ship-promotion-discount",
    "ship-city",
    "ship-state",
    "ship-postal-code",
    "ship-country",
    "promotion-ids",
    "cpf",
    "is-business-order",
    "purchase-order-number",
    "price-designation",
    "signature-confirmation-recommended",
)
_PLACES = {
    "US": (("Springfield", "IL", "62701"), ("Riverside", "CA", "92501"), ("Salem", "OR", "97301")),
    "CA": (("Kingston", "ON", "K7L 1A1"), ("Victoria", "BC", "V8V 1A1")),
    "JP": (("Nagoya-shi", "Aichi", "460-0001"), ("Sendai-shi", "Miyagi", "980-0001")),
    "DE": (("Kassel", "", "34117"), ("Münster", "", "48143"), ("Göttingen", "", "37073")),
}
TAX = {"US": 0.08, "CA": 0.05}
"""Sales tax on top of the price, by country; elsewhere it is inside."""
_STATUS = {State.PENDING: "Pending", State.CANCELLED: "Cancelled"}
_MERCHANT_STATUS = {
    State.SHIPPING: "Unshipped",
    State.DELIVERED: "Shipped - Delivered to Buyer",
    State.RETURNED: "Shipped - Returned to Seller",
}


@dataclass(frozen=True, slots=True)
class OrderQuery:
    """What a report asks: these stores, this span by purchase or by last update, as of `at`."""

    marketplaces: tuple[Marketplace, ...]
    since: datetime
    until: datetime
    by_update: bool
    at: datetime


def order_rows(shop: Shop, query: OrderQuery) -> Iterator[str]:
    """The rows that answer a query, TAB between the values."""
    until = min(query.until, query.at)
    for market in query.marketplaces:
        orders = (shop.updated if query.by_update else shop.purchased)(market, query.since, until)
        for order in orders:
            if query.by_update and not query.since <= order.updated_at(query.at) < until:
                continue
            yield from ("\t".join(row) for row in rows_of(order, query.at))


def rows_of(order: Order, at: datetime) -> Iterator[list[str]]:
    """One order's rows as the report shows them at that moment."""
    state = order.state_at(at)
    if state is None:
        return
    head = _head(order, state, at)
    tail = _tail(order, state)
    for line in order.lines:
        country = order.marketplace.country
        about = [line.product.title_in(country), line.product.sku, line.product.asin]
        yield head + about + _amounts(order, line, state, at) + tail


def _head(order: Order, state: State, at: datetime) -> list[str]:
    status = _STATUS.get(state, "Shipped" if state is not State.SHIPPING else "Shipping")
    if order.merchant:
        status = _MERCHANT_STATUS.get(state, status)
    elsewhere = order.kind is Kind.NON_AMAZON
    channel = f"Non-Amazon {order.marketplace.country}" if elsewhere else order.marketplace.name
    return [
        order.id,
        f"WEB-{order.id[4:11]}" if elsewhere else "",
        wire(order.fate.purchased),
        wire(order.updated_at(at)),
        status,
        "Merchant" if order.merchant else "Amazon",
        channel,
        "",
        "Standard" if order.merchant or elsewhere else "Expedited",
    ]


def _amounts(order: Order, line: Line, state: State, at: datetime) -> list[str]:
    """From item-status to ship-promotion-discount; no price before Amazon has priced the order."""
    market = order.marketplace
    gone = state is State.CANCELLED or (line.cancelled and order.priced_at(at))
    open_ = state in {State.PENDING, State.SHIPPING}
    status = "Cancelled" if gone else "Unshipped" if open_ else "Shipped"
    priced = order.priced_at(at) and order.kind is not Kind.NON_AMAZON and not line.cancelled
    quantity = str(line.quantity) if priced or not gone else "0"
    if not priced:
        return [status, quantity] + [""] * 9
    tax = round(line.price * TAX.get(market.country, 0.0))
    discount = amount(line.discount, market.currency) if line.discount else ""
    price = amount(line.price, market.currency)
    taxed = amount(tax, market.currency) if tax else ""
    return [status, quantity, market.currency, price, taxed, "", "", "", "", discount, ""]


def _tail(order: Order, state: State) -> list[str]:
    places = _PLACES[order.marketplace.country]
    place = places[int(share(order.id, "place") * len(places))]
    hidden = state in {State.PENDING, State.CANCELLED}
    where = ["", "", "", ""] if hidden else [*place, order.marketplace.country]
    promotion = "Save 10 percent" if any(line.discount for line in order.lines) else ""
    business = "true" if order.business else "false"
    return [*where, promotion, "", business, "", "Business Price" if order.business else "", ""]
