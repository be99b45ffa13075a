"""The quarterly reminder: once a quarter in one channel, again only where it failed."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.envelope import Reply
from bot.owner_teller import OwnerTeller
from bot.team_reminder import AGAIN, TeamReminder
from core.chat_errors import ChannelRefused, ChatBusy, ChatError
from core.model import Place
from core.policy.team_check import CHECK_EVERY
from core.ports.tenants import ChannelRow
from core.sharing import Sharing
from tests.front_desk import FakeChat
from tests.shop_desk import HERE, OWNER, VIEWER, WORKSPACE, ShopDesk, labels, shop_desk, shown
from tests.storages import NOW, OTHER, SHOP

DUE = NOW + CHECK_EVERY
OUT = ChannelRefused(reason="I am not in it", why="not_in_channel")
DIGESTED = (*WORKSPACE, "C0DIGEST")


class AwayChat(FakeChat):
    """A platform that is away while `away` says so."""

    away = True

    async def post(self, place: Place, reply: Reply, key: str) -> str:
        """Refuse, or show."""
        if self.away:
            raise ChatError(reason="it is away")
        return await super().post(place, reply, key)


@pytest.fixture
async def desk(database_url: str, tmp_path: Path) -> AsyncIterator[ShopDesk]:
    async with shop_desk(database_url, tmp_path) as desk:
        async with desk.opened.storage.write() as uow:
            team = (await uow.for_tenant(SHOP)).team
            await team.bind(ChannelRow(*DIGESTED, "the digest's", "UTC", 480, NOW))
        desk.now = DUE
        yield desk


def reminder(desk: ShopDesk) -> TeamReminder:
    """One as a new process makes it."""
    sharing = Sharing({"slack": desk.shared})
    return TeamReminder(desk.opened.storage, lambda: desk.now, desk.sender, sharing)


async def test_owners_are_reminded_once_where_the_digest_is(desk: ShopDesk) -> None:
    desk.now = DUE - timedelta(seconds=1)
    assert await reminder(desk).due() == []
    await reminder(desk).post(SHOP)
    assert desk.chat.shown == {}
    desk.now = DUE
    assert sorted(await reminder(desk).due()) == [SHOP, OTHER]
    for _ in range(2):
        await reminder(desk).post(SHOP)
    (message,) = desk.chat.shown
    assert message.startswith("C0DIGEST")
    told = shown(desk.chat.shown[message])
    assert told.startswith("! Time to check who may do what here Not checked yet; the first check")
    assert f"For @{OWNER}." in told
    assert VIEWER not in told
    assert await reminder(desk).due() == [OTHER]


async def test_two_processes_remind_once(desk: ShopDesk) -> None:
    await asyncio.gather(reminder(desk).post(SHOP), reminder(desk).post(SHOP))
    assert len(desk.chat.shown) == 1


async def test_the_check_takes_the_reminder_s_place_and_the_next_is_a_quarter_later(
    desk: ShopDesk,
) -> None:
    await reminder(desk).post(SHOP)
    (message,) = desk.chat.shown
    reply = desk.chat.shown[message]
    assert labels(reply) == ["Check the team"]
    refused = await desk.press(reply, "Check the team", VIEWER)
    assert "needs an owner" in shown(refused)
    check = await desk.press(reply, "Check the team")
    await desk.press(check, "All still right")
    told = shown(desk.chat.shown[message])
    assert told.startswith("✓ Team checked: 3 people may stay")
    assert VIEWER not in told
    desk.now = DUE + CHECK_EVERY
    await reminder(desk).post(SHOP)
    assert len(desk.chat.shown) == 2


async def test_a_posting_that_failed_is_tried_again_later(desk: ShopDesk) -> None:
    away = AwayChat()
    desk.sender = type(desk.sender)(
        desk.opened.storage, lambda: desk.now, desk.sender.handles, {"slack": away}
    )
    with pytest.raises(ChatError, match="away"):
        await reminder(desk).post(SHOP)
    away.away = False
    await reminder(desk).post(SHOP)
    assert away.shown == {}
    desk.now += AGAIN
    await reminder(desk).post(SHOP)
    assert len(away.shown) == 1


async def test_a_crash_after_the_posting_repeats_nothing(desk: ShopDesk) -> None:
    await reminder(desk).post(SHOP)
    async with desk.opened.storage.write() as uow:
        assert await (await uow.for_tenant(SHOP)).team.remind(None, DUE + AGAIN)
    desk.now = DUE + AGAIN
    await reminder(desk).post(SHOP)
    assert len(desk.chat.shown) == 1
    assert SHOP not in await reminder(desk).due()


async def test_where_no_chat_is_connected_it_is_kept_for_later(desk: ShopDesk) -> None:
    sender = desk.sender
    desk.sender = type(sender)(desk.opened.storage, lambda: desk.now, sender.handles, {})
    await reminder(desk).post(SHOP)
    assert SHOP not in await reminder(desk).due()
    desk.sender, desk.now = sender, DUE + AGAIN
    await reminder(desk).post(SHOP)
    assert len(desk.chat.shown) == 1


def with_owners(desk: ShopDesk) -> None:
    """Owners can be told in private."""
    teller = OwnerTeller(desk.opened.storage, lambda: desk.now, desk.sender)
    desk.sender = replace(desk.sender, owners=teller)


@pytest.mark.parametrize("shared", [True, None])
async def test_where_another_company_may_read_every_channel_owners_are_told_in_private(
    desk: ShopDesk, shared: bool | None
) -> None:
    desk.shared.shared = shared
    with_owners(desk)
    for _ in range(2):
        await reminder(desk).post(SHOP)
    assert desk.chat.shown == {}
    ((user, told),) = desk.chat.told
    assert user == OWNER
    assert shown(told).startswith("! Time to check who may do what here")
    assert SHOP not in await reminder(desk).due()


async def test_a_channel_that_owners_let_others_read_is_reminded_in(desk: ShopDesk) -> None:
    desk.shared.shared = True
    with_owners(desk)
    await desk.opened.change(
        "UPDATE channel SET outsiders_may_read = :yes WHERE channel = 'C0SHOP'", yes=True
    )
    await reminder(desk).post(SHOP)
    (message,) = desk.chat.shown
    assert message.startswith("C0SHOP")
    assert desk.chat.told == []


@pytest.mark.parametrize(("why", "closed"), [(OUT, "not_in_channel"), (ChatBusy(40.0), None)])
async def test_where_slack_says_of_no_channel_who_reads_it_owners_are_told_in_private(
    desk: ShopDesk, why: ChatError, closed: str | None
) -> None:
    desk.shared.refuses = why
    with_owners(desk)
    await reminder(desk).post(SHOP)
    assert desk.chat.shown == {}
    told = [shown(reply) for _, reply in desk.chat.told]
    assert [one for one in told if one.startswith("! Time to check who may do what here")]
    assert {row.closed_why for row in (await desk.channels()).values()} == {closed}


async def test_where_the_channel_refuses_it_owners_are_told_in_private(desk: ShopDesk) -> None:
    with_owners(desk)
    desk.chat.failures = [OUT]
    await reminder(desk).post(SHOP)
    told = [shown(reply) for _, reply in desk.chat.told]
    assert [one for one in told if one.startswith("! Time to check who may do what here")]
    assert SHOP not in await reminder(desk).due()


async def test_home_says_it_until_it_is_done(desk: ShopDesk) -> None:
    home = await desk.says("home")
    assert "to be checked since" in shown(home)
    await desk.press(await desk.press(home, "Check the team"), "All still right")
    assert "to be checked since" not in shown(await desk.says("home", place=HERE))
