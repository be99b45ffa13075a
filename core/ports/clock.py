"""The clock: the only source of the present."""

from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    """Tells the time; handed in, so that time is an argument."""

    def __call__(self) -> datetime:
        """The present, aware, in UTC."""
        ...
