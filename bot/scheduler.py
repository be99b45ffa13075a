"""The ticks: APScheduler's interval triggers in UTC, and nothing else."""

import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger

# A tick that is still running when the next one comes is left to finish: no news for the log.
logging.getLogger("apscheduler").setLevel(logging.ERROR)

Tick = Callable[[], Awaitable[None]]


@asynccontextmanager
async def ticking(ticks: dict[Tick, timedelta]) -> AsyncIterator[None]:
    """Run each tick at its interval while the block runs; a late one is not made up for."""
    scheduler = AsyncIOScheduler(timezone=UTC)
    for tick, every in ticks.items():
        trigger = IntervalTrigger(seconds=every.total_seconds(), timezone=UTC)
        scheduler.add_job(tick, trigger, max_instances=1, coalesce=True, misfire_grace_time=None)
    scheduler.start()
    try:
        yield
    finally:
        scheduler.shutdown(wait=False)
