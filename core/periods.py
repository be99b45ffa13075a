"""Periods as people write them, in whole days of the marketplace."""

import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from core.errors import BadPeriod
from core.marketplaces import zone
from core.model import Period

LONGEST = 550
"""Days; a little over the 18 months for which there can be data."""

FIRST_YEAR = 1995
"""Amazon's first sale; before it there is no period to speak of."""

_DAYS = re.compile(r"(\d{1,4})\s?d(?:ays?)?", re.ASCII)
_MONTH = re.compile(r"(\d{4})-(\d{2})", re.ASCII)


def last_complete_day(now: datetime, zones: Iterable[str]) -> date:
    """The latest day that is over in all the zones: never a half day as a whole one."""
    days = [now.astimezone(zone(name)).date() for name in zones]
    return min(days, default=now.date()) - timedelta(days=1)


def parse_period(text: str, last: date) -> Period:
    """The period somebody wrote, where `last` is the last complete day.

    Raises BadPeriod for what is no period, ends before it begins, is too long, yet to come, or
    older than Amazon.
    """
    words = " ".join(text.casefold().split())
    try:
        period = _relative(words, last) or _absolute(words)
    except (ValueError, OverflowError):
        period = None
    if period is None or period.first > last + timedelta(days=1):
        raise BadPeriod(period=text.strip()[:40])
    if not 1 <= period.days <= LONGEST or period.first.year < FIRST_YEAR:
        raise BadPeriod(period=text.strip()[:40])
    return period


def _relative(words: str, last: date) -> Period | None:
    if words == "yesterday":
        return Period(last, last)
    if match := _DAYS.fullmatch(words):
        return Period(last - timedelta(days=int(match[1]) - 1), last)
    today = last + timedelta(days=1)
    monday = today - timedelta(days=today.weekday())
    month, year = today.replace(day=1), today.replace(month=1, day=1)
    spans = {
        "this week": (monday, last),
        "last week": (monday - timedelta(days=7), monday - timedelta(days=1)),
        "this month": (month, last),
        "last month": (_month_before(month), month - timedelta(days=1)),
        "this year": (year, last),
        "last year": (year.replace(year=year.year - 1), year - timedelta(days=1)),
    }
    if words not in spans:
        return None
    first, until = spans[words]
    # On the first day of a week, month or year, "this" has no complete day yet: it is that day.
    return Period(first, max(first, until))


def _absolute(words: str) -> Period | None:
    first, dots, until = words.partition("..")
    if dots:
        return Period(date.fromisoformat(first.strip()), date.fromisoformat(until.strip()))
    if match := _MONTH.fullmatch(words):
        month = date(int(match[1]), int(match[2]), 1)
        after = (month + timedelta(days=31)).replace(day=1)
        return Period(month, after - timedelta(days=1))
    if len(words) == 10:
        day = date.fromisoformat(words)
        return Period(day, day)
    return None


def _month_before(month: date) -> date:
    return (month - timedelta(days=1)).replace(day=1)
