"""A store's days in figures: what was ordered, shipped and refunded, and how many looked."""

from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from datetime import date, datetime, timedelta

from core.spapi.sandbox.dice import share
from core.spapi.sandbox.feedback import NEGATIVE, feedback
from core.spapi.sandbox.marketplaces import Marketplace
from core.spapi.sandbox.ordered import ordered
from core.spapi.sandbox.parcels import returned, shipped
from core.spapi.sandbox.products import Product
from core.spapi.sandbox.shop import Shop

_BROWSER_SHARE, _VIEWS_A_SESSION, _BUSINESS_SHARE = 0.58, 1.35, 0.06
_LEAST, _SPREAD = 0.06, 0.10
_LOOKERS = 9


@dataclass(slots=True)
class Tally:
    """Counts of one product's day, or of many; money in minor units."""

    units: int = 0
    items: int = 0
    sales: int = 0
    business_units: int = 0
    business_items: int = 0
    business_sales: int = 0
    refunded: int = 0
    shipped_units: int = 0
    shipped_sales: int = 0
    sessions: int = 0
    orders_shipped: set[str] = field(default_factory=set)

    @property
    def browser_sessions(self) -> int:
        """Sessions that were not in the app."""
        return int(self.sessions * _BROWSER_SHARE)

    @property
    def views(self) -> int:
        """Page views."""
        return int(self.sessions * _VIEWS_A_SESSION)

    @property
    def browser_views(self) -> int:
        """Page views that were not in the app."""
        return int(self.views * _BROWSER_SHARE)

    @property
    def business_sessions(self) -> int:
        """Sessions of businesses: there is one for each item that they bought."""
        return max(self.business_items, int(self.sessions * _BUSINESS_SHARE))


def total(tallies: Iterable[Tally]) -> Tally:
    """The sum of several."""
    whole = Tally()
    for tally in tallies:
        for one in fields(Tally):
            if one.name == "orders_shipped":
                whole.orders_shipped |= tally.orders_shipped
            else:
                added = getattr(whole, one.name) + getattr(tally, one.name)
                setattr(whole, one.name, added)
    return whole


@dataclass(slots=True)
class Days:
    """The tallies of a store from one local day to another, as of a moment."""

    shop: Shop
    market: Marketplace
    first: date
    last: date
    at: datetime
    _by_day: dict[date, dict[str, Tally]] = field(default_factory=dict)
    _ratings: dict[date, list[int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        span = (self.shop, self.market, self.first, self.last)
        for one in ordered(*span):
            if one.counts(self.at):
                tally = self._tally(one.day, one.line.product)
                tally.items += 1
                tally.units += one.line.quantity
                tally.sales += one.sales
                if one.order.business:
                    tally.business_items += 1
                    tally.business_units += one.line.quantity
                    tally.business_sales += one.sales
        self._add_parcels()
        for day, tallies in self._by_day.items():
            for sku, tally in tallies.items():
                tally.sessions = _sessions(day, sku, tally)
        for given in feedback(*span):
            self._ratings.setdefault(self.market.local_day(given.given), []).append(given.rating)

    def between(self, first: date, last: date) -> Tally:
        """All products from day to day."""
        days = ((last - first).days + 1) if first <= last else 0
        dates = (first + timedelta(days=n) for n in range(days))
        return total(tally for day in dates for tally in self._by_day.get(day, {}).values())

    def of(self, sku: str) -> Tally:
        """One SKU over all the days."""
        return total(tallies[sku] for tallies in self._by_day.values() if sku in tallies)

    def rated(self, first: date, last: date) -> tuple[int, int]:
        """How many ratings were given from day to day, and how many of them are negative."""
        stars = [s for day, given in self._ratings.items() if first <= day <= last for s in given]
        return len(stars), sum(s <= NEGATIVE for s in stars)

    def _add_parcels(self) -> None:
        span = (self.shop, self.market, self.first, self.last)
        for parcel in shipped(*span):
            if parcel.at <= self.at and parcel.order.on_amazon:
                tally = self._tally(parcel.day, parcel.line.product)
                tally.shipped_units += parcel.line.quantity
                tally.shipped_sales += parcel.line.price
                tally.orders_shipped.add(parcel.order.id)
        for parcel in returned(*span):
            if parcel.at <= self.at:
                self._tally(parcel.day, parcel.line.product).refunded += parcel.line.quantity

    def _tally(self, day: date, product: Product) -> Tally:
        return self._by_day.setdefault(day, {}).setdefault(product.sku, Tally())


def _sessions(day: date, sku: str, tally: Tally) -> int:
    """More look than buy: each product has its own share of those who do."""
    rate = _LEAST + _SPREAD * share(sku, "converts")
    return int(tally.items / rate) + int(share(sku, day, "looks") * _LOOKERS)
