"""Amazon, as use cases see it: a few questions and one request, each on behalf of one account.

Every method may raise the AmazonError family and GateClosed; none retries what must not be
repeated. Times are aware, UTC.
"""

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple, Protocol

from core.model import AccountId, Feature, Money, Order, Period, TenantId
from core.ports.orders import OrderReport, Reading
from core.ports.report_rows import Row, Table, TablePage


@dataclass(frozen=True, slots=True)
class Caller:
    """On whose behalf a call is made, and what its owner switched on."""

    tenant: TenantId
    pseudonym: str
    account: AccountId
    region: str
    features: frozenset[Feature]
    active: bool = True


class Participation(NamedTuple):
    """A store that the seller takes part in."""

    marketplace_id: str
    name: str
    currency: str
    is_participating: bool


class ReportStatus(StrEnum):
    """How far Amazon is with a report; NO_DATA is what it calls cancelled."""

    WAITING = "waiting"
    DONE = "done"
    NO_DATA = "no_data"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class ReportWanted:
    """A report to be made: its type, stores, and the span of time where the type takes one."""

    report_type: str
    marketplaces: tuple[str, ...]
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class ReportState:
    """A report at Amazon; `document` once it is done.

    `told` is what Amazon wrote of why it failed, at most 200 characters: for the log and the
    operator, never for a chat.
    """

    report_id: str
    status: ReportStatus
    document: str | None = None
    finished_at: datetime | None = None
    told: str | None = None


@dataclass(frozen=True, slots=True)
class OrderSearch:
    """A search of orders changed (or made) since a moment, the watermark of the one before.

    The client reads some minutes before `since` again, and sets what is below the line.
    """

    marketplaces: tuple[str, ...]
    since: datetime
    until: datetime | None = None
    by_creation: bool = False
    # ---
    page: str | None = None
    """Which page comes next; good for a day, and then the search begins anew by itself."""
    included: tuple[str, ...] = ()
    restarts: int = 0


class Delivery(NamedTuple):
    """When an order is to arrive, as far as Amazon says, and whether it has."""

    order_id: str
    earliest: datetime | None
    latest: datetime | None
    has_arrived: bool


@dataclass(frozen=True, slots=True)
class OrderPage:
    """Orders of a search; the search that follows, or how far the whole of it reached.

    `complete_to` is the next watermark. An order may come on several pages; the newer one stands.
    """

    orders: tuple[Order, ...]
    deliveries: tuple[Delivery, ...]
    next: OrderSearch | None = None
    complete_to: datetime | None = None
    unreadable: int = 0
    too_old: int = 0
    personal: int = 0
    """Personal fields that came unasked and were dropped."""
    without_status: int = 0
    """Orders of which Amazon did not say how far they are: a report has to."""


class StockRow(NamedTuple):
    """One product's stock at Amazon, in units."""

    sku: str
    asin: str
    title: str
    sellable: int
    inbound: int
    reserved: int


@dataclass(frozen=True, slots=True)
class StockPage:
    """A store's stock, and how many rows of it could not be read."""

    rows: tuple[StockRow, ...]
    unreadable: int = 0
    encoding: str = "utf-8"
    """In which encoding a report came."""
    without_fba: bool = False
    """Whether Amazon says that it keeps no stock for this seller."""


class DayMetrics(NamedTuple):
    """What Amazon itself counts on a day of a store: orders, their lines, units, sales."""

    day: date
    orders: int
    lines: int
    units: int
    sales: Money


class ReviewTopic(NamedTuple):
    """What reviews talk about: how often, and by how much it moves the stars."""

    name: str
    mentions: Decimal | None
    impact: Decimal | None


class ReviewTopics(NamedTuple):
    """What reviews of a product praise, and what they complain of; the most mentioned first."""

    positive: tuple[ReviewTopic, ...]
    negative: tuple[ReviewTopic, ...]


class Amazon(Protocol):
    """The Selling Partner API of all regions."""

    async def check(self, caller: Caller) -> None:
        """Ask Login with Amazon alone whether the account's authorization still holds."""
        ...

    async def probe(self, caller: Caller, feature: Feature) -> bool:
        """Try what a feature needs by one cheap call; False where there is none to try it by.

        Raises AccessDenied where Amazon did not grant it.
        """
        ...

    async def participations(self, caller: Caller) -> Sequence[Participation]:
        """The stores of the account, those we do not know included."""
        ...

    async def request_report(self, caller: Caller, wanted: ReportWanted) -> str:
        """Ask for a report; returns Amazon's report id."""
        ...

    async def report_state(
        self, caller: Caller, wanted: ReportWanted, report_id: str
    ) -> ReportState:
        """How far a report is."""
        ...

    def order_report(
        self, caller: Caller, wanted: ReportWanted, document: str
    ) -> AbstractAsyncContextManager[OrderReport]:
        """Download an all-orders report; it lies in a private spool file while the block runs."""
        ...

    async def order_page(self, caller: Caller, search: OrderSearch, reading: Reading) -> OrderPage:
        """The next page of a search; AccessDenied means that only reports tell of the orders."""
        ...

    async def order(self, caller: Caller, order_id: str, reading: Reading) -> Order:
        """One order by its clear id; raises NotFound."""
        ...

    async def order_metrics(
        self, caller: Caller, marketplace_id: str, zone_name: str, period: Period
    ) -> Sequence[DayMetrics]:
        """Amazon's own figures of each day, days as they are in the zone."""
        ...

    async def stock_now(
        self, caller: Caller, marketplace_id: str, skus: Sequence[str] = ()
    ) -> StockPage:
        """A store's stock as it is now, of some SKUs or of all; it takes half a second a page."""
        ...

    async def review_topics(
        self, caller: Caller, asin: str, marketplace_id: str
    ) -> ReviewTopics | None:
        """What reviews of a product talk about; None where Amazon has no data yet."""
        ...

    async def stock_report(self, caller: Caller, wanted: ReportWanted, document: str) -> StockPage:
        """Download an inventory report; rows that cannot be read are left out and counted."""
        ...

    async def read_table(
        self, caller: Caller, wanted: ReportWanted, kind: Table[Row], document: str
    ) -> TablePage[Row]:
        """Download another report, of one store; rows that cannot be read are counted."""
        ...

    async def offers_solicitation(self, caller: Caller, order_id: str, marketplace_id: str) -> bool:
        """Whether Amazon offers a review request for an order now."""
        ...

    async def solicit(self, caller: Caller, order_id: str, marketplace_id: str) -> None:
        """Ask the buyer for a review, in Amazon's own words; returns once Amazon accepted it.

        Raises NotAvailable or OutOfWindow where Amazon refuses, Throttled where it certainly did
        not accept, UnknownOutcome where it may have: that one is never repeated blindly.
        """
        ...
