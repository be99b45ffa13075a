"""Increments: what changed since the watermark, as Amazon's order search tells it.

The search is cheaper and fresher than a report, but Amazon lets it read some thousand orders only
before it slows down; whoever is further behind reads a report.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from core.amazon_errors import Throttled
from core.imports import reading_for
from core.intake import Tally, Target
from core.policy.retention import oldest_order
from core.ports.amazon import Amazon, Caller, OrderPage, OrderSearch
from core.ports.audit import Act
from core.ports.clock import Clock
from core.ports.orders import Chunk, Reading
from core.ports.storage import Storage
from core.ports.sync import SyncState

ORIGIN = "Amazon's orders"
NEAR = timedelta(hours=2)
"""As far as a search looks back: at 50,000 changes a day some forty pages."""
REFUSED = timedelta(hours=24)
"""How long a shop is read by reports to which Amazon refuses the search."""
SLOWED = timedelta(hours=1)
"""The same, where the search is too slow for all that changed."""


def by_search(state: SyncState, now: datetime) -> bool:
    """Whether the next increment is searched for, not read from a report."""
    if state.report_id is not None or state.watermark is None:
        return False
    refused = state.reports_until is not None and now < state.reports_until
    return not refused and now - state.watermark <= NEAR


class NotBySearch(Throttled):
    """Amazon's order search cannot tell all that changed; a report will."""


@dataclass(frozen=True, slots=True)
class Increments:
    """Reads what changed; doing so again changes nothing."""

    storage: Storage
    amazon: Amazon
    clock: Clock

    async def read(self, caller: Caller, stores: tuple[str, ...], since: datetime) -> datetime:
        """Take in all that changed since then; returns until when that is complete.

        Raises AccessDenied where Amazon refuses the search, and NotBySearch where it would take too
        long, or leaves out what an order cannot be without.
        """
        target = Target(caller.tenant, caller.account)
        reading = await reading_for(self.storage, target, oldest_order(self.clock()))
        tally, search = Tally(reading.home_zone), OrderSearch(stores, since)
        while True:
            page = await self._page(caller, search, reading)
            if page.without_status or page.unreadable:
                # Half an order would stand in place of the whole one that a report told.
                raise NotBySearch
            await self._apply(target, page, tally)
            if page.next is None:
                break
            search = page.next
        complete_to = page.complete_to or since
        await self._finish(target, tally, stores, complete_to)
        return complete_to

    async def _page(self, caller: Caller, search: OrderSearch, reading: Reading) -> OrderPage:
        try:
            return await self.amazon.order_page(caller, search, reading)
        except Throttled as why:
            if search.page is None:
                raise
            raise NotBySearch from why  # from its beginning again it would come no further

    async def _apply(self, target: Target, page: OrderPage, tally: Tally) -> None:
        async with self.storage.write() as uow:
            orders = (await uow.for_tenant(target.tenant)).orders
            tally.changed += await orders.replace(target.account, page.orders, self.clock())
        tally.add(Chunk(list(page.orders), rows=len(page.orders)))

    async def _finish(
        self, target: Target, tally: Tally, stores: tuple[str, ...], complete_to: datetime
    ) -> None:
        """Figures and stamp in one transaction: they are seen together."""
        async with self.storage.write() as uow:
            scope = await uow.for_tenant(target.tenant)
            await scope.products.seen(target.account, tally.products.values())
            await scope.sales.roll_up(target.account)
            await scope.accounts.orders_complete(target.account, stores, complete_to, ORIGIN)
            if tally.changed:
                details: dict[str, str | int] = {"rows": tally.rows, "changed": tally.changed}
                act = Act("sync", "increment", target.account, self.clock(), details)
                await scope.audit.record(act)
