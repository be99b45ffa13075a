"""`restock`: what to order by when, with every figure that says so."""

import asyncio
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from core.demand import Demand, demand, out_since
from core.model import TenantId
from core.ordering import DEFAULTS, Plan, Terms, plan
from core.ports.storage import Storage
from core.shelves import Shelf, read_shelves

SOON = timedelta(days=7)
"""What has to be ordered this week is shown first."""

STOCK_SOURCE = "inventory report"


@dataclass(frozen=True, slots=True)
class Stock:
    """What is there: units, since when there is nothing, and how old that is.

    `out_longer` says that it was empty on every day of its history.
    """

    sellable: int
    inbound: int
    reserved: int
    out_since: date | None
    out_longer: bool
    as_of: datetime
    source: str


@dataclass(frozen=True, slots=True)
class RestockItem:
    """One product where it is stocked once; None is no data, and no plan is no sale."""

    sku: str
    marketplaces: tuple[str, ...]
    zone: str
    today: date
    demand: Demand | None
    orders_as_of: datetime | None
    orders_source: str | None
    stock: Stock | None
    plan: Plan | None

    @property
    def is_due(self) -> bool:
        """Whether an order is needed within a week."""
        if self.plan is None or self.plan.order_by is None:
            return False
        return self.plan.quantity > 0 and self.plan.order_by <= self.today + SOON


@dataclass(frozen=True, slots=True)
class RestockFacts:
    """The answer to `restock` (schema restock/1); items by order-by day, those without one last."""

    schema: str
    at: datetime
    terms: Terms
    orders_as_of: datetime | None
    stock_as_of: datetime | None
    items: tuple[RestockItem, ...]

    @property
    def due(self) -> tuple[RestockItem, ...]:
        """What has to be ordered within a week."""
        return tuple(item for item in self.items if item.is_due)


@dataclass(frozen=True, slots=True)
class Restock:
    """The facts, titles by SKU, and units by day where one SKU was asked for."""

    facts: RestockFacts
    titles: dict[str, str]
    shelves: tuple[Shelf, ...] = field(default=())


async def restock(storage: Storage, tenant: TenantId, sku: str | None, now: datetime) -> Restock:
    """What to order of all products, or of one; raises UnknownProduct."""
    async with storage.survey() as uow:
        read = await read_shelves(await uow.for_tenant(tenant), now, sku)
    facts = await asyncio.to_thread(restock_facts, read.shelves, now)
    shown = read.shelves if sku is not None else ()
    return Restock(facts, read.catalogue.titles, shown)


def restock_facts(
    shelves: tuple[Shelf, ...], now: datetime, terms: Terms = DEFAULTS
) -> RestockFacts:
    """The facts of some shelves."""
    items = sorted((item_of(shelf, terms) for shelf in shelves), key=_urgency)
    orders = [item.orders_as_of for item in items if item.orders_as_of is not None]
    stock = [item.stock.as_of for item in items if item.stock is not None]
    return RestockFacts(
        "restock/1",
        now,
        terms,
        min(orders, default=None),
        max(stock, default=None),
        tuple(items),
    )


def item_of(shelf: Shelf, terms: Terms) -> RestockItem:
    """One product's demand, stock and plan."""
    level = shelf.level
    sold = None if shelf.sales is None else demand(shelf.sales, level)
    planned = stock = None
    if level is not None:
        empty = frozenset() if shelf.sales is None else shelf.sales.empty
        since = out_since(level, empty)
        stock = Stock(
            level.sellable,
            level.inbound,
            level.reserved,
            since,
            since is not None and since <= level.known_from,
            level.as_of,
            STOCK_SOURCE,
        )
        planned = None if sold is None else plan(sold, level, terms, shelf.today)
    return RestockItem(
        shelf.sku,
        shelf.marketplaces,
        shelf.zone,
        shelf.today,
        sold,
        None if shelf.orders is None else shelf.orders.as_of,
        None if shelf.orders is None else shelf.orders.source,
        stock,
        planned,
    )


def _urgency(item: RestockItem) -> tuple[bool, date, str, tuple[str, ...]]:
    day = item.plan.order_by if item.plan is not None and item.plan.quantity > 0 else None
    return (day is None, day or date.max, item.sku, item.marketplaces)
