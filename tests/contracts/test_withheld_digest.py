"""No digest goes where people of another company could read it, and its owners are told so."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.digest_post import AGAIN
from core.channels import let_outsiders_read
from core.chat_errors import ChannelRefused, ChatBusy
from core.model import MemberRole
from core.schedule import offset
from core.team import By
from tests.contracts.test_digest_post import EIGHT, PLACE, Morning, due_morning
from tests.shop_desk import shown
from tests.storages import SHOP

OWNER = ("slack", "demo", "U0OWNER")


@pytest.fixture
async def morning(sqlite_url: str, tmp_path: Path) -> AsyncIterator[Morning]:
    """The channel is one of Slack's; its digest is due now, a little later than set."""
    async with due_morning(sqlite_url, tmp_path) as morning:
        await morning.opened.change("UPDATE channel SET platform = 'slack'")
        async with morning.opened.storage.write() as uow:
            await (await uow.for_tenant(SHOP)).team.admit(OWNER, MemberRole.OWNER, EIGHT)
        morning.place = PLACE._replace(platform="slack")
        morning.now += offset(morning.place)
        yield morning


async def mornings(morning: Morning, days: int) -> None:
    """What is posted on so many days; Slack is asked anew on each."""
    for _ in range(days):
        await morning.post()
        morning.now += timedelta(days=1)


async def owner_lets(morning: Morning, *, may: bool) -> None:
    """An owner says whether people of another company may read figures."""
    by = By(SHOP, OWNER, morning.now)
    assert await let_outsiders_read(morning.opened.storage, by, morning.place, may=may)


async def test_no_digest_is_posted_where_another_company_reads_until_an_owner_lets_them(
    morning: Morning,
) -> None:
    eight, morning.shared.shared = morning.now, True
    await morning.post()
    assert (morning.chat.posts, await morning.due()) == ([], eight + timedelta(days=1))
    await owner_lets(morning, may=True)
    morning.now += timedelta(days=1)
    await morning.post()
    assert morning.chat.posts == ["digest", "batch"]


async def test_owners_are_told_once_each_time_that_a_digest_begins_to_be_withheld(
    morning: Morning,
) -> None:
    morning.shared.shared = True
    await mornings(morning, 3)
    ((user, reply),) = morning.chat.told
    assert user == "U0OWNER"
    said = shown(reply.card)
    assert said.startswith("! I post no digest in a channel on Slack People of another company")
    assert "type settings sharing on there" in said
    assert "type settings digest 08:00 in another channel" in said
    morning.shared.shared = False
    await mornings(morning, 1)
    morning.shared.shared = True
    await mornings(morning, 2)
    assert len(morning.chat.told) == 2
    await owner_lets(morning, may=True)
    await mornings(morning, 1)
    await owner_lets(morning, may=False)
    await mornings(morning, 2)
    assert len(morning.chat.told) == 3


async def test_while_slack_does_not_say_who_reads_the_digest_waits_a_little(
    morning: Morning,
) -> None:
    eight = morning.now
    morning.shared.shared = None
    await morning.post()
    assert (morning.chat.posts, morning.chat.told) == ([], [])
    assert await morning.due() == eight + AGAIN
    morning.shared.shared, morning.now = False, eight + AGAIN
    await morning.post()
    assert morning.chat.posts == ["digest", "batch"]
    assert await morning.due() == eight + timedelta(days=1)


async def test_where_slack_is_too_busy_to_say_who_reads_it_the_digest_comes_when_slack_says(
    morning: Morning,
) -> None:
    eight = morning.now
    morning.shared.refuses = ChatBusy(40.0)
    with pytest.raises(ChatBusy):
        await morning.post()
    assert (morning.chat.posts, await morning.due()) == ([], eight + timedelta(seconds=40))


async def test_a_channel_that_refuses_to_be_looked_at_is_closed(morning: Morning) -> None:
    morning.shared.refuses = ChannelRefused(reason="I cannot see it", why="channel_not_found")
    await morning.post()
    async with morning.opened.storage.read() as uow:
        (row,) = await (await uow.for_tenant(SHOP)).team.channels()
    assert (row.closed_at, row.closed_why) == (morning.now, "channel_not_found")
    assert morning.chat.posts == []
