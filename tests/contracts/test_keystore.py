"""The key store on both databases: keys come and go in the right order and leave no trace."""

import asyncio
import os
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, insert, make_url, text
from sqlalchemy.ext.asyncio import create_async_engine

from core.errors import BadSetting, KeyFileWrong, KeyStoreBusy, NewerSchema, NoTenantKey, TenantGone
from core.keys import WipeStep, tenant_hash
from core.model import TenantId
from storage.key_provider import KeyFile
from storage.keystore import SqlKeyStore
from storage.keystore_schema import VERSION_TABLE
from storage.signing import signed_by
from storage.tables.keys import keystore_metadata, wrapped_key

SHOP, OTHER = TenantId("demo-shop"), TenantId("other-shop")
TABLES = frozenset(keystore_metadata.tables)
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


@pytest.fixture
def clock() -> SteppedClock:
    return SteppedClock()


@pytest.fixture
def key_file(tmp_path: Path) -> Path:
    return tmp_path / "kek.key"


@pytest.fixture
def opened(database_url: str, key_file: Path, clock: SteppedClock) -> OpenStore:
    def _open(crash_at: WipeStep | None = None) -> AbstractAsyncContextManager[SqlKeyStore]:
        def on_step(step: WipeStep) -> None:
            if step == crash_at:
                raise Crash

        return SqlKeyStore.open(database_url, KeyFile(key_file), clock, on_step)

    return _open


@pytest.fixture
async def store(opened: OpenStore) -> AsyncIterator[SqlKeyStore]:
    async with opened() as store:
        yield store


def compared(connection: Connection) -> list[object]:
    """What Alembic would still have to change, by its own comparison."""
    context = MigrationContext.configure(
        connection,
        opts={
            "include_name": lambda name, kind, _: kind != "table" or name in TABLES,
            "version_table": VERSION_TABLE,
        },
    )
    return list(compare_metadata(context, keystore_metadata))


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


async def test_a_key_is_stable_and_each_tenant_has_its_own(opened: OpenStore) -> None:
    async with opened() as store:
        await store.create(SHOP, NOW)
        await store.create(OTHER, NOW)
        first = await store.key(SHOP)
        await store.create(SHOP, NOW)
        assert await store.count() == 2
        assert first.secret != (await store.key(OTHER)).secret
    async with opened() as again:
        assert await again.key(SHOP) == first


async def test_an_unknown_tenant_has_no_key_and_nothing_to_destroy(store: SqlKeyStore) -> None:
    with pytest.raises(NoTenantKey):
        await store.key(SHOP)
    with pytest.raises(NoTenantKey):
        await store.destroy(SHOP, "tenant-1", "cert-1", NOW)
    assert await store.tombstones() == ()


async def test_no_clear_key_is_ever_on_disk(store: SqlKeyStore, database_url: str) -> None:
    await store.create(SHOP, NOW)
    secret = (await store.key(SHOP)).secret
    signer = await store.signing_key()
    stored = await on_disk(database_url)
    assert await wrapped_bytes(database_url) in stored
    assert secret not in stored
    assert signer.private not in stored


async def test_a_destroyed_key_leaves_no_trace_in_the_live_store(
    store: SqlKeyStore, database_url: str
) -> None:
    await store.create(OTHER, NOW)
    await store.create(SHOP, NOW)  # last, so that tidying the other row does not write over it
    kept = await store.key(OTHER)
    wrapped = next(
        bytes(row[1])
        for row in await rows(database_url, "SELECT tenant_id, wrapped FROM wrapped_key")
        if row[0] == SHOP
    )
    assert wrapped in await on_disk(database_url)
    await store.destroy(SHOP, "tenant-1", "cert-1", NOW)
    assert wrapped not in await on_disk(database_url)
    assert await store.key(OTHER) == kept


async def test_a_destroyed_key_is_gone_even_from_memory(store: SqlKeyStore) -> None:
    await store.create(SHOP, NOW)
    await store.key(SHOP)
    await store.destroy(SHOP, "tenant-1", "cert-1", NOW)
    with pytest.raises(TenantGone, match="2026-11-21"):
        await store.key(SHOP)
    with pytest.raises(TenantGone):
        await store.create(SHOP, NOW)
    assert await store.count() == 0


async def test_a_tombstone_is_signed_and_does_not_name_the_tenant(store: SqlKeyStore) -> None:
    await store.create(SHOP, NOW)
    key_id = (await store.key(SHOP)).key_id
    stone = await store.destroy(SHOP, "tenant-1", "cert-1", NOW)
    signer = await store.signing_key()
    assert (stone.key_id, stone.tenant_hash) == (key_id, tenant_hash(SHOP))
    assert stone.destroyed_at == NOW.replace(microsecond=0)
    assert signed_by(signer.public_key, stone.signature, stone.signed_bytes())
    assert SHOP.encode() not in stone.signed_bytes()
    assert await store.tombstones() == (stone,)
    assert await store.tombstone(SHOP) == stone


async def test_destroying_twice_gives_the_first_tombstone(store: SqlKeyStore) -> None:
    await store.create(SHOP, NOW)
    first = await store.destroy(SHOP, "tenant-1", "cert-1", NOW)
    second = await store.destroy(SHOP, "tenant-2", "cert-2", NOW + timedelta(days=1))
    assert second == first
    assert await store.tombstones() == (first,)


@pytest.mark.parametrize("step", list(WipeStep))
async def test_a_wipe_cut_short_is_finished_at_the_next_start(
    opened: OpenStore, database_url: str, step: WipeStep
) -> None:
    async with opened(crash_at=step) as store:
        await store.create(SHOP, NOW)
        wrapped = await wrapped_bytes(database_url)
        with pytest.raises(Crash):
            await store.destroy(SHOP, "tenant-1", "cert-1", NOW)
        assert await store.count() == (1 if step == WipeStep.TOMBSTONE else 0)
    async with opened() as again:
        assert await again.count() == 0
        assert [stone.certificate_id for stone in await again.tombstones()] == ["cert-1"]
        assert wrapped not in await on_disk(database_url)
        with pytest.raises(TenantGone):
            await again.key(SHOP)


async def test_a_key_restored_from_before_its_wipe_is_destroyed_again(
    opened: OpenStore, database_url: str
) -> None:
    async with opened() as store:
        await store.create(SHOP, NOW)
        wrapped = await wrapped_bytes(database_url)
        await store.destroy(SHOP, "tenant-1", "cert-1", NOW)
        stone = (await store.tombstones())[0]
    engine = create_async_engine(database_url)
    async with engine.begin() as connection:
        old = {"tenant_id": SHOP, "key_id": stone.key_id, "wrapped": wrapped, "created_at": NOW}
        values = {**old, "provider_key_id": "file:old", "commitment": bytes(32)}
        await connection.execute(insert(wrapped_key).values(values))
    await engine.dispose()
    async with opened() as again:
        assert await again.count() == 0
        assert wrapped not in await on_disk(database_url)


async def test_a_busy_store_is_not_reported_clean(
    tmp_path: Path, key_file: Path, clock: SteppedClock
) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path / 'busy.db'}"
    reader = create_async_engine(url)
    async with SqlKeyStore.open(f"{url}?timeout=0.01", KeyFile(key_file), clock) as store:
        await store.create(SHOP, NOW)
        wrapped = await wrapped_bytes(url)
        async with reader.connect() as connection:
            await connection.execute(text("BEGIN"))
            await connection.execute(text("SELECT count(*) FROM wrapped_key"))
            with pytest.raises(KeyStoreBusy):
                await store.destroy(SHOP, "tenant-1", "cert-1", NOW)
        await reader.dispose()
        assert wrapped in await on_disk(url)
        first = await store.destroy(SHOP, "tenant-2", "cert-2", NOW)
        assert first.certificate_id == "cert-1"
        assert wrapped not in await on_disk(url)


async def test_two_processes_agree(opened: OpenStore) -> None:
    async def start(number: int) -> tuple[str, bytes, str]:
        async with opened() as store:
            await store.create(SHOP, NOW)
            signer, key = await asyncio.gather(store.signing_key(), store.key(SHOP))
            await met.wait()
            stone = await store.destroy(SHOP, f"tenant-{number}", f"cert-{number}", NOW)
            return signer.key_id, key.secret, stone.certificate_id

    met = asyncio.Barrier(2)
    first, second = await asyncio.gather(start(1), start(2))
    assert first == second


async def test_a_key_stays_in_memory_for_five_minutes_only(
    store: SqlKeyStore, database_url: str, clock: SteppedClock
) -> None:
    await store.create(SHOP, NOW)
    await store.key(SHOP)
    await command(database_url, "DELETE FROM wrapped_key")
    clock.now += timedelta(minutes=4, seconds=59)
    assert await store.key(SHOP)
    clock.now += timedelta(seconds=1)
    with pytest.raises(NoTenantKey):
        await store.key(SHOP)


async def test_a_wrapped_key_copied_to_another_tenant_does_not_open(
    store: SqlKeyStore, database_url: str
) -> None:
    await store.create(SHOP, NOW)
    await command(database_url, "UPDATE wrapped_key SET tenant_id = 'other-shop'")
    with pytest.raises(KeyFileWrong):
        await store.key(OTHER)


async def test_the_signing_key_is_made_once(opened: OpenStore) -> None:
    async with opened() as store:
        first = await store.signing_key()
        assert signed_by(first.public_key, first.sign(b"head"), b"head")
        assert not signed_by(first.public_key, first.sign(b"head"), b"tail")
    async with opened() as again:
        assert (await again.signing_key()).key_id == first.key_id


async def test_a_store_made_by_a_newer_amzigo_is_left_alone(
    opened: OpenStore, database_url: str
) -> None:
    async with opened():
        pass
    await command(database_url, "UPDATE keystore_version SET version_num = '9999'")
    with pytest.raises(NewerSchema, match="9999"):
        async with opened():
            pass


async def test_the_migrated_tables_are_the_declared_ones(
    store: SqlKeyStore, database_url: str
) -> None:
    from_url = create_async_engine(database_url)
    async with from_url.connect() as connection:
        differences = await connection.run_sync(compared)
    await from_url.dispose()
    assert differences == []


def test_every_column_declares_itself() -> None:
    columns = [column for table in keystore_metadata.sorted_tables for column in table.columns]
    asked = {"data_class", "purpose", "legal_basis", "source", "retention"}
    asked |= {"deletion_trigger", "backup"}
    assert [str(column) for column in columns if set(column.info) != asked] == []
    assert {table.info["scope"] for table in keystore_metadata.sorted_tables} == {
        "tenant",
        "system",
    }


async def test_only_its_owner_reads_the_key_store(
    tmp_path: Path, key_file: Path, clock: SteppedClock
) -> None:
    url = f"sqlite:///{tmp_path / 'data' / 'keys.db'}"
    async with SqlKeyStore.open(url, KeyFile(key_file), clock) as store:
        await store.create(SHOP, NOW)
        modes = {
            entry.name: entry.stat().st_mode & 0o777 for entry in os.scandir(tmp_path / "data")
        }
    assert modes == {"keys.db": 0o600, "keys.db-wal": 0o600, "keys.db-shm": 0o600}


async def test_an_unknown_kind_of_database_is_refused(key_file: Path, clock: SteppedClock) -> None:
    with pytest.raises(BadSetting, match="mysql"):
        async with SqlKeyStore.open("mysql://localhost/keys", KeyFile(key_file), clock):
            pass
