"""The end of a key on both databases: tombstone first, then the key, and no trace of it."""

import asyncio
from pathlib import Path

import pytest
from sqlalchemy import insert, make_url, text
from sqlalchemy.ext.asyncio import create_async_engine

from core.errors import KeyStoreBusy, TenantGone
from core.keys import WipeStep, tenant_hash
from storage.key_provider import KeyFile
from storage.keystore import SqlKeyStore
from storage.signing import signed_by
from storage.tables.keys import wrapped_key
from tests.keystores import (
    NOW,
    OTHER,
    SHOP,
    Crash,
    OpenStore,
    SteppedClock,
    on_disk,
    rows,
    wrapped_bytes,
)


async def test_a_destroyed_key_leaves_no_trace_in_the_live_store(
    store: SqlKeyStore, empty_database_url: str
) -> None:
    await store.create(OTHER, NOW)
    await store.create(SHOP, NOW)  # last, so that tidying the other row does not write over it
    kept = await store.key(OTHER)
    wrapped = next(
        bytes(row[1])
        for row in await rows(empty_database_url, "SELECT tenant_id, wrapped FROM wrapped_key")
        if row[0] == SHOP
    )
    assert wrapped in await on_disk(empty_database_url)
    await store.destroy(SHOP, "tenant-1", "cert-1", NOW)
    assert wrapped not in await on_disk(empty_database_url)
    assert await store.key(OTHER) == kept


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


@pytest.mark.parametrize("step", list(WipeStep))
async def test_a_wipe_cut_short_is_finished_at_the_next_start(
    opened: OpenStore, empty_database_url: str, step: WipeStep
) -> None:
    async with opened(crash_at=step) as store:
        await store.create(SHOP, NOW)
        wrapped = await wrapped_bytes(empty_database_url)
        with pytest.raises(Crash):
            await store.destroy(SHOP, "tenant-1", "cert-1", NOW)
        assert await store.count() == (1 if step == WipeStep.TOMBSTONE else 0)
    async with opened() as again:
        assert await again.count() == 0
        assert [stone.certificate_id for stone in await again.tombstones()] == ["cert-1"]
        assert wrapped not in await on_disk(empty_database_url)
        with pytest.raises(TenantGone):
            await again.key(SHOP)


async def test_a_key_restored_from_before_its_wipe_is_destroyed_again(
    opened: OpenStore, empty_database_url: str
) -> None:
    async with opened() as store:
        await store.create(SHOP, NOW)
        wrapped = await wrapped_bytes(empty_database_url)
        await store.destroy(SHOP, "tenant-1", "cert-1", NOW)
        stone = (await store.tombstones())[0]
    engine = create_async_engine(empty_database_url)
    async with engine.begin() as connection:
        old = {"tenant_id": SHOP, "key_id": stone.key_id, "wrapped": wrapped, "created_at": NOW}
        values = {**old, "provider_key_id": "file:old", "commitment": bytes(32)}
        await connection.execute(insert(wrapped_key).values(values))
    await engine.dispose()
    async with opened() as again:
        assert await again.count() == 0
        assert wrapped not in await on_disk(empty_database_url)


IMPATIENT = {"sqlite": {"timeout": "0.01"}, "postgresql": {"options": "-c lock_timeout=10ms"}}


async def test_a_busy_store_is_not_reported_clean(
    empty_database_url: str, key_file: Path, clock: SteppedClock
) -> None:
    parsed = make_url(empty_database_url)
    url = parsed.update_query_dict(IMPATIENT[parsed.get_backend_name()])
    reader = create_async_engine(empty_database_url)
    address = url.render_as_string(hide_password=False)
    async with SqlKeyStore.open(address, KeyFile(key_file), clock) as store:
        await store.create(SHOP, NOW)
        wrapped = await wrapped_bytes(empty_database_url)
        async with reader.connect() as connection:
            await connection.execute(text("BEGIN"))
            await connection.execute(text("SELECT count(*) FROM wrapped_key"))
            with pytest.raises(KeyStoreBusy):
                await store.destroy(SHOP, "tenant-1", "cert-1", NOW)
        await reader.dispose()
        assert wrapped in await on_disk(empty_database_url)
        first = await store.destroy(SHOP, "tenant-2", "cert-2", NOW)
        assert first.certificate_id == "cert-1"
        assert wrapped not in await on_disk(empty_database_url)


async def test_an_older_look_at_other_tables_keeps_no_key(
    empty_pg_url: str, key_file: Path, clock: SteppedClock
) -> None:
    reader = create_async_engine(empty_pg_url, isolation_level="REPEATABLE READ")
    async with SqlKeyStore.open(empty_pg_url, KeyFile(key_file), clock) as store:
        await store.create(SHOP, NOW)
        wrapped = await wrapped_bytes(empty_pg_url)
        async with reader.connect() as connection:
            await connection.execute(text("SELECT count(*) FROM tombstone"))
            await store.destroy(SHOP, "tenant-1", "cert-1", NOW)
            assert wrapped not in await on_disk(empty_pg_url)
    await reader.dispose()


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
