"""Which of the processes on one token answers: the one that holds the lease in the database."""

import asyncio
import logging
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from core.ports.clock import Clock
from core.ports.storage import Storage

LIFE = timedelta(seconds=20)
"""After a crash nobody answers for so long, and no longer than until the next renewal then."""

RENEWAL = timedelta(seconds=5)
MARGIN = timedelta(seconds=5)
"""By so much the clocks of two machines may differ."""

log = logging.getLogger("amzigo.discord")


@dataclass(slots=True)
class Lease:
    """A lease that is renewed again and again; it ends by itself where that fails.

    Its holder stops answering before another can take it, so that two never answer both.
    """

    storage: Storage
    clock: Clock
    name: str
    holder: str
    _until: datetime | None = field(default=None)
    _is_over: bool = field(default=False)
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    def is_held(self) -> bool:
        """Whether this process may answer now; no look into the database."""
        return self._until is not None and self.clock() < self._until

    async def renew(self) -> None:
        """Take the lease or keep it, where nobody else has it; not once it was given up."""
        async with self._turn:
            if not self._is_over:
                await self._renew()

    async def give_up(self) -> None:
        """Let the next process answer at once, and take it no more."""
        async with self._turn:
            if not self._is_over:
                self._until, self._is_over = None, True
                async with self.storage.write() as uow:
                    await uow.leases.give_up(self.name, self.holder)

    async def _renew(self) -> None:
        before, now = self.is_held(), self.clock()
        async with self.storage.write() as uow:
            taken = await uow.leases.take(self.name, self.holder, now, now + LIFE)
        self._until = now + LIFE - MARGIN if taken else None
        if taken != before:
            log.info("this process %s", "answers" if taken else "stands by: another one answers")
