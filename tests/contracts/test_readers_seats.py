"""However many read at once, who writes finds a connection, and who reads gets one in turn."""

import asyncio
from pathlib import Path

from core.ports.tenants import TenantRow
from storage.engine import CONNECTIONS
from storage.readers_seats import ReadersSeats
from tests.storages import SHOP, Opened, opened_storage

MANY = 64


async def test_a_write_goes_through_while_many_read(database_url: str, tmp_path: Path) -> None:
    async with opened_storage(database_url, tmp_path) as opened:
        done, seated = asyncio.Event(), asyncio.Semaphore(0)

        async def reads() -> list[TenantRow]:
            async with opened.storage.read() as uow:
                found = await uow.directory.tenants()
                seated.release()
                await done.wait()
                return found

        readers = [asyncio.create_task(reads()) for _ in range(MANY)]
        for _ in range(CONNECTIONS):
            await seated.acquire()
        async with asyncio.timeout(5), opened.storage.write() as uow:
            await uow.facts.note("written", "meanwhile")
        assert not any(reader.done() for reader in readers)
        done.set()
        assert {len(found) for found in await asyncio.gather(*readers)} == {2}


async def test_a_reader_waits_for_those_alone_who_asked_before() -> None:
    seats, order = ReadersSeats(1), list[str]()
    asked = asyncio.Event()

    async def other() -> None:
        asked.set()
        async with seats.taken():
            order.append("the other")

    async with seats.taken():
        work = asyncio.create_task(other())
        await asked.wait()
    async with seats.taken():
        order.append("the first again")
    await work
    assert order == ["the other", "the first again"]


async def fact(opened: Opened) -> str | None:
    async with opened.storage.read() as uow:
        return await uow.facts.fact("nobody noted it")


async def test_who_reads_may_read_again_within(sqlite_url: str, tmp_path: Path) -> None:
    async with opened_storage(sqlite_url, tmp_path) as opened:

        async def reads() -> str | None:
            async with opened.storage.read() as uow:
                assert (await (await uow.for_tenant(SHOP)).audit.head())[0] == 0
                return await fact(opened)

        async with asyncio.timeout(20):
            assert set(await asyncio.gather(*(reads() for _ in range(MANY)))) == {None}
