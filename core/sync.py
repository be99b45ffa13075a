"""Syncing an account with Amazon, one step at a time; the state of each source is in its row.

Orders: reports by order date first, the newest span first, then by last update with an overlap.
Stock: the inventory report of each marketplace. Each step is small, and running it again is safe:
what was asked of Amazon is in the row before anything depends on it.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

from core.callers import caller_for
from core.errors import (
    AmazonError,
    AmzigoError,
    BadDocument,
    GateClosed,
    NotFound,
    TenantGone,
    UpstreamError,
)
from core.imports import Importer
from core.intake import Intake, Target
from core.marketplaces import by_id
from core.model import AccountId, TenantId
from core.ports.accounts import MarketplaceRow
from core.ports.amazon import Amazon, Caller, ReportState, ReportStatus, ReportWanted
from core.ports.clock import Clock
from core.ports.storage import Storage
from core.ports.sync import SyncState
from core.stock import keep_stock

BY_UPDATE = "GET_FLAT_FILE_ALL_ORDERS_DATA_BY_LAST_UPDATE_GENERAL"
BY_ORDER_DATE = "GET_FLAT_FILE_ALL_ORDERS_DATA_BY_ORDER_DATE_GENERAL"
STOCK = "GET_FBA_MYI_UNSUPPRESSED_INVENTORY_DATA"
ORDERS = "orders"

SPAN = timedelta(days=30)
"""The longest report; Amazon documents 30 days for these types (spapi.md 3.4, unverified)."""
OVERLAP = timedelta(minutes=10)
PATIENCE = timedelta(hours=6)
"""A report that is not done or not handed out by then is given up and asked for again."""
NOTE = 200
"""Characters kept of a note."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How often to look: at Amazon's own pace, or quickly where Amazon is a local sandbox."""

    orders: timedelta = timedelta(minutes=15)
    stock: timedelta = timedelta(minutes=30)
    poll: timedelta = timedelta(seconds=30)
    history: timedelta = timedelta(days=180)


def stock_source(marketplace_id: str) -> str:
    """The source of a marketplace's stock."""
    return f"stock:{marketplace_id}"


@dataclass(frozen=True, slots=True)
class Syncer:
    """Takes the steps; every call to Amazon passes the gate as the account's caller."""

    storage: Storage
    amazon: Amazon
    clock: Clock
    new_id: Callable[[], str]
    pace: Pace = Pace()

    async def begin(self, tenant: TenantId, account: AccountId) -> None:
        """Learn the account's stores and make its sources due; a known source keeps its place."""
        caller = await caller_for(self.storage, tenant, account)
        stores = [
            store
            for store in await self.amazon.participations(caller)
            if store.is_participating and by_id(store.marketplace_id).region == caller.region
        ]
        now = self.clock()
        async with self.storage.write() as uow:
            scope = await uow.for_tenant(tenant)
            rows = [
                MarketplaceRow(s.marketplace_id, s.currency, by_id(s.marketplace_id).zone)
                for s in stores
            ]
            if not rows:
                return
            await scope.accounts.add_marketplaces(account, rows)
            await scope.accounts.set_home(account, rows[0].marketplace_id)
            fresh = [SyncState(account, ORDERS, now, backfill_from=now - self.pace.history)]
            fresh += [SyncState(account, stock_source(row.marketplace_id), now) for row in rows]
            for state in fresh:
                known = await scope.sync.one(account, state.source)
                await scope.sync.put(state if known is None else replace(known, next_due=now))

    async def step(self, tenant: TenantId, account: AccountId, source: str) -> bool:
        """Take the next step of a source, if it is due; returns whether another is due at once.

        A failure is kept with its sentence and tried again later; it never loses the place. Of
        Amazon's failures that is all; any other is raised too, for whoever looks after the house.
        """
        async with self.storage.read() as uow:
            state = await (await uow.for_tenant(tenant)).sync.one(account, source)
        if state is None or state.next_due > self.clock():
            return False  # a tick may have queued it twice: the first run moved what is due
        caller = await caller_for(self.storage, tenant, account)
        try:
            after = await self._advanced(caller, state)
        except (BadDocument, NotFound) as why:
            after = self._forgotten(state, why.message)  # it will not become better
        except UpstreamError as why:
            lost = state.report_id is not None and self._is_overdue(state)
            after = self._forgotten(state, why.message) if lost else self._delayed(state, why)
        except (AmazonError, GateClosed) as why:
            after = self._delayed(state, why)
        except TenantGone:
            raise
        except Exception as why:
            # Left due, it would ask Amazon again at every tick.
            await self._keep(tenant, state, self._delayed(state, why))
            raise
        await self._keep(tenant, state, after)
        return after.next_due <= self.clock()

    async def _keep(self, tenant: TenantId, before: SyncState, after: SyncState) -> None:
        async with self.storage.write() as uow:
            # Where another process was faster, its state stays: the step itself did no harm.
            await (await uow.for_tenant(tenant)).sync.advance(before, after)

    async def _advanced(self, caller: Caller, state: SyncState) -> SyncState:
        wanted = await self._wanted(caller, state)
        if state.report_id is None:
            report_id = await self.amazon.request_report(caller, wanted)
            return replace(
                state,
                report_type=wanted.report_type,
                report_id=report_id,
                since=wanted.since,
                until=wanted.until,
                asked_at=self.clock(),
                next_due=self.clock() + self.pace.poll,
                note="Amazon prepares the report",
            )
        found = await self.amazon.report_state(caller, wanted, state.report_id)
        if found.status is ReportStatus.WAITING:
            return self._waiting(state)
        if found.status is ReportStatus.FAILED:
            return self._forgotten(state, "Amazon could not make the report; I ask again")
        if found.status is ReportStatus.DONE:
            await self._taken_in(caller, state, wanted, found)
        else:
            await self._nothing_new(caller, state)
        return self._done(state)

    async def _wanted(self, caller: Caller, state: SyncState) -> ReportWanted:
        """The report that is outstanding, or the next one to ask for."""
        if state.source != ORDERS:
            return ReportWanted(STOCK, (state.source.partition(":")[2],))
        async with self.storage.read() as uow:
            accounts = (await uow.for_tenant(caller.tenant)).accounts
            rows = await accounts.marketplaces(caller.account)
        stores = tuple(row.marketplace_id for row in rows)
        if state.report_type is not None and state.report_id is not None:
            return ReportWanted(state.report_type, stores, state.since, state.until)
        now = self.clock()
        if state.backfill_from is not None:
            until = state.since or now
            return ReportWanted(
                BY_ORDER_DATE, stores, max(until - SPAN, state.backfill_from), until
            )
        since = (state.watermark or now) - OVERLAP
        return ReportWanted(BY_UPDATE, stores, since, min(now, since + SPAN))

    async def _taken_in(
        self, caller: Caller, state: SyncState, wanted: ReportWanted, found: ReportState
    ) -> None:
        if found.document is None:
            await self._nothing_new(caller, state)
        elif state.source == ORDERS:
            target = Target(caller.tenant, caller.account)
            async with self.amazon.order_report(caller, wanted, found.document) as report:
                intake = Intake(
                    report,
                    self.new_id(),
                    "Amazon's order report",
                    "sync",
                    complete_to=state.until,
                    stores=wanted.marketplaces,
                )
                await Importer(self.storage, self.clock, _no_target).take_in(intake, target)
        else:
            rows = await self.amazon.stock_report(caller, wanted, found.document)
            at = found.finished_at or self.clock()
            await keep_stock(self.storage, caller, wanted.marketplaces[0], rows, at)

    async def _nothing_new(self, caller: Caller, state: SyncState) -> None:
        """No data in the span: the orders are complete to its end all the same."""
        if state.source != ORDERS or state.until is None:
            return
        async with self.storage.write() as uow:
            accounts = (await uow.for_tenant(caller.tenant)).accounts
            rows = await accounts.marketplaces(caller.account)
            stores = [row.marketplace_id for row in rows]
            await accounts.orders_complete(
                caller.account, stores, state.until, "Amazon's order report"
            )

    def _done(self, state: SyncState) -> SyncState:
        """The state after a report was taken in: further back, or waiting for the next increment.

        The first span's end is where increments begin: what changes later is in those.
        """
        now = self.clock()
        plain = replace(state, report_type=None, report_id=None, asked_at=None, failures=0, note="")
        if state.source != ORDERS:
            return replace(plain, watermark=now, next_due=now + self.pace.stock)
        if state.backfill_from is not None and state.since is not None:
            watermark = state.watermark or state.until
            if state.since > state.backfill_from:
                return replace(plain, watermark=watermark, next_due=now)
            return replace(
                plain, watermark=watermark, backfill_from=None, since=None, until=None, next_due=now
            )
        return replace(
            plain, watermark=state.until, since=None, until=None, next_due=now + self.pace.orders
        )

    def _waiting(self, state: SyncState) -> SyncState:
        now = self.clock()
        if self._is_overdue(state):
            return self._forgotten(state, "Amazon did not finish the report; I ask again")
        return replace(state, next_due=now + self.pace.poll, note="Amazon prepares the report")

    def _is_overdue(self, state: SyncState) -> bool:
        return state.asked_at is not None and self.clock() - state.asked_at > PATIENCE

    def _forgotten(self, state: SyncState, note: str) -> SyncState:
        """Ask for the same span again: its place is kept, the report is not."""
        begun = state.until if state.backfill_from is not None else None
        failures = state.failures + 1
        return replace(
            state,
            report_type=None,
            report_id=None,
            asked_at=None,
            since=begun,
            until=None,
            failures=failures,
            next_due=self.clock() + _backoff(failures),
            note=note[:NOTE],
        )

    def _delayed(self, state: SyncState, why: Exception) -> SyncState:
        told = why if isinstance(why, AmzigoError) else AmzigoError()
        failures = state.failures + 1
        wait = timedelta(seconds=told.retry_after) if told.retry_after else _backoff(failures)
        return replace(
            state, failures=failures, next_due=self.clock() + wait, note=told.message[:NOTE]
        )


def _backoff(failures: int) -> timedelta:
    return timedelta(seconds=min(15 * 2 ** min(failures, 8), 3600))


async def _no_target() -> Target:
    raise LookupError("a synced report has its account already")
