"""Dates as reports write them: each store its own way, and some as plain ISO."""

import re
from datetime import UTC, date, datetime

from core.marketplaces import by_id

_NUMBERS = re.compile(r"(\d{1,4})\D(\d{1,2})\D(\d{1,4})\.?", re.ASCII)
_NAMED = re.compile(r"(\d{1,2})[-/. ]([A-Za-z]{3})[a-z]*[-/. ](\d{2}|\d{4})", re.ASCII)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_ORDERS = {"Amazon.com": "mdy", "Amazon.se": "ymd", "Amazon.co.jp": "ymd"}
"""In which order the numbers stand; in all other stores it is day, month, year."""
_LONG = {"Amazon.com": "mdy", "Amazon.ca": "mdy"}
"""The same where the year comes last with four digits. Amazon publishes neither."""


def day_of(text: str, marketplace_id: str) -> date:
    """A day as the store writes it; raises ValueError where it is none."""
    if found := _NAMED.fullmatch(text):
        month = found[2].casefold()
        if month not in _MONTHS:
            raise ValueError("not a month")
        return date(_year(found[3]), _MONTHS.index(month) + 1, int(found[1]))
    if not (found := _NUMBERS.fullmatch(text)):
        return moment_of(text).date()
    numbers, store = found.groups(), by_id(marketplace_id).name
    long = len(numbers[2]) == 4
    order = "ymd" if len(numbers[0]) == 4 else (_LONG if long else _ORDERS).get(store, "dmy")
    told = dict(zip(order, numbers, strict=True))
    month, day = int(told["m"]), int(told["d"])
    if long and month > 12 >= day:
        month, day = day, month  # it can only be meant the other way round
    return date(_year(told["y"]), month, day)


def moment_of(text: str) -> datetime:
    """A moment in UTC; one that names no zone is in UTC already. Raises ValueError."""
    moment = datetime.fromisoformat(text)
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def _year(text: str) -> int:
    if len(text) not in (2, 4):
        raise ValueError("not a year")
    return int(text) + (2000 if len(text) == 2 else 0)
