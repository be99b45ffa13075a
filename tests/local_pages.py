"""What the tests of stored messages share: a database with two tenants and their channels."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy import Executable, text
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.adapters.local.stored_messages import StoredMessages
from bot.engine.in_process import InProcessEngine
from core.model import Place, TenantId
from core.ports.tenants import ChannelRow
from core.tenants import create_tenant
from storage.installation import open_database
from storage.key_provider import KeyFile
from storage.keystore import SqlKeyStore
from storage.unit_of_work import SqlStorage

NOW = datetime(2026, 11, 24, 16, tzinfo=UTC)
ZONE = "Asia/Tokyo"
SHOP = TenantId("id-1")


@dataclass(frozen=True)
class OpenedMessages:
    """Stored messages and what they stand on."""

    messages: StoredMessages
    storage: SqlStorage
    engine: AsyncEngine

    async def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """What a look at the tables finds."""
        async with self.engine.connect() as connection:
            return [tuple(row) for row in await connection.execute(text(sql))]

    async def change(self, *statements: Executable) -> None:
        """Something done behind our back."""
        async with self.engine.begin() as connection:
            for statement in statements:
                await connection.execute(statement)


@asynccontextmanager
async def opened_messages(url: str, folder: Path, *places: Place) -> AsyncIterator[OpenedMessages]:
    """Messages of two tenants: the first has these channels, the second the channel `other`."""
    async with open_database(url, "demo") as (engine, _):
        provider = KeyFile(folder / "kek.key")
        keys_url = f"sqlite+aiosqlite:///{folder}/keys.db"
        async with SqlKeyStore.open(keys_url, provider, lambda: NOW) as keys:
            storage = SqlStorage(engine, keys, InProcessEngine())
            opened = OpenedMessages(StoredMessages(storage), storage, engine)
            if not await opened.rows("SELECT 1 FROM tenant"):
                await _furnish(storage, keys, places)
            yield opened


async def _furnish(storage: SqlStorage, keys: SqlKeyStore, places: tuple[Place, ...]) -> None:
    numbers = count(1)
    bound = {"Demo shop": places, "Other shop": (Place("local", "local", "other"),)}
    for name, its in bound.items():
        tenant = await create_tenant(storage, keys, name, lambda: f"id-{next(numbers)}", NOW)
        async with storage.write() as uow:
            team = (await uow.for_tenant(tenant)).team
            for place in its:
                await team.bind(ChannelRow(*place, place.channel, ZONE))
