"""The data that features need, and its end (the port is core.ports.features.FeatureData)."""

from collections.abc import Iterator

from sqlalchemy import ColumnElement, Table, and_, delete, func, select, tuple_, update

from core.model import AccountId, Feature
from core.ports.features import Loss
from core.tenants import FILE_REGION
from storage.bulk import insert
from storage.feature_data import NEEDED_BY, ORDER_ID, ORDER_IDS_NEEDED_BY
from storage.repositories.sales import SqlSales
from storage.repositories.scope import Scope
from storage.repositories.tenants import SqlTeam
from storage.tables.accounts import marketplace, seller_account
from storage.tables.orders import order_head, order_line
from storage.tables.sales import dirty_day
from storage.tables.stock import stock_day

BATCH = 2_000
"""Rows of a table that one transaction deletes: others take their turn between two."""

Features = frozenset[Feature]


class SqlFeatureData:
    """One tenant's data from its connected accounts."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    async def losses(self, feature: Feature) -> list[Loss]:
        """What would go if a feature were switched off, what is not there left out."""
        on, off = await self._switches()
        on, off, found = on - {feature}, off | {feature}, list[Loss]()
        for table in _unneeded(on, off):
            if feature in NEEDED_BY[table]:
                query = select(func.count()).select_from(table).where(self._in(table))
                found.append(Loss(table.name, await self._scope.connection.scalar(query) or 0))
        if feature in ORDER_IDS_NEEDED_BY:
            query = select(func.count()).select_from(order_head).where(self._sealed())
            found.append(Loss(ORDER_ID, await self._scope.connection.scalar(query) or 0))
        return [loss for loss in found if loss.rows]

    async def purge(self) -> int:
        """Delete some of what no feature needs any more; how many rows, 0 once all is gone."""
        on, off = await self._switches()
        gone = 0
        for table in _unneeded(on, off):
            gone += await self._some_of(table)
        if not ORDER_IDS_NEEDED_BY & on:
            gone += await self._seals()
        return gone

    async def add_up(self, account: AccountId) -> int:
        """Make an account's sales figures anew from its order lines; how many days."""
        line, connection = order_line.c, self._scope.connection
        days = (
            select(line.tenant_id, line.account_id, line.local_day)
            .distinct()
            .where(self._scope.of(order_line, account))
        )
        marked = insert(connection.dialect.name, dirty_day).from_select(
            ["tenant_id", "account_id", "day"], days
        )
        await connection.execute(marked.on_conflict_do_nothing())
        return await SqlSales(self._scope).roll_up(account)

    async def _switches(self) -> tuple[Features, Features]:
        """The features that are on, and those that somebody switched off."""
        rows = await SqlTeam(self._scope).switches()
        on = frozenset(Feature(row.feature) for row in rows if row.is_on)
        return on, frozenset(Feature(row.feature) for row in rows) - on

    async def _some_of(self, table: Table) -> int:
        key = list(table.primary_key.columns)
        some = select(*key).where(self._in(table)).limit(BATCH)
        those = delete(table).where(self._scope.own(table), tuple_(*key).in_(some))
        gone = (await self._scope.connection.execute(those)).rowcount
        if table is order_head:
            await self._unread("orders_as_of", "orders_source")
        elif table is stock_day:
            await self._unread("stock_as_of")
        return gone

    async def _seals(self) -> int:
        key = [order_head.c.tenant_id, order_head.c.account_id, order_head.c.order_ref]
        some = select(*key).where(self._sealed()).limit(BATCH)
        destroyed = (
            update(order_head)
            .where(self._scope.own(order_head), tuple_(*key).in_(some))
            .values(sealed_id=None, sealed_until=None)
        )
        return (await self._scope.connection.execute(destroyed)).rowcount

    async def _unread(self, *stamps: str) -> None:
        """No store says that its figures are complete when there are none."""
        await self._scope.connection.execute(
            update(marketplace).where(self._in(marketplace)).values(dict.fromkeys(stamps))
        )

    def _sealed(self) -> ColumnElement[bool]:
        return and_(self._in(order_head), order_head.c.sealed_until.is_not(None))

    def _in(self, table: Table) -> ColumnElement[bool]:
        """The tenant's rows of a table that came from a connected account."""
        connected = select(seller_account.c.account_id).where(
            self._scope.own(seller_account), seller_account.c.region != FILE_REGION
        )
        if "account_id" not in table.c:
            return and_(self._scope.own(table), connected.exists())
        return and_(self._scope.own(table), table.c.account_id.in_(connected))


def _unneeded(on: Features, off: Features) -> Iterator[Table]:
    """The tables that a feature needed that is off now, and none needs that is on."""
    for table, needed_by in NEEDED_BY.items():
        if needed_by & off and not needed_by & on:
            yield table
