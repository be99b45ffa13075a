"""The audit chain on both databases: whatever is done to a record afterwards shows."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from core.ports.audit import Act
from tests.storages import NOW, OTHER, SHOP, Opened, opened_storage

SWAP = "UPDATE audit SET seq = {one} WHERE seq = {other}"
COPY = (
    "INSERT INTO audit SELECT pseudonym, 4, at, actor, verb, object, sealed, before, hash "
    "FROM audit WHERE seq = 3"
)
TURN = [SWAP.format(one=9, other=2), SWAP.format(one=2, other=3), SWAP.format(one=3, other=9)]


@pytest.fixture
async def opened(database_url: str, tmp_path: Path) -> AsyncIterator[Opened]:
    async with opened_storage(database_url, tmp_path) as opened:
        for n in range(4):
            async with opened.storage.write() as uow:
                audit = (await uow.for_tenant(SHOP)).audit
                await audit.record(
                    Act("operator", "ask", f"stats-{n}", NOW + timedelta(hours=n), {"n": n})
                )
        yield opened


async def broken_at(opened: Opened) -> int | None:
    async with opened.storage.read() as uow:
        return await (await uow.for_tenant(SHOP)).audit.broken_at()


async def head(opened: Opened) -> tuple[int, bytes]:
    async with opened.storage.read() as uow:
        return await (await uow.for_tenant(SHOP)).audit.head()


async def test_a_chain_left_alone_is_sound_and_another_tenants_is_another(opened: Opened) -> None:
    assert await broken_at(opened) is None
    assert (await head(opened))[0] == 4
    async with opened.storage.read() as uow:
        assert await (await uow.for_tenant(OTHER)).audit.head() == (0, bytes(32))


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        (["UPDATE audit SET verb = 'revoke' WHERE seq = 2"], 2),
        (["UPDATE audit SET at = at + 1 WHERE seq = 3"], 3),
        (["UPDATE audit SET actor = 'somebody' WHERE seq = 1"], 1),
        (["UPDATE audit SET sealed = NULL WHERE seq = 2"], 2),
        (["UPDATE audit SET hash = before WHERE seq = 4"], 4),
        (["DELETE FROM audit WHERE seq = 1"], 1),
        (["DELETE FROM audit WHERE seq = 2"], 2),
        (["DELETE FROM audit WHERE seq = 2", SWAP.format(one=2, other=3)], 2),
        (TURN, 2),
        ([SWAP.format(one=6, other=4), COPY, SWAP.format(one=5, other=6)], 4),
    ],
    ids=["verb", "time", "actor", "details", "hash", "first gone", "gone", "gone and closed",
         "swapped", "inserted"],
)  # fmt: skip
async def test_a_changed_chain_is_found_at_its_place(
    opened: Opened, changes: list[str], place: int
) -> None:
    for change in changes:
        await opened.change(change)
    assert await broken_at(opened) == place


async def test_a_chain_cut_off_is_sound_in_itself_but_has_lost_its_known_head(
    opened: Opened,
) -> None:
    known = await head(opened)
    await opened.change("DELETE FROM audit WHERE seq = 4")
    assert await broken_at(opened) is None
    found = await head(opened)
    assert found[0] < known[0]
    assert found[1] != known[1]


async def test_who_and_what_are_not_in_the_clear(opened: Opened) -> None:
    kept = await opened.rows("SELECT actor, object, sealed FROM audit")
    assert all(
        word not in bytes(str(row[:2]).encode()) + bytes(row[2])
        for row in kept
        for word in (b"operator", b"stats-")
    )
    assert len({row[0] for row in kept}) == 1
    assert len({row[1] for row in kept}) == 4


async def test_an_act_that_was_rolled_back_leaves_no_record(opened: Opened) -> None:
    async def failing() -> None:
        async with opened.storage.write() as uow:
            await (await uow.for_tenant(SHOP)).audit.record(Act("a", "b", "c", NOW))
            raise RuntimeError("the act failed")

    with pytest.raises(RuntimeError):
        await failing()
    assert (await head(opened))[0] == 4
