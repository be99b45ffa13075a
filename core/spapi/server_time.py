"""What time it is at Amazon, learned from the Date of its answers: our own clock may be wrong."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from core.ports.clock import Clock
from core.spapi.message import Answer, NoAnswer

_ODD = timedelta(days=1)
"""A clock that is further off than that is not a clock, and neither is such a Date."""


@dataclass(slots=True)
class ServerTime:
    """Our clock, set right by as much as the newest answer says that it is wrong."""

    clock: Clock
    ahead: timedelta = timedelta()
    """By how much Amazon's clock is ahead of ours; to the second, as a Date is."""

    def __call__(self) -> datetime:
        """The time at Amazon."""
        return self.clock() + self.ahead

    def heard(self, answer: Answer | NoAnswer) -> None:
        """Learn from an answer that has a Date."""
        told = _date(answer.headers.get("date")) if isinstance(answer, Answer) else None
        if told is not None and abs(told - self.clock()) < _ODD:
            self.ahead = told - self.clock()


def _date(header: str | None) -> datetime | None:
    try:
        found = parsedate_to_datetime(header or "")
    except ValueError:
        return None
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found
