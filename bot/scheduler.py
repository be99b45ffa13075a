"""The ticks: APScheduler's interval triggers in UTC, and nothing else."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger

from bot.ending import PART

# A tick that is still running when the next one comes is left to finish: no news for the log.
logging.getLogger("apscheduler").setLevel(logging.ERROR)

Tick = Callable[[], Awaitable[None]]
Running = set[asyncio.Task[object]]

Left = Callable[[], float]
"""How many seconds the last ticks may take, asked at the end."""


@asynccontextmanager
async def ticking(ticks: dict[Tick, timedelta], left: Left = lambda: PART) -> AsyncIterator[None]:
    """Run each tick at its interval while the block runs; a late one is not made up for.

    At the end a tick that is running may finish: the database is closed right after.
    """
    scheduler, running = AsyncIOScheduler(timezone=UTC), Running()
    for tick, every in ticks.items():
        trigger = IntervalTrigger(seconds=every.total_seconds(), timezone=UTC)
        job = _noted(tick, running)
        scheduler.add_job(job, trigger, max_instances=1, coalesce=True, misfire_grace_time=None)
    scheduler.start()
    try:
        yield
    finally:
        scheduler.pause()
        try:
            await _finished(running, left())
        except asyncio.CancelledError:
            # Ctrl-C comes as a cancellation, also here; the database is closed right after us.
            await _finished(running, left())
            raise
        finally:
            scheduler.shutdown(wait=False)


async def _finished(running: Running, seconds: float) -> None:
    if running:
        await asyncio.wait(running, timeout=seconds)


def _noted(tick: Tick, running: Running) -> Tick:
    """The tick, with its task among the running ones for as long as it runs."""

    async def run() -> None:
        task = asyncio.current_task()
        if task is not None:
            running.add(task)
            task.add_done_callback(running.discard)
        await tick()

    return run
