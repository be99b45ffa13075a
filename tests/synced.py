"""A shop at a fake Amazon, synced step by step by a clock that the test moves."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from core.model import AccountId, Feature, Order, OrderLine
from core.ports.accounts import AccountRow, MarketplaceRow
from core.ports.sync import SyncState
from core.sync import Syncer
from core.sync_plan import ORDERS, Pace, open_spans
from tests.fake_amazon import US, FakeAmazon
from tests.storages import SHOP, Opened, opened_storage

NOW = datetime(2026, 11, 15, 6, tzinfo=UTC)
SELLER = AccountId("account-na")
PACE = Pace(history=timedelta(days=65))
"""Three spans: 7 days, 30 days, 28 days."""


def ago(**span: float) -> datetime:
    """That long before the shop's beginning."""
    return NOW - timedelta(**span)


def sold(order_id: str, bought: datetime, updated: datetime | None = None, units: int = 1) -> Order:
    """An order of one line, bought then; `units` changes what is kept of it."""
    line = OrderLine(
        "SKU-1", 1, "B1", US, bought.date(), units, "USD", 1000 * units, "Shipped", None, 1
    )
    content = f"{order_id[-3:]}{units:05}".encode()[:8]
    at = updated or bought
    return Order(order_id, bought, at, "Shipped", "Amazon", (line,), ("A press",), content)


@dataclass
class SyncedShop:
    """The shop and its Amazon; `now` moves when the test says so."""

    opened: Opened
    now: datetime = NOW
    amazon: FakeAmazon = field(init=False)
    syncer: Syncer = field(init=False)
    made: int = 0

    def __post_init__(self) -> None:
        self.amazon = FakeAmazon(lambda: self.now, refuses_search=True)
        self.syncer = self.restarted()

    def restarted(self) -> Syncer:
        """A syncer as a new process makes it: it knows only what is stored."""
        return Syncer(self.opened.storage, self.amazon, lambda: self.now, self._new_id, PACE)

    def _new_id(self) -> str:
        self.made += 1
        return f"id-{self.made}"

    async def begin(self) -> None:
        """Begin the sync of the account."""
        await self.syncer.begin(SHOP, SELLER)

    async def step(self, source: str = ORDERS) -> SyncState:
        """One step, as soon as it is due; the state after it, of a span that was read its last."""
        before = await self.state(source)
        self.now = max(self.now, before.next_due)
        await self.syncer.step(SHOP, SELLER, source)
        async with self.opened.storage.read() as uow:
            found = await (await uow.for_tenant(SHOP)).sync.one(SELLER, source)
        return found or replace(before, report_id=None)

    async def span(self) -> str:
        """The newest span of history that is not read yet."""
        return (await self.unread())[0].source

    async def unread(self) -> list[SyncState]:
        """The spans of history that are not read yet, the newest first."""
        async with self.opened.storage.read() as uow:
            return open_spans(await (await uow.for_tenant(SHOP)).sync.all(), SELLER)

    async def report(self, source: str = ORDERS) -> SyncState:
        """Steps until one more report was asked for and taken in."""
        so_far = len(self.amazon.asked)
        while (await self.step(source)).report_id is None:
            assert len(self.amazon.asked) == so_far, "it was asked for and read in one step"
        while (state := await self.step(source)).report_id is not None:
            pass
        return state

    async def caught_up(self) -> SyncState:
        """Reports until the history was read; whoever is refused the search goes on with them."""
        while unread := await self.unread():
            await self.report(unread[0].source)
        state = await self.state()
        if self.amazon.refuses_search:
            state = replace(state, reports_until=NOW + timedelta(days=400))
            async with self.opened.storage.write() as uow:
                await (await uow.for_tenant(SHOP)).sync.put(state)
        return state

    async def state(self, source: str = ORDERS) -> SyncState:
        """How far a source is."""
        async with self.opened.storage.read() as uow:
            found = await (await uow.for_tenant(SHOP)).sync.one(SELLER, source)
        assert found is not None
        return found

    async def stores(self) -> dict[str, MarketplaceRow]:
        """The account's stores, by id."""
        async with self.opened.storage.read() as uow:
            rows = await (await uow.for_tenant(SHOP)).accounts.marketplaces(SELLER)
        return {row.marketplace_id: row for row in rows}

    async def units(self) -> int:
        """All units ever counted."""
        found = await self.opened.rows("SELECT coalesce(sum(units), 0) FROM marketplace_day")
        return int(found[0][0])

    def later(self, **span: float) -> None:
        """Let time pass."""
        self.now += timedelta(**span)


@asynccontextmanager
async def synced_shop(url: str, folder: Path) -> AsyncIterator[SyncedShop]:
    """A shop with a North American account that was never synced."""
    async with opened_storage(url, folder) as opened:
        async with opened.storage.write() as uow:
            scope = await uow.for_tenant(SHOP)
            row = AccountRow(SELLER, "Demo shop NA", "NA", None, "active", NOW)
            await scope.accounts.add(row)
            for feature in (Feature.SALES, Feature.INVENTORY):
                await scope.team.switch_on(feature, NOW)
        yield SyncedShop(opened)
