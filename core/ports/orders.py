"""Orders, the products they name, and the reports they came in."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple, Protocol

from core.marketplaces import Store
from core.model import AccountId, LeftOut, Order, Unreadable


@dataclass(slots=True)
class Chunk:
    """Many lines' worth of whole orders, ready for one transaction."""

    orders: list[Order] = field(default_factory=list)
    unreadable: list[Unreadable] = field(default_factory=list)
    too_old: list[int] = field(default_factory=list)
    """Orders past retention, each by the line of its last row."""
    rows: int = 0


@dataclass(frozen=True, slots=True)
class Reading:
    """How to read a report for a seller: home store, zones by marketplace id, oldest purchase."""

    home: Store
    zones: Mapping[str, str]
    oldest: datetime | None

    @property
    def home_zone(self) -> str:
        """The zone of the home store, as the seller set it."""
        return self.zones.get(self.home.marketplace_id, self.home.zone)


class OrderReport(Protocol):
    """A report of orders that was looked over and is undamaged."""

    @property
    def name(self) -> str:
        """What to call it in a message."""
        ...

    @property
    def digest(self) -> bytes:
        """SHA-256 of the file."""
        ...

    @property
    def rows(self) -> int:
        """How many rows it has."""
        ...

    @property
    def channels(self) -> Counter[str]:
        """Its sales channels, with their rows."""
        ...

    def chunks(self, reading: Reading) -> Iterator[Chunk]:
        """Its orders; each is whole in one chunk."""
        ...


class ProductSeen(NamedTuple):
    """A product as the newest of its lines names it."""

    sku: str
    asin: str
    title: str
    first_day: date
    updated_at: datetime


class KnownProduct(NamedTuple):
    """A product of a seller account; `first_day` is the day of its first order line."""

    account_id: AccountId
    sku: str
    asin: str
    title: str
    first_day: date


class FoundLine(NamedTuple):
    """A line of an order as it is kept; `left_out` says why it is not counted."""

    sku: str
    marketplace_id: str
    local_day: date
    quantity: int
    currency: str
    price_minor: int | None
    item_status: str
    left_out: LeftOut | None


class FoundOrder(NamedTuple):
    """What is kept of one order: its status, its times, its lines by SKU."""

    status: str
    fulfilled_by: str
    purchased_at: datetime
    updated_at: datetime
    lines: tuple[FoundLine, ...]


class ReportRow(NamedTuple):
    """A report that was taken in: what it was, and what became of its rows."""

    report_id: str
    kind: str
    origin: str
    digest: bytes
    state: str
    rows_read: int
    orders_changed: int
    orders_missed: int
    """Of those, such as should have been known already: a nightly check found them."""
    rows_unreadable: int
    orders_too_old: int
    begun_at: datetime
    done_at: datetime | None


class OrderBook(Protocol):
    """One tenant's orders."""

    async def replace(self, account: AccountId, orders: Sequence[Order], now: datetime) -> int:
        """Put orders in place of what is not newer; returns how many changed anything."""
        ...

    async def find(self, order_id: str) -> FoundOrder | None:
        """The order of a clear id, found by its blind one; None where it is not kept."""
        ...

    async def count(self, account: AccountId) -> int:
        """How many orders of an account are kept."""
        ...


class Products(Protocol):
    """One tenant's products."""

    async def seen(self, account: AccountId, products: Iterable[ProductSeen]) -> None:
        """Note products; a newer title replaces an older one, the first day only moves back."""
        ...

    async def titles(self, skus: Iterable[str]) -> dict[str, str]:
        """The titles of some products, those without one left out."""
        ...

    async def known(self) -> list[KnownProduct]:
        """All products, by SKU."""
        ...

    async def like(self, text: str, limit: int) -> list[tuple[str, str]]:
        """SKU and title of some products whose SKU begins with a text, or whose title holds it.

        Upper and lower case are the same; those by their SKU come first.
        """
        ...


class Reports(Protocol):
    """The reports that a tenant's figures came in."""

    async def by_digest(self, account: AccountId, digest: bytes) -> ReportRow | None:
        """The same file, if it was taken in before."""
        ...

    async def newest(self, account: AccountId, origin: str) -> ReportRow | None:
        """The last report of an origin that was taken in to its end."""
        ...

    async def begin(self, account: AccountId, row: ReportRow) -> None:
        """Note a report whose taking in begins."""
        ...

    async def finish(
        self, account: AccountId, row: ReportRow, unreadable: Sequence[Unreadable]
    ) -> None:
        """Note what became of a report, and the rows that could not be read."""
        ...
