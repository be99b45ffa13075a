"""Our figures of a day beside Amazon's own."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select

from core.model import AccountId, Period
from core.ports.cross_checks import ComparedDay, Figures
from storage.bulk import upsert_many
from storage.repositories.scope import Scope
from storage.tables.cross_checks import compared_day
from storage.tables.sales import marketplace_day

_table = compared_day.c
_OURS = (_table.own_orders, _table.own_units, _table.own_sales_minor, _table.own_unpriced)
_AMAZONS = (_table.orders, _table.units, _table.sales_minor)


class SqlCrossChecks:
    """One tenant's comparisons."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    async def own_days(
        self, account: AccountId, marketplace_id: str, period: Period
    ) -> dict[tuple[date, str], Figures]:
        """Our figures of an account's store, by day and currency; days without sales left out."""
        day = marketplace_day.c
        query = select(
            day.day, day.currency, day.orders, day.units, day.revenue_minor, day.unpriced_units
        ).where(
            self._scope.of(marketplace_day, account),
            day.marketplace_id == marketplace_id,
            day.day.between(period.first, period.last),
        )
        rows = await self._scope.connection.execute(query)
        return {(row[0], row[1]): Figures(*row[2:]) for row in rows}

    async def put(self, account: AccountId, days: Sequence[ComparedDay]) -> None:
        """Keep comparisons in place of older ones of the same days."""
        key = (self._scope.tenant, account)
        rows = [
            (*key, one.marketplace_id, one.day.toordinal(), one.currency,
             *one.ours, *one.amazons[:3], int(one.at.timestamp()))
            for one in days
        ]  # fmt: skip
        await upsert_many(self._scope.connection, compared_day, rows)

    async def last(self, account: AccountId, since: date) -> list[ComparedDay]:
        """What was compared from a day on, by store and day."""
        query = (
            select(_table.marketplace_id, _table.day, _table.currency, _table.at, *_OURS, *_AMAZONS)
            .where(self._scope.of(compared_day, account), _table.day >= since)
            .order_by(_table.marketplace_id, _table.day)
        )
        return [
            ComparedDay(store, day, currency, Figures(*rest[:4]), Figures(*rest[4:]), at)
            for store, day, currency, at, *rest in await self._scope.connection.execute(query)
        ]
