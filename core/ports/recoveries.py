"""Recoveries of a tenant by whoever has Amazon's authorization of its seller."""

from datetime import datetime
from typing import NamedTuple, Protocol

from core.policy.recovery import RecoveryState
from core.ports.tenants import MemberKey


class RecoveryRow(NamedTuple):
    """One recovery: its code's hash, when owners were told first, and how and by whom it ended.

    `tell_at` is when owners are told next, None where they know all.
    """

    begun_at: datetime
    code_hash: bytes
    tell_at: datetime | None
    told_at: datetime | None = None
    end: RecoveryState | None = None
    ended_at: datetime | None = None
    ended_by: MemberKey | None = None


class Recoveries(Protocol):
    """One tenant's."""

    async def latest(self) -> RecoveryRow | None:
        """The one that began last."""
        ...

    async def add(self, row: RecoveryRow) -> None:
        """A new one."""
        ...

    async def change(self, before: RecoveryRow, after: RecoveryRow) -> bool:
        """Keep it as it is now; False where owners were, or are to be, told otherwise since."""
        ...
