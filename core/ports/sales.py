"""The sales figures, as storage keeps them by day."""

from datetime import date, datetime
from typing import NamedTuple, Protocol

from core.model import AccountId, LeftOut, Period


class DayRow(NamedTuple):
    """One marketplace's day in one currency, as the rollups hold it."""

    marketplace_id: str
    currency: str
    day: date
    orders: int
    lines: int
    units: int
    revenue_minor: int
    unpriced_units: int


class ProductRow(NamedTuple):
    """One product's sums over a period in one marketplace and currency."""

    marketplace_id: str
    currency: str
    sku: str
    units: int
    revenue_minor: int


class Freshness(NamedTuple):
    """Until when a marketplace's orders are complete, and who says so.

    `as_of` is None where nothing was read, or is kept: sales are off.
    """

    marketplace_id: str
    currency: str
    zone: str
    as_of: datetime | None
    source: str | None


class SalesFigures(Protocol):
    """One tenant's rollups, over all its seller accounts."""

    async def days(self, period: Period) -> list[DayRow]:
        """Each marketplace's days in each currency."""
        ...

    async def products(self, period: Period) -> list[ProductRow]:
        """Each product's sums over the period."""
        ...

    async def left_out(self, period: Period) -> dict[LeftOut, int]:
        """How many lines of the period are in no total, by reason."""
        ...

    async def freshness(self) -> list[Freshness]:
        """Until when each marketplace's orders are complete."""
        ...

    async def first_day(self) -> date | None:
        """The earliest day that has figures; None where there are none."""
        ...

    async def roll_up(self, account: AccountId) -> int:
        """Add the days that changed up again from their lines; returns how many there were."""
        ...
