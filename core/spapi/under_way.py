"""The calls that are under way, so that a tenant's deletion can wait for the last of them."""

import asyncio
import logging
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from core.errors import GateClosed

LONGEST = 75.0
"""Seconds: every call has ended by then (core.spapi.client.Patience), a download nearly always."""

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class UnderWay:
    """Counts what is out; of a tenant that was stopped nothing begins any more."""

    longest: float = LONGEST
    _out: Counter[str] = field(default_factory=Counter)
    _stopped: set[str] = field(default_factory=set)
    _ended: asyncio.Condition = field(default_factory=asyncio.Condition)

    @asynccontextmanager
    async def call(self, tenant: str) -> AsyncIterator[None]:
        """While a call is out; raises GateClosed for a tenant that was stopped."""
        if tenant in self._stopped:
            raise GateClosed(reason="this tenant is being deleted")
        self._out[tenant] += 1
        try:
            yield
        finally:
            self._out[tenant] -= 1
            async with self._ended:
                self._ended.notify_all()

    async def stop(self, tenant: str) -> None:
        """Let no further call of a tenant begin, and wait for those that are out."""
        self._stopped.add(tenant)
        try:
            async with asyncio.timeout(self.longest), self._ended:
                await self._ended.wait_for(lambda: not self._out[tenant])
        except TimeoutError:
            _log.warning("a call of a tenant that is being deleted is still under way")
