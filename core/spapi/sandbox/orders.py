"""An order, and what it looks like at any moment: a pure function of the moment."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from core.spapi.sandbox.marketplaces import Marketplace
from core.spapi.sandbox.products import Product


class State(StrEnum):
    """Where an order stands."""

    PENDING = "pending"
    SHIPPING = "shipping"
    SHIPPED = "shipped"
    DELIVERED = "delivered"
    RETURNED = "returned"
    CANCELLED = "cancelled"


class Kind(StrEnum):
    """Why an order exists."""

    SALE = "sale"
    REPLACEMENT = "replacement"
    NON_AMAZON = "non_amazon"
    """Sold elsewhere, fulfilled by Amazon (MCF)."""


@dataclass(frozen=True, slots=True)
class Line:
    """One item of an order; `price` and `discount` are the line's totals in minor units."""

    product: Product
    quantity: int
    price: int
    discount: int = 0
    cancelled: bool = False


@dataclass(frozen=True, slots=True)
class Fate:
    """When things happen to an order; a cancelled one is never shipped."""

    purchased: datetime
    priced: datetime
    shipped: datetime | None = None
    delivered: datetime | None = None
    returned: datetime | None = None
    cancelled: datetime | None = None


@dataclass(frozen=True, slots=True)
class Order:
    """One order with its lines and its whole fate."""

    id: str
    marketplace: Marketplace
    kind: Kind
    merchant: bool
    lines: tuple[Line, ...]
    fate: Fate
    business: bool = False

    @property
    def on_amazon(self) -> bool:
        """Whether it was bought in an Amazon store."""
        return self.kind is not Kind.NON_AMAZON

    def state_at(self, at: datetime) -> State | None:
        """Where it stands at that moment, None before it was purchased."""
        fate = self.fate
        if at < fate.purchased:
            return None
        for moment, state in (
            (fate.cancelled, State.CANCELLED),
            (fate.returned, State.RETURNED),
            (fate.delivered, State.DELIVERED),
            (fate.shipped, State.SHIPPED),
        ):
            if moment is not None and moment <= at:
                return state
        return State.SHIPPING if at >= fate.priced else State.PENDING

    def updated_at(self, at: datetime) -> datetime:
        """The last change that Amazon dates, as of that moment."""
        fate = self.fate
        seen = [fate.priced, fate.shipped, fate.returned, fate.cancelled]
        if self.merchant:  # Amazon re-dates an order on delivery only where the seller ships
            seen.append(fate.delivered)
        return max([m for m in seen if m is not None and m <= at], default=fate.purchased)

    def priced_at(self, at: datetime) -> bool:
        """Whether the report shows currency and price at that moment."""
        fate = self.fate
        if fate.cancelled is not None and fate.cancelled < fate.priced:
            return False
        return at >= fate.priced
