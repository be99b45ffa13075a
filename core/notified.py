"""What a notification of Amazon's leads to: work that is due anyway is due sooner.

A message is never believed. Whether an order is new is answered by what is stored, once Amazon was
asked; a message that never comes is made up for by looking regularly. So is one that comes too late
for the increment that is under way or due: nothing is moved back for it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from core import sync_hints as hints
from core import sync_plan as plan
from core.errors import NoTenantKey, TenantGone
from core.increments import by_search
from core.model import AccountId, TenantId
from core.ports.clock import Clock
from core.ports.notices import Notification, OrderChange, ReportFinished, Unknown
from core.ports.storage import Storage, TenantScope, UnitOfWork
from core.ports.sync import SyncState


class Verdict(StrEnum):
    """What became of a message; each of them is to be acknowledged."""

    WOKEN = "woken"
    """Something is due sooner."""
    UNDER_WAY = "under way"
    """It is due already, asked for already, or waits for a reason of its own."""
    REPEATED = "repeated"
    UNAWAITED = "unawaited"
    """No source waits for it."""
    UNKNOWN_SELLER = "unknown seller"
    DEAD_LETTER = "dead letter"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a message; of a dead letter also its type and the reason, to be noted."""

    verdict: Verdict
    type: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Notified:
    """Takes what arrives from one region: a destination is made at one region's endpoint.

    There is no queue here: reading SQS needs an AWS account, and an installation without one looks
    regularly instead. Whoever has one gives the bytes of each message to `receive`.
    """

    storage: Storage
    clock: Clock
    read: Callable[[bytes], Notification]
    region: str

    async def receive(self, body: bytes) -> Outcome:
        """Take the bytes of one message; once this returns, the message can be acknowledged.

        The message itself raises nothing, only trouble of the storage does: then it is delivered
        again.
        """
        told = self.read(body)
        if isinstance(told, Unknown):
            return Outcome(Verdict.DEAD_LETTER, told.type, told.reason)
        verdicts = []
        for tenant, account in await self._accounts(told):
            async with self.storage.write() as uow:
                scope = await _scope(uow, tenant)
                if scope is not None:
                    verdicts.append(await self._heard(scope, account, told))
        if Verdict.WOKEN in verdicts:
            return Outcome(Verdict.WOKEN, told.type)
        return Outcome(verdicts[0] if verdicts else Verdict.UNKNOWN_SELLER, told.type)

    async def _accounts(self, told: Notification) -> list[tuple[TenantId, AccountId]]:
        """Whom it is about, by region and selling partner id."""
        if not isinstance(told, OrderChange | ReportFinished) or told.seller is None:
            return []
        found = []
        async with self.storage.read() as uow:
            for row in await uow.directory.tenants():
                scope = await _scope(uow, row.tenant_id) if row.state == "active" else None
                if scope is not None:
                    mine = await self._of_seller(scope, told.seller)
                    found += [(row.tenant_id, account) for account in mine]
        return found

    async def _of_seller(self, scope: TenantScope, seller: str) -> list[AccountId]:
        here = [
            row.account_id
            for row in await scope.accounts.all()
            if row.region == self.region and row.state == "active"
        ]
        sellers = await scope.accounts.sellers() if here else {}
        return [account for account in here if sellers.get(account) == seller]

    async def _heard(self, scope: TenantScope, account: AccountId, told: Notification) -> Verdict:
        """One transaction: a message is noted if, and only if, what it leads to is."""
        now = self.clock()
        before = await _concerned(scope, account, told)
        if before is None:
            return Verdict.UNAWAITED
        if not await scope.notices.note(account, told.notification_id, now):
            return Verdict.REPEATED
        after = _sooner(before, told, now)
        # Kept only in place of what it was made from: another process may be a step further.
        is_woken = after != before and await scope.sync.advance(before, after)
        return Verdict.WOKEN if is_woken else Verdict.UNDER_WAY


def _sooner(state: SyncState, told: Notification, now: datetime) -> SyncState:
    """A time that the message tells moves the work by minutes at most, and never before now."""
    if not isinstance(told, OrderChange):
        return hints.finished(state, now)
    lag = hints.VISIBLE if by_search(state, now) else timedelta()
    return hints.changed(state, min(told.published_at or now, now), now, lag)


async def _scope(uow: UnitOfWork, tenant: TenantId) -> TenantScope | None:
    """A tenant's rows; None where it is being deleted or cannot be opened any more."""
    try:
        return await uow.for_tenant(tenant)
    except (TenantGone, NoTenantKey):
        return None


async def _concerned(
    scope: TenantScope, account: AccountId, told: Notification
) -> SyncState | None:
    """The source that is to be looked at."""
    if isinstance(told, OrderChange):
        return await scope.sync.one(account, plan.ORDERS)
    if not isinstance(told, ReportFinished):
        return None
    waiting = [one for one in await scope.sync.all() if one.account == account]
    return next((one for one in waiting if one.report_id == told.report_id), None)
