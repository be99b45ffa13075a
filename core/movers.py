"""Movers: the products that changed a day's revenue most, against their own week before."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.model import Money
from core.ports.sales import ProductRow

EACH_WAY = 2


@dataclass(frozen=True, slots=True)
class Mover:
    """A product's revenue of the day, and how far that is from its 7-day mean."""

    sku: str
    revenue: Money
    change: Money


def movers(
    day: Sequence[ProductRow], week: Sequence[ProductRow], currency: str
) -> tuple[Mover, ...]:
    """The two that added most and the two that took most away, in that order; ties by SKU.

    `day` and `week` are the sums of the day and of the seven days before it, in one marketplace
    and currency.
    """
    now = {row.sku: row.revenue_minor for row in day}
    before = {row.sku: row.revenue_minor for row in week}
    changes = sorted(
        (_seventh(before.get(sku, 0)) - now.get(sku, 0), sku) for sku in {*now, *before}
    )
    up = [(sku, -fall) for fall, sku in changes if fall < 0][:EACH_WAY]
    falls = sorted(((-fall, sku) for fall, sku in changes if fall > 0))
    down = [(sku, change) for change, sku in falls][:EACH_WAY]
    return tuple(
        Mover(sku, Money(now.get(sku, 0), currency), Money(change, currency))
        for sku, change in (*up, *down)
    )


def _seventh(total: int) -> int:
    """A seventh, rounded half up."""
    return (2 * total + 7) // 14
