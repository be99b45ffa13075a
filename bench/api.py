"""Our client of Amazon in front of a server on this machine, as the measurements use it."""

import asyncio
import random
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from bot.clock import utc_now
from core.model import AccountId, Feature, TenantId
from core.ports.amazon import Caller
from core.ports.egress import EgressCall, EgressLedger
from core.spapi.amazon import Parts, SpApi
from core.spapi.client import open_wire
from core.spapi.endpoints import Endpoints

NUMBERS = count(1)
"""Of the calls of all clients: a ledger keeps each number once."""
CALLER = Caller(TenantId("bench"), "bench", AccountId("bench"), "NA", frozenset(Feature))


class FixedSecrets:
    """Credentials that open nothing (the port is core.ports.egress.Secrets)."""

    async def refresh_token(self, caller: Caller) -> str:
        """Always the same."""
        return "Atzr|bench"

    async def client(self) -> tuple[str, str]:
        """Always the same."""
        return "bench", "bench"

    async def old_client_secret(self) -> str | None:
        """None."""
        return None


@dataclass
class MemoryLedger:
    """A ledger that is gone with the process (the port is core.ports.egress.EgressLedger)."""

    calls: list[EgressCall] = field(default_factory=list)

    async def record(self, call: EgressCall) -> None:
        """Append."""
        self.calls.append(call)


async def _nowhere(_: str) -> Sequence[str]:
    return ()


@asynccontextmanager
async def open_api(origin: str, ledger: EgressLedger, spool: Path) -> AsyncIterator[SpApi]:
    """The client while the block runs."""
    chance = random.Random(1).random  # noqa: S311 -- jitter
    endpoints = Endpoints({"NA": origin}, origin)
    async with open_wire("amzigo/bench (Language=Python)", endpoints=endpoints) as wire:
        yield SpApi(
            Parts(
                wire,
                endpoints,
                FixedSecrets(),
                ledger,
                utc_now,
                time.monotonic,
                asyncio.sleep,
                chance,
                lambda: f"{next(NUMBERS):032d}",
                _nowhere,
                spool,
            )
        )
