"""A fake Amazon at the port: it makes reports of the orders it has, as the test says."""

from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from core.amazon_errors import AccessDenied, NotFound
from core.model import Feature, Order, Period, Unreadable
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
    StockRow,
)
from core.ports.orders import Chunk, OrderReport, Reading
from core.ports.report_rows import Row, Table, TablePage

US, CA = "ATVPDKIKX0DER", "A2EUQ1WTGCTBG2"
STORES = (
    Participation(US, "Amazon.com", "USD", is_participating=True),
    Participation(CA, "Amazon.ca", "CAD", is_participating=True),
    Participation("A1PA6795UKMFR9", "Amazon.de", "EUR", is_participating=True),
    Participation("A1AM78C64UM0Y8", "Amazon.com.mx", "MXN", is_participating=False),
)
LONGEST = timedelta(days=30)


@dataclass(frozen=True)
class Report:
    """An order report whose orders are there already."""

    orders: tuple[Order, ...]
    unreadable: tuple[Unreadable, ...] = ()
    name: str = "report"

    @property
    def digest(self) -> bytes:
        """Equal for equal orders."""
        return sha256(repr((self.orders, self.unreadable)).encode()).digest()

    @property
    def rows(self) -> int:
        """A row a line."""
        return sum(len(order.lines) for order in self.orders) + len(self.unreadable)

    @property
    def channels(self) -> Counter[str]:
        """All of one store."""
        return Counter({"Amazon.com": self.rows}) if self.rows else Counter()

    def chunks(self, reading: Reading) -> Iterator[Chunk]:
        """One chunk, by the rule of age; none of an empty report."""
        oldest = reading.oldest or datetime.min.replace(tzinfo=UTC)
        fresh = [order for order in self.orders if order.purchased_at >= oldest]
        old = [0 for order in self.orders if order.purchased_at < oldest]
        if self.rows:
            yield Chunk(fresh, list(self.unreadable), old, self.rows)


@dataclass
class FakeAmazon:
    """Keeps a journal of what it is asked; `statuses` are its next answers, then it is done."""

    clock: Callable[[], datetime]
    orders: list[Order] = field(default_factory=list)
    stock: list[StockRow] = field(default_factory=list)
    stores: Sequence[Participation] = STORES
    metrics: list[DayMetrics] = field(default_factory=list)
    tables: dict[str, list[object]] = field(default_factory=dict)
    """Rows of other reports, by report type."""
    asked: list[ReportWanted] = field(default_factory=list)
    searched: list[OrderSearch] = field(default_factory=list)
    looks: int = 0
    downloads: int = 0
    statuses: list[ReportStatus] = field(default_factory=list)
    unreadable: tuple[Unreadable, ...] = ()
    trouble: dict[str, Exception] = field(default_factory=dict)
    """What a method raises, each time, as long as it stands here."""
    refuses_search: bool = False
    """As Amazon does to some sellers: only reports tell of their orders."""
    meanwhile: Callable[[], Awaitable[None]] | None = None
    """What happens elsewhere while Amazon is asked how far a report is, once."""

    async def check(self, caller: Caller) -> None:
        """The authorization holds."""
        self._meet("check")

    async def probe(self, caller: Caller, feature: Feature) -> bool:
        """Everything is granted."""
        self._meet("probe")
        return True

    async def participations(self, caller: Caller) -> Sequence[Participation]:
        """All stores."""
        self._meet("participations")
        return self.stores

    async def request_report(self, caller: Caller, wanted: ReportWanted) -> str:
        """Take a request that Amazon would take."""
        self._meet("request_report")
        since, until = wanted.since or self.clock(), wanted.until or self.clock()
        assert wanted.marketplaces
        assert since <= until <= self.clock()
        assert until - since <= LONGEST
        self.asked.append(wanted)
        return f"report-{len(self.asked)}"

    async def report_state(
        self, caller: Caller, wanted: ReportWanted, report_id: str
    ) -> ReportState:
        """The next answer of the script, else done; of no other report than was asked for."""
        self._meet("report_state")
        elsewhere, self.meanwhile = self.meanwhile, None
        if elsewhere is not None:
            await elsewhere()
        self.looks += 1
        assert self.asked[int(report_id.removeprefix("report-")) - 1] == wanted
        status = self.statuses.pop(0) if self.statuses else ReportStatus.DONE
        document = f"of-{report_id}" if status is ReportStatus.DONE else None
        return ReportState(report_id, status, document, self.clock())

    @asynccontextmanager
    async def order_report(
        self, caller: Caller, wanted: ReportWanted, document: str
    ) -> AsyncIterator[OrderReport]:
        """The orders of the span: its beginning included, its end not."""
        self._meet("order_report")
        self.downloads += 1
        by_update = "LAST_UPDATE" in wanted.report_type
        assert wanted.since is not None
        assert wanted.until is not None
        found = []
        for order in self.orders:
            at = order.updated_at if by_update else order.purchased_at
            if wanted.since <= at < wanted.until:
                found.append(order)
        yield Report(tuple(found), self.unreadable)

    async def order_page(self, caller: Caller, search: OrderSearch, reading: Reading) -> OrderPage:
        """All orders of the span on one page, its beginning and its end included."""
        self._meet("order_page")
        if self.refuses_search:
            raise AccessDenied(operation="searchOrders", request_id="r-1")
        self.searched.append(search)
        until = search.until or self.clock()
        found = [
            order
            for order in self.orders
            if search.since
            <= (order.purchased_at if search.by_creation else order.updated_at)
            <= until
        ]
        return OrderPage(tuple(found), (), complete_to=until)

    async def order(self, caller: Caller, order_id: str, reading: Reading) -> Order:
        """The order, if there is one."""
        self._meet("order")
        for order in self.orders:
            if order.order_id == order_id:
                return order
        raise NotFound(operation="getOrder", request_id="fake")

    async def order_metrics(
        self, caller: Caller, marketplace_id: str, zone_name: str, period: Period
    ) -> Sequence[DayMetrics]:
        """The figures that the test gave for days of the period."""
        self._meet("order_metrics")
        return [one for one in self.metrics if period.first <= one.day <= period.last]

    async def stock_report(self, caller: Caller, wanted: ReportWanted, document: str) -> StockPage:
        """The stock as it is."""
        self._meet("stock_report")
        self.downloads += 1
        return StockPage(tuple(self.stock))

    async def stock_now(
        self, caller: Caller, marketplace_id: str, skus: Sequence[str] = ()
    ) -> StockPage:
        """The stock as it is, of these SKUs or of all."""
        self._meet("stock_now")
        rows = [row for row in self.stock if not skus or row.sku in skus]
        return StockPage(tuple(rows), without_fba=not self.stock)

    async def review_topics(
        self, caller: Caller, asin: str, marketplace_id: str
    ) -> ReviewTopics | None:
        """None yet."""
        self._meet("review_topics")
        return None

    async def read_table(
        self, caller: Caller, wanted: ReportWanted, kind: Table[Row], document: str
    ) -> TablePage[Row]:
        """The rows that the test gave for the report type."""
        self._meet("read_table")
        self.downloads += 1
        rows = [row for row in self.tables.get(kind.report_type, ()) if isinstance(row, kind.row)]
        return TablePage(tuple(rows))

    async def offers_solicitation(self, caller: Caller, order_id: str, marketplace_id: str) -> bool:
        """Nothing."""
        return False

    async def solicit(self, caller: Caller, order_id: str, marketplace_id: str) -> None:
        """A sync never asks a buyer for anything."""
        raise AssertionError("a sync asked for a review")

    def _meet(self, method: str) -> None:
        if method in self.trouble:
            raise self.trouble[method]
