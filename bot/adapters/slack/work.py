"""What goes on after an ack: kept alive while it runs, and waited for before the process ends."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from slack_bolt.async_app import AsyncBoltRequest
from slack_bolt.lazy_listener.async_internals import to_runnable_function
from slack_bolt.lazy_listener.asyncio_runner import AsyncioLazyListenerRunner

from bot.adapters.slack.wire import quiet_log
from bot.ending import finished

log = logging.getLogger("amzigo.slack")


class Work(AsyncioLazyListenerRunner):
    """Runs bolt's lazy listeners, whose tasks bolt itself drops: asyncio might collect one."""

    def __init__(self) -> None:
        super().__init__(quiet_log("bolt"))
        self._tasks: set[asyncio.Task[None]] = set()

    def start(self, function: Callable[..., Awaitable[None]], request: AsyncBoltRequest) -> None:
        """Begin a listener's work, which logs its own failure."""
        work = to_runnable_function(internal_func=function, logger=self.logger, request=request)
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def idle(self) -> None:
        """Wait until nothing is under way."""
        while self._tasks:
            await asyncio.wait(set(self._tasks))

    async def end(self, seconds: float) -> None:
        """Let what is under way finish, if that is soon, and cut it off else."""
        late = await finished(self._tasks, seconds)
        if late:
            log.warning("%d answers were cut off at the end", late)

    def __len__(self) -> int:
        """How many are under way."""
        return len(self._tasks)
