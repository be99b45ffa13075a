"""Posts on their way: noted once, changed only as they stand, gone when they are posted."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from core.policy.sending import SendState
from core.ports.posts import PostRow, SendingRow
from tests.storages import NOW, OTHER, SHOP, Opened, opened_storage

ROW = SendingRow("slack", "T1", "C1", "digest:2026-11-15", NOW, NOW)
LATER = NOW + timedelta(minutes=2)


@pytest.fixture
async def opened(database_url: str, tmp_path: Path) -> AsyncIterator[Opened]:
    async with opened_storage(database_url, tmp_path) as opened:
        yield opened


async def test_one_of_two_may_send_and_another_tenant_or_channel_is_no_rival(
    opened: Opened,
) -> None:
    async with opened.storage.write() as uow:
        mine, other = (await uow.for_tenant(SHOP)).posts, (await uow.for_tenant(OTHER)).posts
        assert await mine.begin(ROW)
        assert not await mine.begin(ROW._replace(begun_at=LATER, tried_at=LATER))
        assert await other.begin(ROW)
        assert await mine.begin(ROW._replace(channel="C2", begun_at=LATER))
        assert await mine.sendings() == [ROW, ROW._replace(channel="C2", begun_at=LATER)]


async def test_it_is_changed_only_as_it_stands(opened: Opened) -> None:
    again = ROW._replace(tried_at=LATER)
    async with opened.storage.write() as uow:
        posts = (await uow.for_tenant(SHOP)).posts
        await posts.begin(ROW)
        assert await posts.change(ROW, again)
        assert not await posts.change(ROW, ROW._replace(state=SendState.UNKNOWN))
        assert await posts.sendings() == [again]
        await posts.end(ROW)
        assert await posts.sendings() == []
        assert not await posts.change(again, ROW)


async def test_a_post_that_grew_is_found_by_its_new_id(opened: Opened) -> None:
    """A post in twenty parts has twenty ids of twenty digits."""
    row = PostRow("discord", "G1", "C1", "1" * 20, "batch:1", NOW)
    other = row._replace(message_id="2" * 20)
    long = ",".join(["1" * 20] * 20)
    async with opened.storage.write() as uow:
        posts = (await uow.for_tenant(SHOP)).posts
        for one in (row, other):
            await posts.add(one)
        await posts.moved(row, long)
        assert await posts.all() == [row._replace(message_id=long), other]
