"""The key store on both databases: one key a tenant, never in the clear, never misread."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import create_async_engine

from core.errors import BadSetting, KeyFileWrong, NewerSchema, NoTenantKey
from storage.key_provider import KeyFile
from storage.keystore import SqlKeyStore
from storage.keystore_schema import KEYS
from storage.signing import signed_by
from storage.tables.keys import keystore_metadata
from tests.keystores import (
    NOW,
    OTHER,
    SHOP,
    OpenStore,
    SteppedClock,
    command,
    on_disk,
    wrapped_bytes,
)

TABLES = frozenset(keystore_metadata.tables)


def compared(connection: Connection) -> list[object]:
    """What Alembic would still have to change, by its own comparison."""
    context = MigrationContext.configure(
        connection,
        opts={
            "include_name": lambda name, kind, _: kind != "table" or name in TABLES,
            "version_table": KEYS.version_table,
        },
    )
    return list(compare_metadata(context, keystore_metadata))


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


async def test_no_clear_key_is_ever_on_disk(store: SqlKeyStore, empty_database_url: str) -> None:
    await store.create(SHOP, NOW)
    secret = (await store.key(SHOP)).secret
    signer = await store.signing_key()
    stored = await on_disk(empty_database_url)
    assert await wrapped_bytes(empty_database_url) in stored
    assert secret not in stored
    assert signer.private not in stored


async def test_a_key_stays_in_memory_for_five_minutes_only(
    store: SqlKeyStore, empty_database_url: str, clock: SteppedClock
) -> None:
    await store.create(SHOP, NOW)
    await store.key(SHOP)
    await command(empty_database_url, "DELETE FROM wrapped_key")
    clock.now += timedelta(minutes=4, seconds=59)
    assert await store.key(SHOP)
    clock.now += timedelta(seconds=1)
    with pytest.raises(NoTenantKey):
        await store.key(SHOP)


async def test_a_wrapped_key_copied_to_another_tenant_does_not_open(
    store: SqlKeyStore, empty_database_url: str
) -> None:
    await store.create(SHOP, NOW)
    await command(empty_database_url, "UPDATE wrapped_key SET tenant_id = 'other-shop'")
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
    opened: OpenStore, empty_database_url: str
) -> None:
    async with opened():
        pass
    await command(empty_database_url, "UPDATE keystore_version SET version_num = '9999'")
    with pytest.raises(NewerSchema, match="9999"):
        async with opened():
            pass


async def test_the_migrated_tables_are_the_declared_ones(
    store: SqlKeyStore, empty_database_url: str
) -> None:
    from_url = create_async_engine(empty_database_url)
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
