"""Button references: random, kept as hashes alone, one for each button, gone after a week."""

from collections.abc import AsyncIterator

import pytest
from sqlalchemy.ext.asyncio import create_async_engine

from bot.card import Actions, Button, Card, Text
from bot.chance import new_ref
from bot.handlers.asked import Answer
from bot.marked import sentence
from core.errors import StaleHandle
from core.model import MemberRole
from tests.front_desk import NOW, OTHER, SHOP, FrontDesk, front_desk

TWO = Card(
    "Two",
    (
        Actions((Button("Send", "reviews.approve", "batch:1"),)),
        Text(("between",)),
        Actions((Button("Days", "stats", "7d by:day"),)),
    ),
)


@pytest.fixture
async def desk(sqlite_url: str) -> AsyncIterator[FrontDesk]:
    async with front_desk(sqlite_url) as desk:
        yield desk


async def test_each_button_gets_a_reference_in_the_order_in_which_it_is_drawn(
    desk: FrontDesk,
) -> None:
    handles = desk.router.handles
    refs = await handles.mint(SHOP, Answer(TWO, payload=b"digest"), NOW)
    assert refs == ("az1:reviews.approve:ref-1", "az1:stats:ref-2")
    first, second = [await handles.take(SHOP, ref, NOW) for ref in refs]
    assert (first.action, first.object, first.role) == (
        "reviews.approve",
        "batch:1",
        MemberRole.APPROVER,
    )
    assert (second.action, second.object, second.role) == ("stats", "7d by:day", MemberRole.VIEWER)
    assert first.payload == second.payload == b"digest"


async def test_a_card_without_buttons_writes_nothing(desk: FrontDesk, sqlite_url: str) -> None:
    assert await desk.router.handles.mint(SHOP, Answer(sentence("Done.")), NOW) == ()
    assert await kept(sqlite_url) == []


async def test_the_database_never_holds_a_reference(desk: FrontDesk, sqlite_url: str) -> None:
    refs = await desk.router.handles.mint(SHOP, Answer(TWO), NOW)
    rows = await kept(sqlite_url)
    assert len(rows) == len(refs)
    assert not [row for row in rows for ref in refs if ref.rpartition(":")[2] in row]


async def test_an_unknown_an_edited_and_another_tenant_s_reference_are_refused_alike(
    desk: FrontDesk,
) -> None:
    handles = desk.router.handles
    (ref, _) = await handles.mint(SHOP, Answer(TWO), NOW)
    refused = []
    for tenant, tried in (
        (SHOP, ref.replace("approve", "reject")),
        (SHOP, f"{ref}x"),
        (SHOP, ""),
        (OTHER, ref),
    ):
        with pytest.raises(StaleHandle) as why:
            await handles.take(tenant, tried, NOW)
        refused.append(why.value.message)
    assert len(set(refused)) == 1
    assert (await handles.take(SHOP, ref, NOW)).object == "batch:1"


def test_a_reference_is_128_random_bits() -> None:
    made = {new_ref() for _ in range(200)}
    assert len(made) == 200
    assert {len(ref) for ref in made} == {22}  # 16 bytes in base64 without padding


async def kept(url: str) -> list[str]:
    """The rows of references as text."""
    engine = create_async_engine(url)
    try:
        async with engine.connect() as connection:
            rows = await connection.exec_driver_sql("SELECT * FROM handle")
            return [str(tuple(row)) for row in rows]
    finally:
        await engine.dispose()
