"""A thousand tenants' digests due at once: each posted once, no refusal ignored, kills survived."""

import logging
from pathlib import Path

import pytest

from core.policy.sending import SendState
from tests.edges.test_many_digests import holds
from tests.mornings import Mornings, mornings

EACH, WORKSPACES = 500, 5
KILLS = (40, 200, 450, 700, 980)

log = logging.getLogger("amzigo.chaos")


def say(house: Mornings, began: float, lost: int) -> None:
    """The figures, for the log."""
    minutes = (house.time().timestamp() - began) / 60
    refused = house.slack.rates.refused
    told = (house.watched.posts, minutes, refused, lost)
    log.warning("%d posts, %.1f minutes, %d 429s, %d lost", *told)


@pytest.mark.parametrize("kills", [(), KILLS], ids=["undisturbed", "killed"])
async def test_a_thousand_digests_are_posted_once_each(
    sqlite_url: str, shared: Path, kills: tuple[int, ...]
) -> None:
    async with mornings(sqlite_url, shared, EACH, WORKSPACES) as house:
        began = house.time().timestamp()
        house.kill_at(*kills)
        await house.until_posted(deaths=len(kills))
        lost = await house.lost()
        say(house, began, len(lost))
        holds(house, set(lost))
        assert {row.state for row in lost.values()} <= {SendState.UNKNOWN}
        assert house.slack.rates.refused > 0
        assert bool(lost) == bool(kills)
