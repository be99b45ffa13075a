"""Stock by product and day, as Amazon's inventory report gave it."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import NamedTuple, Protocol

from core.model import AccountId


class StockDay(NamedTuple):
    """One product's stock in a marketplace at the end of a day, or so far on the current one."""

    marketplace_id: str
    sku: str
    day: date
    sellable: int
    inbound: int
    reserved: int
    as_of: datetime


class StockBook(Protocol):
    """One tenant's stock."""

    async def put(self, account: AccountId, rows: Iterable[StockDay]) -> None:
        """Keep snapshots; the later one of a day stays."""
        ...
