"""The hours in which review requests go out, in the marketplace's own zone."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from core.marketplaces import zone

DAY_MINUTES = 24 * 60
QUICKEST, USUAL_PACE = timedelta(seconds=1), timedelta(seconds=30)
"""Amazon takes one request a second; without haste we make one in 30 seconds."""
_SEARCH_DAYS = 8


@dataclass(frozen=True, slots=True)
class SendingHours:
    """Local minutes of the day, first included and last not; the whole day sends at once."""

    first: int = 10 * 60
    last: int = 16 * 60

    def __post_init__(self) -> None:
        if not 0 <= self.first < self.last <= DAY_MINUTES:
            raise ValueError("sending hours begin before they end, within one day")

    @property
    def whole_day(self) -> bool:
        """Whether requests go out at any time."""
        return self.first == 0 and self.last == DAY_MINUTES

    def contains(self, at: datetime, zone_name: str) -> bool:
        """Whether a moment lies in the hours."""
        local = at.astimezone(zone(zone_name))
        return self.first <= local.hour * 60 + local.minute < self.last

    def not_before(self, at: datetime, zone_name: str) -> datetime:
        """The moment itself where it lies in the hours, else their next beginning."""
        if self.contains(at, zone_name):
            return at
        starts = (start for start in self._starts(at, zone_name) if start > at)
        return next(start for start in starts if self.contains(start, zone_name))

    def end(self, at: datetime, zone_name: str) -> datetime:
        """When the hours that contain a moment end; of a whole day, a day later."""
        if self.whole_day:
            return at + timedelta(days=1)
        day = at.astimezone(zone(zone_name)).replace(hour=0, minute=0, second=0, microsecond=0)
        hour, minute = divmod(self.last, 60)
        if hour == 24:
            return (day + timedelta(days=1)).astimezone(UTC)
        return day.replace(hour=hour, minute=minute).astimezone(UTC)

    def slots(self, now: datetime, zone_name: str, count: int) -> Iterator[datetime]:
        """A moment for each of so many requests: spread evenly, the next days' hours if need be."""
        slot = self.not_before(now, zone_name)
        room = (self.end(slot, zone_name) - slot) / max(count, 1)
        pace = timedelta(0) if self.whole_day else min(max(room, QUICKEST), USUAL_PACE)
        for _ in range(count):
            slot = self.not_before(slot, zone_name)
            yield slot
            slot += pace

    def _starts(self, at: datetime, zone_name: str) -> Iterator[datetime]:
        day = at.astimezone(zone(zone_name)).replace(hour=0, minute=0, second=0, microsecond=0)
        hour, minute = divmod(self.first, 60)
        for days in range(_SEARCH_DAYS):
            start = (day + timedelta(days=days)).replace(hour=hour, minute=minute, fold=0)
            # Through UTC and back, a minute that a change of clocks skips becomes a real one.
            yield start.astimezone(UTC)


WHOLE_DAY = SendingHours(0, DAY_MINUTES)
