"""The key store: tenant keys wrapped under a key-encryption key, apart from the data."""

import asyncio
import hmac
import os
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from sqlalchemy import Row, Table, delete, func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from core.canonical import framed
from core.errors import KeyFileWrong, NoTenantKey, TenantGone
from core.keys import DestroyedKey, OnWipeStep, TenantKey, WipeStep, tenant_hash
from core.model import TenantId
from storage.key_provider import KeyProvider, commitment
from storage.keystore_engine import insert_new, keystore_engine, remove_traces
from storage.keystore_schema import KEYS
from storage.schema import bring_up
from storage.signing import Ed25519Signer
from storage.signing_keys import SigningKeys
from storage.tables.keys import keystore_meta, tombstone, wrapped_key

CACHED_FOR = timedelta(minutes=5)
"""How long a clear key stays in memory: another process's wipe takes effect here within it."""

# What keystore_meta holds:
PROVIDER_KEY = "provider_key_id"
"""Names the key-encryption key that it began with."""
_UNFINISHED = "unfinished wipe "


def _unheard(_step: WipeStep) -> None:
    """Nobody listens to the steps of a wipe."""


@dataclass(slots=True)
class SqlKeyStore:
    """The key store in SQLite or PostgreSQL (the port is core.keys.KeyStore)."""

    _engine: AsyncEngine
    _provider: KeyProvider
    _now: Callable[[], datetime]
    _on_step: OnWipeStep
    _signing: SigningKeys
    _cache: dict[TenantId, tuple[datetime, TenantKey]] = field(default_factory=dict, repr=False)
    _lock: asyncio.Lock = field(default_factory=asyncio.Lock, repr=False)

    @classmethod
    @asynccontextmanager
    async def open(
        cls,
        url: str,
        provider: KeyProvider,
        now: Callable[[], datetime],
        on_step: OnWipeStep = _unheard,
    ) -> AsyncIterator["SqlKeyStore"]:
        """The store at the URL, migrated and checked against the provider, for a `with` block.

        A wipe that a crash cut short after its tombstone is finished before anything else.
        Raises KeyFileMissing, KeyFileWrong, NewerSchema, KeyStoreBusy, BadSetting.
        """
        engine = keystore_engine(url)
        try:
            async with engine.begin() as connection:
                await connection.run_sync(bring_up, KEYS)
            store = cls(engine, provider, now, on_step, SigningKeys(engine, provider))
            await store._meet_provider()
            await store._finish_wipes()
            yield store
        finally:
            await engine.dispose()

    async def create(self, tenant: TenantId, at: datetime) -> None:
        """Make the tenant's key; a second call changes nothing; TenantGone after a wipe."""
        key_id, secret = os.urandom(16), os.urandom(32)
        wrapped = await asyncio.to_thread(self._provider.wrap, secret, _context(tenant, key_id))
        await self._refuse_if_gone(tenant)
        row = {
            "tenant_id": tenant,
            "key_id": key_id,
            "provider_key_id": self._provider.key_id,
            "wrapped": wrapped,
            "commitment": commitment(secret),
            "created_at": at,
        }
        await self._insert(wrapped_key, row)

    async def key(self, tenant: TenantId) -> TenantKey:
        """The tenant's key; TenantGone after a wipe, NoTenantKey if there never was one."""
        async with self._lock:
            now = self._now()
            cached = self._cache.get(tenant)
            if cached is None or not timedelta(0) <= now - cached[0] < CACHED_FOR:
                cached = self._cache[tenant] = now, await self._fetched(tenant)
            return cached[1]

    async def destroy(
        self, tenant: TenantId, pseudonym: str, certificate_id: str, at: datetime
    ) -> DestroyedKey:
        """Tombstone first, then the key; every further call returns the first call's tombstone.

        When it returns, no trace of the key is left in the live store; KeyStoreBusy if one may be
        (call again). Copies of the store outside it live until they expire.
        """
        async with self._lock:  # no key is fetched while it is being destroyed
            self._cache.pop(tenant, None)
            stone = await self.tombstone(tenant)
            if stone is None:
                at = at.replace(microsecond=0)
                stone = await self._bury(tenant, pseudonym, certificate_id, at)
            await self._shred(stone.key_id)
        return stone

    async def tombstone(self, tenant: TenantId) -> DestroyedKey | None:
        """The tenant's tombstone, if its key was destroyed."""
        query = select(tombstone).where(tombstone.c.tenant_hash == tenant_hash(tenant))
        async with self._engine.begin() as connection:
            row = (await connection.execute(query)).one_or_none()
        return None if row is None else _destroyed_key(row)

    async def tombstones(self) -> tuple[DestroyedKey, ...]:
        """All tombstones, the oldest first."""
        query = select(tombstone).order_by(tombstone.c.destroyed_at, tombstone.c.tenant_pseudonym)
        async with self._engine.begin() as connection:
            return tuple(_destroyed_key(row) for row in await connection.execute(query))

    async def signing_key(self) -> Ed25519Signer:
        """The installation's signer, made at its first use."""
        return await self._signing.signer(self._now())

    async def count(self) -> int:
        """How many tenant keys there are."""
        async with self._engine.begin() as connection:
            found = await connection.scalar(select(func.count()).select_from(wrapped_key))
        return found or 0

    async def _meet_provider(self) -> None:
        """Load the key-encryption key, and refuse one that is not the one this store began with."""
        query = select(keystore_meta.c.value).where(keystore_meta.c.name == PROVIDER_KEY)
        async with self._engine.begin() as connection:
            known = await connection.scalar(query)
        await asyncio.to_thread(self._provider.load, known is None)
        if known is None:
            row = {"name": PROVIDER_KEY, "value": self._provider.key_id}
            await self._insert(keystore_meta, row)
            async with self._engine.begin() as connection:
                known = await connection.scalar(query)
        if known != self._provider.key_id:
            raise KeyFileWrong(path=self._provider.place)

    async def _finish_wipes(self) -> None:
        """Delete keys that have a tombstone, and the traces that a crash left of any."""
        dead = select(tombstone.c.key_id)
        tombed = delete(wrapped_key).where(wrapped_key.c.key_id.in_(dead))
        marks = select(keystore_meta.c.name).where(keystore_meta.c.name.startswith(_UNFINISHED))
        async with self._engine.begin() as connection:
            found = await connection.scalars(tombed.returning(wrapped_key.c.key_id))
            for key_id in found.all():
                await connection.execute(insert_new(self._engine, keystore_meta), _mark(key_id))
            unfinished = (await connection.scalars(marks)).all()
        if unfinished:
            await self._remove_traces(unfinished)

    async def _remove_traces(self, marks: Sequence[str]) -> None:
        """Make deleted keys unreadable, then take away the marks that say it is still to do."""
        await remove_traces(self._engine)
        async with self._engine.begin() as connection:
            await connection.execute(delete(keystore_meta).where(keystore_meta.c.name.in_(marks)))

    async def _bury(
        self, tenant: TenantId, pseudonym: str, certificate_id: str, at: datetime
    ) -> DestroyedKey:
        """Commit the signed tombstone; of two at once the first one's stays."""
        query = select(wrapped_key.c.key_id).where(wrapped_key.c.tenant_id == tenant)
        async with self._engine.begin() as connection:
            key_id = await connection.scalar(query)
        if key_id is None:
            kept = await self.tombstone(tenant)  # another process may have just been here
            if kept is None:
                raise NoTenantKey
            return kept
        signer = await self.signing_key()
        named = tenant_hash(tenant)
        stone = DestroyedKey(pseudonym, named, key_id, certificate_id, at, signer.key_id)
        stone = replace(stone, signature=signer.sign(stone.signed_bytes()))
        async with self._engine.begin() as connection:
            await connection.execute(insert_new(self._engine, tombstone), _tombstone_row(stone))
            await connection.execute(insert_new(self._engine, keystore_meta), _mark(key_id))
        kept = await self.tombstone(tenant)
        if kept is None:
            raise RuntimeError("the pseudonym already names another wiped tenant")
        self._on_step(WipeStep.TOMBSTONE)
        return kept

    async def _shred(self, key_id: bytes) -> None:
        """Delete the key and its traces; the tombstone is committed."""
        async with self._engine.begin() as connection:
            await connection.execute(delete(wrapped_key).where(wrapped_key.c.key_id == key_id))
        self._on_step(WipeStep.DELETED)
        await self._remove_traces([_mark(key_id)["name"]])
        self._on_step(WipeStep.TRACES_GONE)

    async def _refuse_if_gone(self, tenant: TenantId) -> None:
        stone = await self.tombstone(tenant)
        if stone is not None:
            raise TenantGone(day=stone.day)

    async def _fetched(self, tenant: TenantId) -> TenantKey:
        async with self._engine.begin() as connection:
            query = select(wrapped_key).where(wrapped_key.c.tenant_id == tenant)
            row = (await connection.execute(query)).one_or_none()
        await self._refuse_if_gone(tenant)
        if row is None:
            raise NoTenantKey
        return TenantKey(tenant, row.key_id, await self._unwrapped(tenant, row))

    async def _unwrapped(self, tenant: TenantId, row: Row[tuple[object, ...]]) -> bytes:
        """The clear key, checked against its commitment."""
        context = _context(tenant, row.key_id)
        secret = await asyncio.to_thread(self._provider.unwrap, row.wrapped, context)
        if not hmac.compare_digest(commitment(secret), row.commitment):
            raise KeyFileWrong(path=self._provider.place)
        return secret

    async def _insert(self, table: Table, row: Mapping[str, object]) -> None:
        async with self._engine.begin() as connection:
            await connection.execute(insert_new(self._engine, table), row)


def _mark(key_id: bytes) -> dict[str, str]:
    """The row that says: of this destroyed key there may still be traces."""
    return {"name": _UNFINISHED + key_id.hex(), "value": "traces to remove"}


def _context(tenant: TenantId, key_id: bytes) -> bytes:
    return framed(b"tenant-key", tenant.encode(), key_id)


def _tombstone_row(stone: DestroyedKey) -> dict[str, object]:
    return {
        "tenant_pseudonym": stone.pseudonym,
        "tenant_hash": stone.tenant_hash,
        "destroyed_at": stone.destroyed_at,
        "key_id": stone.key_id,
        "certificate_id": stone.certificate_id,
        "signed_by": stone.signed_by,
        "signature": stone.signature,
    }


def _destroyed_key(row: Row[tuple[object, ...]]) -> DestroyedKey:
    return DestroyedKey(
        pseudonym=row.tenant_pseudonym,
        tenant_hash=bytes(row.tenant_hash),
        key_id=bytes(row.key_id),
        certificate_id=row.certificate_id,
        destroyed_at=row.destroyed_at,
        signed_by=row.signed_by,
        signature=bytes(row.signature),
    )
