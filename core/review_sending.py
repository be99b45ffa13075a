"""Sending one review request: at most once, whatever breaks.

The claim is committed before the call and the outcome after it. A claim whose outcome is not known
is never sent again by itself: Amazon is asked first, twice, 15 minutes apart.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from core.amazon_errors import (
    AccessDenied,
    AmazonError,
    AppRejected,
    AuthorizationLost,
    BadRequest,
    NotAvailable,
    NotFound,
    OutOfWindow,
    Throttled,
)
from core.errors import GateClosed
from core.marketplaces import by_id
from core.model import AccountId, Feature, OrderRef, TenantId
from core.policy.review_rules import Skip, skip
from core.policy.sending_hours import SendingHours
from core.ports.amazon import Caller
from core.ports.audit import Act
from core.ports.clock import Clock
from core.ports.reviews import BatchState, Solicitation, Solicitor, Stage
from core.ports.storage import Storage, TenantScope
from core.review_waits import NO_ANSWER, delayed
from core.reviews import SYSTEM

UNCLEAR_AFTER = timedelta(minutes=15)
LOOK_AGAIN = timedelta(days=3)
"""An order that Amazon does not offer may just be delivered later than estimated."""
UNSURE_DAYS = timedelta(days=5)
MOST_LOOKS = 2
MOST_ATTEMPTS = 2
STOPPED = timedelta(minutes=15)
NOT_OFFERED, NOT_ACCEPTED = "not_offered", "not_accepted"

_STOPS = (AuthorizationLost, AppRejected, AccessDenied, GateClosed)
"""The account's own trouble: no order is at fault, and nothing more is sent for now."""


@dataclass(frozen=True, slots=True)
class Unit:
    """One order of one tenant to ask about."""

    tenant: TenantId
    account: AccountId
    order: OrderRef

    @classmethod
    def of(cls, args: Mapping[str, str]) -> "Unit":
        """The unit that a task's arguments name."""
        order = OrderRef(bytes.fromhex(args["order"]))
        return cls(TenantId(args["tenant"]), AccountId(args["account"]), order)


@dataclass(frozen=True, slots=True)
class RequestSender:
    """Sends and reconciles; both return the batch to draw again, None where nothing changed."""

    storage: Storage
    amazon: Solicitor
    clock: Clock
    held: dict[tuple[TenantId, AccountId], datetime] = field(default_factory=dict)
    """Until when accounts are held back, so that what was queued before costs nothing."""

    async def send_one(self, unit: Unit) -> str | None:
        """Ask Amazon for one request, if it is due, its tenant active and the order still fit.

        Raises what stops the whole account (AuthorizationLost, AccessDenied …): its requests stay
        due, and none of them is tried again for 15 minutes.
        """
        if self.held.get((unit.tenant, unit.account), self.clock()) > self.clock():
            return None
        found = await self._fit(unit)
        if found is None:
            return None
        caller, row, then = found
        if isinstance(then, Solicitation):
            await self._keep(unit, row, then)
            return row.batch_id
        try:
            await self._ask(unit, caller, row, then)
        except _STOPS:
            await self._hold_back(unit, STOPPED)
            raise
        except NotAvailable:
            await self._end(unit, row, self._not_offered(row))
        except OutOfWindow:
            await self._end(unit, row, self._out_of_window(row))
        except AmazonError as why:
            await self._put_off(unit, row, why)
        return row.batch_id

    async def _ask(self, unit: Unit, caller: Caller, row: Solicitation, order_id: str) -> None:
        """Ask Amazon what it offers, claim the order, send."""
        if not await self.amazon.offers_solicitation(caller, order_id, row.marketplace_id):
            await self._end(unit, row, self._not_offered(row))
            return
        claimed = await self._claim(unit, row)
        if claimed is not None:
            await self._end(unit, claimed, await self._solicit(caller, order_id, claimed))

    async def _fit(self, unit: Unit) -> tuple[Caller, Solicitation, Solicitation | str] | None:
        """The solicitation with its order id where it may be sent now; None where not.

        Instead of the order id where it goes, if that is not to Amazon.
        """
        now = self.clock()
        async with self.storage.read() as uow:
            scope = await uow.for_tenant(unit.tenant)
            caller = await scope.accounts.caller(unit.account)
            row = await scope.reviews.one(unit.account, unit.order)
            if not _may_ask(caller) or row is None or not _is_due(row, now):
                return None
            after = await _judged(scope, row, now)
            if after is not None:
                return caller, row, after
            order_id = await scope.askable.order_id(unit.account, unit.order, now)
        return caller, row, order_id or _refused(row, Skip.ID_EXPIRED, now)

    async def _claim(self, unit: Unit, row: Solicitation) -> Solicitation | None:
        """The intent, committed before the effect; None where another worker was faster."""
        claimed = row._replace(
            stage=Stage.SENDING,
            attempt=row.attempt + 1,
            claimed_at=self.clock(),
            looked_at=None,
            looks=0,
            reason=None,
        )
        return claimed if await self._keep(unit, row, claimed) else None

    async def _solicit(self, caller: Caller, order_id: str, row: Solicitation) -> Solicitation:
        """What became of the one call; a claim of unknown outcome stays claimed."""
        try:
            await self.amazon.solicit(caller, order_id, row.marketplace_id)
        except NotAvailable:
            return _refused(row, NOT_OFFERED, self.clock())
        except OutOfWindow:
            return self._out_of_window(row)
        except (BadRequest, NotFound):
            return _refused(row, NOT_ACCEPTED, self.clock())
        except Throttled as why:
            await self._put_off(Unit(caller.tenant, row.account_id, row.order_ref), row, why)
            return row
        except _STOPS:
            await self._keep_due(caller, row)
            raise
        except AmazonError:
            return row._replace(reason=NO_ANSWER)
        return row._replace(stage=Stage.SENT, done_at=self.clock())

    async def _keep_due(self, caller: Caller, row: Solicitation) -> None:
        due = delayed(row, self.clock(), None)
        await self._keep(Unit(caller.tenant, row.account_id, row.order_ref), row, due)

    def _not_offered(self, row: Solicitation) -> Solicitation:
        """Refused for good, unless it may only be too early by our own estimate."""
        now = self.clock()
        if row.reason == NO_ANSWER:
            return _over(row, Stage.SENT_ASSUMED, now)
        unsure = now < row.opens_at + UNSURE_DAYS and now + LOOK_AGAIN < row.closes_at
        if unsure and row.looks < MOST_LOOKS:
            again = row._replace(reason=NOT_OFFERED, looks=row.looks + 1, looked_at=now)
            return again._replace(not_before=now + LOOK_AGAIN)
        return _refused(row, NOT_OFFERED, now)

    def _out_of_window(self, row: Solicitation) -> Solicitation:
        now = self.clock()
        middle = row.opens_at + (row.closes_at - row.opens_at) / 2
        if now < middle and row.looks < MOST_LOOKS:
            due = row._replace(stage=Stage.DUE, reason=Skip.OUTSIDE_WINDOW, looks=row.looks + 1)
            return due._replace(not_before=now + LOOK_AGAIN, looked_at=now)
        return _refused(row, Skip.OUTSIDE_WINDOW, now)

    async def _put_off(self, unit: Unit, row: Solicitation, why: AmazonError) -> None:
        """Try an order later; where Amazon throttles, all of the account's: it has one plan."""
        after = delayed(row, self.clock(), why)
        await self._keep(unit, row, after)
        if isinstance(why, Throttled) and after.not_before is not None:
            await self._hold_back(unit, after.not_before - self.clock())

    async def _hold_back(self, unit: Unit, span: timedelta) -> None:
        now = self.clock()
        async with self.storage.write() as uow:
            scope = await uow.for_tenant(unit.tenant)
            await scope.reviews.hold_back(unit.account, now + span)
        for over in [one for one, until in self.held.items() if until <= now]:
            del self.held[over]
        self.held[unit.tenant, unit.account] = now + span

    async def _keep(self, unit: Unit, before: Solicitation, after: Solicitation) -> bool:
        async with self.storage.write() as uow:
            return await (await uow.for_tenant(unit.tenant)).reviews.change(before, after)

    async def _end(self, unit: Unit, before: Solicitation, after: Solicitation) -> str:
        """Keep an outcome and its audit row together."""
        async with self.storage.write() as uow:
            scope = await uow.for_tenant(unit.tenant)
            if await scope.reviews.change(before, after) and after.stage is not Stage.DUE:
                await scope.audit.record(_act(after, self.clock()))
        return before.batch_id

    async def reconcile(self, unit: Unit) -> str | None:
        """Settle a claim whose outcome was never known, by asking Amazon what it still offers.

        Raises what Amazon says instead of an answer; it is asked again 15 minutes later.
        """
        now = self.clock()
        async with self.storage.read() as uow:
            scope = await uow.for_tenant(unit.tenant)
            caller = await scope.accounts.caller(unit.account)
            row = await scope.reviews.one(unit.account, unit.order)
            order_id = await scope.askable.order_id(unit.account, unit.order, now)
        if row is None or not _may_ask(caller) or not _is_unsettled(row, now):
            return None
        if order_id is None:
            return await self._end(unit, row, _over(row, Stage.UNKNOWN, now))
        try:
            offered = await self.amazon.offers_solicitation(caller, order_id, row.marketplace_id)
        except (AmazonError, GateClosed):
            # Left as it is, every tick would ask again.
            await self._keep(unit, row, row._replace(looked_at=self.clock()))
            raise
        return await self._end(unit, row, reconciled(row, self.clock(), offered=offered))


def _may_ask(caller: Caller) -> bool:
    """Whether the tenant is active and the feature still on: a queued task looks again."""
    return caller.active and Feature.REVIEWS in caller.features


def reconciled(row: Solicitation, now: datetime, *, offered: bool) -> Solicitation:
    """Where a claim of unknown outcome goes, by whether Amazon still offers the request."""
    if not offered:
        return _over(row, Stage.SENT_ASSUMED, now)
    if row.looks == 0:
        return row._replace(looks=1, looked_at=now)
    if row.attempt < MOST_ATTEMPTS and now < row.closes_at:
        due = row._replace(stage=Stage.DUE, not_before=now, looks=0, looked_at=None)
        return due._replace(reason=NO_ANSWER)
    return _over(row, Stage.UNKNOWN, now)


def _is_due(row: Solicitation, now: datetime) -> bool:
    return row.stage is Stage.DUE and (row.not_before or now) <= now


def _is_unsettled(row: Solicitation, now: datetime) -> bool:
    since = row.looked_at or row.claimed_at
    return row.stage is Stage.SENDING and since is not None and now - since >= UNCLEAR_AFTER


async def _judged(scope: TenantScope, row: Solicitation, now: datetime) -> Solicitation | None:
    """Where a due solicitation goes instead of to Amazon: the rules run again at the last moment.

    None where it may go.
    """
    batch = await scope.reviews.batch(row.batch_id)
    order = await scope.askable.candidate(row.account_id, row.order_ref)
    if batch is None or order is None:
        return _refused(row, Skip.ID_EXPIRED, now)
    if batch.state is not BatchState.APPROVED:
        return _over(row, Stage.UNKNOWN if row.reason == NO_ANSWER else Stage.EXPIRED, now)
    told = skip(order._replace(is_asked=False), batch.ask_day, now, now)
    if told is not None and told is not Skip.NOT_YET:
        return _refused(row, told, now)
    hours = SendingHours(batch.first_minute, batch.last_minute)
    opens = max(now, order.window(batch.ask_day).opens)
    start = hours.not_before(opens, by_id(row.marketplace_id).zone)
    return row._replace(not_before=start) if start > now else None


def _refused(row: Solicitation, reason: str, now: datetime) -> Solicitation:
    if row.stage is Stage.DUE and row.reason == NO_ANSWER:
        # An earlier claim of this order may have been accepted: nobody can say "not sent".
        return _over(row, Stage.UNKNOWN, now)
    return row._replace(stage=Stage.REFUSED, reason=reason, done_at=now)


def _over(row: Solicitation, stage: Stage, now: datetime) -> Solicitation:
    return row._replace(stage=stage, done_at=now)


def _act(row: Solicitation, now: datetime) -> Act:
    details: dict[str, str | int] = {"batch": row.batch_id, "outcome": row.stage.value}
    if row.reason is not None:
        details["reason"] = row.reason
    return Act(SYSTEM, "reviews.send", f"order:{row.order_ref.hex()}", now, details)
