"""What tests of storage share: an open storage on any database, with one tenant in it."""

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from core.model import AccountId, LeftOut, Order, OrderLine, TenantId
from core.ports.accounts import AccountRow, MarketplaceRow
from core.ports.engine import Task
from core.ports.tenants import TenantRow
from storage.installation import open_database
from storage.key_provider import KeyFile
from storage.keystore import SqlKeyStore
from storage.repositories.sales import SqlSales
from storage.unit_of_work import SqlStorage

NOW = datetime(2026, 11, 15, 6, tzinfo=UTC)
SHOP, OTHER = TenantId("demo-shop"), TenantId("other-shop")
ACCOUNT, SECOND = AccountId("account-1"), AccountId("account-2")
US, CA = "ATVPDKIKX0DER", "A2EUQ1WTGCTBG2"
DAY = date(2026, 11, 1)


@dataclass
class Submitted:
    """An engine that only remembers what it was given."""

    tasks: list[Task] = field(default_factory=list)

    def submit(self, task: Task) -> None:
        """Remember."""
        self.tasks.append(task)


@dataclass(frozen=True)
class Opened:
    """An open storage and what it stands on."""

    storage: SqlStorage
    engine: AsyncEngine
    keys: SqlKeyStore
    jobs: Submitted

    async def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """What a look at the tables finds."""
        async with self.engine.connect() as connection:
            return [tuple(row) for row in await connection.execute(text(sql))]

    async def change(self, sql: str, **values: object) -> None:
        """Something done behind our back."""
        async with self.engine.begin() as connection:
            await connection.execute(text(sql), values)


@asynccontextmanager
async def opened_storage(url: str, folder: Path) -> AsyncIterator[Opened]:
    """A storage with two tenants; the first has two accounts, the first of them two stores."""
    async with open_database(url, "demo") as (engine, _):
        provider = KeyFile(folder / "kek.key")
        async with SqlKeyStore.open(f"sqlite:///{folder}/keys.db", provider, lambda: NOW) as keys:
            jobs = Submitted()
            opened = Opened(SqlStorage(engine, keys, jobs), engine, keys, jobs)
            await _furnish(opened)
            yield opened


async def _furnish(opened: Opened) -> None:
    if await opened.rows("SELECT 1 FROM tenant"):
        return
    for tenant, name in ((SHOP, "Demo shop"), (OTHER, "Other shop")):
        await opened.keys.create(tenant, NOW)
        async with opened.storage.write() as uow:
            await uow.directory.add(TenantRow(tenant, name, f"p-{tenant}", "active", NOW))
    async with opened.storage.write() as uow:
        accounts = (await uow.for_tenant(SHOP)).accounts
        for account in (ACCOUNT, SECOND):
            await accounts.add(AccountRow(account, f"Name {account}", "file", None, "active", None))
        stores = [(US, "USD"), (CA, "CAD")]
        zone = "America/Los_Angeles"
        await accounts.add_marketplaces(
            ACCOUNT, [MarketplaceRow(store, currency, zone) for store, currency in stores]
        )


def line(sku: str = "SKU-1", **changes: Any) -> OrderLine:
    """A counted line of one unit at 10.00 USD."""
    usual = OrderLine(sku, 1, "B000000001", US, DAY, 1, "USD", 1000, "Shipped", None, 1)
    return usual._replace(**changes)


def order(
    order_id: str, *lines: OrderLine, updated: int = 0, content: bytes = b"content1"
) -> Order:
    """An order bought on the first day at noon, updated so many hours later."""
    bought = datetime(2026, 11, 1, 20, tzinfo=UTC)
    lines = lines or (line(),)
    at = bought + timedelta(hours=updated)
    titles = tuple(f"Title of {one.sku}" for one in lines)
    return Order(order_id, bought, at, "Shipped", "Amazon", lines, titles, content)


def cancelled(one: OrderLine) -> OrderLine:
    """The same line, left out."""
    return one._replace(left_out=LeftOut.ITEM_CANCELLED, opens=0)


async def replace(
    opened: Opened, orders: Iterable[Order], account: AccountId = ACCOUNT, tenant: TenantId = SHOP
) -> int:
    """Put orders in place and add their days up."""
    async with opened.storage.write() as uow:
        scope = await uow.for_tenant(tenant)
        changed = await scope.orders.replace(account, list(orders), NOW)
        await scope.sales.roll_up(account)
    return changed


async def disagreements(
    opened: Opened, account: AccountId = ACCOUNT, tenant: TenantId = SHOP
) -> list[tuple[str, int]]:
    """Where the rollups are not what a recount of the lines gives."""
    async with opened.storage.read() as uow:
        sales = (await uow.for_tenant(tenant)).sales
        assert isinstance(sales, SqlSales)
        return await sales.disagreements(account)
