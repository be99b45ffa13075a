"""Who may read at a time: few enough that connections are left for those who write.

A pool of connections gives them to whoever comes just when one is free, so that a few who read
without a pause shut out all others, writers too. Seats are given in the order of asking.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class ReadersSeats:
    """So many seats; whoever has one reads as often within as they like."""

    def __init__(self, count: int) -> None:
        self._free = asyncio.Semaphore(count)
        self._seated: set[asyncio.Task[object] | None] = set()

    @asynccontextmanager
    async def taken(self) -> AsyncIterator[None]:
        """Hold a seat; a task that has one would wait on itself, and needs no other."""
        task = asyncio.current_task()
        if task in self._seated:
            yield
            return
        async with self._free:
            self._seated.add(task)
            try:
                yield
            finally:
                self._seated.discard(task)
