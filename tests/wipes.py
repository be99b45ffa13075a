"""What the tests of a wipe share: two shops with rows in every table, and a house for them."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import BigInteger, Boolean, Column, Integer, LargeBinary, Table, insert, select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.engine.in_process import InProcessEngine
from core.keys import WipeStep
from core.model import MemberRole, Place, TenantId
from core.ports.audit import Act
from core.ports.posts import PostRow
from core.ports.tenants import ChannelRow, TenantRow
from core.ports.wipe import PostEraser, Revocations, Stage
from core.revoke import Revoker, RevokeRequest
from core.wipe_progress import Issuer
from storage.engine import WRITES
from storage.installation import open_database
from storage.key_provider import KeyFile
from storage.keystore import SqlKeyStore
from storage.repositories.revocations import SqlRevocations
from storage.tables.columns import LocalDay, UtcInstant
from storage.tables.registry import metadata
from storage.unit_of_work import SqlStorage
from storage.wipe import SqlWipe, tenant_tables
from tests.keystores import Crash

EACH = 9
NOW = datetime(2026, 11, 21, 18, 0, tzinfo=UTC)
SHOP, OTHER = TenantId("a-shop"), TenantId("b-shop")
NAME = "Canary Demo shop"
CANARIES = ("701-7654321-1234567", "Canary garlic press", "A1CANARYSELLER", "Atzr|canary", NAME)
CONFIRMED = RevokeRequest(SHOP, NAME, "U-owner")


@dataclass
class Platform:
    """A chat platform that keeps what it was told; some posts it will not delete."""

    erased: list[str] = field(default_factory=list)
    cleared: list[str] = field(default_factory=list)
    stubborn: dict[str, str] = field(default_factory=dict)
    crash_after: int | None = None

    async def erase(self, post: PostRow) -> str | None:
        """Delete a post."""
        if post.message_id in self.stubborn:
            return self.stubborn[post.message_id]
        self.erased.append(post.message_id)
        if len(self.erased) == self.crash_after:
            self.crash_after = None
            raise Crash
        return None

    async def clear(self, place: Place) -> str | None:
        """Clear a channel."""
        self.cleared.append(place.channel)
        return None


class Ticking:
    """A clock that moves on a second with every look."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now


@dataclass
class Office:
    """An installation with its data and key store open."""

    engine: AsyncEngine
    keys: SqlKeyStore
    storage: SqlStorage
    platform: Platform
    clock: Ticking

    @property
    def rows(self) -> SqlWipe:
        """All tables."""
        return SqlWipe(self.engine, batch=4)

    @property
    def records(self) -> SqlRevocations:
        """The wipes' records."""
        return SqlRevocations(self.engine, self.keys)

    def revoker(
        self,
        on_stage: Callable[[Stage], None] = lambda _stage: None,
        records: Revocations | None = None,
        posts: PostEraser | None = None,
    ) -> Revoker:
        """The use case."""
        ids = iter(f"cert-{number}" for number in range(1, 9))
        return Revoker(
            self.storage,
            self.keys,
            records or self.records,
            self.rows,
            posts or self.platform,
            self.clock,
            lambda: next(ids),
            lambda: bytes(range(32)),
            Issuer("0.1.0"),
            on_stage,
        )

    async def dump(self, tenant: str) -> dict[str, list[tuple[Any, ...]]]:
        """Every row of a tenant, from every table of the schema."""
        found = {}
        async with self.engine.connect() as connection, connection.begin():
            for table in tenant_tables(metadata):
                query = select(table).where(table.c.tenant_id == tenant)
                rows = await connection.execute(query.order_by(*table.primary_key.columns))
                found[table.name] = [tuple(row) for row in rows]
        return found

    async def rows_left(self, tenant: str) -> int:
        """How many rows a tenant has, in every table of the schema."""
        return sum(len(rows) for rows in (await self.dump(tenant)).values())

    async def put(self, rows: dict[Table, list[dict[str, object]]]) -> None:
        """Put rows into tables as they are."""
        async with self.engine.connect() as plain:
            connection = await plain.execution_options(**{WRITES: True})
            async with connection.begin():
                for table, some in rows.items():
                    await connection.execute(insert(table), some)


@asynccontextmanager
async def office(
    url: str, folder: Path, on_key: Callable[[WipeStep], None] = lambda _step: None
) -> AsyncIterator[Office]:
    """The installation of a database and of a key store in a folder; opened anew it goes on."""
    clock = Ticking()
    async with open_database(url, "demo") as (engine, _):
        provider, keys_url = KeyFile(folder / "kek.key"), f"sqlite:///{folder / 'keys.db'}"
        async with SqlKeyStore.open(keys_url, provider, clock, on_key) as keys:
            storage = SqlStorage(engine, keys, InProcessEngine())
            yield Office(engine, keys, storage, Platform(), clock)


async def settle(office: Office, each: int = EACH) -> None:
    """Two shops with so many rows in every table of the schema, and the canaries in them."""
    for tenant, name in ((SHOP, NAME), (OTHER, "Other shop")):
        await office.keys.create(tenant, NOW)
        async with office.storage.write() as uow:
            row = TenantRow(tenant, name, f"pseudonym-{tenant}", "active", NOW)
            await uow.directory.add(row)
            scope = await uow.for_tenant(tenant)
            await scope.team.bind(ChannelRow("local", "w", f"c-{tenant}", "general", "UTC"))
            await scope.team.admit(("local", "w", "U-owner"), MemberRole.OWNER, NOW)
            await scope.team.admit(("local", "w", "U-viewer"), MemberRole.VIEWER, NOW)
            await scope.audit.record(Act("U-owner", "connect", CANARIES[2], NOW, {"name": name}))
        rows = {
            table: [sample(table, tenant, number) for number in range(_room(table, each))]
            for table in tenant_tables(metadata)[:-1]
        }
        await office.put(rows)


def _room(table: Table, each: int) -> int:
    """How many rows a tenant may have in a table: one, where its id alone is the key."""
    return each if len(table.primary_key.columns) > 1 else 1


def sample(table: Table, tenant: str, number: int) -> dict[str, object]:
    """A row with a value in every column; texts hold a canary, but only those of the shop."""
    secret = CANARIES[number % len(CANARIES)] if tenant == SHOP else "nothing of note"
    text = f"{number * 7919 % 1000:03d} {tenant} {secret} {number}"
    values = {column.name: _value(column, text, number) for column in table.columns}
    return {**values, "tenant_id": tenant}


def _value(column: Column[Any], text: str, number: int) -> object:
    kind = column.type
    if column.name == "role":
        return MemberRole.VIEWER.value
    if isinstance(kind, UtcInstant):
        return NOW + timedelta(seconds=number)
    if isinstance(kind, LocalDay):
        return date(2026, 1, 1) + timedelta(days=number)
    if isinstance(kind, LargeBinary):
        size = kind.length or 64
        return text.encode()[:size].ljust(size, b".")
    if isinstance(kind, Boolean):
        return number % 2 == 0
    if isinstance(kind, BigInteger | Integer):
        return number
    length = getattr(kind, "length", None) or 200
    return text[:length]
