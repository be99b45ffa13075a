"""Sales of a period in every view, and one product's."""

from datetime import date

from bot.card import Card
from bot.handlers.product import product_card
from bot.handlers.stats import stats_card
from bot.preview.samples.sample import Sample
from bot.preview.samples.shop import (
    CA,
    DAY,
    MONDAY,
    NOW,
    ORDERS_AT,
    PRODUCTS,
    SOURCE,
    TITLES,
    US,
    Product,
    Store,
    day_rows,
    freshness,
    price,
    product_rows,
    sold,
)
from bot.preview.samples.stock import shelf
from core.model import LeftOut, Money, Period
from core.products import Product as Found
from core.products import ProductFacts, ProductInMarketplace, ProductSums
from core.restock import restock_facts
from core.sales import SalesFacts, SalesRows, sales_facts
from core.stats import Stats

WEEK, MONTH = Period(MONDAY - 6 * DAY, MONDAY), Period(MONDAY - 29 * DAY, MONDAY)
HOSTILE = "<!channel> @everyone **free** `gift`: https://example.invalid ``` \u202eabc <@U1> " + (
    "and so on, at length, " * 8
)
"""A title as a bad neighbour would write it."""


def sales() -> tuple[Sample, ...]:
    """`stats` and `product`."""
    month, store, two = "30 days: more points than Slack draws itself", (US,), (US, CA)
    partly = Stats(_facts(WEEK, store, MONDAY - 3 * DAY), None, TITLES)
    strange = Product("AC-9", HOSTILE, 12, 999, 700)
    return (
        Sample("stats", "The last 7 days by product", _stats(WEEK, "product", store), ("stats",)),
        Sample("stats-30-days", month, _stats(MONTH, "day", store)),
        Sample("stats-by-marketplace", "Two stores", _stats(WEEK, "marketplace", two)),
        Sample("stats-two-stores", "Two stores by product", _stats(WEEK, "product", two)),
        Sample("stats-partly-read", "Days of which nothing is known", _card(partly, "day")),
        Sample("product", "One product in two stores", _product(PRODUCTS[0], two), ("product",)),
        Sample("product-hostile-title", "A title full of signs", _product(strange, store)),
    )


def _stats(period: Period, by: str, stores: tuple[Store, ...]) -> Card:
    before = _facts(period.before(), stores)
    return _card(Stats(_facts(period, stores), before, TITLES), by)


def _card(found: Stats, by: str) -> Card:
    return stats_card(found, {"by": by}, US.zone)


def _facts(period: Period, stores: tuple[Store, ...], first: date | None = None) -> SalesFacts:
    """A period's facts, read from `first` on."""
    known = Period(max(period.first, first or period.first), period.last)
    rows = SalesRows(
        list(day_rows(stores, known)),
        [row for store in stores for row in product_rows(store, known)],
        {LeftOut.ORDER_CANCELLED: 61, LeftOut.ITEM_CANCELLED: 7},
        [freshness(store) for store in stores],
        known.first,
    )
    return sales_facts(period, rows)


def _product(product: Product, stores: tuple[Store, ...]) -> Card:
    held = shelf(product)
    facts = ProductFacts(
        "product/1",
        NOW,
        product.sku,
        "B000000000",
        product.title,
        MONDAY - 400 * DAY,
        tuple(_in_store(product, store) for store in stores),
        restock_facts((held,), NOW),
    )
    return product_card(Found(facts, (held,)), US.zone)


def _in_store(product: Product, store: Store) -> ProductInMarketplace:
    return ProductInMarketplace(
        store.name,
        store.currency,
        MONTH.first,
        MONTH.last,
        _sums(product, store, MONTH),
        _sums(product, store, MONTH.before()),
        ORDERS_AT,
        SOURCE,
    )


def _sums(product: Product, store: Store, period: Period) -> ProductSums:
    units = sum(sold(product, store, day) for day in period)
    return ProductSums(units, Money(units * price(product, store), store.currency))
