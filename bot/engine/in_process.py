"""The engine of one process: a queue by priority, a set of waiting keys, a lock a lane.

It keeps nothing: what is due stands in the domain tables, and the clock finds it again.
"""

import asyncio
import itertools
import logging
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress

from core.ports.engine import Task

Job = Callable[[Mapping[str, str]], Awaitable[None]]
WORKERS = 8

log = logging.getLogger("amzigo.engine")


class InProcessEngine:
    """Runs tasks in this process's event loop (the port is core.ports.engine.Engine)."""

    def __init__(self) -> None:
        self._queue: asyncio.PriorityQueue[tuple[int, int, Task]] = asyncio.PriorityQueue()
        self._waiting: set[str] = set()
        self._lanes: dict[str, asyncio.Lock] = {}
        self._order = itertools.count()
        self._workers: list[asyncio.Task[None]] = []

    def submit(self, task: Task) -> None:
        """Queue a task; one whose key is waiting already is dropped."""
        if task.key not in self._waiting:
            self._waiting.add(task.key)
            self._queue.put_nowait((task.priority, next(self._order), task))

    def start(self, jobs: Mapping[str, Job], workers: int = WORKERS) -> None:
        """Begin to run tasks by the jobs of their names."""
        for _ in range(workers):
            self._workers.append(asyncio.create_task(self._work(jobs)))

    async def idle(self) -> None:
        """Wait until nothing is queued or running."""
        await self._queue.join()

    async def stop(self) -> None:
        """Stop at once; whatever was running is found again by the clock."""
        for worker in self._workers:
            worker.cancel()
        for worker in self._workers:
            with suppress(asyncio.CancelledError):
                await worker
        self._workers.clear()

    async def _work(self, jobs: Mapping[str, Job]) -> None:
        while True:
            _, _, task = await self._queue.get()
            self._waiting.discard(task.key)
            try:
                async with self._lanes.setdefault(task.lane, asyncio.Lock()):
                    await jobs[task.name](task.args)
            except Exception:
                # One task's failure is logged and must not end the worker; its row stays due.
                log.exception("task %s failed", task.name)
            finally:
                self._queue.task_done()
