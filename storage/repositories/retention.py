"""Deleting what is past the retention that its table's columns declare."""

import re
from datetime import datetime

from sqlalchemy import ColumnElement, Select, Table, delete, select, tuple_

from core.model import AccountId
from core.policy.retention import life_ago
from storage.repositories.orders import SqlOrders
from storage.repositories.sales import SqlSales
from storage.repositories.scope import Scope
from storage.tables.columns import LocalDay
from storage.tables.orders import order_head
from storage.tables.registry import metadata

BATCH = 1_000
"""Rows of a table that one transaction deletes: others take their turn between two."""

_LIFE = re.compile(r"(\d+) (months|days) from ")
UNTIL_EVENT = "until it expires"


def kept_since(declared: str, now: datetime) -> datetime:
    """The oldest event that a declared retention ("18 months from the day") still keeps."""
    if declared == UNTIL_EVENT:
        return now
    found = _LIFE.match(declared)
    if found is None:
        raise ValueError(f"no retention can be read from “{declared}”")
    return life_ago(int(found[1]), found[2], now)


class SqlRetention:
    """One tenant's data past its time (the port is core.ports.retention.Retention)."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    async def purge(self, now: datetime) -> int:
        """Delete up to a batch of every table's rows, figures with their orders; how many."""
        gone = await self._orders(now)
        for table in metadata.sorted_tables:
            if table.info.get("ends") is not None and table is not order_head:
                gone += await self._rows(table, now)
        return gone

    async def _orders(self, now: datetime) -> int:
        """Their days are added up again: figures always equal a recount of the lines there are."""
        head = order_head.c
        old = (
            select(head.account_id, head.order_ref)
            .where(self._scope.own(order_head), _is_over(order_head, now))
            .limit(BATCH)
        )
        by_account: dict[AccountId, list[bytes]] = {}
        for account, ref in await self._scope.connection.execute(old):
            by_account.setdefault(AccountId(account), []).append(bytes(ref))
        for account, refs in by_account.items():
            days = await SqlOrders(self._scope).forget(account, refs)
            await SqlSales(self._scope).add_up_again(account, days)
        return sum(map(len, by_account.values()))

    async def _rows(self, table: Table, now: datetime) -> int:
        """What ends with a row goes before it, in the same transaction."""
        key = list(table.primary_key.columns)
        over = select(*key).where(self._scope.own(table), _is_over(table, now))
        over = over.order_by(*key).limit(BATCH)
        for other in metadata.sorted_tables:
            if other.info.get("ends_with") == table.name:
                await self._delete(other, [column.name for column in key], over)
        return await self._delete(table, [column.name for column in key], over)

    async def _delete(self, table: Table, key: list[str], rows: Select[tuple[object, ...]]) -> int:
        those = tuple_(*(table.c[name] for name in key)).in_(rows)
        gone = await self._scope.connection.execute(
            delete(table).where(self._scope.own(table), those)
        )
        return gone.rowcount


def _is_over(table: Table, now: datetime) -> ColumnElement[bool]:
    event = table.c[table.info["ends"]]
    since = kept_since(event.info["retention"], now)
    return event < (since.date() if isinstance(event.type, LocalDay) else since)
