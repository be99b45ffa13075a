"""A shop for tests: orders and stock put in by hand, over a real database and keys in memory."""

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import count
from zoneinfo import ZoneInfo

from bot.engine.in_process import InProcessEngine
from bot.handlers.asked import Asked, Member
from core.model import AccountId, Feature, LeftOut, MemberRole, Order, OrderLine, TenantId
from core.ports.accounts import AccountRow, MarketplaceRow
from core.ports.orders import ProductSeen
from core.ports.stock import StockDay
from core.ports.storage import Storage
from core.ports.tenants import TenantRow
from storage.installation import open_database
from storage.unit_of_work import SqlStorage
from tests.memory_keys import MemoryKeyStore

SHOP, SELLER = TenantId("demo-shop"), AccountId("seller-na")
US, CA, DE = "ATVPDKIKX0DER", "A2EUQ1WTGCTBG2", "A1PA6795UKMFR9"
ZONE = "America/Los_Angeles"
NOW = datetime(2026, 11, 24, 16, 0, tzinfo=UTC)
"""A Tuesday, 08:00 in Los Angeles; Monday the 23rd is the last complete day."""

MONDAY = date(2026, 11, 23)
CURRENCIES = {US: "USD", CA: "CAD", DE: "EUR"}


def at(day: date, hour: int = 12, zone: str = ZONE) -> datetime:
    """An hour of a day in a zone."""
    return datetime(day.year, day.month, day.day, hour, tzinfo=ZoneInfo(zone))


@dataclass(frozen=True)
class Sale:
    """An order of one line; its price in minor units, None while it is not priced."""

    sku: str
    day: date
    units: int = 1
    price: int | None = 1000
    store: str = US
    left_out: LeftOut | None = None


class Shop:
    """One tenant, and hands to fill it with."""

    def __init__(
        self, storage: Storage, tenant: TenantId = SHOP, series: str = "123-0000000"
    ) -> None:
        self.storage, self.tenant, self.series = storage, tenant, series
        self._numbers = count(1)

    async def open_store(self, *stores: str, zone: str = ZONE) -> None:
        """Add marketplaces to the seller's account; their orders are read to the present."""
        rows = [MarketplaceRow(store, CURRENCIES[store], zone) for store in stores]
        async with self.storage.write() as uow:
            scope = await uow.for_tenant(self.tenant)
            await scope.accounts.add_marketplaces(SELLER, rows)
            await scope.accounts.orders_complete(SELLER, stores, NOW, "order report")

    async def sell(self, sales: Iterable[Sale]) -> list[str]:
        """Put orders in, one a sale, and add them up; returns their ids."""
        orders = [self._order(sale) for sale in sales]
        seen = [
            ProductSeen(line.sku, "B000000000", f"Product {line.sku}", line.local_day, NOW)
            for order in orders
            for line in order.lines
        ]
        async with self.storage.write() as uow:
            scope = await uow.for_tenant(self.tenant)
            await scope.orders.replace(SELLER, orders, NOW)
            await scope.products.seen(SELLER, seen)
            await scope.sales.roll_up(SELLER)
        return [order.order_id for order in orders]

    def _order(self, sale: Sale) -> Order:
        number = next(self._numbers)
        line = OrderLine(
            sku=sale.sku,
            nth=1,
            asin="B000000000",
            marketplace_id=sale.store,
            local_day=sale.day,
            quantity=sale.units,
            currency=CURRENCIES[sale.store],
            price_minor=sale.price,
            item_status="Shipped",
            left_out=sale.left_out,
            opens=0 if sale.left_out else 1,
        )
        content = number.to_bytes(8, "big")
        bought = at(sale.day)
        order_id = f"{self.series}-{number:07}"
        return Order(order_id, bought, bought, "Shipped", "Amazon", (line,), ("",), content)

    async def stock(
        self, sku: str, days: Iterable[tuple[date, int]], inbound: int = 0, store: str = US
    ) -> None:
        """Put snapshots in: sellable units at the end of days."""
        rows = [StockDay(store, sku, day, units, inbound, 0, at(day, 7)) for day, units in days]
        async with self.storage.write() as uow:
            scope = await uow.for_tenant(self.tenant)
            await scope.stock.put(SELLER, rows)

    def asked(self, **arguments: str) -> Asked:
        """A question by the shop's owner, as the command table would have read it."""
        member = Member(self.tenant, "demo seller", MemberRole.OWNER, "Asia/Tokyo")
        return Asked(member, arguments, self.storage, lambda: NOW)


@asynccontextmanager
async def open_shop(url: str) -> AsyncIterator[Shop]:
    """A shop with one seller account and the American marketplace."""
    keys = MemoryKeyStore()
    async with open_database(url, "demo") as (engine, _):
        storage = SqlStorage(engine, keys, InProcessEngine())
        await keys.create(SHOP, NOW)
        async with storage.write() as uow:
            await uow.directory.add(TenantRow(SHOP, "Demo shop", "pseudonym", "active", NOW))
            account = AccountRow(SELLER, "Demo seller", "NA", US, "active", None)
            scope = await uow.for_tenant(SHOP)
            await scope.accounts.add(account)
            await scope.team.switch_on(Feature.SALES, NOW - timedelta(days=100))
        shop = Shop(storage)
        await shop.open_store(US)
        yield shop


def daily(sku: str, days: int, units: int, *, until: date = MONDAY, store: str = US) -> list[Sale]:
    """The same units every day, at ten a unit."""
    return [Sale(sku, until - timedelta(days=n), units, 1000 * units, store) for n in range(days)]
