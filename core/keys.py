"""The keys: what a tenant's data is sealed under, what proves its end, and who signs."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Protocol

from core.canonical import canonical_json, framed
from core.model import TenantId


@dataclass(frozen=True, slots=True)
class TenantKey:
    """A tenant's own 256-bit key, in the clear; never stored, never printed."""

    tenant: TenantId
    key_id: bytes
    secret: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class DestroyedKey:
    """A tombstone: the signed record that a tenant's key was destroyed, without its name.

    `tenant_hash` finds the tenant again in data restored from an older backup.
    """

    pseudonym: str
    tenant_hash: bytes
    key_id: bytes
    certificate_id: str
    destroyed_at: datetime
    signed_by: str = ""
    signature: bytes = b""

    @property
    def day(self) -> str:
        """The day of it in UTC, as people write it."""
        return f"{self.destroyed_at:%a} {self.destroyed_at.day} {self.destroyed_at:%b %Y}"

    def signed_bytes(self) -> bytes:
        """What the signature covers: everything but itself."""
        return canonical_json(
            {
                "schema": "amzigo-tombstone/1",
                "tenant": self.pseudonym,
                "tenant_hash": self.tenant_hash.hex(),
                "key_id": self.key_id.hex(),
                "certificate_id": self.certificate_id,
                "destroyed_at": self.destroyed_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
                "signed_by": self.signed_by,
            }
        )


def tenant_hash(tenant: TenantId) -> bytes:
    """The hash under which a tombstone remembers a tenant (ids are random, so it names nobody)."""
    return hashlib.sha256(framed(b"amzigo-tombstone/1", tenant.encode())).digest()


class WipeStep(StrEnum):
    """The durable steps of destroying a key, in their order."""

    TOMBSTONE = "tombstone"
    DELETED = "deleted"
    TRACES_GONE = "traces gone"


OnWipeStep = Callable[[WipeStep], None]
"""Told of each step once it is durable."""


class Signer(Protocol):
    """Signs with the installation's Ed25519 key; `key_id` is the fingerprint of the public half."""

    @property
    def key_id(self) -> str:
        """The first 16 bytes of the SHA-256 of the public key, in hex."""
        ...

    @property
    def public_key(self) -> bytes:
        """The raw 32 bytes to publish."""
        ...

    def sign(self, message: bytes) -> bytes:
        """The 64-byte signature of the message."""
        ...


class KeyStore(Protocol):
    """Where tenant keys live, apart from the data (architecture §6).

    A key is created before its tenant's row and destroyed after its tombstone is committed.
    """

    async def create(self, tenant: TenantId, at: datetime) -> None:
        """Make the tenant's key; a second call changes nothing; TenantGone after a wipe."""
        ...

    async def key(self, tenant: TenantId) -> TenantKey:
        """The tenant's key; TenantGone after a wipe, NoTenantKey if there never was one."""
        ...

    async def destroy(
        self, tenant: TenantId, pseudonym: str, certificate_id: str, at: datetime
    ) -> DestroyedKey:
        """Tombstone first, then the key; every further call returns the first call's tombstone."""
        ...

    async def tombstone(self, tenant: TenantId) -> DestroyedKey | None:
        """The tenant's tombstone, if its key was destroyed."""
        ...

    async def tombstones(self) -> tuple[DestroyedKey, ...]:
        """All tombstones, the oldest first."""
        ...

    async def signing_key(self) -> Signer:
        """The installation's signer, made at its first use."""
        ...

    async def count(self) -> int:
        """How many tenant keys there are."""
        ...
