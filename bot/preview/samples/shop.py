"""The invented shop of the catalogue: what it sells where, day by day, as its reports would say."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from core.day_figures import DayFigures
from core.model import Money, Period
from core.ports.sales import DayRow, Freshness, ProductRow

NAME = "Demo shop"
NOW = datetime(2026, 11, 24, 16, 0, tzinfo=UTC)
"""A Tuesday, 08:00 in Los Angeles; Monday the 23rd is the last complete day."""

MONDAY = date(2026, 11, 23)
DAY, WEEK = timedelta(days=1), timedelta(days=7)
ORDERS_AT = datetime(2026, 11, 24, 15, 40, tzinfo=UTC)
STOCK_AT = datetime(2026, 11, 24, 13, 40, tzinfo=UTC)
SOURCE = "Amazon's order report"

_WEEKDAYS = (100, 96, 94, 97, 103, 112, 118)
"""How a day of the week sells, in percent of a Monday; from Monday on."""

_SWINGS = (0, 3, -4, 6, -2, 1, -5, 4, 2, -3, 5)
_MONDAY = {"GP-01": 22, "TI-3": 9, "BB-L": -42, "CS-12": -200}
"""What was unlike others on the last Monday, in percent; one product is out of stock."""


@dataclass(frozen=True, slots=True)
class Store:
    """A marketplace: `share` is what it sells in percent of the first one's units."""

    marketplace_id: str
    name: str
    currency: str
    zone: str
    share: int
    rate: int
    """Its prices in percent of the first one's."""


US = Store("ATVPDKIKX0DER", "Amazon.com", "USD", "America/Los_Angeles", 100, 100)
CA = Store("A2EUQ1WTGCTBG2", "Amazon.ca", "CAD", "America/Los_Angeles", 14, 136)


@dataclass(frozen=True, slots=True)
class Product:
    """A product: units on a Monday, the price in minor units, and what is there and on its way."""

    sku: str
    title: str
    units: int
    price: int
    sellable: int
    inbound: int = 0


PRODUCTS = (
    Product("GP-01", "Garlic press, steel", 140, 2_249, 4_010),
    Product("TI-3", "Tea infuser, set of three", 118, 2_990, 1_900, 1_200),
    Product("BB-L", "Bamboo board, large, with a groove for juice", 61, 4_495, 9_800),
    Product("OL-2", "Olive pitter", 44, 1_899, 190),
    Product("CS-12", "Cookie stamps, twelve pieces", 39, 1_650, 0),
    Product("WK-1", "Whisk", 27, 1_275, 4_400),
    Product("SP-4", "Spice jars, four pieces", 22, 2_395, 2_100),
    Product("MG-7", "Mortar of granite", 9, 3_950, 1_900),
)
TITLES = {product.sku: product.title for product in PRODUCTS}


def sold(product: Product, store: Store, day: date) -> int:
    """Units of a product on a day: the weekday's, with a swing that looks like chance."""
    place = sum(map(ord, product.sku))
    swing = _SWINGS[(day.toordinal() * 3 + place * 5) % len(_SWINGS)]
    percent = _WEEKDAYS[day.weekday()] + swing + 2 * _SWINGS[day.toordinal() // 7 % len(_SWINGS)]
    if day == MONDAY:
        percent += _MONDAY.get(product.sku, 0)
    return max(0, product.units * percent * store.share // 10_000)


def price(product: Product, store: Store) -> int:
    """A unit's price in a store, in minor units."""
    return product.price * store.rate // 100


def product_rows(store: Store, period: Period) -> list[ProductRow]:
    """Each product's sums over a period."""
    return [_product_row(product, store, period) for product in PRODUCTS]


def _product_row(product: Product, store: Store, period: Period) -> ProductRow:
    units = sum(sold(product, store, day) for day in period)
    revenue = units * price(product, store)
    return ProductRow(store.marketplace_id, store.currency, product.sku, units, revenue)


def day_rows(stores: Iterable[Store], period: Period) -> Iterator[DayRow]:
    """Each store's days; of the last one some units have no price yet."""
    for store in stores:
        for day in period:
            rows = product_rows(store, Period(day, day))
            units, revenue = sum(row.units for row in rows), sum(row.revenue_minor for row in rows)
            orders = units * 11 // 12
            unpriced = 14 if day == MONDAY and store == US else 0
            place = (store.marketplace_id, store.currency, day)
            yield DayRow(*place, orders, orders + units // 30, units, revenue, unpriced)


def day_figures(store: Store, day: date, percent: int = 100) -> DayFigures:
    """A store's day, as sold or at so many percent of that."""
    (row,) = day_rows((store,), Period(day, day))
    return DayFigures(
        row.orders * percent // 100,
        row.units * percent // 100,
        Money(row.revenue_minor * percent // 100, store.currency),
        row.unpriced_units,
    )


def freshness(store: Store) -> Freshness:
    """Until when a store's orders are complete."""
    return Freshness(store.marketplace_id, store.currency, store.zone, ORDERS_AT, SOURCE)
