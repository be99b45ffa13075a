"""A digest is worked out while others write, and what it says of a day first is kept as it said."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import date

import pytest

from core.digests import Digest, DigestQuestion, MarketplaceDigest, digest
from core.ports.storage import TenantScope
from tests.stocked import MONDAY, NOW, SHOP, US, Sale, Shop, daily, open_shop

FIRST, MORE = Sale("GP-01", MONDAY, 10, 10_000), Sale("GP-01", MONDAY, 1, 500)


@pytest.fixture
async def shop(database_url: str) -> AsyncIterator[Shop]:
    async with open_shop(database_url) as shop:
        await shop.sell([*daily("GP-01", 5, 3), FIRST])
        yield shop


async def told(shop: Shop, meanwhile: Callable[[], Awaitable[object]] | None = None) -> Digest:
    """A digest; something happens after its figures were read, once."""
    left = [meanwhile] if meanwhile is not None else []

    async def count(_scope: TenantScope, _day: date) -> None:
        while left:
            await left.pop()()

    return await digest(shop.storage, SHOP, DigestQuestion(None, count), NOW)


def only(found: Digest) -> MarketplaceDigest:
    """Its one marketplace."""
    (part,) = found.facts.marketplaces
    return part


def units(found: Digest) -> int:
    """The units of its day."""
    figures = only(found).figures
    assert figures is not None
    return figures.units


async def kept(shop: Shop) -> list[int]:
    """The units of the day, as they were told first."""
    async with shop.storage.read() as uow:
        rows = await (await uow.for_tenant(SHOP)).digests.kept(US, MONDAY)
    return [json.loads(row.facts)["units"] for row in rows]


async def test_others_write_while_a_digest_is_worked_out(shop: Shop) -> None:
    async def write() -> None:
        async with shop.storage.write() as uow:
            await uow.facts.note("press", "answered")

    assert units(await told(shop, write)) == 13
    async with shop.storage.read() as uow:
        assert await uow.facts.fact("press") == "answered"


async def test_short_questions_are_answered_while_many_digests_are_worked_out(shop: Shop) -> None:
    begun, over = asyncio.Event(), asyncio.Event()

    async def hang() -> None:
        begun.set()
        await over.wait()

    digests = [asyncio.create_task(told(shop, hang)) for _ in range(64)]
    await begun.wait()
    async with asyncio.timeout(5), shop.storage.read() as uow:
        assert await uow.directory.tenants()
    over.set()
    assert {units(found) for found in await asyncio.gather(*digests)} == {13}


async def test_a_digest_that_says_nothing_new_writes_nothing(shop: Shop) -> None:
    first = await told(shop)
    async with shop.storage.write():
        assert await told(shop) == first


async def test_what_is_kept_is_what_was_said_whatever_changed_meanwhile(shop: Shop) -> None:
    found = await told(shop, lambda: shop.sell([MORE]))
    assert (units(found), await kept(shop)) == (13, [13])


async def test_of_two_at_once_the_first_is_kept_and_the_other_says_what_differs(
    shop: Shop,
) -> None:
    others: list[Digest] = []

    async def tell_and_sell() -> None:
        others.append(await told(shop))
        await shop.sell([MORE])

    later = await told(shop, tell_and_sell)
    assert (units(others[0]), units(later), await kept(shop)) == (13, 14, [13])
    assert [(one.told.units, one.now.units) for one in only(later).restated] == [(13, 14)]


async def test_of_two_at_once_none_speaks_of_a_state_that_was_told_by_a_newer_one(
    shop: Shop,
) -> None:
    async def sell_and_tell() -> None:
        await shop.sell([MORE])
        await told(shop)

    found = await told(shop, sell_and_tell)
    assert (units(found), only(found).restated, await kept(shop)) == (14, (), [14])
