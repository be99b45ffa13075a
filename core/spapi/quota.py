"""Amazon's usage plans, kept on our side: a token bucket an operation, account and region.

Amazon refills at a rate and lets a burst through; it tells the rate in a header of some answers,
the burst never. We take the rate in full and 80 % of the burst.
"""

import asyncio
import math
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import NamedTuple

from core.amazon_errors import Throttled
from core.policy.operations import Operation
from core.spapi.message import Answer, NoAnswer

BURST_SHARE = 0.8
LONGEST_WAIT = 5.0
"""Seconds; who would have to wait longer is told when to come back instead."""
RAREST = 60.0
"""Seconds between two calls at most, however often Amazon refused: so its mercy is noticed soon."""
_RATE_HEADER = "x-amzn-ratelimit-limit"
_CLOSE_ENOUGH = 1e-6


class BucketKey(NamedTuple):
    """Whose calls of which operation share a bucket; `operation` may name a report type, too."""

    operation: str
    tenant: str
    account: str
    region: str


@dataclass(slots=True)
class _Bucket:
    rate: float
    size: float
    tokens: float
    at: float
    slowed: float | None = None
    """The rate since a 429 came, until Amazon tells one."""
    slowed_at: float = 0.0
    queued: int = 0
    flying: int = 0
    """Calls whose answer has not come yet."""
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    landed: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def pace(self) -> float:
        return self.rate if self.slowed is None else self.slowed

    @property
    def is_held(self) -> bool:
        """Whether the next call has to wait for those under way."""
        return self.slowed is not None and self.flying > 0

    async def landing(self) -> None:
        """Wait until a call under way is over."""
        self.landed.clear()
        await self.landed.wait()

    def refuse(self, now: float) -> None:
        """Empty it and halve its rate; again, where a whole refill was waited for in vain.

        What comes sooner was under way already and tells nothing new.
        """
        self.refill(now)
        self.tokens = min(0.0, self.tokens)
        if self.slowed is None:
            self.slowed, self.slowed_at = self.rate / 2, now
        elif (now - self.slowed_at) * self.slowed > 1 - _CLOSE_ENOUGH:
            slowest = min(self.rate / 2, 1 / RAREST)
            self.slowed, self.slowed_at = max(self.slowed / 2, slowest), now

    def refill(self, now: float) -> None:
        self.tokens = min(self.size, self.tokens + max(0.0, now - self.at) * self.pace)
        self.at = now

    def wait(self, now: float, ahead: int = 0) -> float:
        """Seconds until there is a token for whoever comes after those ahead."""
        self.refill(now)
        missing = 1 + ahead - self.tokens
        return missing / self.pace if missing > _CLOSE_ENOUGH else 0.0


class Quota:
    """All buckets; `ticks` is a clock in seconds that only goes forward."""

    def __init__(
        self, ticks: Callable[[], float], sleep: Callable[[float], Awaitable[None]]
    ) -> None:
        self._ticks = ticks
        self._sleep = sleep
        self._buckets: dict[BucketKey, _Bucket] = {}

    @asynccontextmanager
    async def turn(self, operation: Operation, key: BucketKey) -> AsyncIterator[None]:
        """A call's turn, for as long as the block runs; raises Throttled as `take` does.

        Once a 429 came, no call of the bucket begins while another one is under way: what was
        already sent may have emptied Amazon's bucket further than ours.
        """
        await self.take(operation, key)
        bucket = self._bucket(operation, key)
        bucket.flying += 1
        try:
            yield
        finally:
            bucket.flying -= 1
            bucket.landed.set()

    async def take(self, operation: Operation, key: BucketKey) -> None:
        """Wait for a token; raises Throttled where that would take too long."""
        bucket = self._bucket(operation, key)
        _refuse_long(bucket.wait(self._ticks(), bucket.queued))
        bucket.queued += 1
        try:
            async with bucket.turn:
                # Asked again after each sleep: a 429 may have emptied the bucket meanwhile.
                while (wait := bucket.wait(self._ticks())) or bucket.is_held:
                    _refuse_long(wait)
                    await (self._sleep(wait) if wait else bucket.landing())
                bucket.tokens -= 1
        finally:
            bucket.queued -= 1

    def heard(self, operation: Operation, key: BucketKey, answer: Answer | NoAnswer) -> None:
        """Learn from an answer: a 429 empties the bucket and halves its rate, a header sets it."""
        if isinstance(answer, NoAnswer):
            return
        bucket = self._bucket(operation, key)
        if answer.status == 429:
            bucket.refuse(self._ticks())
            return
        bucket.refill(self._ticks())
        rate = _rate(answer.headers.get(_RATE_HEADER))
        if rate is not None:
            bucket.rate, bucket.slowed = rate, None
        elif bucket.slowed is not None:
            bucket.slowed = bucket.rate / 2

    def wait(self, operation: Operation, key: BucketKey) -> float:
        """Seconds until the next call."""
        return self._bucket(operation, key).wait(self._ticks())

    def forget(self, tenant: str, account: str | None = None) -> None:
        """Drop what is known of an account, or of all the tenant's."""
        mine = [key for key in self._buckets if key.tenant == tenant]
        for key in [key for key in mine if account in (None, key.account)]:
            del self._buckets[key]

    def _bucket(self, operation: Operation, key: BucketKey) -> _Bucket:
        found = self._buckets.get(key)
        if found is None:
            size = max(1.0, math.floor(operation.burst * BURST_SHARE))
            found = self._buckets[key] = _Bucket(operation.rate, size, size, self._ticks())
        return found


def _refuse_long(wait: float) -> None:
    if wait > LONGEST_WAIT:
        error = Throttled()
        error.retry_after = wait
        raise error


def _rate(header: str | None) -> float | None:
    """The rate that a header names, None where it names none."""
    try:
        rate = float(header or "")
    except ValueError:
        return None
    return rate if math.isfinite(rate) and rate > 0 else None
