"""The memory of requests that were taken, so that none is taken twice."""

from datetime import datetime
from typing import Protocol


class SeenRequests(Protocol):
    """Kept for all processes of an installation, over restarts."""

    async def first(self, digest: bytes, now: datetime, until: datetime) -> bool:
        """Note a request by 32 bytes that only it has; False where it was noted before.

        From `until` on the note may be forgotten. Of two at once one is the first.
        """
        ...
