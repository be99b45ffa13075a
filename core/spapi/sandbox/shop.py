"""One seller account's invented shop: orders and stock, a pure function of seed and anchor."""

from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from threading import Lock

from core.spapi.sandbox.accounts import SellerAccount
from core.spapi.sandbox.demand import Demand
from core.spapi.sandbox.marketplaces import Marketplace
from core.spapi.sandbox.order_day import OrderDay
from core.spapi.sandbox.order_ids import first_number, place_of
from core.spapi.sandbox.orders import Order
from core.spapi.sandbox.products import Product, catalog
from core.spapi.sandbox.stock import StockDay, StockPath, Story

HISTORY_DAYS = 730
_KEPT_DAYS = 500
_LAST_CHANGE = timedelta(days=45)
"""Nothing happens to an order later than this after its purchase."""

_UNITS_A_DAY = {"US": 68.0, "CA": 19.0, "JP": 28.0, "DE": 21.0}
_STORIES = {
    "US": {2: Story.RUNS_LOW, 4: Story.OUT_NOW, 6: Story.LOW_WITH_INBOUND},
    "CA": {1: Story.RUNS_VERY_LOW},
    "JP": {3: Story.RUNS_LOW},
    "DE": {1: Story.RUNS_LOW, 3: Story.OUT_NOW},
}


@dataclass(slots=True)
class Store:
    """One marketplace of a shop: what it sells and how much of it there is."""

    marketplace: Marketplace
    products: tuple[Product, ...]
    paths: list[StockPath]

    def sold(self, day: date) -> list[tuple[Product, int]]:
        """Units of every product sold on a day, in the order of the products."""
        return [(p, path.sold(day)) for p, path in zip(self.products, self.paths, strict=True)]

    def stock(self, day: date) -> list[tuple[Product, StockDay]]:
        """Every product's stock of a day, in the order of the products."""
        return [(p, path.on(day)) for p, path in zip(self.products, self.paths, strict=True)]


@dataclass(slots=True)
class Shop:
    """A shop whose history ends on the anchor day and goes on from there as the clock moves."""

    account: SellerAccount
    seed: int
    anchor: date
    _stores: dict[str, Store] = field(default_factory=dict)
    _days: "OrderedDict[tuple[str, date], list[Order]]" = field(default_factory=OrderedDict)
    _lock: Lock = field(default_factory=Lock)

    @property
    def first_day(self) -> date:
        """The first day with orders."""
        return self.anchor - timedelta(days=HISTORY_DAYS)

    def store(self, marketplace_id: str) -> Store:
        """One marketplace's products and stock; made when it is first asked for."""
        with self._lock:
            return self._store(marketplace_id)

    def orders_on(self, marketplace_id: str, day: date) -> list[Order]:
        """Orders purchased on a local day, whatever the clock says."""
        with self._lock:
            return self._orders_on(marketplace_id, day)

    def stock_on(self, marketplace_id: str, day: date) -> list[tuple[Product, StockDay]]:
        """Every product's stock of a local day; reports are made in several threads at once."""
        with self._lock:
            return self._store(marketplace_id).stock(day)

    def ages_on(
        self, marketplace_id: str, day: date
    ) -> list[tuple[Product, list[tuple[int, int]]]]:
        """How old each product's sellable stock is at the end of a day, as (days, units)."""
        with self._lock:
            store = self._store(marketplace_id)
            pairs = zip(store.products, store.paths, strict=True)
            return [(product, path.ages(day)) for product, path in pairs]

    def purchased(self, market: Marketplace, since: datetime, until: datetime) -> Iterator[Order]:
        """Orders purchased from `since` until just before `until`, oldest first."""
        day = max(market.local_day(since), self.first_day)
        while day <= market.local_day(until):
            for order in self.orders_on(market.id, day):
                if since <= order.fate.purchased < until:
                    yield order
            day += timedelta(days=1)

    def updated(self, market: Marketplace, since: datetime, until: datetime) -> Iterator[Order]:
        """Orders that may have changed in between: the caller asks each as of its moment."""
        return self.purchased(market, since - _LAST_CHANGE, until)

    def find(self, order_id: str) -> Order | None:
        """The order with that id, whether or not it has been purchased yet."""
        place = place_of(order_id)
        if place is None or place[0] not in self.account.marketplace_ids:
            return None
        marketplace, day, number = place
        if not self.first_day <= day <= self.anchor + timedelta(days=3 * HISTORY_DAYS):
            return None
        orders = self.orders_on(marketplace, day)
        place_in_day = number - first_number(self.account.slot)
        found = orders[place_in_day] if 0 <= place_in_day < len(orders) else None
        return found if found and found.id == order_id else None

    def _orders_on(self, marketplace_id: str, day: date) -> list[Order]:
        key = (marketplace_id, day)
        if key not in self._days:
            store = self._store(marketplace_id)
            seed = self._words(marketplace_id)
            first = first_number(self.account.slot)
            made = OrderDay(seed, store.marketplace, day, store.sold(day), first)
            self._days[key] = made.orders()
            while len(self._days) > _KEPT_DAYS:
                self._days.popitem(last=False)
        self._days.move_to_end(key)
        return self._days[key]

    def _store(self, marketplace_id: str) -> Store:
        if marketplace_id not in self._stores:
            self._stores[marketplace_id] = self._open(marketplace_id)
        return self._stores[marketplace_id]

    def _open(self, marketplace_id: str) -> Store:
        market = next(m for m in self.account.marketplaces if m.id == marketplace_id)
        products = catalog(self.account.shop, market.country)
        units = _UNITS_A_DAY[market.country] * self.account.size
        demand = Demand(self._words(marketplace_id), products, units, self.anchor)
        stories = _STORIES[market.country]
        paths = [StockPath(demand, n, self.first_day, stories.get(n)) for n in range(len(products))]
        return Store(market, products, paths)

    def _words(self, marketplace_id: str) -> str:
        return f"{self.seed}/{self.account.seller}/{marketplace_id}"
