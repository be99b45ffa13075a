"""Which tenant a channel speaks for and what is set there, on both databases, also at once."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from core.channels import (
    bind,
    close,
    is_closed,
    let_outsiders_read,
    reopen,
    set_digest,
    set_zone,
    shop_named,
    unbind,
)
from core.errors import AmzigoError, BadArgument, LastOwner, NotAllowed
from core.home import home
from core.model import MemberRole, Place
from core.ports.tenants import ChannelRow
from core.reviews import Actor
from core.schedule import offset
from core.settings import settings
from core.sharing import Sharing, forget_shared, host_of
from core.team import By, dismiss
from tests.sharing import FakeShared
from tests.storages import NOW, OTHER, SHOP, Opened, opened_storage

HERE, THERE = Place("slack", "T1", "C1"), Place("slack", "T1", "C2")
MINE, THEIRS = By(SHOP, ("slack", "T1", "U0OWNER"), NOW), By(OTHER, ("slack", "T1", "U0THEM"), NOW)


@pytest.fixture
async def opened(database_url: str, tmp_path: Path) -> AsyncIterator[Opened]:
    async with opened_storage(database_url, tmp_path) as opened:
        async with opened.storage.write() as uow:
            for by in (MINE, THEIRS):
                team = (await uow.for_tenant(by.tenant)).team
                await team.admit(by.key, MemberRole.OWNER, NOW)
        yield opened


async def channels(opened: Opened) -> list[ChannelRow]:
    """The channels of both tenants."""
    async with opened.storage.read() as uow:
        mine = await (await uow.for_tenant(SHOP)).team.channels()
        return [*mine, *await (await uow.for_tenant(OTHER)).team.channels()]


async def acts(opened: Opened) -> list[str]:
    """What the audit holds."""
    return [row[0] for row in await opened.rows("SELECT verb FROM audit ORDER BY seq")]


async def test_a_channel_is_bound_and_unbound_once(opened: Opened) -> None:
    assert await bind(opened.storage, MINE, HERE)
    assert not await bind(opened.storage, MINE, HERE)
    assert await channels(opened) == [ChannelRow(*HERE, "C1", "UTC")]
    assert await unbind(opened.storage, MINE, HERE)
    assert not await unbind(opened.storage, MINE, HERE)
    assert await channels(opened) == []
    assert await acts(opened) == ["channel.bind", "channel.unbind"]


async def test_of_two_who_bind_a_channel_at_once_one_has_it(opened: Opened) -> None:
    tries = (bind(opened.storage, by, HERE) for by in (MINE, THEIRS))
    results = await asyncio.gather(*tries, return_exceptions=True)
    refused = [one for one in results if isinstance(one, BadArgument)]
    assert [one for one in results if one not in refused] == [True]
    assert "Name a shop that you own" in refused[0].message
    assert len(await channels(opened)) == 1
    assert await acts(opened) == ["channel.bind"]


async def test_digest_and_zone_are_kept_and_a_repeated_one_is_no_change(opened: Opened) -> None:
    for _ in range(2):
        await set_digest(opened.storage, MINE, HERE, 480)
        await set_zone(opened.storage, MINE, HERE, "Asia/Tokyo")
    due = datetime(2026, 11, 15, 23, tzinfo=UTC) + offset(HERE)
    assert await channels(opened) == [ChannelRow(*HERE, "C1", "Asia/Tokyo", 480, due)]
    assert await acts(opened) == ["channel.bind", "channel.set", "channel.set"]
    assert await set_digest(opened.storage, MINE, HERE, None)
    assert await channels(opened) == [ChannelRow(*HERE, "C1", "Asia/Tokyo")]


async def test_a_further_channel_takes_the_zone_that_the_others_have(opened: Opened) -> None:
    await set_zone(opened.storage, MINE, HERE, "Asia/Tokyo")
    await bind(opened.storage, MINE, HERE._replace(channel="C2"))
    assert {row.zone for row in await channels(opened)} == {"Asia/Tokyo"}


async def test_a_channel_of_another_tenant_is_not_touched(opened: Opened) -> None:
    await bind(opened.storage, THEIRS, HERE)
    before = await channels(opened)
    for change in (
        bind(opened.storage, MINE, HERE),
        set_digest(opened.storage, MINE, HERE, 480),
        set_zone(opened.storage, MINE, HERE, "Asia/Tokyo"),
    ):
        with pytest.raises(BadArgument):
            await change
    assert not await unbind(opened.storage, MINE, HERE)
    assert await channels(opened) == before
    assert await acts(opened) == ["channel.bind"]


async def test_only_an_owner_of_that_moment_changes_a_channel(opened: Opened) -> None:
    stranger = replace(MINE, key=THEIRS.key)
    for change in (
        bind(opened.storage, stranger, HERE),
        unbind(opened.storage, stranger, HERE),
        set_digest(opened.storage, stranger, HERE, 480),
    ):
        with pytest.raises(NotAllowed):
            await change
    assert (await channels(opened), await acts(opened)) == ([], [])


async def test_who_may_read_a_channel_is_noted_there_and_kept_through_other_settings(
    opened: Opened,
) -> None:
    await bind(opened.storage, MINE, HERE)
    assert [row.shared for row in await channels(opened)] == [None]
    slack = FakeShared(shared=True)
    sharing = Sharing({"slack": slack})
    for _ in range(2):
        assert await sharing.may_post(opened.storage, SHOP, HERE, NOW) is False
    assert slack.asked == [HERE]
    assert await let_outsiders_read(opened.storage, MINE, HERE, may=True)
    assert not await let_outsiders_read(opened.storage, MINE, HERE, may=True)
    await set_digest(opened.storage, MINE, HERE, 480)
    (row,) = await channels(opened)
    assert (row.shared, row.shared_at, row.outsiders_may_read) == (True, NOW, True)
    assert await sharing.may_post(opened.storage, SHOP, HERE, NOW) is True
    await let_outsiders_read(opened.storage, MINE, HERE, may=False)
    await forget_shared(opened.storage, HERE)
    slack.shared = None
    assert await sharing.is_private(opened.storage, SHOP, HERE, NOW) is None
    assert not await sharing.may_post(opened.storage, SHOP, HERE, NOW)
    assert await acts(opened) == ["channel.bind", *["channel.set"] * 3]


@pytest.mark.parametrize("shared", [None, True, False])
async def test_home_promises_a_digest_only_where_settings_say_that_it_comes(
    opened: Opened, *, shared: bool | None
) -> None:
    await set_digest(opened.storage, MINE, HERE, 480)
    actor = Actor(SHOP, MINE.key[2], NOW)

    async def comes() -> tuple[bool, bool]:
        facts = await settings(opened.storage, SHOP, HERE, NOW)
        return (await home(opened.storage, actor)).next_digest is not None, not facts.is_withheld

    await Sharing({"slack": FakeShared(shared=shared)}).look(opened.storage, SHOP, HERE, NOW)
    assert await comes() == (shared is False, shared is False)
    await let_outsiders_read(opened.storage, MINE, HERE, may=True)
    assert await comes() == (True, True)


async def test_where_no_company_shares_a_channel_nobody_is_asked(opened: Opened) -> None:
    slack = FakeShared(shared=True)
    for platform in ("discord", "local"):
        place = HERE._replace(platform=platform)
        assert await Sharing({platform: slack}).may_post(opened.storage, SHOP, place, NOW) is True
    assert slack.asked == []
    assert await Sharing().is_private(opened.storage, SHOP, HERE, NOW) is None


async def test_a_channel_is_where_it_is_bound_and_not_where_somebody_is(opened: Opened) -> None:
    elsewhere = HERE._replace(workspace="T2")
    assert await host_of(opened.storage, elsewhere) == elsewhere
    await bind(opened.storage, MINE, HERE)
    assert await host_of(opened.storage, elsewhere) == HERE
    assert await host_of(opened.storage, elsewhere._replace(platform="discord")) == (
        elsewhere._replace(platform="discord")
    )
    third, them = HERE._replace(workspace="T3"), ("slack", "T3", "U0THEM")
    async with opened.storage.write() as uow:
        await (await uow.for_tenant(OTHER)).team.admit(them, MemberRole.OWNER, NOW)
    await bind(opened.storage, replace(THEIRS, key=them), third)
    assert await host_of(opened.storage, elsewhere) == elsewhere  # of two nobody knows which
    assert await host_of(opened.storage, third) == third


async def test_of_two_shops_of_one_name_the_id_tells(opened: Opened) -> None:
    await opened.change("UPDATE tenant SET name = 'Twin'")
    async with opened.storage.write() as uow:
        await (await uow.for_tenant(OTHER)).team.admit(MINE.key, MemberRole.OWNER, NOW)
    user = MINE.key[2]
    with pytest.raises(BadArgument, match="Name a shop that you own"):
        await shop_named(opened.storage, HERE, user, "twin")
    assert await shop_named(opened.storage, HERE, user, str(OTHER)) == OTHER


async def test_two_owners_who_remove_each_other_leave_one(opened: Opened) -> None:
    second = replace(MINE, key=("slack", "T1", "U0SECOND"))
    async with opened.storage.write() as uow:
        team = (await uow.for_tenant(SHOP)).team
        await team.admit(second.key, MemberRole.OWNER, NOW)
    results = await asyncio.gather(
        dismiss(opened.storage, MINE, second.key),
        dismiss(opened.storage, second, MINE.key),
        return_exceptions=True,
    )
    refused = [one for one in results if isinstance(one, AmzigoError)]
    assert [type(one) for one in refused] in ([NotAllowed], [LastOwner])
    async with opened.storage.read() as uow:
        left = await (await uow.for_tenant(SHOP)).team.members()
    assert [row.role for row in left] == [MemberRole.OWNER]


async def test_a_channel_is_closed_once_and_asked_for_no_digest_until_it_opens(
    opened: Opened,
) -> None:
    storage = opened.storage
    await set_digest(storage, MINE, HERE, 480)
    (set_,) = await channels(opened)
    assert set_.digest_due is not None
    late = set_.digest_due + timedelta(days=3)
    assert await close(storage, SHOP, THERE, "not_in_channel", NOW) is None, "nobody's"
    closed = await close(storage, SHOP, HERE, "not_in_channel", NOW)
    assert closed == set_._replace(closed_at=NOW, closed_why="not_in_channel")
    assert await close(storage, SHOP, HERE, "is_archived", NOW) is None
    assert await is_closed(storage, SHOP, HERE)
    assert await due(opened, late) == 0
    assert await reopen(storage, SHOP, HERE, late)
    assert not await reopen(storage, SHOP, HERE, late)
    assert not await is_closed(storage, SHOP, HERE)
    assert await channels(opened) == [set_._replace(digest_due=late + timedelta(days=1))]
    assert await due(opened, late + timedelta(days=1)) == 1
    acts = await opened.rows("SELECT verb FROM audit ORDER BY seq")
    assert [act for (act,) in acts][-2:] == ["channel.close", "channel.open"]


async def due(opened: Opened, at: datetime) -> int:
    """How many digests are due."""
    async with opened.storage.read() as uow:
        return len(await uow.system.due_digests(at))
