"""The fulfilled-shipments report: a row for each line that Amazon shipped, some hours later."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta

from core.spapi.sandbox import order_rows
from core.spapi.sandbox.clock import wire
from core.spapi.sandbox.dice import share
from core.spapi.sandbox.flat_table import named
from core.spapi.sandbox.order_ids import line_id
from core.spapi.sandbox.order_rows import rows_of
from core.spapi.sandbox.orders import Kind
from core.spapi.sandbox.parcels import Parcel, shipped
from core.spapi.sandbox.report_spec import Asked
from core.spapi.sandbox.shop import Shop

COLUMNS = (
    "amazon-order-id",
    "merchant-order-id",
    "shipment-id",
    "shipment-item-id",
    "amazon-order-item-id",
    "merchant-order-item-id",
    "purchase-date",
    "payments-date",
    "shipment-date",
    "reporting-date",
    "buyer-email",
    "buyer-name",
    "buyer-phone-number",
    "sku",
    "product-name",
    "quantity-shipped",
    "currency",
    "item-price",
    "item-tax",
    "shipping-price",
    "shipping-tax",
    "gift-wrap-price",
    "gift-wrap-tax",
    "ship-service-level",
    "ship-city",
    "ship-state",
    "ship-postal-code",
    "ship-country",
    "item-promotion-discount",
    "ship-promotion-discount",
    "carrier",
    "tracking-number",
    "estimated-arrival-date",
    "fulfillment-center-id",
    "fulfillment-channel",
    "sales-channel",
)
"""Those of buyers stay empty, and their addresses are not there at all."""

_SAME = (
    "amazon-order-id",
    "merchant-order-id",
    "purchase-date",
    "sku",
    "product-name",
    "currency",
    "item-price",
    "item-tax",
    "ship-service-level",
    "ship-city",
    "ship-state",
    "ship-postal-code",
    "ship-country",
    "item-promotion-discount",
)
"""What the all-orders report says of the line as well, in the same words."""

_LATE_SHARE = 0.03
_ARRIVES_BY = time(20)


def shipments_report(asked: Asked) -> str:
    """The report's text."""
    shop = asked.shop
    return named(COLUMNS, _rows(asked, shop)) if shop else ""


def reported(parcel: Parcel) -> datetime:
    """When a shipment enters the report: one to three hours later, now and then up to a day."""
    throw = share(parcel.order.id, "reported")
    hours = 3 + 21 * throw / _LATE_SHARE if throw < _LATE_SHARE else 1 + 2 * throw
    return parcel.at + timedelta(hours=hours)


def _rows(asked: Asked, shop: Shop) -> Iterator[dict[str, str]]:
    spec, at = asked.spec, asked.at
    for market in asked.markets:
        days = market.local_day(spec.since), market.local_day(min(spec.until, at))
        for parcel in shipped(shop, market, *days):
            there = spec.since <= parcel.at < spec.until and reported(parcel) <= at
            if there and not parcel.order.merchant:
                yield _row(parcel, at)


def _row(parcel: Parcel, at: datetime) -> dict[str, str]:
    order, country = parcel.order, parcel.order.marketplace.country
    told = dict(zip(order_rows.COLUMNS, list(rows_of(order, at))[parcel.number], strict=True))
    shipment = f"{int(share(order.id, 'shipment') * 10**9):09d}"
    number = f"{int(share(order.id, 'tracking') * 10**12):012d}"
    return {name: told[name] for name in _SAME} | {
        "shipment-id": f"D{shipment}",
        "shipment-item-id": f"D{shipment}{parcel.number + 1:03d}",
        "amazon-order-item-id": line_id(order.id, parcel.number),
        "payments-date": wire(order.fate.priced),
        "shipment-date": wire(parcel.at),
        "reporting-date": wire(reported(parcel)),
        "quantity-shipped": str(parcel.line.quantity),
        "carrier": "Demo Carrier",
        "tracking-number": f"DC{number}",
        "estimated-arrival-date": wire(_arrival(parcel)),
        "fulfillment-center-id": f"X{country}{1 + int(share(order.id, 'center') * 4)}",
        "fulfillment-channel": "AFN",
        "sales-channel": "Non-Amazon" if order.kind is Kind.NON_AMAZON else told["sales-channel"],
    }


def _arrival(parcel: Parcel) -> datetime:
    """The evening that Amazon promises: the day of the delivery, or one more."""
    market = parcel.order.marketplace
    delivered = parcel.order.fate.delivered or parcel.at
    spare = timedelta(days=int(share(parcel.order.id, "spare") * 2))
    day = market.local_day(delivered) + spare
    return datetime.combine(day, _ARRIVES_BY, market.zone).astimezone(parcel.at.tzinfo)
