"""The Selling Partner API behind the Amazon port: what use cases see of core.spapi."""

import asyncio
import logging
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import TypeVar

from core.amazon_errors import AmazonError, BadDocument
from core.errors import DamagedFile, FileTooLarge, GateClosed, MissingColumns, NotAReport
from core.model import Feature, Order, Period
from core.ports.amazon import (
    Caller,
    DayMetrics,
    OrderPage,
    OrderSearch,
    Participation,
    ReportState,
    ReportStatus,
    ReportWanted,
    ReviewTopics,
    StockPage,
)
from core.ports.authorizations import GrantWatch
from core.ports.clock import Clock
from core.ports.egress import EgressLedger, Secrets
from core.ports.orders import Chunk, OrderReport, Reading
from core.ports.report_rows import Table, TablePage
from core.spapi import all_orders, inventory_report, table
from core.spapi.auth import Tokens
from core.spapi.breaker import Breaker
from core.spapi.calls import Calls
from core.spapi.client import Wire
from core.spapi.documents import Document, Documents, Resolver
from core.spapi.endpoints import Endpoints
from core.spapi.inventory_api import InventoryApi
from core.spapi.login import TokenEndpoint
from core.spapi.order_metrics import SalesApi
from core.spapi.order_search import OrdersApi
from core.spapi.probes import probe
from core.spapi.quota import Quota
from core.spapi.report_pace import INTERVALS, ReportPace
from core.spapi.report_tables import LAYOUTS, opening
from core.spapi.reports import ReportsApi
from core.spapi.retry import Retry
from core.spapi.review_topics import FeedbackApi
from core.spapi.sellers import SellersApi
from core.spapi.sender import Sender
from core.spapi.server_time import ServerTime
from core.spapi.solicitations import SolicitationsApi
from core.spapi.table import Source

_log = logging.getLogger(__name__)
TOLD = 200
"""Characters read of what Amazon writes about a report that failed."""
_UNFIT = (DamagedFile, FileTooLarge, MissingColumns, NotAReport)
Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Parts:
    """What the client works with; `ticks` is a clock in seconds that only goes forward."""

    wire: Wire
    endpoints: Endpoints
    secrets: Secrets
    ledger: EgressLedger
    clock: Clock
    ticks: Callable[[], float]
    sleep: Callable[[float], Awaitable[None]]
    chance: Callable[[], float]
    """A random number from 0 up to 1."""
    new_id: Callable[[], str]
    """A new unique id of 32 characters at most."""
    resolve: Resolver
    spool: Path
    watch: GrantWatch | None = None
    """Hears what Login with Amazon says; None in a test of something else."""
    intervals: Mapping[str, timedelta] = field(default_factory=lambda: INTERVALS)
    """How long to wait at least between two reports of a type."""


class SpApi:
    """The Selling Partner API of all regions (the port is core.ports.amazon.Amazon)."""

    def __init__(self, parts: Parts) -> None:
        server = ServerTime(parts.clock)
        self._sender = sender = Sender(
            parts.wire, parts.ledger, parts.clock, parts.new_id, server.heard
        )
        retry = Retry(parts.sleep, parts.chance)
        endpoint = TokenEndpoint(sender, parts.secrets, parts.endpoints, retry)
        self._tokens = Tokens(endpoint, parts.ticks, parts.watch)
        self._quota = Quota(parts.ticks, parts.sleep)
        self.calls = Calls(
            parts.endpoints,
            sender,
            self._tokens,
            self._quota,
            retry,
            parts.clock,
            Breaker(parts.ticks),
            self._tokens.standing,
            parts.ticks,
        )
        self._documents = Documents(self.calls, sender, parts.resolve, parts.spool)
        self._pace = ReportPace(parts.intervals)
        self._reports = ReportsApi(self.calls, parts.clock, self._pace)
        self._orders = OrdersApi(self.calls, server)
        self._sales = SalesApi(self.calls)
        self._inventory = InventoryApi(self.calls)
        self._feedback = FeedbackApi(self.calls)
        self._sellers = SellersApi(self.calls)
        self._solicitations = SolicitationsApi(self.calls)

    async def check(self, caller: Caller) -> None:
        """Ask Login with Amazon whether the authorization still holds."""
        await self._tokens.check(caller)

    async def probe(self, caller: Caller, feature: Feature) -> bool:
        """Try what a feature needs by one cheap call; False where there is none."""
        return await probe(self.calls, caller, feature)

    async def participations(self, caller: Caller) -> Sequence[Participation]:
        """The stores of the account."""
        return await self._sellers.participations(caller)

    async def request_report(self, caller: Caller, wanted: ReportWanted) -> str:
        """Ask for a report."""
        return await self._reports.create(caller, wanted)

    async def report_state(
        self, caller: Caller, wanted: ReportWanted, report_id: str
    ) -> ReportState:
        """How far a report is, and what Amazon says of one that failed."""
        state = await self._reports.state(caller, wanted, report_id)
        if state.status is not ReportStatus.FAILED or state.document is None:
            return state
        told = await self._told(caller, wanted.report_type, state.document)
        return replace(state, document=None, told=told)

    async def _told(self, caller: Caller, report_type: str, document: str) -> str | None:
        """The beginning of a failed report's document; None where it cannot be had."""
        try:
            async with self._documents.download(caller, report_type, document) as found:
                return await asyncio.to_thread(opening, found.path, TOLD)
        except (AmazonError, *_UNFIT) as why:
            _log.warning("why a report failed cannot be read: %s", type(why).__name__)
            return None

    @asynccontextmanager
    async def order_report(
        self, caller: Caller, wanted: ReportWanted, document: str
    ) -> AsyncIterator[OrderReport]:
        """Download an all-orders report; raises BadDocument where it is damaged."""
        kind = wanted.report_type
        async with self._documents.download(caller, kind, document) as found:
            yield await asyncio.to_thread(_orders, found, kind)

    async def order_page(self, caller: Caller, search: OrderSearch, reading: Reading) -> OrderPage:
        """The next page of a search of orders."""
        return await self._orders.page(caller, search, reading)

    async def order(self, caller: Caller, order_id: str, reading: Reading) -> Order:
        """One order."""
        return await self._orders.one(caller, order_id, reading)

    async def order_metrics(
        self, caller: Caller, marketplace_id: str, zone_name: str, period: Period
    ) -> Sequence[DayMetrics]:
        """Amazon's own figures of each day."""
        return await self._sales.by_day(caller, marketplace_id, zone_name, period)

    async def stock_now(
        self, caller: Caller, marketplace_id: str, skus: Sequence[str] = ()
    ) -> StockPage:
        """A store's stock as it is now."""
        return await self._inventory.stock(caller, marketplace_id, skus)

    async def review_topics(
        self, caller: Caller, asin: str, marketplace_id: str
    ) -> ReviewTopics | None:
        """What reviews of a product talk about."""
        return await self._feedback.topics(caller, asin, marketplace_id)

    async def stock_report(self, caller: Caller, wanted: ReportWanted, document: str) -> StockPage:
        """Download an inventory report; raises BadDocument where it is damaged."""
        async with self._documents.download(caller, wanted.report_type, document) as found:
            page = await asyncio.to_thread(_stock, _source(found, wanted))
        if page.unreadable:
            _log.warning("%d rows of an inventory report could not be read", page.unreadable)
        return page

    async def read_table(
        self, caller: Caller, wanted: ReportWanted, kind: Table[Row], document: str
    ) -> TablePage[Row]:
        """Download another report; raises BadDocument where it is damaged."""
        if wanted.report_type != kind.report_type:
            raise GateClosed(reason=f"{wanted.report_type} is not read as {kind.report_type}")
        async with self._documents.download(caller, kind.report_type, document) as found:
            return await asyncio.to_thread(_table, _source(found, wanted), kind)

    async def offers_solicitation(self, caller: Caller, order_id: str, marketplace_id: str) -> bool:
        """Whether Amazon offers a review request for an order now."""
        return await self._solicitations.is_offered(caller, order_id, marketplace_id)

    async def solicit(self, caller: Caller, order_id: str, marketplace_id: str) -> None:
        """Ask the buyer for a review."""
        await self._solicitations.solicit(caller, order_id, marketplace_id)

    async def stop(self, tenant: str) -> None:
        """Let no call of a tenant begin any more, and wait for those that are out; forget it."""
        await self._sender.under_way.stop(tenant)
        self.forget(tenant)

    def forget(self, tenant: str, account: str | None = None) -> None:
        """Drop an account's tokens and what is known of its quota; all accounts' at a wipe."""
        self._tokens.evict(tenant, account)
        self._quota.forget(tenant, account)
        self._pace.forget(tenant, account)


@dataclass(frozen=True, slots=True)
class NoOrders:
    """A document of no bytes, which Amazon sends where there is nothing to report."""

    name: str
    digest: bytes = sha256(b"").digest()
    rows: int = 0

    @property
    def channels(self) -> Counter[str]:
        """None."""
        return Counter()

    def chunks(self, reading: Reading) -> Iterator[Chunk]:
        """None."""
        return iter(())


def _orders(found: Document, name: str) -> OrderReport:
    if not found.size:
        return NoOrders(name)
    try:
        return replace(all_orders.scan(found.path, told=found.told), name=name)
    except _UNFIT as why:
        raise _unfit(why) from None


def _source(found: Document, wanted: ReportWanted) -> Source:
    return Source(found.path, next(iter(wanted.marketplaces), ""), found.told)


def _stock(source: Source) -> StockPage:
    try:
        return inventory_report.read(source)
    except _UNFIT as why:
        raise _unfit(why) from None


def _table(source: Source, wanted: Table[Row]) -> TablePage[Row]:
    layout: table.Layout[Row] = LAYOUTS[wanted.report_type]
    try:
        return table.read(source, layout)
    except _UNFIT as why:
        raise _unfit(why) from None


def _unfit(why: DamagedFile | FileTooLarge | MissingColumns | NotAReport) -> BadDocument:
    """A fault in Amazon's file, which the seller has never seen, and cannot download again."""
    told = why.fields.get("reason") or f"it lacks the columns {why.fields.get('columns')}"
    return BadDocument(reason=told)
