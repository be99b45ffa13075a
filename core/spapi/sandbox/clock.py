"""The sandbox's time: a clock handed in, which can be set to another moment and then runs on."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

Clock = Callable[[], datetime]


class SettableClock:
    """`now()` is what the clock underneath says, moved by what was last set."""

    def __init__(self, underneath: Clock, start: datetime | None = None) -> None:
        self._underneath = underneath
        self._ahead = timedelta(0)
        if start is not None:
            self.set(start)

    def now(self) -> datetime:
        """The sandbox's present moment, aware, in UTC."""
        return self._underneath() + self._ahead

    def set(self, moment: datetime) -> None:
        """Make it that moment now; time runs on from there."""
        self._ahead = moment - self._underneath()


def wire(moment: datetime) -> str:
    """A moment as Amazon's JSON and reports write it."""
    return moment.replace(microsecond=0).isoformat()


def zulu(moment: datetime) -> str:
    """A moment as the newer APIs write it: in UTC, to the second, with a Z."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
