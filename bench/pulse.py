"""How long the event loop stands still: a beat every millisecond, and the gaps between beats."""

import asyncio
from contextlib import suppress
from time import perf_counter, thread_time
from types import TracebackType
from typing import Self

BEAT = 0.001


class Pulse:
    """An asynchronous context manager; `gap` and `own` are seconds, known once it is left.

    `gap` is the longest time without a beat, whoever took it: this loop, a thread that held the
    interpreter's lock, or another program on the machine. `own` is the longest time that the
    loop's own thread computed between two beats: nobody else adds to it.
    """

    def __init__(self) -> None:
        self.gap = 0.0
        self.own = 0.0

    async def __aenter__(self) -> Self:
        self._beating = asyncio.create_task(self._beat())
        await asyncio.sleep(0)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await asyncio.sleep(2 * BEAT)  # what was blocked to the end is counted too
        self._beating.cancel()
        with suppress(asyncio.CancelledError):
            await self._beating

    async def _beat(self) -> None:
        at, worked = perf_counter(), thread_time()
        while True:
            await asyncio.sleep(BEAT)
            now, busy = perf_counter(), thread_time()
            self.gap = max(self.gap, now - at - BEAT)
            self.own = max(self.own, busy - worked)
            at, worked = now, busy
