"""Sales: the facts behind `stats`, added up from daily figures that are never of two currencies."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from heapq import nsmallest

from core.marketplaces import by_id, zone
from core.model import LeftOut, Money, Period
from core.ports.sales import DayRow, Freshness, ProductRow

TOP = 20


@dataclass(frozen=True, slots=True)
class Total:
    """Sums of one marketplace in one currency."""

    orders: int
    lines: int
    units: int
    revenue: Money
    unpriced_units: int


@dataclass(frozen=True, slots=True)
class DaySales:
    """One day's sums."""

    day: date
    orders: int
    lines: int
    units: int
    revenue: Money
    unpriced_units: int


@dataclass(frozen=True, slots=True)
class ProductSales:
    """One product's sums over the period."""

    sku: str
    units: int
    revenue: Money


@dataclass(frozen=True, slots=True)
class MarketplaceSales:
    """A marketplace's sales in one currency: whole, by day, best products."""

    marketplace: str
    currency: str
    total: Total
    by_day: tuple[DaySales, ...]
    top_by_units: tuple[ProductSales, ...]
    top_by_revenue: tuple[ProductSales, ...]


@dataclass(frozen=True, slots=True)
class PeriodFacts:
    """The period in days of `zone`; "marketplace" where the stores' zones differ."""

    first: date = field(metadata={"json": "from"})
    last: date = field(metadata={"json": "to"})
    zone: str


@dataclass(frozen=True, slots=True)
class LeftOutLines:
    """Lines that are in no total, by reason."""

    order_cancelled: int
    item_cancelled: int
    not_amazon: int


@dataclass(frozen=True, slots=True)
class SalesFacts:
    """The answer to `stats` (schema sales/1); `as_of` is None where nothing was ever read."""

    schema: str
    period: PeriodFacts
    as_of: datetime | None
    source: str | None
    marketplaces: tuple[MarketplaceSales, ...]
    left_out: LeftOutLines


@dataclass(frozen=True, slots=True)
class SalesRows:
    """What the rollups hold for a period."""

    days: Sequence[DayRow]
    products: Sequence[ProductRow]
    left_out: dict[LeftOut, int]
    freshness: Sequence[Freshness]
    first_day: date = date.min
    """The first day of which anything was ever read."""


def sales_facts(period: Period, rows: SalesRows) -> SalesFacts:
    """The facts of a period; a marketplace that was read but sold nothing is there, with zeros.

    Days before the first and after the last that was read are left out: no data is not zero.
    """
    known = [fresh for fresh in rows.freshness if fresh.as_of is not None]
    groups = sorted(
        {(row.marketplace_id, row.currency) for row in rows.days}
        | {(fresh.marketplace_id, fresh.currency) for fresh in known if fresh.currency},
        key=lambda group: (by_id(group[0]).name, group[1]),
    )
    zones = {fresh.zone for fresh in rows.freshness}
    sources = sorted({fresh.source for fresh in known if fresh.source})
    return SalesFacts(
        "sales/1",
        PeriodFacts(period.first, period.last, zones.pop() if len(zones) == 1 else "marketplace"),
        min((fresh.as_of for fresh in known if fresh.as_of), default=None),
        ", ".join(sources) or None,
        tuple(_marketplace(period, rows, *group) for group in groups),
        LeftOutLines(*(rows.left_out.get(reason, 0) for reason in LeftOut)),
    )


def _marketplace(
    period: Period, rows: SalesRows, marketplace_id: str, currency: str
) -> MarketplaceSales:
    mine = [row for row in rows.days if row[:2] == (marketplace_id, currency)]
    products = [row for row in rows.products if row[:2] == (marketplace_id, currency)]
    by_day = {row.day: row for row in mine}
    read_until = _last_day_read(rows.freshness, marketplace_id)
    return MarketplaceSales(
        by_id(marketplace_id).name,
        currency,
        Total(*_sums(mine, currency)),
        tuple(
            DaySales(day, *_sums([by_day[day]] if day in by_day else [], currency))
            for day in period
            if day in by_day or rows.first_day <= day <= read_until
        ),
        top(products, lambda product: product.units),
        top(products, lambda product: product.revenue_minor),
    )


def _last_day_read(freshness: Sequence[Freshness], marketplace_id: str) -> date:
    """The last day of which anything was read: of later ones nothing is known, not even zero."""
    days = [
        fresh.as_of.astimezone(zone(fresh.zone)).date()
        for fresh in freshness
        if fresh.marketplace_id == marketplace_id and fresh.as_of is not None
    ]
    return max(days, default=date.min)


def top(
    products: Iterable[ProductRow], measure: Callable[[ProductRow], int]
) -> tuple[ProductSales, ...]:
    """The best 20 by a measure, ties by SKU."""
    best = nsmallest(TOP, products, key=lambda product: (-measure(product), product.sku))
    return tuple(
        ProductSales(row.sku, row.units, Money(row.revenue_minor, row.currency)) for row in best
    )


def _sums(rows: Sequence[DayRow], currency: str) -> tuple[int, int, int, Money, int]:
    return (
        sum(row.orders for row in rows),
        sum(row.lines for row in rows),
        sum(row.units for row in rows),
        Money(sum(row.revenue_minor for row in rows), currency),
        sum(row.unpriced_units for row in rows),
    )
