"""Stock by product and day."""

from collections.abc import Iterable

from core.model import AccountId
from core.ports.stock import StockDay
from storage.bulk import upsert_many
from storage.repositories.scope import Scope
from storage.tables.stock import stock_day


class SqlStock:
    """One tenant's stock."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    async def put(self, account: AccountId, rows: Iterable[StockDay]) -> None:
        """Keep snapshots; the later one of a day stays."""
        tuples = [
            (self._scope.tenant, account, row.marketplace_id, row.sku, row.day.toordinal(),
             row.sellable, row.inbound, row.reserved, int(row.as_of.timestamp()))
            for row in rows
        ]  # fmt: skip
        await upsert_many(self._scope.connection, stock_day, tuples)
