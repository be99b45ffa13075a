"""When something daily is next due: one firing a local day, whatever the clocks do."""

import hashlib
from datetime import UTC, date, datetime, timedelta, tzinfo

from core.marketplaces import zone
from core.model import Place

SPREAD = 120
"""Seconds over which the digests of one minute are spread. Most people choose a full hour: a
thousand digests at 8:00 sharp would stand in a queue of ten minutes at a workspace's limit."""

PUNCTUAL = frozenset({"local"})
"""Platforms of our own, which have no limits."""


def offset(place: Place) -> timedelta:
    """How much later than set a channel's digest goes: always the same, within SPREAD."""
    if place.platform in PUNCTUAL:
        return timedelta(0)
    digest = hashlib.sha256("/".join(place).encode()).digest()
    return timedelta(seconds=int.from_bytes(digest[:4]) % (SPREAD + 1))


def next_digest(minute: int, zone_name: str, place: Place, after: datetime) -> datetime:
    """When a channel's digest is next due, strictly after `after`."""
    late = offset(place)
    return next_daily(minute, zone_name, after - late) + late


def set_time(minute: int, zone_name: str, place: Place, due: datetime) -> datetime:
    """The time as it was set of a digest that is due; of one put off, until when it is."""
    meant = due - offset(place)
    return meant if next_daily(minute, zone_name, meant - timedelta(seconds=1)) == meant else due


def digest_day(minute: int, zone_name: str, place: Place, now: datetime) -> date:
    """The local day whose digest is the last that was due by `now`.

    One that is late, past midnight even, is still that day's: the next one is not taken for it.
    """
    meant = now - offset(place)
    local = zone(zone_name)
    day = meant.astimezone(local).date()
    return day if _moment(minute, local, day) <= meant else day - timedelta(days=1)


def next_daily(minute: int, zone_name: str, after: datetime) -> datetime:
    """The next moment that is this local minute of the day, in UTC, strictly after `after`.

    A minute that a spring change skips is taken as if the clocks had not changed yet; of one that
    an autumn change repeats, the first is taken.
    """
    local = zone(zone_name)
    day = after.astimezone(local).date() - timedelta(days=1)
    while True:
        at = _moment(minute, local, day)
        if at > after:
            return at
        day += timedelta(days=1)


def _moment(minute: int, local: tzinfo, day: date) -> datetime:
    wall = datetime(day.year, day.month, day.day, minute // 60, minute % 60, tzinfo=local)
    return wall.replace(fold=0).astimezone(UTC)
