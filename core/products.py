"""`product`: one product's sales by marketplace, its stock and its cover."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

from core.complete import complete_day
from core.marketplaces import by_id
from core.model import Money, Period, TenantId
from core.ports.sales import Freshness, ProductRow
from core.ports.storage import Storage, TenantScope
from core.restock import RestockFacts, restock_facts
from core.shelves import Shelf, read_shelves

SPAN = 30


@dataclass(frozen=True, slots=True)
class ProductSums:
    """A product's sums over a period in one currency."""

    units: int
    revenue: Money


@dataclass(frozen=True, slots=True)
class ProductInMarketplace:
    """Thirty complete days in one marketplace and currency beside the thirty before.

    `before` is None where figures do not reach that far back.
    """

    marketplace: str
    currency: str
    first: date
    last: date
    now: ProductSums
    before: ProductSums | None
    as_of: datetime
    source: str | None


@dataclass(frozen=True, slots=True)
class ProductFacts:
    """The answer to `product` (schema product/1)."""

    schema: str
    at: datetime
    sku: str
    asin: str | None
    title: str | None
    first_sold: date | None
    marketplaces: tuple[ProductInMarketplace, ...]
    restock: RestockFacts


@dataclass(frozen=True, slots=True)
class Product:
    """The facts, and the shelves whose units by day make the picture."""

    facts: ProductFacts
    shelves: tuple[Shelf, ...]


async def product(storage: Storage, tenant: TenantId, sku: str, now: datetime) -> Product:
    """One product; raises UnknownProduct with the nearest SKUs."""
    async with storage.survey() as uow:
        scope = await uow.for_tenant(tenant)
        read = await read_shelves(scope, now, sku)
        found = read.catalogue.sku(sku, (shelf.sku for shelf in read.shelves))
        parts = await _parts(scope, found, now)
    known = [one for one in read.catalogue.products if one.sku == found]
    facts = ProductFacts(
        "product/1",
        now,
        found,
        known[0].asin if known else None,
        read.catalogue.titles.get(found),
        min((one.first_day for one in known), default=None),
        tuple(sorted(parts, key=lambda part: (-part.now.units, part.marketplace, part.currency))),
        restock_facts(read.shelves, now),
    )
    return Product(facts, read.shelves)


async def _parts(scope: TenantScope, sku: str, now: datetime) -> list[ProductInMarketplace]:
    """The product in each marketplace where it sold in either period."""
    first_day = await scope.sales.first_day()
    read: dict[date, _Months] = {}
    parts: list[ProductInMarketplace] = []
    for fresh in await scope.sales.freshness():
        last = complete_day(fresh.as_of, fresh.zone, now)
        if last is None or first_day is None:
            continue
        if last not in read:
            period = Period(last - timedelta(days=SPAN - 1), last)
            rows = await scope.sales.products(period)
            earlier = await scope.sales.products(period.before())
            read[last] = _Months(period, first_day, _of(rows, sku), _of(earlier, sku))
        parts += _in_marketplace(fresh, read[last])
    return parts


class _Months(NamedTuple):
    """One product's rows of thirty days and of the thirty before, over all marketplaces."""

    period: Period
    first_day: date
    now: list[ProductRow]
    before: list[ProductRow]


def _of(rows: Sequence[ProductRow], sku: str) -> list[ProductRow]:
    return [row for row in rows if row.sku == sku]


def _in_marketplace(fresh: Freshness, months: _Months) -> Iterator[ProductInMarketplace]:
    if fresh.as_of is None:
        return
    mine = [row for row in months.now if row.marketplace_id == fresh.marketplace_id]
    past = [row for row in months.before if row.marketplace_id == fresh.marketplace_id]
    reaches = months.first_day <= months.period.before().first
    for currency in sorted({row.currency for row in (*mine, *past)}):
        yield ProductInMarketplace(
            by_id(fresh.marketplace_id).name,
            currency,
            max(months.period.first, months.first_day),
            months.period.last,
            _sums(mine, currency),
            _sums(past, currency) if reaches else None,
            fresh.as_of,
            fresh.source,
        )


def _sums(rows: Sequence[ProductRow], currency: str) -> ProductSums:
    some = [row for row in rows if row.currency == currency]
    revenue = sum(row.revenue_minor for row in some)
    return ProductSums(sum(row.units for row in some), Money(revenue, currency))
