"""How far the syncing of each source is, and the work that is due in the whole installation."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple, Protocol

from core.model import AccountId, TenantId


@dataclass(frozen=True, slots=True)
class SyncState:
    """One source of an account: "orders", "past:<end of a span>", or "stock:<marketplace id>".

    `since` to `until` is the span of the report that is outstanding (`report_id`), of history also
    of the one that comes next; `asked_at` is when that report was asked for.
    """

    account: AccountId
    source: str
    next_due: datetime
    watermark: datetime | None = None
    report_type: str | None = None
    report_id: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    asked_at: datetime | None = None
    reports_until: datetime | None = None
    """Until when increments come by reports only: Amazon refuses its order search, or slows it."""
    failures: int = 0
    note: str = ""


class SyncStates(Protocol):
    """One tenant's sync states."""

    async def all(self) -> list[SyncState]:
        """All sources, by account and name."""
        ...

    async def one(self, account: AccountId, source: str) -> SyncState | None:
        """One source."""
        ...

    async def put(self, state: SyncState) -> None:
        """Keep a state in place of whatever is there."""
        ...

    async def advance(self, before: SyncState, after: SyncState) -> bool:
        """Keep a state in place of the one it was made from; False where that is not there."""
        ...

    async def finish(self, state: SyncState) -> bool:
        """Forget a source that has nothing left to do; False where it is not as it was."""
        ...


class DueSync(NamedTuple):
    """A source whose next step is due."""

    tenant: TenantId
    account: AccountId
    source: str


class DueDigest(NamedTuple):
    """A channel whose digest is due."""

    tenant: TenantId
    platform: str
    workspace: str
    channel: str


class DueRequests(NamedTuple):
    """An account with review requests to send or to settle."""

    tenant: TenantId
    account: AccountId


class SystemWork(Protocol):
    """What is due, over all tenants; it sees ids and times, never figures."""

    async def due_syncs(self, now: datetime) -> list[DueSync]:
        """Sources whose next step is due, the longest waiting first, then the newest span."""
        ...

    async def due_digests(self, now: datetime) -> list[DueDigest]:
        """Channels whose digest is due, the longest waiting first."""
        ...

    async def due_team_checks(self, now: datetime) -> list[TenantId]:
        """Tenants whose owners are to be reminded to look the team over."""
        ...

    async def due_recoveries(self, now: datetime) -> list[TenantId]:
        """Tenants whose owners are to be told of a recovery."""
        ...

    async def due_requests(self, now: datetime, claimed_before: datetime) -> list[DueRequests]:
        """Accounts with a review request to send now, or with one begun before then and open."""
        ...

    async def expired_batches(self, now: datetime) -> list[TenantId]:
        """Tenants whose batch waited for approval for too long."""
        ...

    async def destroy_order_ids(self, now: datetime) -> int:
        """Destroy the clear order ids whose time is up; returns how many there were."""
        ...

    async def forget_calls(self, now: datetime) -> int:
        """Delete the records of calls whose time is up; returns how many there were."""
        ...
