"""What the tests of the key store share: a clock, a crash, and a look from outside."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import make_url, text
from sqlalchemy.ext.asyncio import create_async_engine

from core.model import TenantId
from storage.keystore import SqlKeyStore

SHOP, OTHER = TenantId("demo-shop"), TenantId("other-shop")
NOW = datetime(2026, 11, 21, 18, 0, 0, 999, UTC)


class SteppedClock:
    """A clock that moves when the test says so."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


class Crash(Exception):
    """The process dies here."""


OpenStore = Callable[..., AbstractAsyncContextManager[SqlKeyStore]]


async def rows(url: str, sql: str) -> list[tuple[Any, ...]]:
    """What a look from outside finds."""
    engine = create_async_engine(url, isolation_level="AUTOCOMMIT")
    try:
        async with engine.connect() as connection:
            return [tuple(row) for row in await connection.execute(text(sql))]
    finally:
        await engine.dispose()


async def command(url: str, sql: str) -> None:
    """Something done from outside."""
    engine = create_async_engine(url, isolation_level="AUTOCOMMIT")
    async with engine.connect() as connection:
        await connection.execute(text(sql))
    await engine.dispose()


async def wrapped_bytes(url: str) -> bytes:
    """The wrapped key, as it lies in the table."""
    return bytes((await rows(url, "SELECT wrapped FROM wrapped_key"))[0][0])


async def on_disk(url: str) -> bytes:
    """Every byte of the live store: the database, its log and its index; or PostgreSQL's table."""
    if make_url(url).get_backend_name() == "sqlite":
        file = Path(make_url(url).database or "")
        return b"".join(path.read_bytes() for path in file.parent.glob(f"{file.name}*"))
    await command(url, "CHECKPOINT")
    found = await rows(url, "SELECT pg_read_binary_file(pg_relation_filepath('wrapped_key'))")
    return bytes(found[0][0])
