"""What is at Amazon now: every FBA product of a store, as the stock report and the API tell it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from core.spapi.sandbox.marketplaces import Marketplace
from core.spapi.sandbox.orders import State
from core.spapi.sandbox.parcels import spoilt
from core.spapi.sandbox.products import Product
from core.spapi.sandbox.shop import Shop


@dataclass(frozen=True, slots=True)
class StockNow:
    """One product's units: sellable, bought and not shipped, spoilt, and on their way."""

    product: Product
    sellable: int
    held: int
    spoilt: int
    working: int
    shipped: int
    receiving: int

    @property
    def warehouse(self) -> int:
        """Units in Amazon's buildings."""
        return self.sellable + self.held + self.spoilt

    @property
    def total(self) -> int:
        """Units in Amazon's buildings and on their way to them."""
        return self.warehouse + self.working + self.shipped + self.receiving

    def plus(self, other: "StockNow") -> "StockNow":
        """The units of both."""
        return StockNow(
            self.product,
            self.sellable + other.sellable,
            self.held + other.held,
            self.spoilt + other.spoilt,
            self.working + other.working,
            self.shipped + other.shipped,
            self.receiving + other.receiving,
        )


def stock_now(shop: Shop, market: Marketplace, at: datetime) -> list[StockNow]:
    """A store's products in the order of its catalog; a pooled shop tells all its stores' units."""
    if not shop.account.pooled:
        return list(_stock_of(shop, market, at))
    pool: dict[str, StockNow] = {}
    for store in (market, *(m for m in shop.account.marketplaces if m.id != market.id)):
        for stock in _stock_of(shop, store, at):
            sku = stock.product.sku
            pool[sku] = pool[sku].plus(stock) if sku in pool else stock
    return [s for s in pool.values() if market.country in s.product.countries]


def changes(shop: Shop, market: Marketplace, at: datetime) -> dict[str, datetime]:
    """When each SKU's units on the shelf last changed: by a sale, or by a delivery at day's begin.

    Units on their way do not count, as with Amazon.
    """
    last: dict[str, datetime] = {}
    for store in shop.account.marketplaces if shop.account.pooled else (market,):
        for sku, moment in _changes(shop, store, at).items():
            last[sku] = max(moment, last.get(sku, moment))
    return last


def launch(shop: Shop, product: Product) -> date:
    """The first delivery of a launch is announced before the launch; it is not listed yet."""
    return shop.anchor - timedelta(days=product.days_before or 10_000)


def _stock_of(shop: Shop, market: Marketplace, at: datetime) -> Iterator[StockNow]:
    today = market.local_day(at)
    taken = _units(shop, market, at, reserved=False)
    reserved = _units(shop, market, at, reserved=True)
    unsellable = spoilt(shop, market, at)
    for product, stock in shop.stock_on(market.id, today):
        if product.merchant or today < launch(shop, product):
            continue
        sellable = stock.opening - taken.get(product.sku, 0)
        yield StockNow(
            product,
            sellable,
            reserved.get(product.sku, 0),
            unsellable.get(product.sku, 0),
            stock.working,
            stock.shipped,
            stock.receiving,
        )


def _units(shop: Shop, market: Marketplace, at: datetime, *, reserved: bool) -> dict[str, int]:
    """Units bought today until now, or those bought and not shipped yet, by SKU."""
    count: dict[str, int] = {}
    today = market.local_day(at)
    for day in (today - timedelta(days=1), today):
        for order in shop.orders_on(market.id, day):
            if order.fate.cancelled or order.merchant:
                continue
            state = order.state_at(at)
            waiting = state in {State.PENDING, State.SHIPPING}
            if waiting if reserved else (state is not None and day == today):
                for line in order.lines:
                    units = 0 if line.cancelled else line.quantity
                    count[line.product.sku] = count.get(line.product.sku, 0) + units
    return count


def _changes(shop: Shop, market: Marketplace, at: datetime) -> dict[str, datetime]:
    """From today backwards, until every product was seen to change."""
    day, last = market.local_day(at), dict[str, datetime]()
    wanted = {p.sku for p in shop.store(market.id).products}
    while day >= shop.first_day and wanted - set(last):
        morning = datetime.combine(day, time(), market.zone).astimezone(UTC)
        moved = {p.sku: morning for p, stock in shop.stock_on(market.id, day) if stock.received}
        for order in shop.orders_on(market.id, day):
            if order.fate.purchased <= at:
                moved |= {line.product.sku: order.fate.purchased for line in order.lines}
        last = moved | last
        day -= timedelta(days=1)
    opened = datetime.combine(shop.first_day, time(), UTC)
    return {sku: last.get(sku, opened) for sku in wanted}
