"""What a report tells, and until when it tells everything."""

from datetime import UTC, date, datetime

import pytest

from core.intake import Tally
from core.model import Order, OrderLine


def told(day: date, updated_at: datetime) -> Tally:
    """A file of one order, seen from a home in India."""
    tally = Tally("Asia/Kolkata")
    line = OrderLine("SKU-1", 1, "B1", "A21TJRUUN4KGV", day, 1, "INR", 100, "Shipped", None, 1)
    tally.see(Order("1", updated_at, updated_at, "Shipped", "Amazon", (line,), ("A press",), b"1"))
    return tally


@pytest.mark.parametrize(
    ("updated_at", "until"),
    [
        # Downloaded days later, with updates up to then: of those days it tells nothing.
        (datetime(2022, 5, 3, 17, 41, tzinfo=UTC), datetime(2022, 4, 30, 18, 29, 59, tzinfo=UTC)),
        # Downloaded during the last day: it tells no more than it can know.
        (datetime(2022, 4, 30, 9, 0, tzinfo=UTC), datetime(2022, 4, 30, 9, 0, tzinfo=UTC)),
    ],
)
def test_a_file_tells_to_the_end_of_its_last_purchases_day_at_most(
    updated_at: datetime, until: datetime
) -> None:
    assert told(date(2022, 4, 30), updated_at).told_to == until


def test_an_empty_file_tells_nothing() -> None:
    assert Tally("Asia/Kolkata").told_to is None
