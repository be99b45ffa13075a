"""The key store's port: what use cases rely on, of the real store and of the one in memory."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from core.errors import NoTenantKey, TenantGone
from core.keys import KeyStore, tenant_hash
from core.model import TenantId
from storage.key_provider import KeyFile
from storage.keystore import SqlKeyStore
from storage.signing import signed_by
from tests.keystores import NOW, OTHER, SHOP, SteppedClock
from tests.memory_keys import MemoryKeyStore


@pytest.fixture(params=["memory", "empty_sqlite_url", "empty_pg_url"])
async def keys(
    request: pytest.FixtureRequest, key_file: Path, clock: SteppedClock
) -> AsyncIterator[KeyStore]:
    if request.param == "memory":
        yield MemoryKeyStore()
        return
    url = str(request.getfixturevalue(request.param))
    async with SqlKeyStore.open(url, KeyFile(key_file), clock) as store:
        yield store


async def test_a_key_is_stable_and_each_tenant_has_its_own(keys: KeyStore) -> None:
    await keys.create(SHOP, NOW)
    await keys.create(OTHER, NOW)
    first = await keys.key(SHOP)
    await keys.create(SHOP, NOW)
    assert await keys.key(SHOP) == first
    assert (await keys.key(OTHER)).secret != first.secret
    assert (len(first.key_id), len(first.secret), await keys.count()) == (16, 32, 2)


async def test_an_unknown_tenant_has_no_key_and_nothing_to_destroy(keys: KeyStore) -> None:
    with pytest.raises(NoTenantKey):
        await keys.key(SHOP)
    with pytest.raises(NoTenantKey):
        await keys.destroy(SHOP, "tenant-1", "cert-1", NOW)
    assert (await keys.tombstones(), await keys.tombstone(SHOP)) == ((), None)


async def test_a_destroyed_key_is_gone_and_cannot_be_made_again(keys: KeyStore) -> None:
    await keys.create(SHOP, NOW)
    await keys.key(SHOP)
    await keys.destroy(SHOP, "tenant-1", "cert-1", NOW)
    for again in (keys.key(SHOP), keys.create(SHOP, NOW)):
        with pytest.raises(TenantGone, match="Sat 21 Nov 2026"):
            await again
    assert await keys.count() == 0


async def test_destroying_twice_gives_the_first_tombstone(keys: KeyStore) -> None:
    await keys.create(SHOP, NOW)
    first = await keys.destroy(SHOP, "tenant-1", "cert-1", NOW)
    assert await keys.destroy(SHOP, "tenant-2", "cert-2", NOW + timedelta(days=1)) == first
    assert first.tenant_hash == tenant_hash(SHOP)


async def test_tombstones_are_signed_and_the_oldest_comes_first(keys: KeyStore) -> None:
    tenants = [TenantId("c"), TenantId("a"), TenantId("b")]
    for tenant in tenants:
        await keys.create(tenant, NOW)
    for day, tenant in enumerate(tenants):
        await keys.destroy(tenant, f"gone-{tenant}", "cert", NOW + timedelta(days=day))
    stones, signer = await keys.tombstones(), await keys.signing_key()
    assert [stone.pseudonym for stone in stones] == ["gone-c", "gone-a", "gone-b"]
    for stone in stones:
        assert signed_by(signer.public_key, stone.signature, stone.signed_bytes())
        assert stone.signed_by == signer.key_id
