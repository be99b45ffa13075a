"""When an order's buyer may be asked for a review: day 5 to 30 after delivery, with margins.

The all-orders report holds no delivery date, so it is estimated from the shipping or the purchase,
and shown as an estimate; Amazon's own answer decides. Days are of 24 hours in UTC: where Amazon
counts local days, a change of clocks moves them by an hour, which the margins cover.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

FIRST_DAY, LAST_DAY = 5, 30
AFTER_START = timedelta(hours=6)
BEFORE_END = timedelta(hours=24)
EARLIEST_ASK, USUAL_ASK, LATEST_ASK = 5, 7, 25


class Travel(NamedTuple):
    """Days until delivery, from the shipping and from the purchase."""

    from_shipping: int
    from_purchase: int


TRAVEL = {"amazon": Travel(2, 3), "merchant": Travel(5, 7)}
"""Our defaults, by who ships; no figures of Amazon's."""
SLOWEST = TRAVEL["merchant"]

LOOK_BACK = timedelta(days=SLOWEST.from_purchase + LAST_DAY + 7)
"""Orders bought before this are past asking, whoever shipped them."""


def travel(fulfilled_by: str) -> Travel:
    """How long orders are taken to travel; of an unknown channel, the longer."""
    return TRAVEL.get(fulfilled_by.strip().casefold(), SLOWEST)


def estimated_delivery(
    purchased_at: datetime, fulfilled_by: str, shipped_at: datetime | None = None
) -> datetime:
    """When an order is taken to have been delivered."""
    days = travel(fulfilled_by)
    if shipped_at is not None:
        return shipped_at + timedelta(days=days.from_shipping)
    return purchased_at + timedelta(days=days.from_purchase)


@dataclass(frozen=True, slots=True)
class Window:
    """From when to when (exclusive) an order may be asked about, our margins kept."""

    delivered: datetime
    opens: datetime
    closes: datetime


def window(delivered: datetime, ask_day: int = FIRST_DAY) -> Window:
    """The window of an order that is asked about on that day after delivery at the earliest."""
    wanted = timedelta(days=min(max(ask_day, EARLIEST_ASK), LATEST_ASK))
    opens = max(delivered + timedelta(days=FIRST_DAY) + AFTER_START, delivered + wanted)
    return Window(delivered, opens, delivered + timedelta(days=LAST_DAY) - BEFORE_END)
