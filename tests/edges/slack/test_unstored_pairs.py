"""A pair of tokens that the database does not take: it is the only one that works, and is kept."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace

import pytest

from bot.adapters.slack.tokens import Tokens
from bot.adapters.slack.unstored_pairs import WAITS
from core.ports.installations import Installation
from storage.repositories.installations import SqlInstallations
from tests.slack_desks import TEAM, SlackDesk, installed, slack_desk


class Busy(Exception):
    """The database is locked."""


@dataclass
class BusyInstallations(SqlInstallations):
    """Installations of which the next so many pairs are not taken."""

    real: SqlInstallations
    busy: int
    hangs: asyncio.Event | None = None

    def __post_init__(self) -> None:
        """Read and write where the real ones are."""
        self.__dict__ |= vars(self.real)

    async def rotated(self, before: Installation, after: Installation | None) -> bool:
        """Refuse, or do it."""
        if self.hangs is not None:
            self.hangs.set()
            await asyncio.Event().wait()
        if self.busy > 0:
            self.busy -= 1
            raise Busy
        return await super().rotated(before, after)


@dataclass(frozen=True)
class Rotating:
    """A workspace whose token is due, in a process whose database is busy."""

    slack: SlackDesk
    rows: BusyInstallations
    tokens: Tokens

    @property
    def renewals(self) -> int:
        """How often Slack was asked for a token."""
        return sum(name == "oauth.v2.access" for name, _ in self.slack.world.calls)

    async def stored(self) -> Installation:
        """What the database has."""
        found = await self.slack.installations.find("", TEAM)
        assert found is not None
        return found

    def other_process(self) -> Tokens:
        """It knows what is stored, and nothing else."""
        slack = self.slack
        return Tokens(slack.installations, self.tokens.renew, slack.world.clock, self.tokens.pause)


@pytest.fixture
async def it(sqlite_url: str) -> AsyncIterator[Rotating]:
    async with slack_desk(sqlite_url) as slack:
        slack.world.rotating = True
        await slack.installations.save(installed(slack.world.grant(TEAM), slack.world.clock()))
        slack.world.clock.forward(hours=10, minutes=10)
        rows = BusyInstallations(slack.installations, 1_000)
        real = slack.tokens
        yield Rotating(slack, rows, Tokens(rows, real.renew, real.clock, real.pause))


async def test_a_busy_database_is_asked_again(it: Rotating) -> None:
    it.rows.busy = len(WAITS)
    token = await it.tokens.fresh(TEAM)
    assert (await it.stored()).token == token
    assert (it.renewals, it.slack.pauses) == (1, list(WAITS))


async def test_a_pair_that_is_not_stored_goes_on_being_used(it: Rotating) -> None:
    before = await it.stored()
    token = await it.tokens.fresh(TEAM)
    it.tokens.forget()
    assert await it.stored() == before, "the database has the dead one"
    assert token != before.token
    assert await it.tokens.current(TEAM) == await it.tokens.fresh(TEAM) == token
    assert await it.tokens.instead_of(TEAM, before.token) == token
    it.slack.world.clock.forward(hours=1)
    assert await it.tokens.renew_due() == 0
    assert await it.tokens.fresh(TEAM) == token
    assert it.renewals == 1, "nobody asked with the dead one"


@pytest.mark.parametrize("by", ["the clock", "a post"])
async def test_it_is_stored_as_soon_as_the_database_takes_it(it: Rotating, by: str) -> None:
    token = await it.tokens.fresh(TEAM)
    it.rows.busy = 0
    it.slack.world.clock.forward(minutes=2)
    await (it.tokens.renew_due() if by == "the clock" else it.tokens.fresh(TEAM))
    assert (await it.stored()).token == token
    assert await it.other_process().fresh(TEAM) == token
    it.slack.world.clock.forward(hours=10, minutes=30)
    assert await it.tokens.fresh(TEAM) != token, "and is renewed in its time"
    assert it.renewals == 2


async def test_a_workspace_that_another_process_gave_up_is_whole_again(it: Rotating) -> None:
    token = await it.tokens.fresh(TEAM)
    broken = replace(await it.stored(), broken=True)
    await it.slack.installations.rotated(broken, broken)
    it.rows.busy = 0
    it.slack.world.clock.forward(minutes=2)
    assert await it.tokens.fresh(TEAM) == token
    found = await it.stored()
    assert (found.token, found.broken) == (token, False)


async def test_an_app_that_was_added_anew_has_its_own_token(it: Rotating) -> None:
    await it.tokens.fresh(TEAM)
    anew = installed(it.slack.world.grant(TEAM), it.slack.world.clock())
    await it.slack.installations.save(anew)
    it.tokens.forget()
    it.rows.busy = 0
    it.slack.world.clock.forward(minutes=2)
    assert await it.tokens.fresh(TEAM) == anew.token
    assert await it.tokens.renew_due() == 0
    assert (await it.stored()).token == anew.token


async def test_a_pair_outlives_whoever_asked_for_it(it: Rotating) -> None:
    it.rows.hangs = asyncio.Event()
    asks = asyncio.create_task(it.tokens.fresh(TEAM))
    await it.rows.hangs.wait()
    asks.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asks
    it.rows.hangs, it.rows.busy = None, 0
    it.slack.world.clock.forward(minutes=2)
    token = await it.tokens.fresh(TEAM)
    assert ((await it.stored()).token, it.renewals) == (token, 1)
