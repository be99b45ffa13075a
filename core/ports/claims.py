"""The codes by which somebody becomes an owner, and how many wrong ones were tried."""

from datetime import datetime
from typing import NamedTuple, Protocol

from core.model import TenantId
from core.ports.tenants import MemberKey


class ClaimRow(NamedTuple):
    """What a code is good for, once: to own the tenant, in the workspace where it is typed.

    `only_in` is the one workspace (platform, workspace) where it is good, None for any. `made_by`
    is the owner who had it made; None: the operator.
    """

    tenant_id: TenantId
    expires_at: datetime
    only_in: tuple[str, str] | None = None
    made_by: MemberKey | None = None


class Claims(Protocol):
    """The codes of all tenants; only their hashes are kept."""

    async def hold(self, platform: str, workspace: str) -> None:
        """Wait for whoever else begins in a workspace."""
        ...

    async def add(self, code_hash: bytes, row: ClaimRow) -> None:
        """Keep a code."""
        ...

    async def find(self, code_hash: bytes) -> ClaimRow | None:
        """What a code is good for, expired ones included; None for one that is not there."""
        ...

    async def take(self, code_hash: bytes) -> bool:
        """Use a code up; False where somebody was faster."""
        ...

    async def tried(self, who: bytes, at: datetime, since: datetime) -> int:
        """Count a try of somebody (32 bytes that name them); returns how many it is.

        Tries of those who have not tried since then are forgotten.
        """
        ...

    async def forgive(self, who: bytes) -> None:
        """Forget somebody's tries."""
        ...
