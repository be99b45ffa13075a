"""The installation's signing key: made at its first use, kept wrapped in the key store."""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Row, select
from sqlalchemy.ext.asyncio import AsyncEngine

from core.canonical import framed
from storage.key_provider import KeyProvider
from storage.keystore_engine import insert_new
from storage.signing import Ed25519Signer
from storage.tables.keys import keystore_meta, signing_key

_IN_USE = "signing_key_id"


@dataclass(slots=True)
class SigningKeys:
    """The signing keys of one key store; it names the one in use."""

    _engine: AsyncEngine
    _provider: KeyProvider
    _signer: Ed25519Signer | None = field(default=None, repr=False)

    async def signer(self, at: datetime) -> Ed25519Signer:
        """The signer in use; made now if there is none."""
        if self._signer is None:
            row = await self._in_use() or await self._made(at)
            context = _context(row.key_id)
            private = await asyncio.to_thread(self._provider.unwrap, row.wrapped_private, context)
            self._signer = Ed25519Signer(private)
        return self._signer

    async def _in_use(self) -> Row[tuple[object, ...]] | None:
        meta = keystore_meta.c
        query = select(signing_key).join(keystore_meta, meta.value == signing_key.c.key_id)
        async with self._engine.begin() as connection:
            found = await connection.execute(query.where(meta.name == _IN_USE))
            return found.one_or_none()

    async def _made(self, at: datetime) -> Row[tuple[object, ...]]:
        """Make a signing key; of two processes that start at once the first one's is in use."""
        signer = Ed25519Signer.new()
        context = _context(signer.key_id)
        row = {
            "key_id": signer.key_id,
            "public": signer.public_key,
            "wrapped_private": await asyncio.to_thread(
                self._provider.wrap, signer.private, context
            ),
            "created_at": at,
        }
        name_it = insert_new(self._engine, keystore_meta).returning(keystore_meta.c.name)
        in_use = {"name": _IN_USE, "value": signer.key_id}
        async with self._engine.begin() as connection:
            if await connection.scalar(name_it, in_use) is not None:
                await connection.execute(insert_new(self._engine, signing_key), row)
        stored = await self._in_use()
        if stored is None:
            raise RuntimeError("the signing key that was just stored is not there")
        return stored


def _context(key_id: str) -> bytes:
    return framed(b"signing-key", key_id.encode())
