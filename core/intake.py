"""What is taken in, what has been so far, and what became of it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple

from core.marketplaces import by_id, zone
from core.model import AccountId, LeftOut, Order, OrderLine, TenantId, Unreadable
from core.ports.orders import Chunk, OrderReport, ProductSeen

NIGHTLY_CHECK = "Amazon's nightly order report"
ALL_ORDERS = "GET_FLAT_FILE_ALL_ORDERS_DATA_BY_LAST_UPDATE_GENERAL"
Progress = Callable[[int, int], None]
"""Told of rows done, and rows in all."""


def unheard(_done: int, _total: int) -> None:
    """Nobody watches the progress."""


class Target(NamedTuple):
    """Whose figures a report belongs to."""

    tenant: TenantId
    account: AccountId


@dataclass(frozen=True, slots=True)
class Intake:
    """A report to take in: where it came from, who asked, and by which rule of age."""

    report: OrderReport
    report_id: str
    origin: str
    actor: str
    keeps_all: bool = False
    """A demo database keeps orders of any age."""
    complete_to: datetime | None = None
    """Until when the report is complete, which Amazon's own say; else the newest update in it."""
    stores: tuple[str, ...] = ()
    """The stores it is complete for, by id; those that it names where nobody says."""
    known_to: datetime | None = None
    """Until when every change should be known already; what changes all the same was missed."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a report."""

    target: Target | None
    is_new: bool
    rows: int = 0
    orders: int = 0
    changed: int = 0
    unreadable: tuple[Unreadable, ...] = ()
    too_old: tuple[int, ...] = ()
    marketplaces: tuple[str, ...] = ()
    first_day: date | None = None
    last_day: date | None = None
    as_of: datetime | None = None


@dataclass(slots=True)
class Tally:
    """What has been taken in so far; `zone` is the home store's, `known_to` the intake's."""

    zone: str = "UTC"
    known_to: datetime | None = None
    rows: int = 0
    orders: int = 0
    changed: int = 0
    missed: int = 0
    unreadable: list[Unreadable] = field(default_factory=list)
    too_old: list[int] = field(default_factory=list)
    marketplaces: set[str] = field(default_factory=set)
    products: dict[str, ProductSeen] = field(default_factory=dict)
    updated_at: datetime | None = None
    days: tuple[date, date] | None = None

    def see(self, order: Order) -> None:
        """Note an order's products, stores, days and last update."""
        self.orders += 1
        if self.updated_at is None or order.updated_at > self.updated_at:
            self.updated_at = order.updated_at
        for line, title in zip(order.lines, order.titles, strict=True):
            if line.left_out is not LeftOut.NOT_AMAZON:
                self.marketplaces.add(line.marketplace_id)
            first, last = self.days or (line.local_day, line.local_day)
            self.days = min(first, line.local_day), max(last, line.local_day)
            self._product(order, line, title)

    def _product(self, order: Order, line: OrderLine, title: str) -> None:
        known = self.products.get(line.sku)
        # Of two titles of one time the greater stays, so that the order of rows changes nothing.
        at = (order.updated_at, title)
        if known is None or at > (known.updated_at, known.title):
            first = min(known.first_day, line.local_day) if known else line.local_day
            self.products[line.sku] = ProductSeen(
                line.sku, line.asin, title, first, order.updated_at
            )
        elif line.local_day < known.first_day:
            self.products[line.sku] = known._replace(first_day=line.local_day)

    @property
    def told_to(self) -> datetime | None:
        """Until when a file tells everything: its newest update, within its last purchase's day.

        A month's file is downloaded later, with later updates; of the days between it says nothing.
        """
        if self.updated_at is None or self.days is None:
            return None
        after = datetime.combine(self.days[1] + timedelta(days=1), time.min, zone(self.zone))
        return min(self.updated_at, after.astimezone(UTC) - timedelta(seconds=1))

    def add(self, chunk: Chunk) -> None:
        """Note a chunk."""
        self.rows += chunk.rows
        self.unreadable += chunk.unreadable
        self.too_old += chunk.too_old
        for order in chunk.orders:
            self.see(order)

    def outcome(self, target: Target) -> Outcome:
        """What has become of the report."""
        first, last = self.days or (None, None)
        return Outcome(
            target,
            is_new=True,
            rows=self.rows,
            orders=self.orders,
            changed=self.changed,
            unreadable=tuple(self.unreadable),
            too_old=tuple(self.too_old),
            marketplaces=tuple(sorted(by_id(store).name for store in self.marketplaces)),
            first_day=first,
            last_day=last,
            as_of=self.told_to,
        )
