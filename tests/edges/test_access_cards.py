"""`access` at the desk: what is used, what is switched, what a switch deletes, and who may."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import count
from pathlib import Path

import pytest

from bot.adapters.local.terminal import render
from bot.card import Card
from bot.commands.actions import ACTIONS as DECLARED
from bot.commands.verbs import VERBS
from bot.envelope import Click, Command, Reply
from bot.handlers.access_card import GONE, WITHOUT, confirm_card
from bot.handlers.asked import Member
from bot.handlers.handlers import ACTIONS, HANDLERS
from bot.handles import Handles
from bot.router import Router
from bot.sender import Sender
from core.access import SPAN
from core.errors import BadArgument, NotAllowed
from core.facts import as_json
from core.features import PURGE, purge_features
from core.model import AccountId, Feature, MemberRole
from core.policy.features import SWITCHABLE
from core.ports.accounts import AccountRow
from core.ports.authorizations import Grant, Granted
from core.ports.egress import EgressCall
from core.ports.features import Loss
from core.ports.tenants import ChannelRow
from storage.feature_data import NEEDED_BY, ORDER_ID
from storage.repositories.egress import SqlEgress
from tests.front_desk import FakeChat
from tests.people import with_names
from tests.storages import ACCOUNT, NOW, SHOP, Opened, opened_storage, order
from tests.storages import replace as take_in
from tests.synced import SELLER

LA = "America/Los_Angeles"
PLACE = ("rig", "w", "c-shop")
ORDERS, REPORTS = "Inventory and Order Tracking", "createReport:GET_X"
OWNER = Member(SHOP, "owner", MemberRole.OWNER, LA)
VIEWER = Member(SHOP, "viewer", MemberRole.VIEWER, LA)


@dataclass
class Desk:
    """A router over a shop that a North American account and a file belong to."""

    opened: Opened
    router: Router

    async def says(self, text: str = "", user: str = "owner") -> Reply:
        """The answer to `access`."""
        return await self.router.command(Command(*PLACE, user, "access", text, "r"))

    async def press(self, reply: Reply, label: str, user: str = "owner") -> Reply:
        """Press the button of a label."""
        (ref,) = [
            ref
            for ref, button in zip(reply.refs, reply.card.buttons(), strict=True)
            if button.label == label
        ]
        return await self.router.click(Click(*PLACE, user, ref, "", "r", ""))

    async def call(
        self,
        role: str,
        feature: str,
        status: int | None,
        ago: timedelta,
        account: AccountId = SELLER,
    ) -> None:
        """A call in the ledger."""
        made = next(CALLS)
        row = EgressCall(
            f"c{made}", f"p-{SHOP}", account, NOW - ago, REPORTS, role, feature, 0, None
        )
        await SqlEgress(self.opened.engine).record(replace(row, status=status))

    async def features(self) -> set[str]:
        """What is switched on."""
        async with self.opened.storage.read() as uow:
            return set(await (await uow.for_tenant(SHOP)).team.features())

    async def lines(self) -> int:
        """The order lines of the connected account."""
        sql = "SELECT count(*) FROM order_line WHERE account_id = 'account-na'"
        return int((await self.opened.rows(sql))[0][0])


CALLS = count(1)


@asynccontextmanager
async def open_desk(url: str, folder: Path) -> AsyncIterator[Desk]:
    """The desk, with three orders of the account and nothing switched on."""
    async with opened_storage(url, folder) as opened:
        async with opened.storage.write() as uow:
            scope = await uow.for_tenant(SHOP)
            await scope.team.bind(ChannelRow(*PLACE, "shop", LA))
            for user in ("viewer", "approver", "owner"):
                await scope.team.admit(("rig", "w", user), MemberRole(user), NOW)
            await scope.accounts.add(AccountRow(SELLER, "Demo shop NA", "NA", None, "active", NOW))
        orders = [order(f"123-{n:07}-0000000") for n in range(3)]
        for account in (SELLER, ACCOUNT):
            await take_in(opened, orders, account)
        numbers = count(1)
        handles = Handles(opened.storage, lambda: f"ref-{next(numbers)}")
        sender = Sender(opened.storage, lambda: NOW, handles, {"rig": FakeChat()})
        router = Router(
            opened.storage, lambda: NOW, HANDLERS, ACTIONS, handles, sender, lambda: "7F3A"
        )
        yield Desk(opened, router)


@pytest.fixture
async def desk(sqlite_url: str, tmp_path: Path) -> AsyncIterator[Desk]:
    async with open_desk(sqlite_url, tmp_path) as desk:
        yield desk


def shown(card: Card) -> str:
    """The card as text."""
    return render(with_names(card), 100)


def labels(reply: Reply) -> list[str]:
    """Its buttons."""
    return [button.label for button in reply.card.buttons()]


def row(text: str, head: str) -> str:
    """The line of a table that begins so, with its spaces evened out."""
    (found,) = [line for line in text.splitlines() if line.startswith(head)]
    return " ".join(found.split())


async def test_the_card_tells_what_was_granted_used_and_never_touched(desk: Desk) -> None:
    await desk.says("on:sales")
    await desk.call(ORDERS, "sales", 202, timedelta(hours=2))
    await desk.call(ORDERS, "sales", 403, timedelta(hours=1))
    await desk.call("Brand Analytics", "traffic", 403, timedelta(days=2))
    await desk.call("Buyer Solicitation", "reviews", None, timedelta(days=3))
    await desk.call("Amazon Fulfillment", "inventory", 200, SPAN + timedelta(hours=1))
    await desk.call("none", "account", 200, timedelta(hours=2))
    told = shown((await desk.says()).card)
    assert told.startswith("Access: Demo shop")
    summary = "1 of 6 features are switched on · 5 calls to Amazon in the last 30 days"
    assert f"{summary}, 1 of them about the account itself." in " ".join(told.split())
    assert row(told, "sales") == "sales on since 14 Nov 2 Sat 14 Nov 21:00"
    assert (
        row(told, "traffic")
        == "traffic off (only tries whether Amazon grants it) 1 Thu 12 Nov 22:00"
    )
    assert row(told, "inventory") == "inventory never switched on 0 –"
    assert row(told, "ads") == "ads not built yet 0 –"
    assert "Amazon's roles: Demo shop NA\n" in told
    assert "Name account-1" not in told  # a file has no access to anything
    assert row(told, ORDERS) == f"{ORDERS} granted 2 Sat 14 Nov 21:00"
    assert row(told, "Brand Analytics") == "Brand Analytics refused 1 Thu 12 Nov 22:00"
    assert row(told, "Buyer Solicitation").startswith("Buyer Solicitation not asked for yet 1")
    unused = "Not asked for yet: Amazon Fulfillment, Product Listing, Selling Partner Insights."
    assert unused in " ".join(told.split())
    dormant = "Buyer Communication, Finance and Accounting and Pricing (0 calls)."
    assert f"Dormant, as nothing here uses them: {dormant}" in " ".join(told.split())
    assert "Amazon does not tell which roles it granted" in told


async def test_what_probes_found_is_told(desk: Desk) -> None:
    async with desk.opened.storage.write() as uow:
        grants = (await uow.for_tenant(SHOP)).grants
        await grants.put(SELLER, Feature.SALES, Grant(Granted.YES, NOW))
        await grants.put(SELLER, Feature.INVENTORY, Grant(Granted.NO, NOW))
    told = " ".join(shown((await desk.says()).card).split())
    found = "sales granted Sat 14 Nov 22:00 · inventory refused Sat 14 Nov 22:00"
    assert f"Tried at Demo shop NA: {found}" in told


async def test_accounts_share_one_table_and_are_named_where_they_differ(desk: Desk) -> None:
    other = AccountId("account-fe")
    async with desk.opened.storage.write() as uow:
        scope = await uow.for_tenant(SHOP)
        await scope.accounts.add(AccountRow(other, "Demo shop FE", "FE", None, "paused", NOW))
    for account, status in ((SELLER, 200), (other, 200), (other, 200)):
        await desk.call("Amazon Fulfillment", "inventory", status, timedelta(hours=2), account)
    await desk.call(ORDERS, "sales", 202, timedelta(hours=2))
    await desk.call("Brand Analytics", "traffic", 403, timedelta(hours=2), other)
    told = render((await desk.says()).card, 160)
    assert "Amazon's roles: Demo shop NA, Demo shop FE (paused)\n" in told
    assert row(told, "Amazon Fulfillment") == "Amazon Fulfillment granted 3 Sat 14 Nov 20:00"
    assert row(told, ORDERS).startswith(
        f"{ORDERS} granted: Demo shop NA; not asked for yet: Demo shop FE 1 "
    )
    assert "refused: Demo shop FE; not asked for yet: Demo shop NA" in row(told, "Brand Analytics")
    assert told.count("Amazon's role ") == 1


async def test_a_feature_that_nothing_is_read_for_says_so(desk: Desk) -> None:
    told = " ".join(shown((await desk.says("on:feedback")).card).split())
    assert told.startswith("✓ Feedback switched on; Amazon is asked once a day whether it grants")
    assert "nothing else is read for it yet" in told


async def test_a_member_reads_and_only_an_owner_switches(desk: Desk) -> None:
    for user in ("viewer", "approver"):
        reply = await desk.says("", user)
        assert "Access: Demo shop" in shown(reply.card)
        assert labels(reply) == []
        refused = shown((await desk.says("on:sales", user)).card)
        assert refused == "Switching a feature needs an owner. Those who can: @owner.\n"
    card = await desk.says()
    assert labels(card) == [f"Switch on {feature}" for feature in SWITCHABLE]
    assert "needs an owner" in shown((await desk.press(card, "Switch on sales", "approver")).card)
    assert await desk.features() == set()


async def test_a_button_switches_a_feature_on(desk: Desk) -> None:
    pressed = await desk.press(await desk.says(), "Switch on reviews")
    assert shown(pressed.card).startswith("✓ Reviews switched on; what is there is read from now")
    assert pressed.replaces
    assert await desk.features() == {"reviews"}
    assert "Switch off reviews…" in labels(pressed)


async def test_switching_off_names_what_goes_and_deletes_it_only_then(desk: Desk) -> None:
    await desk.says("on:sales")
    asked = await desk.press(await desk.says(), "Switch off sales…")
    told = shown(asked.card)
    assert told.startswith("! Switch off sales?")
    flat = " ".join(told.split())
    assert "This deletes 1 daily product figure, 1 daily store figure, 3 order lines" in flat
    assert "and 3 orders. It cannot be undone." in flat
    assert "access off:sales confirm:yes" in told
    assert (await desk.features(), await desk.lines()) == ({"sales"}, 3)
    kept = await desk.press(asked, "Keep it on")
    assert "Access: Demo shop" in shown(kept.card)
    assert await desk.features() == {"sales"}
    done = await desk.press(asked, "Switch off sales and delete")
    assert shown(done.card).startswith("✓ Sales switched off; nothing more is read for it; 8 rows")
    assert await desk.features() == set()
    assert [task.name for task in desk.opened.jobs.tasks] == [PURGE]
    assert await purge_features(desk.opened.storage, SHOP) == 8
    assert await desk.lines() == 0
    again = await desk.press(asked, "Switch off sales and delete")
    assert "Access: Demo shop" in shown(again.card)
    assert not again.replaces


@pytest.mark.parametrize(
    ("feature", "again"),
    [
        (Feature.SALES, "Amazon is asked anew, for the last 180 days."),
        (Feature.INVENTORY, "Amazon tells the stock of that moment only: past days stay deleted."),
    ],
)
def test_what_comes_back_is_not_promised_of_stock(feature: Feature, again: str) -> None:
    told = " ".join(shown(confirm_card(feature, [Loss("stock_day", 7)])).split())
    assert f"Switched on again, {again}" in told


async def test_what_deletes_nothing_needs_no_second_press(desk: Desk) -> None:
    await desk.says("on:feedback")
    done = await desk.press(await desk.says(), "Switch off feedback…")
    assert shown(done.card).startswith("✓ Feedback switched off; nothing more is read for it\n")
    assert await desk.features() == set()


async def test_the_terminal_does_the_same_in_words(desk: Desk) -> None:
    answer = await desk.router.answer(OWNER, "access on:sales")
    assert "'schema': 'access/1'" in str(as_json(answer.facts))
    asked = await desk.router.answer(OWNER, "access off:sales")
    assert "Switch off sales?" in render(asked.card)
    assert await desk.features() == {"sales"}
    done = await desk.router.answer(OWNER, "access off:sales confirm:yes")
    assert "✓ Sales switched off" in render(done.card)
    assert await desk.features() == set()
    with pytest.raises(NotAllowed):
        await desk.router.answer(VIEWER, "access on:sales")
    with pytest.raises(BadArgument, match="Try `sales`, `inventory`, `reviews`, `feedback` or"):
        await desk.router.answer(OWNER, "access on:pricing")


def test_everything_that_may_go_has_a_word_and_every_feature_its_consequence() -> None:
    assert set(GONE) == {table.name for table in NEEDED_BY} | {ORDER_ID}
    assert set(WITHOUT) == set(SWITCHABLE) == set(Feature) - {Feature.ADS}


def test_every_verb_and_button_is_answered() -> None:
    given = {"claim", "revoke", "revoke.confirm"}  # these the wiring adds
    assert {verb.name for verb in VERBS} == set(HANDLERS) | {"claim", "revoke"}
    assert {action.name for action in DECLARED} - given == set(ACTIONS)
