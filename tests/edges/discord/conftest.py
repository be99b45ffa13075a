"""A local Discord for each test, at which nothing may be done against the rules."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.rig.discord_schema import specification
from tests.rig.discord_stub import Discord, local_discord
from tests.rig.discord_world import World

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


class Hands:
    """A clock that moves when the test says so."""

    def __init__(self) -> None:
        self.at = NOON

    def __call__(self) -> datetime:
        """The time."""
        return self.at

    def later(self, **by: float) -> None:
        """Time passes."""
        self.at += timedelta(**by)


@pytest.fixture
def hands() -> Hands:
    """The rig's clock."""
    return Hands()


@pytest.fixture
async def discord(hands: Hands, shared: Path) -> AsyncIterator[Discord]:
    """The local Discord; whatever was done against its rules fails the test."""
    world = World(hands, specification(shared))
    async with local_discord(world) as running:
        yield running
    assert world.broken == []
    assert world.pings == []
