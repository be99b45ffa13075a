"""Two at work at once: a reader sees one state, and no order's figures are lost between writers."""

import asyncio
from pathlib import Path

from core.ports.tenants import ChannelRow
from tests.storages import ACCOUNT, NOW, SHOP, Opened, disagreements, opened_storage, order


async def waiting_or_done(opened: Opened, task: asyncio.Task[None]) -> None:
    """Until a task has ended, or waits for a lock of PostgreSQL's."""
    blocked = "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
    while not task.done() and not await opened.rows(blocked):
        pass


async def test_a_reader_sees_one_state_whatever_is_written_meanwhile(
    database_url: str, tmp_path: Path
) -> None:
    async with opened_storage(database_url, tmp_path) as opened, opened.storage.read() as uow:
        team = (await uow.for_tenant(SHOP)).team
        before = await team.channels()
        async with opened.storage.write() as other:
            row = ChannelRow("local", "demo", "sales", "sales", "UTC")
            await (await other.for_tenant(SHOP)).team.bind(row)
        assert await team.channels() == before


async def test_days_that_another_import_changes_are_added_up_after_it(
    pg_url: str, tmp_path: Path
) -> None:
    async with opened_storage(pg_url, tmp_path) as opened:

        async def added_up() -> None:
            async with opened.storage.write() as uow:
                await (await uow.for_tenant(SHOP)).sales.roll_up(ACCOUNT)

        async with opened.storage.write() as uow:
            await (await uow.for_tenant(SHOP)).orders.replace(ACCOUNT, [order("1-1")], NOW)
            meanwhile = asyncio.create_task(added_up())
            await waiting_or_done(opened, meanwhile)
            assert not meanwhile.done()
        await meanwhile
        assert await opened.rows("SELECT units FROM marketplace_day") == [(1,)]
        assert await disagreements(opened) == []


async def test_of_two_states_of_an_order_at_once_the_newer_stays(
    pg_url: str, tmp_path: Path
) -> None:
    newer, older = order("1-1", updated=2, content=b"newer..."), order("1-1", content=b"older...")
    async with opened_storage(pg_url, tmp_path) as opened:

        async def late() -> None:
            async with opened.storage.write() as uow:
                await (await uow.for_tenant(SHOP)).orders.replace(ACCOUNT, [older], NOW)

        async with opened.storage.write() as uow:
            await (await uow.for_tenant(SHOP)).orders.replace(ACCOUNT, [newer], NOW)
            meanwhile = asyncio.create_task(late())
            await waiting_or_done(opened, meanwhile)
        await meanwhile
        assert await opened.rows("SELECT content FROM order_head") == [(b"newer...",)]
