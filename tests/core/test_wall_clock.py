"""Times of day and zones, as people write them."""

import pytest

from core.errors import BadArgument
from core.policy.wall_clock import minute_of, written, zone_of


@pytest.mark.parametrize(
    ("said", "minute"),
    [("08:00", 480), ("8:00", 480), (" 23:59 ", 1439), ("0:05", 5), ("OFF", None)],
)
def test_a_time_is_read(said: str, minute: int | None) -> None:
    assert minute_of(said) == minute


@pytest.mark.parametrize(
    "said", ["24:00", "8", "08:60", "８:00", "08:00 pm", "", "-1:00", "08:00\n1"]
)
def test_what_is_no_time_is_refused(said: str) -> None:
    with pytest.raises(BadArgument, match="Write a time of the day such as `08:00`, or `off`"):
        minute_of(said)


def test_a_time_is_written_as_it_is_typed() -> None:
    assert [written(minute) for minute in (0, 485, 1439)] == ["00:00", "08:05", "23:59"]


@pytest.mark.parametrize(
    ("said", "zone"),
    [
        ("Europe/Berlin", "Europe/Berlin"),
        ("europe/berlin", "Europe/Berlin"),
        ("Los Angeles", "America/Los_Angeles"),
        ("utc", "UTC"),
    ],
)
def test_a_zone_is_found_by_its_name_or_city(said: str, zone: str) -> None:
    assert zone_of(said) == zone


@pytest.mark.parametrize(
    ("said", "meant"),
    [("Europe/Berln", "Europe/Berlin"), ("../../etc/passwd", ""), ("", "Europe/Berlin")],
)
def test_an_unknown_zone_is_answered_with_the_nearest(said: str, meant: str) -> None:
    with pytest.raises(BadArgument, match=rf"does not fit `zone`\. Write a zone such as `{meant}"):
        zone_of(said)
