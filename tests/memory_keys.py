"""A key store in memory, for tests of use cases; it passes the real one's contract."""

import hashlib
from dataclasses import dataclass, field, replace
from datetime import datetime

from core.errors import NoTenantKey, TenantGone
from core.keys import DestroyedKey, TenantKey, tenant_hash
from core.model import TenantId
from storage.signing import Ed25519Signer


@dataclass
class MemoryKeyStore:
    """Keys made of the tenant's id: the same in every run."""

    signer: Ed25519Signer = field(default_factory=lambda: Ed25519Signer(bytes(32)))
    keys: dict[TenantId, TenantKey] = field(default_factory=dict)
    gone: dict[TenantId, DestroyedKey] = field(default_factory=dict)

    async def create(self, tenant: TenantId, at: datetime) -> None:
        """Make the tenant's key."""
        self._refuse_if_gone(tenant)
        digest = hashlib.sha512(tenant.encode()).digest()
        self.keys.setdefault(tenant, TenantKey(tenant, digest[:16], digest[32:]))

    async def key(self, tenant: TenantId) -> TenantKey:
        """The tenant's key."""
        self._refuse_if_gone(tenant)
        if tenant not in self.keys:
            raise NoTenantKey
        return self.keys[tenant]

    async def destroy(
        self, tenant: TenantId, pseudonym: str, certificate_id: str, at: datetime
    ) -> DestroyedKey:
        """Tombstone first, then the key."""
        if tenant not in self.gone:
            if tenant not in self.keys:
                raise NoTenantKey
            named, key_id = tenant_hash(tenant), self.keys[tenant].key_id
            at = at.replace(microsecond=0)
            by = self.signer.key_id
            stone = DestroyedKey(pseudonym, named, key_id, certificate_id, at, by)
            signature = self.signer.sign(stone.signed_bytes())
            self.gone[tenant] = replace(stone, signature=signature)
        self.keys.pop(tenant, None)
        return self.gone[tenant]

    async def tombstone(self, tenant: TenantId) -> DestroyedKey | None:
        """The tenant's tombstone, if its key was destroyed."""
        return self.gone.get(tenant)

    async def tombstones(self) -> tuple[DestroyedKey, ...]:
        """All tombstones, the oldest first."""
        return tuple(sorted(self.gone.values(), key=lambda s: (s.destroyed_at, s.pseudonym)))

    async def signing_key(self) -> Ed25519Signer:
        """The installation's signer."""
        return self.signer

    async def count(self) -> int:
        """How many tenant keys there are."""
        return len(self.keys)

    def _refuse_if_gone(self, tenant: TenantId) -> None:
        if tenant in self.gone:
            raise TenantGone(day=self.gone[tenant].day)
