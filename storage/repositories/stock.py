"""Stock by product and day, and the units sold beside it."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import cast, func, literal, select, tuple_

from core.model import AccountId, Period
from core.ports.stock import EmptyDay, Level, Sold, StockDay
from storage.bulk import insert, run_many, text_of
from storage.repositories.scope import Scope
from storage.rows import read_all
from storage.tables.sales import sales_day
from storage.tables.stock import stock_day

_FIGURES = ("sellable", "inbound", "reserved", "as_of")
_STOCK = (stock_day.c.account_id, stock_day.c.marketplace_id, stock_day.c.sku)
_SALES = (sales_day.c.account_id, sales_day.c.marketplace_id, sales_day.c.sku)
_UNITS = cast(func.sum(sales_day.c.units), sales_day.c.units.type)


class SqlStock:
    """One tenant's stock."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    async def put(self, account: AccountId, rows: Iterable[StockDay]) -> None:
        """Keep snapshots; the later one of a day stays."""
        backend = self._scope.connection.dialect.name
        statement = insert(backend, stock_day)
        new = statement.excluded
        newer = statement.on_conflict_do_update(
            index_elements=list(stock_day.primary_key),
            set_={name: new[name] for name in _FIGURES},
            where=new.as_of >= stock_day.c.as_of,
        )
        tuples = [
            (self._scope.tenant, account, row.marketplace_id, row.sku, row.day.toordinal(),
             row.sellable, row.inbound, row.reserved, int(row.as_of.timestamp()))
            for row in rows
        ]  # fmt: skip
        await run_many(self._scope.connection, text_of(backend, newer), tuples)

    async def levels(self, since: date) -> list[Level]:
        """Each product's newest stock by marketplace, where there is one of `since` or later."""
        table = stock_day.c
        span = (
            select(
                *_STOCK,
                func.min(table.day, type_=table.day.type).label("first"),
                func.max(table.day, type_=table.day.type).label("last"),
            )
            .where(self._scope.own(stock_day), table.day >= since)
            .group_by(*_STOCK)
            .subquery()
        )
        same = tuple_(*_STOCK, table.day) == tuple_(
            span.c.account_id, span.c.marketplace_id, span.c.sku, span.c.last
        )
        query = (
            select(*_STOCK, table.day, *(table[name] for name in _FIGURES), span.c.first)
            .select_from(stock_day.join(span, same))
            .where(self._scope.own(stock_day))
        )
        return await read_all(self._scope.connection, query, Level)

    async def empty_days(self, since: date) -> list[EmptyDay]:
        """The days since then at whose end a product was not sellable."""
        query = select(*_STOCK, stock_day.c.day).where(
            self._scope.own(stock_day), stock_day.c.day >= since, stock_day.c.sellable <= 0
        )
        return await read_all(self._scope.connection, query, EmptyDay)

    async def sold(self, period: Period) -> list[Sold]:
        """Each product's units over a period, by marketplace."""
        last = literal(period.last, sales_day.c.day.type)
        query = (
            select(*_SALES, last, _UNITS)
            .where(self._scope.own(sales_day), _within(period))
            .group_by(*_SALES)
        )
        return await read_all(self._scope.connection, query, Sold)

    async def sold_by_day(self, period: Period, skus: Iterable[str]) -> list[Sold]:
        """Some products' units, by marketplace and day; days without a sale are left out."""
        some = sales_day.c.sku.in_(sorted(set(skus)))
        query = (
            select(*_SALES, sales_day.c.day, _UNITS)
            .where(self._scope.own(sales_day), _within(period), some)
            .group_by(*_SALES, sales_day.c.day)
        )
        return await read_all(self._scope.connection, query, Sold)


def _within(period: Period) -> Any:
    return sales_day.c.day.between(period.first, period.last)
