"""When something daily is next due: once a local day, at its minute, whatever the clocks do."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from core.model import Place
from core.schedule import SPREAD, digest_day, next_daily, next_digest, offset, set_time
from tests.cases import Case, cases

ROOM = Place("slack", "T1", "C1")
ZONES = (
    "America/Los_Angeles",
    "America/Sao_Paulo",
    "Europe/London",
    "Europe/Berlin",
    "Asia/Kolkata",
    "Asia/Tokyo",
    "Australia/Lord_Howe",  # half an hour of summer time
    "Pacific/Apia",
    "UTC",
)


def asked(case: Case) -> tuple[int, str, datetime]:
    """A minute of the day, a zone, and a moment after which it is next."""
    return case.number(0, 24 * 60 - 1), case.one_of(ZONES), case.moment()


def wall(at: datetime, zone: str) -> tuple[int, int]:
    local = at.astimezone(ZoneInfo(zone))
    return local.hour, local.minute


def test_it_is_later_and_within_a_day() -> None:
    for minute, zone, after in map(asked, cases(500)):
        due = next_daily(minute, zone, after)
        assert timedelta(0) < due - after <= timedelta(hours=25), (minute, zone, after)


def test_each_local_day_has_one_and_none_is_left_out() -> None:
    for minute, zone, after in map(asked, cases(500)):
        first = next_daily(minute, zone, after)
        second = next_daily(minute, zone, first)
        days = [due.astimezone(ZoneInfo(zone)).date() for due in (first, second)]
        assert days[1] - days[0] == timedelta(days=1), (minute, zone, after)


def test_the_wall_clock_shows_the_minute_unless_the_day_skips_it() -> None:
    for minute, zone, after in map(asked, cases(500)):
        due = next_daily(minute, zone, after)
        if wall(due, zone) != divmod(minute, 60):
            day = due.astimezone(ZoneInfo(zone)).replace(hour=12, minute=0)
            noons = [day - timedelta(days=1), day]
            assert noons[0].utcoffset() != noons[1].utcoffset(), (minute, zone, after)


def test_a_digest_belongs_to_the_day_on_which_it_was_due_until_the_next_one_is() -> None:
    for minute, zone, after in map(asked, cases(150)):
        due = next_digest(minute, zone, ROOM, after)
        day = (due - offset(ROOM)).astimezone(ZoneInfo(zone)).date()
        later = next_digest(minute, zone, ROOM, due)
        for now in (due, due + (later - due) / 2, later - timedelta(seconds=1)):
            assert digest_day(minute, zone, ROOM, now) == day, (minute, zone, now)
        assert digest_day(minute, zone, ROOM, later) == day + timedelta(days=1)


@pytest.mark.parametrize(
    ("after", "due"),
    [
        # The clocks go from 2:00 to 3:00 on the 9th: 2:30 is taken as if they had not yet.
        ("2025-03-09T00:00", "2025-03-09T10:30"),
        ("2025-03-09T10:30", "2025-03-10T09:30"),
        # They go from 2:00 back to 1:00 on November 2nd; 1:30 comes twice, see below.
        ("2025-11-02T00:00", "2025-11-02T10:30"),
    ],
)
def test_half_past_two_in_los_angeles(after: str, due: str) -> None:
    moment = datetime.fromisoformat(after).replace(tzinfo=UTC)
    found = next_daily(150, "America/Los_Angeles", moment)
    assert found == datetime.fromisoformat(due).replace(tzinfo=UTC)


def test_of_a_minute_that_comes_twice_the_first_is_taken_and_not_the_second() -> None:
    first = next_daily(90, "America/Los_Angeles", datetime(2025, 11, 2, tzinfo=UTC))
    assert first == datetime(2025, 11, 2, 8, 30, tzinfo=UTC)
    assert next_daily(90, "America/Los_Angeles", first) == datetime(2025, 11, 3, 9, 30, tzinfo=UTC)


CHANNELS = [Place("slack", "T1", f"C{n}") for n in range(500)]


def test_digests_of_one_minute_are_spread_over_two_and_each_is_always_as_late() -> None:
    late = [offset(one).total_seconds() for one in CHANNELS]
    assert (min(late), max(late) <= SPREAD) == (0, True)
    assert max(late) > SPREAD - 5
    assert len({int(one) // 10 for one in late}) >= 12
    assert late == [offset(Place(*one)).total_seconds() for one in CHANNELS]


def test_the_page_of_our_own_is_punctual() -> None:
    assert offset(Place("local", "local", "sales")) == timedelta(0)


def test_a_digest_goes_once_a_day_a_little_after_the_time_that_is_named() -> None:
    for place in CHANNELS[:50]:
        eight = datetime(2026, 11, 24, 8, tzinfo=UTC)
        first = next_digest(480, "UTC", place, eight - timedelta(hours=1))
        second = next_digest(480, "UTC", place, first)
        assert first == eight + offset(place)
        assert second == first + timedelta(days=1)
        assert set_time(480, "UTC", place, first) == eight
        put_off = first + timedelta(minutes=15)
        assert set_time(480, "UTC", place, put_off) == put_off


def test_one_set_in_the_minute_itself_is_posted_today_where_its_turn_has_not_come() -> None:
    eight = datetime(2026, 11, 24, 8, tzinfo=UTC)
    place = next(one for one in CHANNELS if offset(one).total_seconds() > 60)
    assert next_digest(480, "UTC", place, eight + timedelta(seconds=30)) == eight + offset(place)
