"""Which days are complete: over in the marketplace's zone, and read to their end."""

from datetime import date, datetime, timedelta

from core.marketplaces import zone


def complete_day(as_of: datetime | None, zone_name: str, now: datetime) -> date | None:
    """The last day that is over and of which all was read; None where nothing was read."""
    if as_of is None:
        return None
    return min(as_of, now).astimezone(zone(zone_name)).date() - timedelta(days=1)


def today(zone_name: str, now: datetime) -> date:
    """The day it is in a zone."""
    return now.astimezone(zone(zone_name)).date()
