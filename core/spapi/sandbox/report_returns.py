"""The two returns reports: what came back to Amazon, and what buyers want to send the seller."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from core.spapi.sandbox.buyers_words import return_comment
from core.spapi.sandbox.clock import wire
from core.spapi.sandbox.dice import share
from core.spapi.sandbox.flat_table import named
from core.spapi.sandbox.marketplaces import Marketplace, amount
from core.spapi.sandbox.orders import Order
from core.spapi.sandbox.parcels import LATEST_RETURNED, Parcel, parcels, purchased, returned
from core.spapi.sandbox.report_spec import Asked
from core.spapi.sandbox.shop import Shop

FBA_COLUMNS = (
    "return-date",
    "order-id",
    "sku",
    "asin",
    "fnsku",
    "product-name",
    "quantity",
    "fulfillment-center-id",
    "detailed-disposition",
    "reason",
    "status",
    "license-plate-number",
    "customer-comments",
)
MERCHANT_COLUMNS = (
    "Order ID",
    "Order date",
    "Return request date",
    "Return request status",
    "Amazon RMA ID",
    "Merchant RMA ID",
    "Label type",
    "Label cost",
    "Currency code",
    "Return carrier",
    "Tracking ID",
    "Label to be paid by",
    "A-to-Z Claim",
    "Is prime",
    "ASIN",
    "Merchant SKU",
    "Item Name",
    "Return quantity",
    "Return Reason",
    "In policy",
    "Return type",
    "Resolution",
    "Invoice number",
    "Return delivery date",
    "Order Amount",
    "Order quantity",
    "SafeT Action reason",
    "SafeT claim id",
    "SafeT claim state",
    "SafeT claim creation time",
    "SafeT claim reimbursement amount",
    "Refunded Amount",
)
DISPOSITIONS = ("CUSTOMER_DAMAGED", "DEFECTIVE", "CARRIER_DAMAGED")
"""What came back is never sold again here, so that the stock of the shop adds up."""

_REASONS = (
    ("UNWANTED_ITEM", "CR-UNWANTED_ITEM"),
    ("DEFECTIVE", "CR-DEFECTIVE"),
    ("NOT_AS_DESCRIBED", "AMZ-PG-BAD-DESC"),
    ("ORDERED_WRONG_ITEM", "CR-ORDERED_WRONG_ITEM"),
    ("FOUND_BETTER_PRICE", "CR-FOUND_BETTER_PRICE"),
)
_ON_THE_WAY = 0.45


def fba_returns_report(asked: Asked) -> str:
    """What came back to Amazon in the span, until the end of the store's last day."""
    shop = asked.shop
    return named(FBA_COLUMNS, _fba_rows(asked, shop)) if shop else ""


def merchant_returns_report(asked: Asked) -> str:
    """What buyers asked in the span to send back to the seller."""
    shop = asked.shop
    return named(MERCHANT_COLUMNS, _merchant_rows(asked, shop)) if shop else ""


def disposition(parcel: Parcel) -> str:
    """In which state a unit came back."""
    return DISPOSITIONS[int(share(parcel.order.id, "disposition") * len(DISPOSITIONS))]


def requested(order: Order) -> datetime | None:
    """When the buyer asked to send an order back, None where it never comes back."""
    arrived, back = order.fate.delivered, order.fate.returned
    if arrived is None or back is None:
        return None
    return (arrived + (back - arrived) * _ON_THE_WAY).replace(microsecond=0)


def _fba_rows(asked: Asked, shop: Shop) -> Iterator[dict[str, str]]:
    spec = asked.spec
    for market in asked.markets:
        # Made once a day: the day that is not over is not in it.
        last = min(market.local_day(spec.until), market.local_day(asked.at) - timedelta(days=1))
        for parcel in returned(shop, market, market.local_day(spec.since), last):
            if spec.since <= parcel.at < spec.until and not parcel.order.merchant:
                yield _fba_row(parcel, market)


def _fba_row(parcel: Parcel, market: Marketplace) -> dict[str, str]:
    order, product = parcel.order, parcel.line.product
    plate = f"{int(share(order.id, parcel.number, 'plate') * 10**10):010d}"
    return {
        "return-date": wire(parcel.at),
        "order-id": order.id,
        "sku": product.sku,
        "asin": product.asin,
        "fnsku": product.fnsku,
        "product-name": product.title_in(market.country),
        "quantity": str(parcel.line.quantity),
        "fulfillment-center-id": f"X{market.country}{1 + int(share(order.id, 'center') * 4)}",
        "detailed-disposition": disposition(parcel),
        "reason": _reason(order)[0],
        "status": "Unit returned to inventory",
        "license-plate-number": f"LPN{plate}",
        "customer-comments": return_comment(order.id, market.country),
    }


def _merchant_rows(asked: Asked, shop: Shop) -> Iterator[dict[str, str]]:
    spec, until = asked.spec, min(asked.spec.until, asked.at)
    for market in asked.markets:
        first = market.local_day(spec.since) - LATEST_RETURNED
        for order in purchased(shop, market, first, market.local_day(until)):
            asked_for, back = requested(order), order.fate.returned
            if order.merchant and asked_for and back and spec.since <= asked_for < until:
                yield from (_merchant_row(p, asked_for, asked.at) for p in parcels(order, back))


def _merchant_row(parcel: Parcel, asked_for: datetime, at: datetime) -> dict[str, str]:
    order, product, market = parcel.order, parcel.line.product, parcel.order.marketplace
    currency, is_back = market.currency, parcel.at <= at
    number = f"{int(share(order.id, 'rma') * 10**8):08d}"
    return {
        "Order ID": order.id,
        "Order date": _day(order.fate.purchased, market),
        "Return request date": _day(asked_for, market),
        "Return request status": "Completed" if is_back else "Approved",
        "Amazon RMA ID": f"D{number}RRMA",
        "Label type": "AmazonUnPaidLabel",
        "Label cost": amount(0, currency),
        "Currency code": currency,
        "Return carrier": "Demo Carrier",
        "Label to be paid by": "Customer",
        "A-to-Z Claim": "N",
        "Is prime": "N",
        "ASIN": product.asin,
        "Merchant SKU": product.sku,
        "Item Name": product.title_in(market.country),
        "Return quantity": str(parcel.line.quantity),
        "Return Reason": _reason(order)[1],
        "In policy": "Y",
        "Return type": "C-Returns",
        "Resolution": "StandardRefund",
        "Return delivery date": _day(parcel.at, market) if is_back else "",
        "Order Amount": amount(sum(line.price for line in order.lines), currency),
        "Order quantity": str(sum(line.quantity for line in order.lines if not line.cancelled)),
        "Refunded Amount": amount(parcel.line.price if is_back else 0, currency),
    }


def _reason(order: Order) -> tuple[str, str]:
    return _REASONS[int(share(order.id, "reason") * len(_REASONS))]


def _day(moment: datetime, market: Marketplace) -> str:
    return market.local_day(moment).strftime("%d-%b-%Y")
