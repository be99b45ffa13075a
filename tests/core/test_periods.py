"""Periods: whatever is accepted can be answered; whatever cannot be meant is refused."""

from datetime import UTC, date, datetime, timedelta

import pytest

from core.errors import BadPeriod
from core.model import Period
from core.periods import LONGEST, last_complete_day, parse_period
from tests.cases import Case, cases

LAST = date(2026, 11, 20)  # a Friday
WORDS = (
    "7d",
    "30d",
    "yesterday",
    "this week",
    "last week",
    "this month",
    "last month",
    "this year",
    "last year",
)

LETTERS = "0123456789-.d ayswekmonth٧W\u00a0\x00é漢"
ODD = ("0001-01", "0001-01-02", "9999d", "9999-12", "2022-W15-1", "٧d")


def typed(case: Case) -> str:
    """What a person may type, or anything at all."""
    year, month = case.number(0, 9999), case.number(0, 13)
    days = [f"{year:04}-{month:02}-{case.number(0, 32):02}" for _ in range(2)]
    garbage = "".join(case.one_of(LETTERS) for _ in range(case.number(0, 24)))
    count = f"{year}{case.one_of(['d', ' d', 'days', ' days'])}"
    forms = (garbage, count, f"{year:04}-{month:02}", days[0], "..".join(days))
    return case.one_of((*forms, case.one_of(WORDS)))


def accepted(text: str, last: date) -> Period | None:
    try:
        return parse_period(text, last)
    except BadPeriod:
        return None


def test_an_accepted_period_is_in_order_and_so_is_the_one_before() -> None:
    for text in ODD:
        check_period(text, LAST)
    for case in cases(600):
        check_period(typed(case), date(2000, 1, 1) + timedelta(days=case.number(0, 36_800)))


def check_period(text: str, last: date) -> None:
    """What must hold of a period that is accepted."""
    period = accepted(text, last)
    if period is None:
        return
    assert period.first <= period.last
    assert period.first <= last + timedelta(days=1)
    assert period.days <= LONGEST
    assert period.before().last == period.first - timedelta(days=1)
    assert len(list(period)) == period.days == period.before().days


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("7d", "2026-11-14", "2026-11-20"),
        ("1 day", "2026-11-20", "2026-11-20"),
        (" Yesterday ", "2026-11-20", "2026-11-20"),
        ("this week", "2026-11-16", "2026-11-20"),
        ("last week", "2026-11-09", "2026-11-15"),
        ("this month", "2026-11-01", "2026-11-20"),
        ("Last  Month", "2026-10-01", "2026-10-31"),
        ("this year", "2026-01-01", "2026-11-20"),
        ("last year", "2025-01-01", "2025-12-31"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2026-11-03", "2026-11-03", "2026-11-03"),
        ("2026-11-01 .. 2026-11-15", "2026-11-01", "2026-11-15"),
    ],
)
def test_what_people_write(text: str, first: str, last: str) -> None:
    found = parse_period(text, LAST)
    assert found == Period(date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize(
    "text",
    ["", "0d", "600d", "2026-02-30", "2026-13", "2026-11-15..2026-11-01", "2027-01-01", "soon",
     "1994-12-31", "..", "2026-11-01..", "2024-01-01..2026-01-01", "-7d"],
)  # fmt: skip
def test_an_impossible_period_is_refused_by_name(text: str) -> None:
    with pytest.raises(BadPeriod) as refused:
        parse_period(text, LAST)
    assert f"“{text}”" in refused.value.message


def test_on_a_monday_this_week_is_that_day() -> None:
    sunday = date(2026, 11, 22)
    assert parse_period("this week", sunday) == Period(date(2026, 11, 23), date(2026, 11, 23))


@pytest.mark.parametrize(
    ("now", "zones", "last"),
    [
        # 07:30 UTC: in Los Angeles it is still the evening before, in Tokyo the afternoon.
        ("2026-11-21T07:30Z", {"America/Los_Angeles"}, "2026-11-19"),
        ("2026-11-21T07:30Z", {"Asia/Tokyo"}, "2026-11-20"),
        ("2026-11-21T07:30Z", {"Asia/Tokyo", "America/Los_Angeles"}, "2026-11-19"),
        # The clocks go forward on 2026-03-08 and back on 2026-11-01: midnight moves by an hour.
        ("2026-03-09T06:59Z", {"America/Los_Angeles"}, "2026-03-07"),
        ("2026-03-09T07:00Z", {"America/Los_Angeles"}, "2026-03-08"),
        ("2026-11-02T07:59Z", {"America/Los_Angeles"}, "2026-10-31"),
        ("2026-11-02T08:00Z", {"America/Los_Angeles"}, "2026-11-01"),
        ("2026-11-21T00:00Z", set(), "2026-11-20"),
    ],
)
def test_the_last_complete_day_is_over_in_every_zone(now: str, zones: set[str], last: str) -> None:
    at = datetime.fromisoformat(now).astimezone(UTC)
    assert last_complete_day(at, zones) == date.fromisoformat(last)
