"""The days that Amazon is asked about are the store's own days, also where clocks change."""

from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from core.marketplaces import STORES, zone
from core.model import Period
from core.spapi.order_metrics import begin_of, interval
from tests.amazon_cases import case

ZONES = sorted({store.zone for store in STORES})
YEARS = (2024, 2025, 2026, 2027)
HOUR = timedelta(hours=1)


@cache
def changes(name: str) -> list[list[date]]:
    """The days of a zone between whose noons its clocks change."""
    days = [date(YEARS[0], 1, 1) + timedelta(days=n) for n in range(365 * len(YEARS))]
    noons = [datetime(day.year, day.month, day.day, 12, tzinfo=zone(name)) for day in days]
    return [
        [earlier.date(), later.date()]
        for earlier, later in pairwise(noons)
        if earlier.utcoffset() != later.utcoffset()
    ]


def length(day: date, name: str) -> timedelta:
    """How long a day is, by the interval that Amazon is asked about."""
    first, _, last = interval(Period(day, day), name).partition("--")
    return datetime.fromisoformat(last) - datetime.fromisoformat(first)


@case(24)
def test_days_on_which_clocks_change_have_23_or_25_hours_in_every_zone() -> None:
    changing = [name for name in ZONES if changes(name)]
    assert len(changing) >= 13
    assert "Africa/Cairo" in changing  # where midnight itself is left out
    for name in changing:
        assert len(changes(name)) == 2 * len(YEARS)
        lengths = [sum((length(day, name) for day in pair), timedelta()) for pair in changes(name)]
        assert set(lengths) == {47 * HOUR, 49 * HOUR}, name
        longest = [max(length(day, name) for day in pair) for pair in changes(name)]
        assert set(longest) == {24 * HOUR, 25 * HOUR}, name


@case(24)
@given(st.sampled_from(ZONES), st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(0, 40))
@settings(deadline=None)
def test_days_lie_end_to_end_and_each_end_has_the_offset_of_its_own_day(
    name: str, first: date, days: int
) -> None:
    period = Period(first, first + timedelta(days=days))
    one, other = (datetime.fromisoformat(end) for end in interval(period, name).split("--"))
    assert one.astimezone(zone(name)).utcoffset() == one.utcoffset()
    assert other.astimezone(zone(name)).utcoffset() == other.utcoffset()
    assert one.astimezone(zone(name)).date() == first
    assert (one - timedelta(seconds=1)).astimezone(zone(name)).date() < first
    assert (other - timedelta(seconds=1)).astimezone(zone(name)).date() == period.last
    lengths = [length(day, name) for day in period]
    assert sum(lengths, timedelta()) == other - one


def test_an_interval_is_written_as_amazon_wants_it() -> None:
    day = date(2026, 11, 1)
    assert interval(Period(day, day), "America/Los_Angeles") == (
        "2026-11-01T00:00:00-07:00--2026-11-02T00:00:00-08:00"
    )
    # In Cairo the last Friday of April begins at one o'clock.
    assert begin_of(date(2026, 4, 24), "Africa/Cairo").isoformat() == "2026-04-24T01:00:00+03:00"
    assert begin_of(date(2026, 4, 24), "Africa/Cairo") == datetime(2026, 4, 23, 22, tzinfo=UTC)
