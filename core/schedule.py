"""When something daily is next due: one firing a local day, whatever the clocks do."""

from datetime import UTC, datetime, timedelta

from core.marketplaces import zone


def next_daily(minute: int, zone_name: str, after: datetime) -> datetime:
    """The next moment that is this local minute of the day, in UTC, strictly after `after`.

    A minute that a spring change skips is taken as if the clocks had not changed yet; of one that
    an autumn change repeats, the first is taken.
    """
    local = zone(zone_name)
    day = after.astimezone(local).date() - timedelta(days=1)
    while True:
        wall = datetime(day.year, day.month, day.day, minute // 60, minute % 60, tzinfo=local)
        at = wall.replace(fold=0).astimezone(UTC)
        if at > after:
            return at
        day += timedelta(days=1)
