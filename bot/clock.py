"""The clock: the one place that asks the machine for the time."""

from datetime import UTC, datetime


def utc_now() -> datetime:
    """The present, in UTC."""
    return datetime.now(UTC)


class FixedClock:
    """A clock that stands still, for `--now` and for tests."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def __call__(self) -> datetime:
        """The fixed moment."""
        return self.at
