"""Whoever writes to the data database waits in one line, in the order of asking."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path

import pytest

from core.model import TenantId
from core.ports.egress import EgressCall
from core.ports.installations import Installation
from core.ports.message_pieces import Piece
from core.ports.posts import PostRow
from storage.account_wipe import SqlAccountWipe
from storage.repositories.egress import SqlEgress
from storage.repositories.installations import SqlInstallations
from storage.repositories.message_pieces import SqlMessagePieces
from storage.repositories.revocations import SqlRevocations
from storage.repositories.seen import SqlSeenRequests
from storage.wipe import SqlWipe
from tests.storages import ACCOUNT, NOW, SHOP, Opened, opened_storage

LATER = NOW + timedelta(hours=1)
PLACE = ("slack", "T1", "C1")
HERE = Installation("A1", "", "T1", "B1", "U1", ("commands",), "U9", NOW, "xoxb-1", "xoxe-1", LATER)
PIECE = Piece("T1", "C1", "F1", "1.1", NOW)
ROLE = "Inventory and Order Tracking"
CALL = EgressCall("call-1", "p", "account-1", NOW, "getOrders", ROLE, "sales", 200, None)
POST = PostRow(*PLACE, "1.1", "stats", NOW)
NOBODY = TenantId("nobody")

Write = Callable[[Opened], Awaitable[object]]


def installations(opened: Opened) -> SqlInstallations:
    return SqlInstallations(opened.engine, opened.keys, lambda: NOW)


WRITES: dict[str, Write] = {
    "a request is noted": lambda it: SqlSeenRequests(it.engine).first(b"d" * 32, NOW, LATER),
    "an app comes": lambda it: installations(it).save(HERE),
    "an app goes": lambda it: installations(it).remove("A1", "", "T1", NOW),
    "a token is claimed": lambda it: installations(it).claim(HERE, NOW, LATER),
    "a token is put in place": lambda it: installations(it).rotated(HERE, None),
    "a piece comes": lambda it: SqlMessagePieces(it.engine).add(PIECE),
    "a piece goes": lambda it: SqlMessagePieces(it.engine).remove(PIECE),
    "a call is recorded": lambda it: SqlEgress(it.engine).record(CALL),
    "a post is forgotten": lambda it: SqlWipe(it.engine).forget_post(SHOP, POST),
    "a tenant's rows go": lambda it: SqlWipe(it.engine).delete_rows(NOBODY),
    "traces go": lambda it: SqlWipe(it.engine).remove_traces(),
    "an account's rows go": lambda it: SqlAccountWipe(it.engine).delete_rows(NOBODY, ACCOUNT),
    "nonces go": lambda it: SqlRevocations(it.engine, it.keys).forget_nonces(NOW),
}


@pytest.mark.parametrize("name", WRITES)
async def test_every_write_takes_the_one_turn(sqlite_url: str, tmp_path: Path, name: str) -> None:
    """Within another write it would wait on itself, which is refused: so it is the same turn."""
    async with opened_storage(f"{sqlite_url}?timeout=0.05", tmp_path) as opened:
        async with opened.storage.write():
            with pytest.raises(RuntimeError, match="within a write"):
                await WRITES[name](opened)
        await WRITES[name](opened)


@pytest.mark.parametrize("name", ["a request is noted", "a token is claimed", "a call is recorded"])
async def test_a_write_waits_for_those_alone_who_asked_before(
    sqlite_url: str, tmp_path: Path, name: str
) -> None:
    async with opened_storage(sqlite_url, tmp_path) as opened:
        order: list[str] = []
        asked = asyncio.Event()

        async def other() -> None:
            asked.set()
            await WRITES[name](opened)
            order.append("the other")

        async with opened.storage.write():
            work = asyncio.create_task(other())
            await asked.wait()
        async with opened.storage.write():
            order.append("the first again")
        await work
        assert order == ["the other", "the first again"]
