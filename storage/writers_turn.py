"""Whose turn it is to write.

SQLite has one writer at a time and lets the others ask again and again, so that one with much to
write shuts out all others; in turn, each waits for one transaction at most. PostgreSQL has many
writers, and their turns are not ours to give.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext

from sqlalchemy.ext.asyncio import AsyncEngine

TURN = "amzigo_turn"
"""Execution option of an engine whose writers take turns: the one WritersTurn of them all."""


class WritersTurn:
    """Gives one task after the other its turn, in the order in which they asked."""

    def __init__(self) -> None:
        self._lock = asyncio.Lock()
        self._writer: asyncio.Task[object] | None = None

    @asynccontextmanager
    async def taken(self) -> AsyncIterator[None]:
        """Hold the turn; RuntimeError for a write within a write, which would wait on itself."""
        task = asyncio.current_task()
        if task is not None and task is self._writer:
            raise RuntimeError("a write within a write would wait on itself for ever")
        async with self._lock:
            self._writer = task
            try:
                yield
            finally:
                self._writer = None


def turn_at(engine: AsyncEngine) -> AbstractAsyncContextManager[None]:
    """The turn to write through an engine; nobody waits where its database has many writers."""
    turn = engine.sync_engine.get_execution_options().get(TURN)
    return turn.taken() if isinstance(turn, WritersTurn) else nullcontext()
