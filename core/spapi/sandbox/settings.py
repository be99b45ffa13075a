"""What a sandbox is started with."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from core.spapi.sandbox.accounts import SellerAccount
from core.spapi.sandbox.clock import Clock
from core.spapi.sandbox.quirks import Quirk


@dataclass(frozen=True, slots=True)
class SandboxSettings:
    """`clock` tells the time (aware, UTC); `entropy(n)` gives n unguessable bytes.

    `now` starts the clock at another moment. `state` is an SQLite file, or ":memory:".
    `orders` is an all-orders report served in place of the invented orders. `processing` is how
    many seconds a report takes. `throttle` applies Amazon's usage plans. `quirks` are on from the
    start. `accounts` are the sellers, in place of the usual ones; each in a store
    needs a slot of its own, from 0 to 99.
    """

    clock: Clock
    entropy: Callable[[int], bytes]
    seed: int = 1
    now: datetime | None = None
    state: str = ":memory:"
    orders: Path | None = None
    processing: float = 0.5
    throttle: bool = False
    quirks: frozenset[Quirk] = frozenset()
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    accounts: tuple[SellerAccount, ...] | None = None
