"""Twenty digests due at once, on both platforms: each is posted once, in its turn."""

from pathlib import Path

from core.model import Place
from core.policy.sending import SendState
from tests.mornings import Mornings, mornings
from tests.rig.discord_rates import Rates

EACH = 10
A_SECOND = 50
"""Requests that Discord takes of a whole bot."""
OTHERS = 42
"""Of these, what other processes on the token take: a burst of ours is too much."""


def holds(house: Mornings, lost: set[Place]) -> None:
    """Each digest stands once; at Slack, one that a kill cut short at most once."""
    stand = house.stand()
    assert max(house.discord.seconds.values()) <= A_SECOND
    assert lost <= house.cut
    for place in house.tenants:
        if place in lost:
            assert place.platform == "slack", place
            assert stand[place] <= 1, place
        else:
            assert stand[place] == 1, place


async def test_each_is_posted_once_and_no_refusal_is_ignored(sqlite_url: str, shared: Path) -> None:
    async with mornings(sqlite_url, shared, EACH, workspaces=1) as house:
        house.discord.rates = Rates(is_on=True, whole=A_SECOND - OTHERS)
        await house.until_posted()
        assert await house.lost() == {}
        holds(house, set())
        assert house.slack.rates.refused > 0, "else the test shows nothing"
        assert house.discord.rates.refused > 0, "else the test shows nothing"


async def test_kills_in_between_lose_nothing_and_repeat_nothing(
    sqlite_url: str, shared: Path
) -> None:
    async with mornings(sqlite_url, shared, EACH, workspaces=2) as house:
        # Discord refuses nothing here: whoever begins anew remembers no retry_after.
        house.kill_at(4, 9, 15)
        await house.until_posted(deaths=3)
        lost = await house.lost()
        holds(house, set(lost))
        assert {row.state for row in lost.values()} <= {SendState.UNKNOWN}
