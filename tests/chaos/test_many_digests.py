"""A thousand tenants' digests due at once: each posted once, no refusal ignored, kills survived."""

import logging
from pathlib import Path

import pytest

from core.policy.sending import SendState
from tests.edges.test_many_digests import holds
from tests.mornings import Mornings, mornings
from tests.rig.discord_rates import Rates

EACH, WORKSPACES = 500, 5
KILLS = (40, 200, 450, 700, 980)
LEFT = 35
"""Requests a second that Discord takes of us, where other processes take the rest."""

log = logging.getLogger("amzigo.chaos")


def say(house: Mornings, began: float, lost: int) -> None:
    """The figures, for the log."""
    minutes = (house.time().timestamp() - began) / 60
    refused = (house.slack.rates.refused, house.discord.rates.refused)
    told = (house.watched.posts, minutes, *refused, lost, len(house.cut))
    said = "%d posts, %.1f minutes, %d 429s of Slack and %d of Discord, %d lost of %d cut short"
    log.warning(said, *told)


@pytest.mark.parametrize("kills", [(), KILLS], ids=["undisturbed", "killed"])
async def test_a_thousand_digests_are_posted_once_each(
    sqlite_url: str, shared: Path, kills: tuple[int, ...]
) -> None:
    async with mornings(sqlite_url, shared, EACH, WORKSPACES) as house:
        began = house.time().timestamp()
        # Whoever begins anew remembers no retry_after; and these pass in no simulated time.
        house.discord.rates = Rates(is_on=not kills, whole=LEFT)
        house.kill_at(*kills)
        await house.until_posted(deaths=len(kills))
        lost = await house.lost()
        say(house, began, len(lost))
        holds(house, set(lost))
        assert {row.state for row in lost.values()} <= {SendState.UNKNOWN}
        assert house.slack.rates.refused > 0
        assert kills or house.discord.rates.refused > 0
        assert bool(lost) == bool(kills)
