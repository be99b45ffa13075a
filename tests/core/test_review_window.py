"""The window of a review request, its sending hours and the neutral rules."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from core.marketplaces import STORES
from core.model import OrderRef
from core.policy.review_rules import Candidate, Skip, skip
from core.policy.review_window import estimated_delivery, window
from core.policy.sending_hours import WHOLE_DAY, SendingHours
from tests.cases import cases

ZONES = sorted({store.zone for store in STORES})
NOW = datetime(2026, 11, 21, 18, 0, tzinfo=UTC)


def local_days_after(delivered: datetime, days: int, zone: str) -> datetime:
    """The same time of day that many calendar days later, as a clock on the wall shows it."""
    local = delivered.astimezone(ZoneInfo(zone))
    return (local + timedelta(days=days)).astimezone(UTC)


def test_nothing_is_asked_outside_amazons_days_by_anybodys_calendar() -> None:
    for case in cases(1_000):
        delivered, zone, ask_day = case.moment(), case.one_of(ZONES), case.number(-10, 60)
        its = window(delivered, ask_day)
        assert its.opens >= local_days_after(delivered, 5, zone), (delivered, zone, ask_day)
        assert its.closes <= local_days_after(delivered, 30, zone), (delivered, zone, ask_day)
        assert its.opens < its.closes


def test_the_margins_are_six_hours_and_a_day() -> None:
    its = window(NOW)
    assert its.opens - NOW == timedelta(days=5, hours=6)
    assert its.closes - NOW == timedelta(days=29)


def test_a_wish_for_day_3_or_40_is_bounded() -> None:
    assert window(NOW, 3).opens == window(NOW, 5).opens
    assert window(NOW, 40).opens == NOW + timedelta(days=25)


def test_delivery_is_estimated_by_who_ships_and_from_the_latest_known_step() -> None:
    assert estimated_delivery(NOW, "Amazon") == NOW + timedelta(days=3)
    assert estimated_delivery(NOW, "Merchant") == NOW + timedelta(days=7)
    assert estimated_delivery(NOW, "?") == NOW + timedelta(days=7)
    shipped = NOW + timedelta(days=1)
    assert estimated_delivery(NOW, "Merchant", shipped) == shipped + timedelta(days=5)


def test_every_slot_lies_in_the_hours_and_none_before_now() -> None:
    for case in cases(150):
        now, zone, count = case.moment(), case.one_of(ZONES), case.number(1, 80)
        first = case.number(0, 23 * 60)
        hours = SendingHours(first, min(first + case.number(15, 600), 24 * 60))
        slots = list(hours.slots(now, zone, count))
        assert len(slots) == count
        assert slots == sorted(slots)
        assert all(hours.contains(slot, zone) and slot >= now for slot in slots), (now, zone, hours)


def test_slots_keep_amazons_pace_and_go_on_the_next_day() -> None:
    hours, zone = SendingHours(10 * 60, 10 * 60 + 1), "Europe/Berlin"
    slots = list(hours.slots(NOW, zone, 61))
    assert slots[0].astimezone(ZoneInfo(zone)).strftime("%d %H:%M") == "22 10:00"
    assert slots[1] - slots[0] == timedelta(seconds=1)
    assert slots[60].astimezone(ZoneInfo(zone)).strftime("%d %H:%M") == "23 10:00"


def test_the_whole_day_sends_at_once() -> None:
    assert set(WHOLE_DAY.slots(NOW, "Asia/Tokyo", 12)) == {NOW}


@pytest.mark.parametrize(("first", "last"), [(600, 600), (-1, 5), (0, 1441), (900, 600)])
def test_hours_that_are_none_are_refused(first: int, last: int) -> None:
    with pytest.raises(ValueError, match="sending hours"):
        SendingHours(first, last)


GOOD = Candidate(
    OrderRef(bytes(16)),
    NOW - timedelta(days=12),
    "Shipped",
    "Amazon",
    NOW + timedelta(days=18),
    "ATVPDKIKX0DER",
    "GP-01",
    lines=1,
    on_amazon=1,
    counted=1,
    priced=1,
    is_asked=False,
)


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({}, None),
        ({"status": "Shipped - Delivered to Buyer"}, None),
        ({"is_asked": True}, Skip.ALREADY_ASKED),
        ({"status": "Cancelled"}, Skip.CANCELLED),
        ({"counted": 0, "priced": 0}, Skip.CANCELLED),
        ({"on_amazon": 0, "counted": 0, "priced": 0}, Skip.NOT_AMAZON),
        ({"status": "Shipped - Returned to Seller"}, Skip.RETURNED),
        ({"status": "Pending"}, Skip.NOT_DELIVERED),
        ({"status": "Unshipped"}, Skip.NOT_DELIVERED),
        ({"status": "Shipped - Lost in Transit"}, Skip.NOT_DELIVERED),
        ({"priced": 0}, Skip.REPLACEMENT),
        ({"purchased_at": NOW - timedelta(days=33)}, Skip.OUTSIDE_WINDOW),
        ({"purchased_at": NOW - timedelta(days=31), "id_until": None}, Skip.ID_EXPIRED),
        ({"id_until": NOW}, Skip.ID_EXPIRED),
        ({"purchased_at": NOW - timedelta(days=7)}, Skip.NOT_YET),
    ],
)
def test_each_order_left_out_has_its_reason(
    changed: dict[str, object], reason: Skip | None
) -> None:
    order = Candidate(**{**GOOD._asdict(), **changed})
    assert skip(order, 7, NOW, NOW) == reason


def test_the_rules_cannot_see_how_content_a_buyer_is() -> None:
    words = ("rating", "star", "comment", "feedback", "sentiment", "review", "refund", "buyer")
    assert not [name for name in Candidate._fields if any(word in name for word in words)]


def test_an_order_is_asked_about_only_while_its_id_may_be_kept() -> None:
    soon = NOW + timedelta(days=2)
    assert GOOD._replace(id_until=soon).window(7).closes == soon
