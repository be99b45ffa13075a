"""No request of Slack is taken twice: not here, not by another process, not after a restart.

Writing it down for all processes takes longer than an ack may. So a request that was signed just
now is acked when this process sees it for the first time, and written down before anything is done
for it; one that is older is written down before its ack, and refused where it is known.
"""

import hashlib
from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Literal

from bot.adapters.slack.verification import WINDOW, Signed
from core.ports.clock import Clock
from core.ports.seen import SeenRequests

KEPT = timedelta(seconds=2 * WINDOW)
"""A request may be dated five minutes ahead, and is then fresh for ten."""

EVENTS_KEPT = timedelta(days=1)
"""Slack sends an event again for some minutes; an operator may have it sent for hours."""

JUST_NOW = 5
"""Seconds by which Slack's clock and ours, and the way between, may differ."""

RECENT = 10_000
"""Requests remembered in this process, so that a flood of replays never reaches the database."""


Taken = Literal["before", "now", "unwritten"]
"""Taken before, by whomever; taken now and written down; or taken now and still to be written."""


@dataclass(frozen=True, slots=True)
class Replays:
    """The durable memory, and before it what this process saw last."""

    seen: SeenRequests
    clock: Clock
    _recent: OrderedDict[bytes, None] = field(default_factory=OrderedDict)

    async def taken(self, request: Signed) -> Taken:
        """What is known of a request before its ack."""
        if request.digest in self._recent:
            return "before"
        self._recent[request.digest] = None
        while len(self._recent) > RECENT:
            self._recent.popitem(last=False)
        if abs(self.clock().timestamp() - request.at) <= JUST_NOW:
            return "unwritten"
        return "now" if await self._first(request.digest, KEPT) else "before"

    async def may_act(self, unwritten: bytes | None) -> bool:
        """Whether this process is the one to act on a request whose digest is not written yet.

        None: it is written, or came over a socket, where nothing is signed or sent twice.
        """
        return unwritten is None or await self._first(unwritten, KEPT)

    async def is_new_event(self, event_id: str) -> bool:
        """Whether an event comes for the first time; Slack repeats what was not acked in time."""
        return await self._first(b"slack event:" + event_id.encode(), EVENTS_KEPT)

    async def _first(self, name: bytes, kept: timedelta) -> bool:
        now = self.clock()
        return await self.seen.first(hashlib.sha256(name).digest(), now, now + kept)
