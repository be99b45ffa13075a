"""Taking in a report of orders: chunk by chunk, then the figures, then the stamp that shows them.

The same steps serve a seller's own file and a report that Amazon made. Each chunk is one
transaction; running any of them again changes nothing. Nothing at all is written before the first
order that may be kept was read.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from core.amazon_errors import BadDocument
from core.errors import PastRetention, UnreadableRows
from core.intake import ALL_ORDERS, Intake, Outcome, Progress, Tally, Target, unheard
from core.marketplaces import Store, by_channel, by_id
from core.model import Feature
from core.policy.retention import oldest_order
from core.ports.accounts import MarketplaceRow
from core.ports.audit import Act
from core.ports.clock import Clock
from core.ports.orders import Chunk, OrderReport, Reading, ReportRow
from core.ports.storage import Storage, TenantScope

HOPELESS = 10
"""Rows without one that can be read: then it is the report that is wrong, not a row of it."""
NO_STORE = Store("", "no store", "", "", "UTC")


@dataclass(frozen=True, slots=True)
class Importer:
    """Takes in reports; `make_target` is called once where there is no account for them yet."""

    storage: Storage
    clock: Clock
    make_target: Callable[[], Awaitable[Target]]

    async def take_in(
        self, intake: Intake, target: Target | None, progress: Progress = unheard
    ) -> Outcome:
        """Take a report in, or say that it was before.

        Raises PastRetention or UnreadableRows, with nothing written, where no order of a person's
        file can be kept; of Amazon's own reports that is noted like everything else.
        """
        now, report = self.clock(), intake.report
        reading = await self._reading(report, target, None if intake.keeps_all else now)
        if target is not None and await self._is_known(intake, target):
            await self._stamp(target, intake)
            return Outcome(target, is_new=False, rows=report.rows)
        tally, chunks = Tally(reading.home_zone, intake.known_to), report.chunks(reading)
        chunk = await self._first(chunks, tally)
        if chunk is None and intake.complete_to is None:
            _refuse(tally, report)
        if chunk is None and len(tally.unreadable) >= HOPELESS:
            raise BadDocument(reason=f"none of its {tally.rows} rows can be read")
        if chunk is None and target is None:
            return Outcome(None, is_new=True)  # a header alone: nobody to note it for
        target = target or await self.make_target()
        row = begun(intake, now)
        await self._begin(target, reading.home, report, row)
        while chunk is not None:
            chunk = await self._apply_and_read(target, chunk, tally, chunks)
            progress(tally.rows, report.rows)
        await self._finish(target, tally, row, intake)
        return tally.outcome(target)

    async def _reading(
        self, report: OrderReport, target: Target | None, now: datetime | None
    ) -> Reading:
        oldest = None if now is None else oldest_order(now)
        if target is None:
            return Reading(_busiest(report), {}, oldest)
        return await reading_for(self.storage, target, oldest, _busiest(report))

    async def _is_known(self, intake: Intake, target: Target) -> bool:
        """Whether the same rows were taken in before, and all that is needed of them was kept."""
        async with self.storage.read() as uow:
            scope = await uow.for_tenant(target.tenant)
            known = await scope.reports.by_digest(target.account, intake.report.digest)
            switches = await scope.team.switches()
        # Amazon's orders lie without their ids from before review requests were switched on.
        since = [row.since for row in switches if row.is_on and row.feature == Feature.REVIEWS]
        if intake.complete_to is not None and known is not None:
            return all(at < known.begun_at for at in since)
        return known is not None

    async def _stamp(self, target: Target, intake: Intake) -> None:
        """The same rows as before, but complete until later."""
        if intake.complete_to is not None:
            async with self.storage.write() as uow:
                accounts = (await uow.for_tenant(target.tenant)).accounts
                await accounts.orders_complete(
                    target.account, intake.stores, intake.complete_to, intake.origin
                )

    async def _first(self, chunks: Iterator[Chunk], tally: Tally) -> Chunk | None:
        """The first chunk with an order that may be kept; None where there is none."""
        while (chunk := await asyncio.to_thread(next, chunks, None)) is not None:
            if chunk.orders:
                return chunk
            tally.add(chunk)
        return None

    async def _begin(
        self, target: Target, home: Store, report: OrderReport, row: ReportRow
    ) -> None:
        known = (by_channel(name) for name in report.channels)
        stores = {store.marketplace_id: store for store in known if store is not None}
        async with self.storage.write() as uow:
            scope = await uow.for_tenant(target.tenant)
            await scope.accounts.set_home(target.account, home.marketplace_id)
            await scope.accounts.add_marketplaces(
                target.account,
                [MarketplaceRow(s.marketplace_id, s.currency, s.zone) for s in stores.values()],
            )
            await scope.reports.begin(target.account, row)

    async def _apply_and_read(
        self, target: Target, chunk: Chunk, tally: Tally, chunks: Iterator[Chunk]
    ) -> Chunk | None:
        """Write a chunk while the next one is read in a thread; a failure of either ends both."""
        reading = asyncio.create_task(asyncio.to_thread(next, chunks, None))
        try:
            await self._apply(target, chunk, tally)
        except BaseException:
            # The thread cannot be stopped; whatever it found no longer matters.
            await asyncio.gather(reading, return_exceptions=True)
            raise
        return await reading

    async def _apply(self, target: Target, chunk: Chunk, tally: Tally) -> None:
        known_to = tally.known_to
        # Who should be known already is put in place first, to be counted apart.
        early = [one for one in chunk.orders if known_to and one.updated_at < known_to]
        rest = (
            chunk.orders
            if known_to is None
            else [one for one in chunk.orders if one.updated_at >= known_to]
        )
        async with self.storage.write() as uow:
            orders = (await uow.for_tenant(target.tenant)).orders
            missed = await orders.replace(target.account, early, self.clock()) if early else 0
            changed = await orders.replace(target.account, rest, self.clock())
        await asyncio.to_thread(tally.add, chunk)
        tally.changed += changed + missed
        tally.missed += missed

    async def _finish(self, target: Target, tally: Tally, row: ReportRow, intake: Intake) -> None:
        """Figures, stamp, record and audit in one transaction: they are seen together."""
        done = row._replace(
            state="done",
            rows_read=tally.rows,
            orders_changed=tally.changed,
            orders_missed=tally.missed,
            rows_unreadable=len(tally.unreadable),
            orders_too_old=len(tally.too_old),
            done_at=self.clock(),
        )
        async with self.storage.write() as uow:
            scope = await uow.for_tenant(target.tenant)
            await scope.products.seen(target.account, tally.products.values())
            await scope.sales.roll_up(target.account)
            complete_to = intake.complete_to or tally.told_to
            if complete_to is not None:
                stores = intake.stores or tally.marketplaces
                await scope.accounts.orders_complete(
                    target.account, stores, complete_to, intake.origin
                )
            await scope.reports.finish(target.account, done, tally.unreadable)
            await _record(scope, done, intake)


async def reading_for(
    storage: Storage, target: Target, oldest: datetime | None, home: Store = NO_STORE
) -> Reading:
    """How to read an account's orders; `home` stands in where it has no home store yet."""
    async with storage.read() as uow:
        accounts = (await uow.for_tenant(target.tenant)).accounts
        rows = await accounts.marketplaces(target.account)
        mine = [row for row in await accounts.all() if row.account_id == target.account]
    known = (mine[0].home_marketplace or "") if mine else ""
    zones = {row.marketplace_id: row.zone for row in rows}
    return Reading(by_id(known) if known else home, zones, oldest)


async def _record(scope: TenantScope, row: ReportRow, intake: Intake) -> None:
    details: dict[str, str | int] = {"rows": row.rows_read, "changed": row.orders_changed}
    at = row.done_at or row.begun_at
    await scope.audit.record(Act(intake.actor, "import", row.report_id, at, details))


def _refuse(tally: Tally, report: OrderReport) -> None:
    """Say so where a file has rows and no order of it can be kept."""
    if tally.too_old:
        raise PastRetention(name=report.name)
    if tally.unreadable:
        line = tally.unreadable[0].line
        raise UnreadableRows(name=report.name, count=len(tally.unreadable), line=line)


def begun(intake: Intake, at: datetime) -> ReportRow:
    """The record of a report whose taking in begins."""
    report = intake.report
    return ReportRow(
        intake.report_id, ALL_ORDERS, intake.origin, report.digest, "begun", 0, 0, 0, 0, 0, at, None
    )


def _busiest(report: OrderReport) -> Store:
    """The Amazon store with the most rows: the home of an account that has none yet."""
    stores = [
        (-count, store.name, store)
        for channel, count in report.channels.items()
        if (store := by_channel(channel)) is not None
    ]
    return min(stores)[2] if stores else NO_STORE
