"""What goes on after an ack: kept alive while it runs, and waited for before the process ends."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager


class Work:
    """The tasks that are under way; asyncio itself would let one be collected in mid-work."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[object]] = set()

    @contextmanager
    def under_way(self) -> Iterator[None]:
        """The running task is one of them while the block runs."""
        task = asyncio.current_task()
        if task is not None:
            self._tasks.add(task)
        try:
            yield
        finally:
            if task is not None:
                self._tasks.discard(task)

    async def idle(self) -> None:
        """Wait until none is under way."""
        while self._tasks:
            await asyncio.wait(set(self._tasks))

    def __len__(self) -> int:
        """How many are under way."""
        return len(self._tasks)
