"""A day's figures beside those of other days: their mean, and what is usual for a weekday."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from core.model import Money

BAND = 8
"""Same weekdays before the day that make up what is usual; with fewer, nothing is said."""


@dataclass(frozen=True, slots=True)
class DayFigures:
    """One day of one marketplace in one currency (or the mean of some days, rounded)."""

    orders: int
    units: int
    revenue: Money
    unpriced_units: int


class Verdict(StrEnum):
    """How a day stands among the same weekdays before it."""

    ORDINARY = "ordinary"
    BEST = "best"
    LOWEST = "lowest"


Band = tuple[int, int]
"""The lowest and the highest revenue, in minor units."""


def mean(days: Sequence[DayFigures | None]) -> DayFigures | None:
    """The mean of some days; None where one of them is not known."""
    known = [day for day in days if day is not None]
    if not known or len(known) < len(days):
        return None
    currency = known[0].revenue.currency
    return DayFigures(
        _rounded(sum(day.orders for day in known), len(known)),
        _rounded(sum(day.units for day in known), len(known)),
        Money(_rounded(sum(day.revenue.minor for day in known), len(known)), currency),
        _rounded(sum(day.unpriced_units for day in known), len(known)),
    )


def usual_band(weekdays: Sequence[DayFigures | None]) -> Band | None:
    """From the lowest to the highest of eight same weekdays; None where one is not known."""
    known = [day.revenue.minor for day in weekdays if day is not None]
    return (min(known), max(known)) if len(known) >= BAND else None


def verdict(day: DayFigures, band: Band | None) -> Verdict | None:
    """How a day stands; None where there is too little history, or it may still rise.

    Units that Amazon has not priced yet are missing from the revenue: such a day is not called
    low, for it may not be.
    """
    if band is None:
        return None
    low, high = band
    if day.revenue.minor > high:
        return Verdict.BEST
    if day.revenue.minor >= low:
        return Verdict.ORDINARY
    return None if day.unpriced_units else Verdict.LOWEST


def _rounded(total: int, count: int) -> int:
    return int((Decimal(total) / count).quantize(Decimal(1), rounding=ROUND_HALF_UP))
