"""The rows of the FBA inventory report, and the stock of days gone by."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from core.spapi.sandbox.dice import share
from core.spapi.sandbox.marketplaces import Marketplace, amount
from core.spapi.sandbox.shop import Shop
from core.spapi.sandbox.stock_now import launch, stock_now

COLUMNS = (
    "sku",
    "fnsku",
    "asin",
    "product-name",
    "condition",
    "your-price",
    "mfn-listing-exists",
    "mfn-fulfillable-quantity",
    "afn-listing-exists",
    "afn-warehouse-quantity",
    "afn-fulfillable-quantity",
    "afn-unsellable-quantity",
    "afn-reserved-quantity",
    "afn-total-quantity",
    "per-unit-volume",
    "afn-inbound-working-quantity",
    "afn-inbound-shipped-quantity",
    "afn-inbound-receiving-quantity",
    "afn-researching-quantity",
    "afn-reserved-future-supply",
    "afn-future-supply-buyable",
)


@dataclass(frozen=True, slots=True)
class PastStock:
    """One product's stock at Amazon at the end of a local day, in units."""

    day: date
    sku: str
    asin: str
    sellable: int
    reserved: int
    inbound_working: int
    inbound_shipped: int
    inbound_receiving: int

    def as_json(self) -> dict[str, object]:
        """The same, with the day as text."""
        named = {name: getattr(self, name) for name in self.__slots__}
        return {**named, "day": self.day.isoformat()}


def past_stock(shop: Shop, market: Marketplace, first: date, last: date) -> Iterator[PastStock]:
    """Every FBA product's stock from `first` to `last`; units sold that day are still reserved."""
    day = max(first, shop.first_day)
    while day <= last:
        for product, stock in shop.stock_on(market.id, day):
            if product.merchant or day < launch(shop, product):
                continue
            yield PastStock(
                day,
                product.sku,
                product.asin,
                stock.sellable,
                stock.sold,
                stock.working,
                stock.shipped,
                stock.receiving,
            )
        day += timedelta(days=1)


def stock_rows(shop: Shop, market: Marketplace, at: datetime) -> Iterator[str]:
    """The inventory report of one store as of a moment."""
    for stock in stock_now(shop, market, at):
        product = stock.product
        inbound = (stock.working, stock.shipped, stock.receiving)
        numbers = [stock.warehouse, stock.sellable, stock.spoilt, stock.held, stock.total]
        price = amount(product.price_in(market.currency), market.currency)
        volume = f"{0.02 + share(product.sku, 'volume') / 4:.2f}"
        listed = [product.sku, product.fnsku, product.asin, product.title_in(market.country)]
        offer = ["New", price, "No", "", "Yes"]
        counts = [*map(str, numbers), volume, *map(str, inbound), "0", "0", "0"]
        yield "\t".join([*listed, *offer, *counts])
