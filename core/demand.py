"""Demand: units a day over the days on which a product could be bought."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from core.model import Period
from core.pools import PoolLevel

WINDOW = 28
"""Days over which demand is taken: four of each weekday."""


class Basis(StrEnum):
    """What demand was divided by."""

    IN_STOCK = "in_stock"
    PARTLY = "partly"
    ALL_DAYS = "all_days"


@dataclass(frozen=True, slots=True)
class Sales:
    """What was seen of a product in a pool.

    `known` is the days of which orders are complete, from the tenant's first figures on. `sold`
    holds units by day; where no day was empty, one lump on the last day does as well. `empty` is
    the days at whose end nothing was sellable; `launched` the day of the first order line.
    """

    known: Period
    sold: Mapping[date, int]
    empty: frozenset[date] = frozenset()
    launched: date | None = None


@dataclass(frozen=True, slots=True)
class Demand:
    """`units` sold on `in_stock_days` of the `days` from first to last; `per_day` is rounded."""

    per_day: Decimal
    units: int
    in_stock_days: int
    days: int
    first: date = field(metadata={"json": "from"})
    last: date = field(metadata={"json": "to"})
    basis: Basis
    is_new: bool


def out_since(level: PoolLevel | None, empty: frozenset[date]) -> date | None:
    """The day it ran out, where nothing is sellable now; at the earliest that of the history."""
    if level is None or level.sellable > 0:
        return None
    since = level.day
    while since - timedelta(days=1) in empty and since > level.known_from:
        since -= timedelta(days=1)
    return since


def demand(sales: Sales, level: PoolLevel | None) -> Demand | None:
    """Demand over four weeks; None where no day of them can tell anything.

    A day counts as in stock if something was sellable at its end or was sold on it, and where no
    snapshot reaches. What is out of stock now is judged by the weeks before it ran out. A new
    product is judged by its own days; it is one only where figures reach back four weeks before
    its first sale, for else that is merely the first one we know of.
    """
    last = sales.known.last
    since = out_since(level, sales.empty)
    if since is not None:
        last = min(last, since)
    first = max(last - timedelta(days=WINDOW - 1), sales.known.first)
    is_new = _is_new(sales, first)
    if is_new and sales.launched is not None:
        first = sales.launched
    if first > last:
        return None
    window = Period(first, last)
    out = sum(day in sales.empty and not sales.sold.get(day) for day in window)
    in_stock = window.days - out
    if in_stock == 0:
        return None
    units = sum(count for day, count in sales.sold.items() if first <= day <= last)
    per_day = (Decimal(units) / in_stock).quantize(Decimal("0.01"))
    basis = _basis(window, level)
    return Demand(per_day, units, in_stock, window.days, first, last, basis, is_new)


def _is_new(sales: Sales, first: date) -> bool:
    if sales.launched is None or not first < sales.launched <= sales.known.last:
        return False
    return sales.launched - sales.known.first >= timedelta(days=WINDOW)


def _basis(window: Period, level: PoolLevel | None) -> Basis:
    if level is None or level.known_from > window.last:
        return Basis.ALL_DAYS
    return Basis.IN_STOCK if level.known_from <= window.first else Basis.PARTLY
