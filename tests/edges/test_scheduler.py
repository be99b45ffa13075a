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


async def test_a_cancellation_while_the_last_tick_runs_waits_for_it_too() -> None:
    started, told = asyncio.Event(), asyncio.Event()
    finished = []

    async def tick() -> None:
        started.set()
        await told.wait()
        finished.append(True)

    async def process() -> None:
        async with ticking({tick: timedelta(seconds=0.01)}):
            await started.wait()

    async with asyncio.timeout(5):
        work = asyncio.create_task(process())
        await started.wait()
        loop = asyncio.get_running_loop()
        loop.call_later(0.05, work.cancel)
        loop.call_later(0.1, told.set)
        await asyncio.wait([work])
    assert work.cancelled()
    assert finished == [True]
