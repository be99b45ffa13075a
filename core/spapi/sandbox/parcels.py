"""What Amazon shipped and what came back to it: the same orders, seen from the warehouse."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from core.spapi.sandbox.marketplaces import Marketplace
from core.spapi.sandbox.orders import Line, Order
from core.spapi.sandbox.shop import Shop

SPOILT_DAYS = 14
"""How long a returned unit lies at Amazon before it is disposed of."""

_DAY = timedelta(days=1)
_LATEST_SHIPPED = 4 * _DAY
LATEST_RETURNED = 40 * _DAY
"""No order comes back later than this after its purchase."""


@dataclass(frozen=True, slots=True)
class Parcel:
    """One line of an order, on its way to the buyer or back at the moment `at`."""

    order: Order
    number: int
    at: datetime

    @property
    def line(self) -> Line:
        """What is in it."""
        return self.order.lines[self.number]

    @property
    def day(self) -> date:
        """The store's day of it."""
        return self.order.marketplace.local_day(self.at)


def shipped(shop: Shop, market: Marketplace, first: date, last: date) -> Iterator[Parcel]:
    """Lines that Amazon or the seller ships on local days, cancelled ones left out."""
    for order in purchased(shop, market, first - _LATEST_SHIPPED, last):
        if order.fate.shipped and first <= market.local_day(order.fate.shipped) <= last:
            yield from parcels(order, order.fate.shipped)


def returned(shop: Shop, market: Marketplace, first: date, last: date) -> Iterator[Parcel]:
    """Lines that come back on local days: an order comes back whole."""
    for order in purchased(shop, market, first - LATEST_RETURNED, last):
        if order.fate.returned and first <= market.local_day(order.fate.returned) <= last:
            yield from parcels(order, order.fate.returned)


def spoilt(shop: Shop, market: Marketplace, at: datetime) -> dict[str, int]:
    """Unsellable units at Amazon by SKU: what came back and was not yet disposed of."""
    today = market.local_day(at)
    units: dict[str, int] = {}
    for parcel in returned(shop, market, today - (SPOILT_DAYS - 1) * _DAY, today):
        if parcel.at <= at and not parcel.order.merchant:
            sku = parcel.line.product.sku
            units[sku] = units.get(sku, 0) + parcel.line.quantity
    return units


def purchased(shop: Shop, market: Marketplace, first: date, last: date) -> Iterator[Order]:
    """Orders purchased on local days, whatever became of them."""
    day = max(first, shop.first_day)
    while day <= last:
        yield from shop.orders_on(market.id, day)
        day += _DAY


def parcels(order: Order, at: datetime) -> Iterator[Parcel]:
    """The lines of an order that were not cancelled, all at the same moment."""
    for number, line in enumerate(order.lines):
        if not line.cancelled:
            yield Parcel(order, number, at)
