"""The engine of one process: a heap a lane, and a queue of the lanes that have something to do.

A lane whose task is running is not in the queue, so no worker ever waits for a lane. It keeps
nothing: what is due stands in the domain tables, and the clock finds it again.
"""

import asyncio
import itertools
import logging
from collections.abc import Awaitable, Callable, Mapping
from heapq import heappop, heappush

from bot.ending import PART, finished
from core.ports.engine import Task

Job = Callable[[Mapping[str, str]], Awaitable[None]]
WORKERS = 64
"""Most of them sleep until Amazon has a token for their seller again."""

log = logging.getLogger("amzigo.engine")


class InProcessEngine:
    """Runs tasks in this process's event loop (the port is core.ports.engine.Engine)."""

    def __init__(self) -> None:
        self._lanes: dict[str, list[tuple[int, int, Task]]] = {}
        self._calls: asyncio.PriorityQueue[tuple[int, int, str]] = asyncio.PriorityQueue()
        """Lanes, each by its first task; one may be called more often than it has tasks."""
        self._waiting: set[str] = set()
        self._busy: set[str] = set()
        self._order = itertools.count()
        self._workers: list[asyncio.Task[None]] = []
        self._at_work: set[asyncio.Task[None]] = set()
        """The workers that run a task."""
        self._is_stopping = False

    def submit(self, task: Task) -> None:
        """Queue a task; one whose key is waiting already is dropped."""
        if task.key in self._waiting:
            return
        self._waiting.add(task.key)
        lane = self._lanes.setdefault(task.lane, [])
        heappush(lane, (task.priority, next(self._order), task))
        if task.lane not in self._busy:
            self._call(task.lane)

    def start(self, jobs: Mapping[str, Job], workers: int = WORKERS) -> None:
        """Begin to run tasks by the jobs of their names."""
        self._is_stopping = False
        for _ in range(workers):
            self._workers.append(asyncio.create_task(self._work(jobs)))

    async def idle(self) -> None:
        """Wait until nothing is queued or running."""
        await self._calls.join()

    async def stop(self, seconds: float = PART) -> None:
        """Begin no task more, and cut off those that run on; the clock finds all of them again.

        A post that is cut off while its platform answers may stand there, and nobody knows.
        """
        self._is_stopping = True
        for worker in self._workers:
            if seconds <= 0 or worker not in self._at_work:
                worker.cancel()
        late = await finished(self._at_work, seconds) if seconds > 0 else 0
        if late:
            log.warning("%d tasks were cut off at the end; they are found again", late)
        await asyncio.gather(*self._workers, return_exceptions=True)
        self._workers.clear()

    def _call(self, lane: str) -> None:
        priority, number, _ = self._lanes[lane][0]
        self._calls.put_nowait((priority, number, lane))

    async def _work(self, jobs: Mapping[str, Job]) -> None:
        while not self._is_stopping:
            _, _, lane = await self._calls.get()
            try:
                if lane in self._lanes and lane not in self._busy:
                    await self._run(lane, jobs)
            finally:
                self._calls.task_done()

    async def _run(self, lane: str, jobs: Mapping[str, Job]) -> None:
        """The lane's first task; the lane is called again afterwards, where it has another."""
        _, _, task = heappop(self._lanes[lane])
        self._waiting.discard(task.key)
        self._busy.add(lane)
        worker = asyncio.current_task()
        if worker is not None:
            self._at_work.add(worker)
        try:
            await jobs[task.name](task.args)
        except Exception:
            # One task's failure is logged and must not end the worker; its row stays due.
            log.exception("task %s failed", task.name)
        finally:
            self._at_work -= {worker}
            self._busy.discard(lane)
            if self._lanes[lane]:
                self._call(lane)
            else:
                del self._lanes[lane]
