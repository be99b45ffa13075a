"""Our figures of a day beside what Amazon itself counts, as both stood when they were compared."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple, Protocol

from core.model import AccountId, Period


class Figures(NamedTuple):
    """A day's orders, units and sales in minor units; `unpriced` units have no price yet."""

    orders: int
    units: int
    sales_minor: int
    unpriced: int = 0


class ComparedDay(NamedTuple):
    """A store's day: what we had added up, and what Amazon said."""

    marketplace_id: str
    day: date
    currency: str
    ours: Figures
    amazons: Figures
    at: datetime

    @property
    def is_equal(self) -> bool:
        """Whether orders, units and sales agree."""
        return self.ours[:3] == self.amazons[:3]


class CrossChecks(Protocol):
    """One tenant's comparisons."""

    async def own_days(
        self, account: AccountId, marketplace_id: str, period: Period
    ) -> dict[tuple[date, str], Figures]:
        """Our figures of an account's store, by day and currency; days without sales left out."""
        ...

    async def put(self, account: AccountId, days: Sequence[ComparedDay]) -> None:
        """Keep comparisons in place of older ones of the same days."""
        ...

    async def last(self, account: AccountId, since: date) -> list[ComparedDay]:
        """What was compared from a day on, by store and day."""
        ...
