"""The small print that several cards share: until when figures are complete, and in whose time."""

from collections.abc import Iterable
from datetime import datetime

from bot.card import Instant, Line


def one_zone(zones: Iterable[str], asker: str) -> str:
    """The zone that all figures share; the asker's where they differ."""
    found = set(zones)
    return found.pop() if len(found) == 1 else asker


def orders_line(as_of: datetime | None, source: str | None, zone: str) -> Line:
    """Until when orders are complete."""
    if as_of is None:
        return ("No orders were read yet",)
    said = f" ({source})" if source else ""
    return ("Orders complete to ", Instant(as_of, zone, "day_time"), said)


def stock_line(as_of: datetime | None, source: str, zone: str) -> Line:
    """How old the stock is."""
    if as_of is None:
        return (" · no stock figures yet",)
    return (" · stock of ", Instant(as_of, zone, "day_time"), f" ({source})")


def times_line(zone: str) -> Line:
    """In whose time the card speaks."""
    return (f" · all times {city(zone)}",)


def city(zone: str) -> str:
    """A zone as people call it."""
    return zone.rpartition("/")[2].replace("_", " ")
