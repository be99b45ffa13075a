"""Amounts, what counts, and how long what may be kept."""

from datetime import UTC, datetime, timedelta

import pytest

from core.model import LeftOut, Money
from core.policy.counting import left_out
from core.policy.money import minor_units
from core.policy.retention import months_before, oldest_order, order_id_until
from tests.cases import cases


def test_an_amount_is_read_as_it_was_written() -> None:
    for case in cases(1_000):
        minor, currency = case.number(0, 10**15 - 1), case.one_of(["USD", "INR", "JPY"])
        assert minor_units(Money(minor, currency).amount(), currency) == minor


@pytest.mark.parametrize(
    ("amount", "currency", "minor"),
    [("0.1", "USD", 10), ("19.9", "EUR", 1990), ("5", "GBP", 500), ("1200", "JPY", 1200),
     ("1200.00", "JPY", 1200), ("0.290000", "USD", 29), ("0", "USD", 0)],
)  # fmt: skip
def test_amounts(amount: str, currency: str, minor: int) -> None:
    assert minor_units(amount, currency) == minor


@pytest.mark.parametrize(
    ("amount", "currency"),
    [("", "USD"), ("-1.00", "USD"), ("+1", "USD"), ("1,50", "EUR"), ("1.234", "USD"),
     ("1e3", "USD"), ("12.5", "JPY"), ("NaN", "USD"), (" 1", "USD"), ("१", "INR"), ("1.", "USD"),
     (".5", "USD"), ("1" * 16, "USD")],
)  # fmt: skip
def test_what_is_no_plain_amount_is_refused(amount: str, currency: str) -> None:
    with pytest.raises(ValueError, match="decimal"):
        minor_units(amount, currency)


def test_currencies_are_never_added() -> None:
    with pytest.raises(ValueError, match="currencies"):
        Money(1, "USD") + Money(1, "INR")


@pytest.mark.parametrize(
    ("order_status", "item_status", "on_amazon", "reason"),
    [
        ("Shipped", "Shipped", True, None),
        ("Pending", "Unshipped", True, None),
        ("Shipped - Returned to Seller", "Shipped", True, None),
        ("Cancelled", "Unshipped", True, LeftOut.ORDER_CANCELLED),
        ("canceled", "Cancelled", False, LeftOut.ORDER_CANCELLED),
        ("Shipped", " CANCELED ", False, LeftOut.ITEM_CANCELLED),
        ("Shipped", "Shipped", False, LeftOut.NOT_AMAZON),
    ],
)
def test_the_first_reason_that_applies_leaves_a_line_out(
    order_status: str, item_status: str, on_amazon: bool, reason: LeftOut | None
) -> None:
    assert left_out(order_status, item_status, on_amazon) == reason


def test_eighteen_months_end_on_the_months_last_day_at_most() -> None:
    assert oldest_order(datetime(2026, 8, 31, 5, tzinfo=UTC)) == datetime(
        2025, 2, 28, 5, tzinfo=UTC
    )
    assert months_before(datetime(2026, 1, 15, tzinfo=UTC), 1) == datetime(2025, 12, 15, tzinfo=UTC)
    assert oldest_order(datetime(2025, 8, 29, tzinfo=UTC)) == datetime(2024, 2, 29, tzinfo=UTC)


def test_an_order_id_lives_thirty_days_after_the_latest_step_that_is_known() -> None:
    bought = datetime(2026, 1, 1, tzinfo=UTC)
    shipped, delivered = bought + timedelta(days=2), bought + timedelta(days=5)
    until = order_id_until(purchased_at=bought, shipped_at=shipped, delivered_at=delivered)
    assert until == delivered + timedelta(days=30)
    until = order_id_until(purchased_at=bought, shipped_at=shipped, delivered_at=None)
    assert until == shipped + timedelta(days=30)
    until = order_id_until(purchased_at=bought, shipped_at=None, delivered_at=None)
    assert until == bought + timedelta(days=30)
