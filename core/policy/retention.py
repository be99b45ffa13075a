"""How long what may be kept, counted from the event.

Amazon's Data Protection Policy, and our policy page: personal data 30 days after delivery, all
other Amazon data 18 months.
"""

from calendar import monthrange
from datetime import datetime, timedelta

ORDER_ID_LIFE = timedelta(days=30)
ORDER_MONTHS = 18
CALL_MONTHS = 13
"""Records of calls that left the house."""


def months_before(at: datetime, months: int) -> datetime:
    """The same time of day that many calendar months earlier, on the month's last day at most."""
    index = at.year * 12 + at.month - 1 - months
    year, month = divmod(index, 12)
    day = min(at.day, monthrange(year, month + 1)[1])
    return at.replace(year=year, month=month + 1, day=day)


def life_ago(length: int, unit: str, now: datetime) -> datetime:
    """The moment that many "months" or "days" ago."""
    return months_before(now, length) if unit == "months" else now - timedelta(days=length)


def oldest_order(now: datetime) -> datetime:
    """Orders bought before this may not be kept."""
    return months_before(now, ORDER_MONTHS)


def order_id_until(
    *, purchased_at: datetime, shipped_at: datetime | None, delivered_at: datetime | None
) -> datetime:
    """When the clear order id must be gone: 30 days after the latest step that is known."""
    return (delivered_at or shipped_at or purchased_at) + ORDER_ID_LIFE
