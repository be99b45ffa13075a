"""An order as the Orders and Sales APIs see it at a moment, wherever it comes from."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from core.spapi.sandbox.marketplaces import Marketplace


class Status(StrEnum):
    """Amazon's FulfillmentStatus."""

    PENDING_AVAILABILITY = "PENDING_AVAILABILITY"
    PENDING = "PENDING"
    UNSHIPPED = "UNSHIPPED"
    PARTIALLY_SHIPPED = "PARTIALLY_SHIPPED"
    SHIPPED = "SHIPPED"
    CANCELLED = "CANCELLED"
    UNFULFILLABLE = "UNFULFILLABLE"


@dataclass(frozen=True, slots=True)
class Item:
    """One line: totals in minor units; `priced` says whether Amazon shows them already."""

    sku: str
    asin: str
    title: str
    quantity: int
    price: int
    priced: bool
    tax: int = 0
    discount: int = 0
    cancelled: bool = False


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One order at one moment; `replaces` is the order that a replacement stands for.

    `shipped` and `delivered` are None before they happened, and where the source does not say.
    """

    id: str
    marketplace: Marketplace
    created: datetime
    updated: datetime
    status: Status
    merchant: bool
    items: tuple[Item, ...]
    elsewhere: bool = False
    business: bool = False
    prime: bool = False
    alias: str = ""
    replaces: str = ""
    shipped: datetime | None = None
    delivered: datetime | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """These stores, from `since` to `until`, both included, as seen at the moment `at`."""

    marketplaces: Sequence[Marketplace]
    since: datetime
    until: datetime
    at: datetime


class OrderSource(Protocol):
    """Where one seller account's orders come from."""

    def created(self, span: Span) -> Iterator[Snapshot]:
        """Orders purchased in the span, oldest first."""
        ...

    def updated(self, span: Span) -> Iterator[Snapshot]:
        """Orders last updated in the span, oldest update first."""
        ...

    def find(self, order_id: str, at: datetime) -> Snapshot | None:
        """One order, None where this account has none of that id at that moment."""
        ...
