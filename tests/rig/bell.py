"""Waiting until something is so, without looking at the clock again and again."""

import asyncio
from collections.abc import Callable


class Bell:
    """Rings whenever something happened; whoever waits looks then whether it was theirs."""

    def __init__(self) -> None:
        self._rung = asyncio.Event()

    def ring(self) -> None:
        """Something happened."""
        event, self._rung = self._rung, asyncio.Event()
        event.set()

    async def until(self, happened: Callable[[], bool], *, seconds: float = 10.0) -> None:
        """Wait until something is so; TimeoutError says that it never came."""
        async with asyncio.timeout(seconds):
            while not happened():
                await self._rung.wait()
