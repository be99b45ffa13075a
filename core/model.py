"""The values everything else is made of: ids, money, periods."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple, NewType

TenantId = NewType("TenantId", str)
AccountId = NewType("AccountId", str)
OrderRef = NewType("OrderRef", bytes)
"""Blind order id: 16 bytes of an HMAC under the tenant's key."""

# ISO 4217 currencies of Amazon's stores whose minor unit is not a hundredth.
_EXPONENTS = {"JPY": 0}


def exponent(currency: str) -> int:
    """How many decimals a currency has."""
    return _EXPONENTS.get(currency, 2)


@dataclass(frozen=True, slots=True)
class Money:
    """An exact amount: integer minor units of one currency."""

    minor: int
    currency: str

    def amount(self) -> str:
        """The amount as a plain decimal string with the currency's own number of decimals."""
        return str(Decimal(self.minor).scaleb(-exponent(self.currency)))

    def as_json(self) -> dict[str, str]:
        """The wire form of the facts (architecture: Facts as JSON)."""
        return {"amount": self.amount(), "currency": self.currency}

    def __add__(self, other: "Money") -> "Money":
        if other.currency != self.currency:
            raise ValueError("currencies are never added")
        return Money(self.minor + other.minor, self.currency)


class MemberRole(StrEnum):
    """A chat user's standing in a tenant; each includes the ones before it."""

    VIEWER = "viewer"
    APPROVER = "approver"
    OWNER = "owner"

    def includes(self, needed: "MemberRole") -> bool:
        """Whether this standing is enough for what is needed."""
        order = list(MemberRole)
        return order.index(self) >= order.index(needed)


class Feature(StrEnum):
    """What an owner switches on."""

    SALES = "sales"
    INVENTORY = "inventory"
    REVIEWS = "reviews"
    FEEDBACK = "feedback"
    TRAFFIC = "traffic"
    ADS = "ads"


class LeftOut(StrEnum):
    """Why a line is not counted, in the order of the test."""

    ORDER_CANCELLED = "order_cancelled"
    ITEM_CANCELLED = "item_cancelled"
    NOT_AMAZON = "not_amazon"


@dataclass(frozen=True, slots=True)
class Period:
    """Whole days, first and last included."""

    first: date
    last: date

    @property
    def days(self) -> int:
        """How many days the period has."""
        return (self.last - self.first).days + 1

    def before(self) -> "Period":
        """The period of the same length that ends the day before this one."""
        return Period(self.first - timedelta(days=self.days), self.first - timedelta(days=1))

    def __iter__(self) -> Iterator[date]:
        return (self.first + timedelta(days=n) for n in range(self.days))


class OrderLine(NamedTuple):
    """One item of an order as Amazon reports it, already judged by the rules of day and count.

    `price_minor` is the line total without tax and shipping, None while Amazon has not priced it.
    `opens` is 1 on the first counted line of its order for its store and currency, so that adding
    it up counts orders.
    """

    sku: str
    nth: int
    asin: str
    marketplace_id: str
    local_day: date
    quantity: int
    currency: str
    price_minor: int | None
    item_status: str
    left_out: LeftOut | None
    opens: int


class Order(NamedTuple):
    """One order with all its lines; the unit that is replaced whole.

    `content` is a short digest of all that is kept of it: an equal one means nothing changed.
    """

    order_id: str
    purchased_at: datetime
    updated_at: datetime
    status: str
    fulfilled_by: str
    lines: tuple[OrderLine, ...]
    titles: tuple[str, ...]
    content: bytes


class Unreadable(NamedTuple):
    """A row that could not be read, by its line in the file; it is counted and left out."""

    line: int
    reason: str


class Place(NamedTuple):
    """A channel on a platform."""

    platform: str
    workspace: str
    channel: str
