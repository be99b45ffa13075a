"""The installation's facts and leases, on both databases."""

import asyncio
from datetime import timedelta
from pathlib import Path

from tests.storages import NOW, Opened, opened_storage

LIFE = timedelta(seconds=30)
NAME = "discord:1"


async def take(opened: Opened, holder: str, *, after: float = 0) -> bool:
    """Whether a process gets the lease so many seconds later."""
    now = NOW + timedelta(seconds=after)
    async with opened.storage.write() as uow:
        return await uow.leases.take(NAME, holder, now, now + LIFE)


async def test_a_lease_is_taken_by_one_only(database_url: str, tmp_path: Path) -> None:
    async with opened_storage(database_url, tmp_path) as opened:
        assert await take(opened, "one")
        assert not await take(opened, "two", after=29)


async def test_its_holder_renews_it(database_url: str, tmp_path: Path) -> None:
    async with opened_storage(database_url, tmp_path) as opened:
        await take(opened, "one")

        assert await take(opened, "one", after=20)
        assert not await take(opened, "two", after=49)


async def test_an_expired_lease_goes_to_the_next(database_url: str, tmp_path: Path) -> None:
    async with opened_storage(database_url, tmp_path) as opened:
        await take(opened, "one")

        assert await take(opened, "two", after=30)
        assert not await take(opened, "one", after=31)


async def test_one_of_ten_at_once_gets_it(database_url: str, tmp_path: Path) -> None:
    async with opened_storage(database_url, tmp_path) as opened:
        got = await asyncio.gather(*[take(opened, f"process {n}") for n in range(10)])

    assert got.count(True) == 1


async def test_a_lease_that_is_given_up_is_free_at_once(database_url: str, tmp_path: Path) -> None:
    async with opened_storage(database_url, tmp_path) as opened:
        await take(opened, "one")
        async with opened.storage.write() as uow:
            await uow.leases.give_up(NAME, "two")
        assert not await take(opened, "two")

        async with opened.storage.write() as uow:
            await uow.leases.give_up(NAME, "one")

        assert await take(opened, "two")


async def test_a_fact_is_known_until_another_takes_its_place(
    database_url: str, tmp_path: Path
) -> None:
    async with opened_storage(database_url, tmp_path) as opened:
        async with opened.storage.write() as uow:
            assert await uow.facts.fact("discord_commands") is None
            await uow.facts.note("discord_commands", "one")
            await uow.facts.note("discord_commands", "two")

        async with opened.storage.read() as uow:
            assert await uow.facts.fact("discord_commands") == "two"
            assert await uow.facts.fact("environment") == "demo"
