"""The last owner is gone: a recovery by Amazon's authorization, as everybody lives through it."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from dataclasses import replace as but
from datetime import timedelta
from itertools import count
from pathlib import Path

import pytest

from bot.adapters.local.terminal import render
from bot.claim_desk import ClaimDesk
from bot.commands.claim import CLAIM
from bot.envelope import Click, Command, Reply
from bot.handlers.claim import CodeDesk
from bot.handlers.handlers import ACTIONS, HANDLERS
from bot.router import Router
from core.claims import Founder
from core.connect import Connector, Wanted
from core.errors import (
    NoStores,
    NothingToRecover,
    OtherSeller,
    RecoveryRuns,
    TokenRefused,
    UnclearSeller,
)
from core.model import AccountId, MemberRole, Place
from core.policy.recovery import ENDS_AFTER, FREEZE
from core.ports.tenants import TenantRow
from core.recovery import begin, prove
from core.secrets import REFRESH_TOKEN, GivenSecrets, StoredSecrets
from core.spapi.amazon import SpApi
from core.spapi.sandbox.accounts import CLIENT_ID, CLIENT_SECRET
from storage.account_wipe import SqlAccountWipe
from tests.connected import MINE, SELLERS, START, US_STORE, Installation, installation
from tests.edges.sandbox.desk import EU, NA
from tests.storages import OTHER, SHOP

OLD, NEW, VIEWER = "U0OLDOWNER", "U0NEWOWNER", "U0VIEWER"
HERE = Place("slack", "T1", f"C-{SHOP}")
OWNER = TenantRow(SHOP, "Demo shop", f"p-{SHOP}", "active", START)
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
SIGNS = "ABCDEFGH2345"
REFUSED = "This code is not valid here, or not any more. Have a new one made."


@dataclass
class Story:
    """An installation, and the desk where people type."""

    house: Installation
    numbers: "count[int]" = field(default_factory=lambda: count(1))

    def __post_init__(self) -> None:
        """Open the desk."""
        house, sender = self.house, self.house.jobs.digests.sender
        storage, keys = house.opened.storage, house.opened.keys
        founder = Founder(storage, keys, lambda: "unused", lambda: "UNUSED")
        verbs = {**HANDLERS, CLAIM.name: CodeDesk(founder).answer}
        router = Router(storage, house.time, verbs, ACTIONS, sender.handles, sender, lambda: "7F3A")
        self.desk = ClaimDesk(router, founder)

    async def says(self, line: str, user: str) -> str:
        """What somebody is answered."""
        verb, _, text = line.partition(" ")
        return shown(await self.desk.command(Command(*HERE, user, verb, text, "r")))

    async def press(self, label: str, user: str, reply: Reply) -> str:
        """Press a button of what was told, in one's own conversation."""
        refs = {b.label: ref for b, ref in zip(reply.card.buttons(), reply.refs, strict=True)}
        place = HERE._replace(channel="D0PRIVATE")
        return shown(await self.desk.click(Click(*place, user, refs[label], "", "r", "")))

    async def begin(self) -> None:
        """What the terminal does once the token is proved."""
        await begin(self.house.opened.storage, SHOP, SIGNS, self.house.time())

    def told(self) -> list[str]:
        """What the old owner read in private."""
        return [shown(reply) for user, reply in self.house.wall.told if user == OLD]

    async def acts(self) -> list[str]:
        """What the audit holds of it."""
        rows = await self.house.opened.rows("SELECT verb FROM audit ORDER BY at, seq")
        return [verb for (verb,) in rows if verb.partition(".")[0] in ("recovery", "team")]

    async def owners(self) -> set[str]:
        """Who owns the shop."""
        async with self.house.opened.storage.read() as uow:
            members = await (await uow.for_tenant(SHOP)).team.members()
        return {row.user for row in members if row.role is MemberRole.OWNER}


def shown(reply: Reply) -> str:
    """A card as text, its blanks evened out."""
    return " ".join(render(reply.card, 200).split())


@pytest.fixture
async def story(database_url: str, tmp_path: Path) -> AsyncIterator[Story]:
    async with installation(database_url, tmp_path) as house:
        async with house.opened.storage.write() as uow:
            scope = await uow.for_tenant(SHOP)
            await scope.team.admit(("slack", "T1", OLD), MemberRole.OWNER, START)
            await scope.team.admit(("slack", "T1", VIEWER), MemberRole.VIEWER, START, OLD)
            await scope.accounts.add_marketplaces(MINE, [US_STORE])
        await house.opened.change(f"DELETE FROM channel WHERE tenant_id = '{OTHER}'")  # noqa: S608
        yield Story(house)


async def test_a_day_after_the_owners_are_told_the_code_makes_one_more(story: Story) -> None:
    house = story.house
    await story.begin()
    await house.tick()
    (first,) = story.told()
    assert first.startswith("! Somebody wants to own “Demo shop” by Amazon's authorization")
    assert "Its code works from Thu 19 Nov 04:00 until Sat 21 Nov 04:00" in first
    assert "In words: team recovery stop:yes In the chat: [Stop it]" in first
    assert await story.says(f"claim {SIGNS}", NEW) == REFUSED
    assert "A recovery of this shop has been under way since Wed 18 Nov 04:00" in await story.says(
        "home", OLD
    )
    await house.go_on(FREEZE - HOUR, HOUR)
    assert len(story.told()) == 1
    house.time.now = START + FREEZE - MINUTE
    assert await story.says(f"claim {SIGNS}", NEW) == REFUSED
    await house.go_on(MINUTE, MINUTE)
    assert "Its code has worked since Thu 19 Nov 04:00, and works until" in story.told()[1]
    assert (await story.says(f"claim {SIGNS}", NEW)).startswith("✓ You own “Demo shop” here now")
    assert await story.owners() == {OLD, NEW}
    await house.tick()
    assert "“Demo shop” has one more owner" in story.told()[2]
    assert "It belongs to a member on Slack now, too" in story.told()[2]
    assert await story.says(f"claim {SIGNS}", VIEWER) == REFUSED
    assert await story.acts() == ["recovery.begin", "team.claim"]
    await house.go_on(3 * ENDS_AFTER, FREEZE)
    assert len(story.told()) == 3
    assert "A recovery of this shop" not in await story.says("home", OLD)


async def test_any_owner_stops_it_by_the_button_and_nobody_else(story: Story) -> None:
    await story.begin()
    await story.house.tick()
    ((_, reply),) = [one for one in story.house.wall.told if one[0] == OLD]
    assert "needs an owner" in await story.press("Stop it", VIEWER, reply)
    stopped = await story.press("Stop it", OLD, reply)
    assert stopped.startswith("✓ The recovery of “Demo shop” is stopped")
    assert "Stopped by a member on Slack" in stopped
    assert "No recovery is under way" in await story.press("Stop it", OLD, reply)
    assert await story.house.opened.rows("SELECT * FROM claim_code") == []
    await story.house.go_on(FREEZE + HOUR, HOUR)
    assert await story.says(f"claim {SIGNS}", NEW) == REFUSED
    assert await story.owners() == {OLD}
    assert [text[:30] for text in story.told()[1:]] == ["✓ The recovery of “Demo shop” "]
    assert await story.acts() == ["recovery.begin", "recovery.stop"]


async def test_in_words_it_is_stopped_too_even_once_the_code_works(story: Story) -> None:
    assert await story.says("team recovery", OLD) == (
        "Nobody recovers this shop, and nobody tried to in 30 days."
    )
    await story.begin()
    await story.house.go_on(FREEZE + HOUR, HOUR)
    assert "needs an owner" in await story.says("team recovery stop:yes", VIEWER)
    assert "Its code has worked since Thu 19 Nov" in await story.says("team recovery", OLD)
    assert "is stopped" in await story.says("team recovery stop:yes", OLD)
    assert await story.says(f"claim {SIGNS}", NEW) == REFUSED


async def test_after_three_days_it_is_void_and_another_may_begin(story: Story) -> None:
    await story.begin()
    await story.house.tick()
    with pytest.raises(RecoveryRuns, match="under way until 21 Nov 12:00 UTC"):
        await story.begin()
    story.house.time.now = START + ENDS_AFTER
    assert await story.says(f"claim {SIGNS}", NEW) == REFUSED
    await begin(story.house.opened.storage, SHOP, "2345ABCDEFGH", story.house.time())
    assert "Somebody wants to own" in await story.says("team recovery", OLD)


async def test_the_freeze_begins_when_owners_are_told_not_before(story: Story) -> None:
    await story.begin()
    story.house.time.now = START + FREEZE + HOUR  # nothing ran meanwhile
    assert await story.says(f"claim {SIGNS}", NEW) == REFUSED
    await story.house.tick()
    assert await story.says(f"claim {SIGNS}", NEW) == REFUSED
    await story.house.go_on(FREEZE, HOUR)
    assert "You own “Demo shop” here now" in await story.says(f"claim {SIGNS}", NEW)


async def test_owners_whom_nothing_reaches_hold_nobody_up_and_are_tried_again(
    story: Story,
) -> None:
    story.house.wall.is_down = True
    await story.begin()
    await story.house.go_on(2 * HOUR, 10 * MINUTE)
    assert story.told() == []
    assert "Nobody could be told: “Somebody wants to own" in await story.says("home", OLD)
    story.house.wall.is_down = False
    await story.house.go_on(2 * HOUR, 10 * MINUTE)
    assert len(story.told()) == 1
    await story.house.go_on(FREEZE - 3 * HOUR, HOUR)
    assert "You own “Demo shop” here now" in await story.says(f"claim {SIGNS}", NEW)


async def test_two_processes_tell_once(story: Story) -> None:
    await story.begin()
    run = story.house.jobs.recoveries.run
    await asyncio.gather(run({"tenant": SHOP}), run({"tenant": SHOP}))
    assert len(story.told()) == 1


async def test_where_nobody_owns_a_shop_nothing_is_to_be_recovered(story: Story) -> None:
    with pytest.raises(NothingToRecover, match="has no owner, so `amzigo claim` is enough"):
        await begin(story.house.opened.storage, OTHER, SIGNS, START)
    assert await story.house.opened.rows("SELECT * FROM claim_code") == []


def connector(story: Story, token: str) -> Connector:
    """What the terminal makes of a token."""
    house = story.house
    stored = StoredSecrets(house.opened.storage, CLIENT_ID, CLIENT_SECRET)
    parts = but(house.parts, secrets=GivenSecrets(token, stored), watch=None)
    rows = SqlAccountWipe(house.opened.engine)
    new_id = lambda: f"id-{next(story.numbers)}"  # noqa: E731
    return Connector(house.opened.storage, SpApi(parts), house.watch, rows, house.time, new_id)


async def shown_to_be_ours(story: Story, token: str = NA, seller: str | None = None) -> None:
    """Have Amazon and what is kept here say that a token is the shop's."""
    await prove(connector(story, token), OWNER, Wanted(token, seller=seller))


async def keep(story: Story, token: str | None = None, seller: str | None = None) -> None:
    """Keep another token, or a seller's id."""
    async with story.house.opened.storage.write() as uow:
        accounts = (await uow.for_tenant(SHOP)).accounts
        if token is not None:
            await accounts.seal_credential(MINE, REFRESH_TOKEN, token, START)
        if seller is not None:
            await accounts.seal_seller(MINE, seller)


async def test_the_token_that_is_kept_shows_the_seller(story: Story) -> None:
    await shown_to_be_ours(story)
    await keep(story, seller=SELLERS[MINE])
    await shown_to_be_ours(story, seller=SELLERS[MINE])
    with pytest.raises(OtherSeller):
        await shown_to_be_ours(story, seller="A1ANOTHERSELLER")


async def test_a_new_token_needs_the_seller_s_id_that_is_kept(story: Story) -> None:
    await keep(story, token="Atzr|an-older-one")
    with pytest.raises(UnclearSeller, match="--seller-id"):
        await shown_to_be_ours(story)
    with pytest.raises(OtherSeller):  # nobody's id is kept
        await shown_to_be_ours(story, seller=SELLERS[MINE])
    await keep(story, seller=SELLERS[MINE])
    await shown_to_be_ours(story, seller=SELLERS[MINE])
    with pytest.raises(OtherSeller):
        await shown_to_be_ours(story, seller="A1ANOTHERSELLER")


async def test_the_stores_must_be_the_account_s(story: Story) -> None:
    await story.house.opened.change("DELETE FROM marketplace")
    with pytest.raises(OtherSeller):
        await shown_to_be_ours(story)


async def test_what_amazon_refuses_or_another_tenant_has_recovers_nothing(story: Story) -> None:
    with pytest.raises((NoStores, TokenRefused)):
        await shown_to_be_ours(story, "Atzr|nobody-s")
    with pytest.raises((NoStores, OtherSeller)):
        await shown_to_be_ours(story, EU)
    story.house.revoke(MINE)
    with pytest.raises(TokenRefused):
        await shown_to_be_ours(story)
    await story.house.opened.change("DELETE FROM seller_account")
    with pytest.raises(NothingToRecover, match="has no connected account"):
        await shown_to_be_ours(story)


async def test_a_seller_whom_another_tenant_has_too_is_refused(story: Story) -> None:
    async with story.house.opened.storage.write() as uow:
        accounts = (await uow.for_tenant(OTHER)).accounts
        await accounts.seal_credential(AccountId("other-eu"), REFRESH_TOKEN, NA, START)
    with pytest.raises(OtherSeller):
        await shown_to_be_ours(story)
