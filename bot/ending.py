"""The end of a process: what is under way may finish, all of it together within a few seconds.

Process managers kill ten seconds after SIGTERM. The page's requests, the ticks, the engine's tasks,
Slack's and Discord's answers and what goes on behind them end in this order, each for PART seconds
at most; but all of them go on meanwhile, so that one deadline for all takes nobody's time away.
Whatever ends asks what is left; with LEAST for each part beyond that it is nine seconds at most.
"""

import asyncio
import time
from collections.abc import Callable, Set

GRACE = 7.0
"""Seconds from the first sign of the end until the last part of it is cut off."""

PART = 5.0
"""What one part may take of them."""

LEAST = 0.25
"""What a part gets also after those before it took all: most need a moment only."""


class Ending:
    """The one deadline of a process; who asks first begins it."""

    def __init__(self, grace: float = GRACE, ticks: Callable[[], float] = time.monotonic) -> None:
        self.grace = grace
        self._ticks = ticks
        self._end: float | None = None

    def begin(self) -> None:
        """The end has begun."""
        if self._end is None:
            self._end = self._ticks() + self.grace

    def left(self, most: float = PART) -> float:
        """Seconds that a part of the end may take now, of the most that it would."""
        self.begin()
        left = 0.0 if self._end is None else self._end - self._ticks()
        return min(most, max(left, LEAST))


async def finished(tasks: Set[asyncio.Task[object]], seconds: float) -> int:
    """Let tasks finish, and cut off those that do not in time; returns how many these were.

    What is added to them meanwhile counts. Ctrl-C comes as a cancellation: it is raised afterwards.
    """
    if not tasks:
        return 0
    waiting = asyncio.create_task(_finished(tasks, seconds))
    try:
        return await asyncio.shield(waiting)
    except asyncio.CancelledError:
        await asyncio.wait({waiting})
        raise


async def _finished(tasks: Set[asyncio.Task[object]], seconds: float) -> int:
    loop = asyncio.get_running_loop()
    end = loop.time() + seconds
    while (late := _under_way(tasks)) and (left := end - loop.time()) > 0:
        await asyncio.wait(late, timeout=left)
    for task in late:
        task.cancel()
    if late:
        await asyncio.wait(late)
    return len(late)


def _under_way(tasks: Set[asyncio.Task[object]]) -> set[asyncio.Task[object]]:
    return {task for task in tasks if not task.done()}
