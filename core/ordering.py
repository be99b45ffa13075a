"""Ordering: from demand and stock to how much to order by when.

No safety stock is added: the usual z·σ·√L promises 95 % and keeps about 75 %. Until there is a
buffer that keeps its promise, there is none, and the card does not pretend to one.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from core.demand import Demand
from core.pools import PoolLevel

FAR = 730
"""Days of cover beyond which no date is given."""


@dataclass(frozen=True, slots=True)
class Terms:
    """How a product is ordered: days until an order is sellable, days it shall last, units."""

    lead_days: int = 30
    cover_days: int = 30
    pack: int = 1
    minimum: int = 1
    source: str = "default"


DEFAULTS = Terms()
"""In use until sellers can set their own."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What follows for a product.

    `cover_days` and `out_on` count what is sellable; `lasts_to` counts what is on its way too (the
    inventory report gives no day for it, so that it lands in time is taken for granted). Days are
    None where the stock lasts beyond two years. `quantity` is 0 where no order is needed;
    `gap_days` without stock lie ahead even if it is ordered today.
    """

    cover_days: Decimal
    out_on: date | None
    lasts_to: date | None
    order_by: date | None
    quantity: int
    gap_days: int


def plan(demand: Demand, level: PoolLevel, terms: Terms, today: date) -> Plan | None:
    """The plan of a product that sells; None for one that does not: nothing follows then."""
    if demand.units == 0:
        return None
    out_on = _lasts(level.sellable, demand, level.day)
    lasts_to = _lasts(level.sellable + level.inbound, demand, level.day)
    order_by = None if lasts_to is None else lasts_to - timedelta(days=terms.lead_days)
    gap = 0
    if lasts_to is not None:
        gap = max(0, terms.lead_days - (max(lasts_to, today) - today).days)
    exact = Decimal(level.sellable * demand.in_stock_days) / demand.units
    cover = exact.quantize(Decimal("0.1"))
    return Plan(cover, out_on, lasts_to, order_by, quantity(demand, level, terms), gap)


def quantity(demand: Demand, level: PoolLevel, terms: Terms) -> int:
    """Units to order: demand over lead time and cover, less what is there and on its way.

    Rounded up to whole packs, at least the minimum; 0 where nothing is needed. In whole numbers
    throughout, so that no rounding of the rate shows in it.
    """
    days = terms.lead_days + terms.cover_days
    wanted = -(-demand.units * days // demand.in_stock_days)
    needed = wanted - level.sellable - level.inbound
    if needed <= 0:
        return 0
    return -(-max(needed, terms.minimum) // terms.pack) * terms.pack


def _lasts(units: int, demand: Demand, since: date) -> date | None:
    days = units * demand.in_stock_days // demand.units
    return since + timedelta(days=days) if days <= FAR else None
