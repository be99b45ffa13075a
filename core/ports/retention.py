"""Deleting what may no longer be kept."""

from datetime import datetime
from typing import Protocol


class Retention(Protocol):
    """One tenant's data, by the time that each table declares."""

    async def purge(self, now: datetime) -> int:
        """Delete some of what is past its time, figures with their orders; how many rows."""
        ...
