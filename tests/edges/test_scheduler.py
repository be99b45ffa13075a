"""The ticks and their end."""

import asyncio
from datetime import timedelta

from bot.scheduler import ticking


async def test_a_tick_that_runs_at_the_end_may_finish() -> None:
    started, told = asyncio.Event(), asyncio.Event()
    finished = []

    async def tick() -> None:
        started.set()
        await told.wait()
        finished.append(True)

    async with asyncio.timeout(5):
        async with ticking({tick: timedelta(seconds=0.01)}):
            await started.wait()
            asyncio.get_running_loop().call_later(0.05, told.set)
    assert finished == [True]
