"""The time that a server says it is."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime


def read_date(header: str | None) -> datetime | None:
    """The moment of a Date header; None where there is none, or none that can be read."""
    if header is None:
        return None
    try:
        found = parsedate_to_datetime(header)
    except ValueError:
        return None
    return found if found.tzinfo is not None else found.replace(tzinfo=UTC)
