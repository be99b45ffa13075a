"""The time intervals of getOrderMetrics: cut at local midnights, told as Amazon tells them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Cut:
    """How an interval is cut: by what, in which zone, with weeks from which day (Monday is 0)."""

    granularity: str
    zone: tzinfo
    week_starts: int = 0

    def parts(self, start: datetime, end: datetime) -> Iterator[tuple[datetime, datetime]]:
        """The parts from `start` to just before `end`, in UTC; first and last may be partial."""
        begin = start.astimezone(UTC)
        last = end.astimezone(UTC)
        while begin < last:
            stop = min(self._next(begin), last)
            yield begin, stop
            begin = stop

    def told(self, moment: datetime) -> str:
        """A moment in this zone, without seconds where they are zero, and Z for no offset."""
        local = moment.astimezone(self.zone)
        text = local.strftime("%Y-%m-%dT%H:%M" + (":%S" if local.second else ""))
        offset = local.isoformat()[-6:]
        return text + ("Z" if offset == "+00:00" else offset)

    def _next(self, moment: datetime) -> datetime:
        """The first boundary after a moment."""
        if self.granularity == "Total":
            return datetime.max.replace(tzinfo=UTC)
        local = moment.astimezone(self.zone)
        if self.granularity == "Hour":
            into = timedelta(minutes=local.minute, seconds=local.second)
            return moment + HOUR - into - timedelta(microseconds=local.microsecond)
        return self._midnight(self._next_day(local.date()))

    def _next_day(self, day: date) -> date:
        match self.granularity:
            case "Week":
                return day + timedelta(days=7 - (day.weekday() - self.week_starts) % 7)
            case "Month":
                return (day.replace(day=1) + timedelta(days=32)).replace(day=1)
            case "Year":
                return date(day.year + 1, 1, 1)
        return day + timedelta(days=1)

    def _midnight(self, day: date) -> datetime:
        """The first moment of a local day; a clock that springs at midnight has it an hour on."""
        return datetime.combine(day, time(), self.zone).astimezone(UTC)
