"""No request of Slack is taken twice: not here, not by another process, not after a restart."""

import hashlib
from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import timedelta

from bot.adapters.slack.verification import WINDOW
from core.ports.clock import Clock
from core.ports.seen import SeenRequests

KEPT = timedelta(seconds=2 * WINDOW)
"""A request may be dated five minutes ahead, and is then fresh for ten."""

EVENTS_KEPT = timedelta(days=1)
"""Slack sends an event again for some minutes; an operator may have it sent for hours."""

RECENT = 10_000
"""Requests remembered in this process, so that a flood of replays never reaches the database."""


@dataclass(frozen=True, slots=True)
class Replays:
    """The durable memory, and before it what this process saw last."""

    seen: SeenRequests
    clock: Clock
    _recent: OrderedDict[bytes, None] = field(default_factory=OrderedDict)

    async def is_new(self, digest: bytes) -> bool:
        """Whether a signed request comes for the first time."""
        return await self._first(digest, KEPT)

    async def is_new_event(self, event_id: str) -> bool:
        """Whether an event comes for the first time; Slack repeats what was not acked in time."""
        digest = hashlib.sha256(b"slack event:" + event_id.encode()).digest()
        return await self._first(digest, EVENTS_KEPT)

    async def _first(self, digest: bytes, kept: timedelta) -> bool:
        if digest in self._recent:
            return False
        now = self.clock()
        is_first = await self.seen.first(digest, now, now + kept)
        self._recent[digest] = None
        while len(self._recent) > RECENT:
            self._recent.popitem(last=False)
        return is_first
