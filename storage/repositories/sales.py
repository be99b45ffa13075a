"""Sales by day: added up from lines once a change is complete, and read instead of them."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Insert, Select, Table, case, delete, func, insert, literal, select

from core.model import AccountId, LeftOut, Period
from core.ports.sales import DayRow, Freshness, ProductRow
from storage.repositories.sales_queries import DAYS, FIRST_DAY, FRESHNESS, LEFT_OUT, PRODUCTS
from storage.repositories.scope import Scope
from storage.rows import read_all
from storage.tables.orders import order_line
from storage.tables.sales import dirty_day, left_out_day, marketplace_day, sales_day

Days = Select[Any] | Sequence[date]
ROLLUPS = (sales_day, marketplace_day, left_out_day)


class SqlSales:
    """One tenant's sales figures."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    async def roll_up(self, account: AccountId) -> int:
        """Add the marked days up again from their lines; returns how many days there were."""
        await self._scope.take_turn(account)
        mine = self._scope.of(dirty_day, account)
        await self._add_up(account, select(dirty_day.c.day).where(mine))
        return (await self._scope.connection.execute(delete(dirty_day).where(mine))).rowcount

    async def add_up_again(self, account: AccountId, days: Iterable[date]) -> None:
        """Add some days up from their lines; what an import has marked stays marked."""
        await self._add_up(account, sorted(days))

    async def _add_up(self, account: AccountId, days: Days) -> None:
        execute = self._scope.connection.execute
        for table in ROLLUPS:
            await execute(
                delete(table).where(self._scope.of(table, account), table.c.day.in_(days))
            )
        for statement in self._recount(account, days):
            await execute(statement)

    def _recount(self, account: AccountId, days: Days) -> tuple[Insert, ...]:
        """The statements that fill the rollups of some days from the lines."""
        scope, line = self._scope, order_line.c
        some = (scope.of(order_line, account), line.local_day.in_(days))
        counted = (*some, line.left_out.is_(None))
        whose = (literal(scope.tenant), literal(account))
        return (
            _filled(sales_day, select(*whose, *PRODUCT_DAY).where(*counted).group_by(*PRODUCT_KEY)),
            _filled(
                marketplace_day, select(*whose, *STORE_DAY).where(*counted).group_by(*STORE_KEY)
            ),
            _filled(
                left_out_day,
                select(*whose, line.local_day, line.left_out, func.count())
                .where(*some, line.left_out.is_not(None))
                .group_by(line.local_day, line.left_out),
            ),
        )

    async def days(self, period: Period) -> list[DayRow]:
        """Each marketplace's days in each currency, over all the tenant's accounts."""
        return await read_all(self._scope.connection, DAYS, DayRow, self._asked(period))

    async def products(self, period: Period) -> list[ProductRow]:
        """Each product's sums over the period, over all the tenant's accounts."""
        return await read_all(self._scope.connection, PRODUCTS, ProductRow, self._asked(period))

    async def left_out(self, period: Period) -> dict[LeftOut, int]:
        """How many lines of the period are in no total, by reason."""
        rows = await self._scope.connection.execute(LEFT_OUT, self._asked(period))
        return {LeftOut(reason): lines for reason, lines in rows}

    async def freshness(self) -> list[Freshness]:
        """Until when each marketplace's orders are complete."""
        rows = await self._scope.connection.execute(FRESHNESS, {"tenant": self._scope.tenant})
        return [Freshness(*row) for row in rows]

    async def first_day(self) -> date | None:
        """The earliest day that has figures; None where there are none."""
        asked = {"tenant": self._scope.tenant}
        found: date | None = await self._scope.connection.scalar(FIRST_DAY, asked)
        return found

    async def disagreements(self, account: AccountId) -> list[tuple[str, int]]:
        """Rollup rows that a recount of the lines does not give: (table, how many), if any."""
        everything = select(order_line.c.local_day).where(self._scope.of(order_line, account))
        found = []
        for table, filled in zip(ROLLUPS, self._recount(account, everything), strict=True):
            recount = filled.select
            if not isinstance(recount, Select):
                raise TypeError("a rollup is filled from a select")
            stored = select(*table.c).where(self._scope.of(table, account))
            missing = await self._count(recount.except_(stored))
            extra = await self._count(stored.except_(recount))
            if missing or extra:
                found.append((table.name, max(missing, extra)))
        return found

    def _asked(self, period: Period) -> dict[str, object]:
        return {"tenant": self._scope.tenant, "first": period.first, "last": period.last}

    async def _count(self, query: Any) -> int:
        return int(await self._scope.connection.scalar(_size(query)) or 0)


def _size(query: Any) -> Select[Any]:
    return select(func.count()).select_from(query.subquery())


def _filled(table: Table, rows: Select[Any]) -> Insert:
    return insert(table).from_select([column.name for column in table.columns], rows)


_line = order_line.c
_UNPRICED = case((_line.price_minor.is_(None), _line.quantity), else_=0)
_FIGURES = (
    func.count(),
    func.sum(_line.quantity),
    func.coalesce(func.sum(_line.price_minor), 0),
    func.sum(_UNPRICED),
)
PRODUCT_KEY = (_line.marketplace_id, _line.local_day, _line.sku, _line.asin, _line.currency)
PRODUCT_DAY: Sequence[Any] = (*PRODUCT_KEY, *_FIGURES)
STORE_KEY = (_line.marketplace_id, _line.local_day, _line.currency)
STORE_DAY: Sequence[Any] = (*STORE_KEY, func.sum(_line.opens), *_FIGURES)
