"""What the doctor finds: one sentence a lack, with what to do about it."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from core.errors import AmzigoError

PATIENCE = 5.0
"""Seconds that somebody who is asked may take."""


class Topic(StrEnum):
    """What a finding is about, in the order in which they are told."""

    SETTINGS = "Settings"
    MACHINE = "Machine"
    STORAGE = "Storage"
    AMAZON = "Amazon"
    SLACK = "Slack"
    DISCORD = "Discord"
    MAIL = "Mail"
    CHANNELS = "Channels"
    CLOCK = "Clock"


@dataclass(frozen=True, slots=True)
class Finding:
    """One lack; no secret is in it."""

    topic: Topic
    lack: str

    @property
    def line(self) -> str:
        """As it is told."""
        return f"{self.topic}: {' '.join(self.lack.split())}"


Look = Callable[[], Awaitable[Iterable[Finding]]]


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that is looked at; `asks` is whom over the network, and where that is set."""

    topic: Topic
    look: Look
    asks: tuple[str, str] | None = None


def found(topic: Topic, *lacks: str | None) -> list[Finding]:
    """Findings of one topic; None is none."""
    return [Finding(topic, lack) for lack in lacks if lack is not None]


async def examine(checks: Sequence[Check], patience: float = PATIENCE) -> list[Finding]:
    """Look at everything at once."""
    told = await asyncio.gather(*(_looked(check, patience) for check in checks))
    return in_order([finding for of_one in told for finding in of_one])


def in_order(findings: Iterable[Finding]) -> list[Finding]:
    """Each finding once, in the order of their topics."""
    return sorted(dict.fromkeys(findings), key=lambda one: list(Topic).index(one.topic))


async def _looked(check: Check, patience: float) -> list[Finding]:
    try:
        async with asyncio.timeout(patience if check.asks else None):
            return list(await check.look())
    except TimeoutError:
        who, setting = check.asks or ("It", "")
        lack = (
            f"{who} did not answer within {patience:g} seconds. Check the network, and {setting}."
        )
        return [Finding(check.topic, lack)]
    except AmzigoError as why:
        return [Finding(check.topic, why.message)]
