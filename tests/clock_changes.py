"""Orders of every store around both clock changes of a year, as an all-orders report has them.

Stores whose zone changes no clocks have theirs around Los Angeles' changes.
"""

import random
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import NamedTuple

from core.marketplaces import STORES, Store, zone
from core.model import exponent
from core.spapi.order_rows import COLUMNS
from core.spapi.sandbox.order_file import PENDING_PRICE

YEAR, SEED = 2026, 20261101
ELSEWHERE = "America/Los_Angeles"
AROUND, EVERY = timedelta(hours=36), timedelta(minutes=30)
FIRST, LAST = date(YEAR, 3, 1), date(YEAR, 11, 15)
"""Days within which all changes are."""
KINDS = {
    "sold": 62,
    "two lines": 10,
    "pending": 8,
    "cancelled": 6,
    "one line cancelled": 6,
    "replacement": 5,
    "not amazon": 3,
}
"""How many of a hundred orders are what."""
SETTLED = ("sold", "two lines", "replacement")
"""Neither pending nor cancelled."""


class Figures(NamedTuple):
    """A day's figures; revenue in minor units."""

    orders: int = 0
    lines: int = 0
    units: int = 0
    revenue: int = 0

    def plus(self, *more: int) -> "Figures":
        """With so many more of each."""
        return Figures(*(mine + other for mine, other in zip(self, more, strict=True)))


Days = dict[tuple[str, date], Figures]
"""By marketplace id and local day."""


@dataclass(frozen=True, slots=True)
class Sold:
    """One order of the file."""

    store: Store
    number: int
    at: datetime
    kind: str
    quantity: int
    price: int
    late: bool

    @property
    def order_id(self) -> str:
        """An id of Amazon's form."""
        return f"{100 + self.number // 10**7:03}-{self.number % 10**7:07}-0000000"

    @property
    def place(self) -> tuple[str, date]:
        """The store, and its day."""
        return self.store.marketplace_id, self.at.astimezone(zone(self.store.zone)).date()


@cache
def changes(name: str) -> list[datetime]:
    """When the clocks of a zone change in the year."""
    hours = [datetime(YEAR, 1, 1, tzinfo=UTC) + timedelta(hours=n) for n in range(365 * 24)]
    offsets = [hour.astimezone(zone(name)).utcoffset() for hour in hours]
    return [hours[n] for n in range(1, len(hours)) if offsets[n] != offsets[n - 1]]


def orders(kinds: tuple[str, ...] = tuple(KINDS), late: float = 0.0) -> list[Sold]:
    """Two orders an hour in each store from 36 hours before to 36 after each change.

    `late` is which share of them changed after the sync read them.
    """
    dice = random.Random(SEED)  # noqa: S311 a test has to be repeatable
    found: list[Sold] = []
    weights = [KINDS[kind] for kind in kinds]
    for store in STORES:
        for change in changes(store.zone) or changes(ELSEWHERE):
            for moment in _moments(dice, change):
                price = dice.randrange(300, 9000)
                kind = dice.choices(kinds, weights)[0]
                is_late = dice.random() < late
                number = len(found)
                quantity = dice.choice((1, 1, 1, 2, 3))
                found.append(Sold(store, number, moment, kind, quantity, price, is_late))
    return found


def _moments(dice: random.Random, change: datetime) -> Iterator[datetime]:
    at = change - AROUND
    while at < change + AROUND:
        # The very beginning and the last second of each half hour, and something in between.
        yield at + timedelta(seconds=dice.choice((0, 1799, dice.randrange(1800))))
        at += EVERY


def write(path: Path, found: list[Sold], late: datetime) -> None:
    """Write the report; the late ones were last updated then."""
    lines = ["\t".join((*COLUMNS, PENDING_PRICE))]
    lines += ["\t".join(row) for order in found for row in _rows(order, late)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _rows(order: Sold, late: datetime) -> Iterator[list[str]]:
    yield _row(order, late, order.kind)
    if order.kind in ("two lines", "one line cancelled"):
        yield _row(order, late, "one line cancelled" if order.kind != "two lines" else "sold", 2)


def _row(order: Sold, late: datetime, kind: str, nth: int = 1) -> list[str]:
    updated = late if order.late else order.at + timedelta(hours=2)
    status = {"pending": "Pending", "cancelled": "Cancelled"}.get(order.kind, "Shipped")
    gone = order.kind == "cancelled" or (kind == "one line cancelled" and nth == 2)
    item = "Cancelled" if gone else "Unshipped" if order.kind == "pending" else "Shipped"
    told = "" if gone or order.kind in ("pending", "not amazon") else _amount(order)
    return [
        order.order_id,
        order.at.isoformat(),
        updated.isoformat(),
        status,
        "Amazon",
        "Non-Amazon" if order.kind == "not amazon" else order.store.name,
        "A thing",
        f"SKU-{nth}",
        f"B00000000{nth}",
        item,
        "0" if order.kind == "cancelled" else str(order.quantity),
        order.store.currency if told else "",
        told,
        _amount(order) if order.kind == "pending" else "",
    ]


def _amount(order: Sold) -> str:
    minor, places = (
        0 if order.kind == "replacement" else order.price,
        exponent(order.store.currency),
    )
    return f"{minor // 10**places}.{minor % 10**places:0{places}}" if places else str(minor)


def as_amazon_counts(order: Sold) -> Figures:
    """What one order is in getOrderMetrics: pending ones with the price that nobody is told yet."""
    if order.kind in ("cancelled", "not amazon"):
        return Figures()
    lines = 2 if order.kind == "two lines" else 1
    revenue = 0 if order.kind == "replacement" else order.price * lines
    return Figures(1, lines, order.quantity * lines, revenue)


def price_to_come(order: Sold) -> Figures:
    """What Amazon counts of an order and cannot be known by anybody else."""
    return Figures(revenue=order.price) if order.kind == "pending" else Figures()


def by_day(found: Iterable[Sold], of: Callable[[Sold], Figures]) -> Days:
    """The figures of orders by store and day, where there are any."""
    days: Days = defaultdict(Figures)
    for order in found:
        days[order.place] = days[order.place].plus(*of(order))
    return {place: figures for place, figures in days.items() if any(figures)}
