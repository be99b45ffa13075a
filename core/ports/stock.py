"""Stock by product and day, as Amazon's inventory report gave it, and the units sold beside it."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import NamedTuple, Protocol

from core.model import AccountId, Period


class StockDay(NamedTuple):
    """One product's stock in a marketplace at the end of a day, or so far on the current one."""

    marketplace_id: str
    sku: str
    day: date
    sellable: int
    inbound: int
    reserved: int
    as_of: datetime


class Level(NamedTuple):
    """The newest stock of a product in a marketplace; its history begins on `known_from`."""

    account_id: AccountId
    marketplace_id: str
    sku: str
    day: date
    sellable: int
    inbound: int
    reserved: int
    as_of: datetime
    known_from: date


class EmptyDay(NamedTuple):
    """A day at whose end nothing of a product was sellable in a marketplace."""

    account_id: AccountId
    marketplace_id: str
    sku: str
    day: date


class Sold(NamedTuple):
    """Units of a product sold in a marketplace, on `day` or in a period that ends with it."""

    account_id: AccountId
    marketplace_id: str
    sku: str
    day: date
    units: int


class StockBook(Protocol):
    """One tenant's stock."""

    async def put(self, account: AccountId, rows: Iterable[StockDay]) -> None:
        """Keep snapshots; the later one of a day stays."""
        ...

    async def levels(self, since: date) -> list[Level]:
        """Each product's newest stock by marketplace, where there is one of `since` or later."""
        ...

    async def empty_days(self, since: date) -> list[EmptyDay]:
        """The days since then at whose end a product was not sellable."""
        ...

    async def sold(self, period: Period) -> list[Sold]:
        """Each product's units over a period, by marketplace."""
        ...

    async def sold_by_day(self, period: Period, skus: Iterable[str]) -> list[Sold]:
        """Some products' units, by marketplace and day; days without a sale are left out."""
        ...
