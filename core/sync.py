"""Syncing an account with Amazon, one step at a time; the state of each source is in its row.

Each step is small, and running it again is safe: what was asked of Amazon is in the row before
anything depends on it. What is read, and when, is decided in core.sync_plan.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from core import sync_plan as plan
from core.amazon_errors import AccessDenied, AmazonError, BadDocument, NotFound, UpstreamError
from core.callers import caller_for
from core.cross_check import CrossCheck
from core.errors import GateClosed, TenantGone
from core.imports import Importer
from core.increments import REFUSED, SLOWED, Increments, NotBySearch, by_search
from core.intake import NIGHTLY_CHECK, Intake, Target
from core.marketplaces import by_id
from core.model import AccountId, TenantId
from core.policy.features import features_of
from core.ports.accounts import MarketplaceRow
from core.ports.amazon import Amazon, Caller, ReportState, ReportStatus, ReportWanted
from core.ports.clock import Clock
from core.ports.storage import Storage
from core.ports.sync import SyncState
from core.stock import keep_stock
from core.sync_plan import AMAZONS_PACE, Pace

ORIGIN = "Amazon's order report"
log = logging.getLogger("amzigo.sync")

After = tuple[SyncState, ...]
"""What stands in place of a state: itself further on, nothing once all is read, or its halves."""


@dataclass(frozen=True, slots=True)
class Syncer:
    """Takes the steps; every call to Amazon passes the gate as the account's caller."""

    storage: Storage
    amazon: Amazon
    clock: Clock
    new_id: Callable[[], str]
    pace: Pace = AMAZONS_PACE

    async def begin(self, tenant: TenantId, account: AccountId) -> None:
        """Learn the account's stores and make its sources due; a known source keeps its place."""
        rows = await self._participating(await caller_for(self.storage, tenant, account))
        if not rows:
            return
        now = self.clock()
        async with self.storage.write() as uow:
            scope = await uow.for_tenant(tenant)
            await scope.accounts.add_marketplaces(account, rows)
            await scope.accounts.set_home(account, rows[0].marketplace_id)
            known = [one for one in await scope.sync.all() if one.account == account]
            ids = [row.marketplace_id for row in rows]
            first = plan.first_states(account, ids, now, self.pace)
            named = {one.source for one in first}
            for state in known:
                if state.source in named and state.next_due != plan.RESTING:
                    await scope.sync.put(replace(state, next_due=now))
            for state in plan.unbegun(known, first):
                await scope.sync.put(state)

    async def _participating(self, caller: Caller) -> list[MarketplaceRow]:
        """The stores of its region that the account sells in, as Amazon says."""
        return [
            MarketplaceRow(s.marketplace_id, s.currency, by_id(s.marketplace_id).zone)
            for s in await self.amazon.participations(caller)
            if s.is_participating and by_id(s.marketplace_id).region == caller.region
        ]

    async def _learn_stores(self, caller: Caller) -> None:
        """Begin with stores that were opened since: their stock, figures and history."""
        try:
            rows = await self._participating(caller)
        except AmazonError as why:
            log.info("which stores there are could not be learned: %s", why.message)
            return
        async with self.storage.write() as uow:
            scope = await uow.for_tenant(caller.tenant)
            known = {
                row.marketplace_id for row in await scope.accounts.marketplaces(caller.account)
            }
            new = [row for row in rows if row.marketplace_id not in known]
            if not new:
                return
            await scope.accounts.add_marketplaces(caller.account, new)
            ids = [row.marketplace_id for row in new]
            for state in plan.first_states(caller.account, ids, self.clock(), self.pace):
                if state.source not in (plan.ORDERS, plan.NIGHTLY):
                    await scope.sync.put(state)

    async def step(self, tenant: TenantId, account: AccountId, source: str) -> bool:
        """Take the next step of a source, if it is due; returns whether another is due at once.

        A failure is kept with its sentence and tried again later; it never loses the place. Of
        Amazon's failures that is all; any other is raised too, for whoever looks after the house.
        """
        async with self.storage.read() as uow:
            states = await (await uow.for_tenant(tenant)).sync.all()
        mine = [one for one in states if (one.account, one.source) == (account, source)]
        if not mine or mine[0].next_due > self.clock():
            return False  # a tick may have queued it twice: the first run moved what is due
        state, caller = mine[0], await caller_for(self.storage, tenant, account)
        if not features_of(source) & caller.features:
            return False  # switched off since it was queued
        if plan.must_wait(state, states):
            await self._keep(tenant, state, (plan.put_off(state, self.clock(), self.pace),))
            return False
        after = await self._after(caller, state)
        await self._keep(tenant, state, after)
        return any(one.source == source and one.next_due <= self.clock() for one in after)

    async def _after(self, caller: Caller, state: SyncState) -> After:
        try:
            return await self._advanced(caller, state)
        except (BadDocument, NotFound) as why:
            # It will not become better.
            return (plan.forgotten(state, why.message, self.clock()),)
        except UpstreamError as why:
            if state.report_id is not None and plan.is_overdue(state, self.clock()):
                return (plan.forgotten(state, why.message, self.clock()),)
            return (plan.delayed(state, why, self.clock()),)
        except (AmazonError, GateClosed) as why:
            return (plan.delayed(state, why, self.clock()),)
        except TenantGone:
            raise
        except Exception as why:
            # Left due, it would ask Amazon again at every tick.
            await self._keep(caller.tenant, state, (plan.delayed(state, why, self.clock()),))
            raise

    async def _keep(self, tenant: TenantId, before: SyncState, after: After) -> None:
        async with self.storage.write() as uow:
            sync = (await uow.for_tenant(tenant)).sync
            if len(after) == 1 and after[0].source == before.source:
                # Where another process was faster, its state stays: the step itself did no harm.
                await sync.advance(before, after[0])
            elif await sync.finish(before):
                for state in after:
                    await sync.put(state)
            if before.source.startswith(plan.PAST):
                for span in plan.awakened(await sync.all(), before.account, self.clock()):
                    await sync.put(span)

    async def _advanced(self, caller: Caller, state: SyncState) -> After:
        if state.source.startswith(plan.METRICS):
            check = CrossCheck(self.storage, self.amazon, self.clock)
            await check.compare(caller, state.source.removeprefix(plan.METRICS))
            return (plan.compared(state, caller.region, self.clock()),)
        if state.source == plan.NIGHTLY and state.report_id is None:
            await self._learn_stores(caller)
        stores = await self._stores(caller)
        if state.source == plan.ORDERS and by_search(state, self.clock()):
            return (await self._searched(caller, state, stores),)
        wanted = plan.wanted(state, stores, self.clock())
        if state.report_id is None:
            report_id = await self.amazon.request_report(caller, wanted)
            return (plan.asked(state, wanted, report_id, self.clock(), self.pace),)
        found = await self.amazon.report_state(caller, wanted, state.report_id)
        now = self.clock()
        if found.status is ReportStatus.WAITING:
            return (plan.waiting(state, now, self.pace),)
        if found.status is ReportStatus.FAILED:
            note = "Amazon could not make the report; I ask again"
            return plan.halves(state) or (plan.forgotten(state, note, now),)
        if found.status is ReportStatus.DONE and found.document is not None:
            await self._taken_in(caller, state, wanted, found)
        else:
            await self._nothing_new(caller, state, wanted)
        after = plan.read(state, caller.region, self.clock(), self.pace)
        return () if after is None else (after,)

    async def _searched(
        self, caller: Caller, state: SyncState, stores: tuple[str, ...]
    ) -> SyncState:
        """The state after an increment by Amazon's search; by a report, where it cannot be had."""
        increments = Increments(self.storage, self.amazon, self.clock)
        try:
            to = await increments.read(caller, stores, state.watermark or self.clock())
        except (AccessDenied, NotBySearch) as why:
            now = self.clock()
            span = REFUSED if isinstance(why, AccessDenied) else SLOWED
            return replace(state, reports_until=now + span, next_due=now)
        return plan.searched(state, to, self.clock(), self.pace)

    async def _stores(self, caller: Caller) -> tuple[str, ...]:
        async with self.storage.read() as uow:
            accounts = (await uow.for_tenant(caller.tenant)).accounts
            rows = await accounts.marketplaces(caller.account)
        return tuple(row.marketplace_id for row in rows)

    async def _taken_in(
        self, caller: Caller, state: SyncState, wanted: ReportWanted, found: ReportState
    ) -> None:
        document = found.document or ""
        if wanted.report_type == plan.STOCK:
            page = await self.amazon.stock_report(caller, wanted, document)
            at = found.finished_at or self.clock()
            await keep_stock(self.storage, caller, wanted.marketplaces[0], page.rows, at)
            return
        target = Target(caller.tenant, caller.account)
        read_to = await self._read_to(caller) if state.source == plan.NIGHTLY else None
        async with self.amazon.order_report(caller, wanted, document) as report:
            intake = Intake(
                report,
                self.new_id(),
                ORIGIN if read_to is None else NIGHTLY_CHECK,
                "sync",
                complete_to=plan.complete_to(state, read_to),
                stores=wanted.marketplaces,
                known_to=None if read_to is None else read_to - plan.OVERLAP,
            )
            await Importer(self.storage, self.clock, _no_target).take_in(intake, target)

    async def _read_to(self, caller: Caller) -> datetime | None:
        """Until when the increments have told every change."""
        async with self.storage.read() as uow:
            sync = (await uow.for_tenant(caller.tenant)).sync
            orders = await sync.one(caller.account, plan.ORDERS)
        return None if orders is None else orders.watermark

    async def _nothing_new(self, caller: Caller, state: SyncState, wanted: ReportWanted) -> None:
        """No data in the span: the orders are complete to its end all the same."""
        if wanted.report_type == plan.STOCK or state.until is None:
            return
        async with self.storage.write() as uow:
            accounts = (await uow.for_tenant(caller.tenant)).accounts
            await accounts.orders_complete(caller.account, wanted.marketplaces, state.until, ORIGIN)


async def _no_target() -> Target:
    raise LookupError("a synced report has its account already")
