"""What goes on behind an answer: waited for a moment, then left to finish by itself."""

import asyncio
import logging
from collections.abc import Coroutine

from bot.ending import PART, finished

PATIENCE = 2.0
"""Seconds that an answer waits: what is done by then is seen with it."""

MOST = 100
"""How much goes on at once; more is waited for to its end."""

log = logging.getLogger("amzigo.behind")


class Behind:
    """Keeps what goes on, which asyncio might collect else; one a process."""

    def __init__(self, patience: float = PATIENCE) -> None:
        self.patience = patience
        self._tasks: set[asyncio.Task[None]] = set()

    async def run(self, work: Coroutine[None, None, None]) -> None:
        """Begin a piece of work, and wait for its end a moment; its failure is only logged."""
        patience = self.patience if len(self._tasks) < MOST else None
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)
        await asyncio.wait({task}, timeout=patience)

    async def idle(self) -> None:
        """Wait until nothing goes on."""
        while self._tasks:
            await asyncio.wait(set(self._tasks))

    async def end(self, seconds: float = PART) -> None:
        """Let what goes on finish, if that is soon, and cut it off else."""
        late = await finished(self._tasks, seconds)
        if late:
            log.warning("%d of what went on behind answers was cut off at the end", late)

    def __len__(self) -> int:
        """How many pieces of work go on."""
        return len(self._tasks)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        why = None if task.cancelled() else task.exception()
        if why is not None:
            log.error("what went on behind an answer failed", exc_info=why)
