"""Orders: replaced whole where what arrives is not older.

What is computed of many orders is computed in a thread: the event loop has others to serve.
"""

import asyncio
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import bindparam, delete, func, select, update

from core.model import AccountId, LeftOut, Order
from core.policy.retention import order_id_until
from core.ports.orders import FoundLine, FoundOrder
from core.tenants import FILE_REGION
from storage.bulk import insert, run_many, text_of, upsert_many
from storage.feature_data import ORDER_IDS_NEEDED_BY
from storage.repositories.scope import Scope
from storage.repositories.tenants import SqlTeam
from storage.tables.accounts import seller_account
from storage.tables.orders import order_head, order_line
from storage.tables.sales import dirty_day

SLICE = 500
"""Parameters of one IN list."""

Values = tuple[object, ...]
"""A row in the order of its table's columns."""


class Known(NamedTuple):
    """What is stored of an order that arrives again."""

    updated_at: int
    content: bytes
    is_sealed: bool


class Taking(NamedTuple):
    """For which account orders are taken in, when, and whether their clear ids are kept."""

    account: AccountId
    now: datetime
    keeps_ids: bool


class News(NamedTuple):
    """What of the arriving orders is to be written, and which orders stand in its place.

    `seals` are the ids of orders that are no news, but were stored while no ids were kept.
    """

    heads: list[Values]
    lines: list[Values]
    days: list[Values]
    again: list[bytes]
    seals: list[Values]


class SqlOrders:
    """One tenant's orders."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope
        self._blind = scope.vault.blinder("order")
        self._seal = scope.vault.sealer("order_head", "sealed_id")

    async def replace(self, account: AccountId, orders: Sequence[Order], now: datetime) -> int:
        """Put orders in place of what is stored of them; returns how many changed anything.

        An order that is older than what is stored, or equal to it, is passed over. The days that
        changed are marked to be added up again. Clear ids of a connected account's orders are
        kept, sealed, while review requests are on: nothing else needs them.
        """
        await self._scope.take_turn(account)
        taking = Taking(account, now, await self._keeps_ids(account))
        arriving = await asyncio.to_thread(self._newest, orders)
        known = await self._known(account, list(arriving))
        news = await asyncio.to_thread(self._news, taking, arriving, known)
        if news.again:
            await self._mark_days_of(account, news.again)
            await self._drop_lines(account, news.again)
        connection = self._scope.connection
        await upsert_many(connection, order_head, news.heads)
        await upsert_many(connection, order_line, news.lines)
        await upsert_many(connection, dirty_day, news.days)
        await run_many(connection, _seal_text(connection.dialect.name), news.seals)
        return len(news.heads)

    async def find(self, order_id: str) -> FoundOrder | None:
        """The order of a clear id, found by its blind one; None where it is not kept."""
        head, ref = order_head.c, self._blind(order_id)
        execute = self._scope.connection.execute
        query = select(
            head.account_id, head.status, head.fulfilled_by, head.purchased_at, head.updated_at
        ).where(self._scope.own(order_head), head.order_ref == ref)
        found: Any = (await execute(query.order_by(head.updated_at.desc()).limit(1))).first()
        if found is None:
            return None
        lines = (
            select(*(order_line.c[name] for name in FoundLine._fields))
            .where(self._scope.of(order_line, found.account_id), order_line.c.order_ref == ref)
            .order_by(order_line.c.sku, order_line.c.nth)
        )
        return FoundOrder(
            found.status,
            found.fulfilled_by,
            found.purchased_at,
            found.updated_at,
            tuple(_found_line(*row) for row in await execute(lines)),
        )

    async def count(self, account: AccountId) -> int:
        """How many orders of an account are kept."""
        query = select(func.count()).select_from(order_head)
        mine = query.where(self._scope.of(order_head, account))
        return await self._scope.connection.scalar(mine) or 0

    async def forget(self, account: AccountId, refs: list[bytes]) -> set[date]:
        """Delete orders with their lines; returns the days whose figures are others now."""
        await self._scope.take_turn(account)
        execute, days = self._scope.connection.execute, set[date]()
        for some in _slices(refs):
            theirs = order_line.c.order_ref.in_(some)
            its_days = select(order_line.c.local_day).where(
                self._scope.of(order_line, account), theirs
            )
            days |= set((await execute(its_days.distinct())).scalars())
            head = (self._scope.of(order_head, account), order_head.c.order_ref.in_(some))
            await execute(delete(order_head).where(*head))
        await self._drop_lines(account, refs)
        return days

    async def _keeps_ids(self, account: AccountId) -> bool:
        query = select(seller_account.c.region).where(self._scope.of(seller_account, account))
        if await self._scope.connection.scalar(query) == FILE_REGION:
            return True
        return bool(ORDER_IDS_NEEDED_BY & await SqlTeam(self._scope).features())

    def _newest(self, orders: Sequence[Order]) -> dict[bytes, Order]:
        """By blind id, in its order: rows that lie together in the table are written together."""
        arriving: dict[bytes, Order] = {}
        for order in orders:
            ref = self._blind(order.order_id)
            other = arriving.get(ref)
            if other is None or order.updated_at >= other.updated_at:
                arriving[ref] = order
        return {ref: arriving[ref] for ref in sorted(arriving)}

    async def _known(self, account: AccountId, refs: list[bytes]) -> dict[bytes, Known]:
        head = order_head.c
        known: dict[bytes, Known] = {}
        for some in _slices(refs):
            query = select(head.order_ref, head.updated_at, head.content, head.sealed_until).where(
                self._scope.of(order_head, account), head.order_ref.in_(some)
            )
            for ref, updated_at, content, until in await self._scope.connection.execute(query):
                at = int(updated_at.timestamp())
                known[bytes(ref)] = Known(at, bytes(content), until is not None)
        return known

    async def _mark_days_of(self, account: AccountId, refs: list[bytes]) -> None:
        connection = self._scope.connection
        for some in _slices(refs):
            days = (
                select(order_line.c.tenant_id, order_line.c.account_id, order_line.c.local_day)
                .distinct()
                .where(self._scope.of(order_line, account), order_line.c.order_ref.in_(some))
            )
            marked = insert(connection.dialect.name, dirty_day).from_select(
                ["tenant_id", "account_id", "day"], days
            )
            await connection.execute(marked.on_conflict_do_nothing())

    async def _drop_lines(self, account: AccountId, refs: list[bytes]) -> None:
        for some in _slices(refs):
            await self._scope.connection.execute(
                delete(order_line).where(
                    self._scope.of(order_line, account), order_line.c.order_ref.in_(some)
                )
            )

    def _news(
        self, taking: Taking, arriving: dict[bytes, Order], known: dict[bytes, Known]
    ) -> News:
        tenant, account = self._scope.tenant, taking.account
        fresh = {ref: order for ref, order in arriving.items() if _is_news(order, known.get(ref))}
        lines: list[Values] = [
            (tenant, account, ref, line.sku, line.nth, line.asin, line.marketplace_id,
             line.local_day.toordinal(), line.quantity, line.currency, line.price_minor,
             line.item_status, line.opens, line.left_out)
            for ref, order in fresh.items()
            for line in order.lines
        ]  # fmt: skip
        return News(
            [self._head(taking, ref, order) for ref, order in fresh.items()],
            lines,
            [(tenant, account, day) for day in {line[7] for line in lines}],
            [ref for ref in fresh if ref in known],
            [
                (*sealed, tenant, account, ref)
                for ref, order in arriving.items()
                if ref not in fresh and not known[ref].is_sealed
                if (sealed := self._sealed(taking, ref, order))[0] is not None
            ],
        )

    def _sealed(self, taking: Taking, ref: bytes, order: Order) -> tuple[bytes | None, int | None]:
        """The clear id and until when it is kept, none where it is not."""
        until = order_id_until(purchased_at=order.purchased_at, shipped_at=None, delivered_at=None)
        if not taking.keeps_ids or until <= taking.now:
            return None, None
        return self._seal(ref, order.order_id.encode()), int(until.timestamp())

    def _head(self, taking: Taking, ref: bytes, order: Order) -> Values:
        return (
            self._scope.tenant,
            taking.account,
            ref,
            *self._sealed(taking, ref, order),
            int(order.purchased_at.timestamp()),
            int(order.updated_at.timestamp()),
            order.content,
            order.status,
            order.fulfilled_by,
        )


@cache
def _seal_text(backend: str) -> str:
    head = order_head.c
    values: dict[str, object] = {name: bindparam(name) for name in ("sealed_id", "sealed_until")}
    key = (
        head[name] == bindparam(f"the_{name}") for name in ("tenant_id", "account_id", "order_ref")
    )
    return text_of(backend, update(order_head).where(*key).values(values))


def _found_line(*values: Any) -> FoundLine:
    line = FoundLine(*values)
    return line._replace(left_out=None if line.left_out is None else LeftOut(line.left_out))


def _is_news(order: Order, known: Known | None) -> bool:
    if known is None:
        return True
    return int(order.updated_at.timestamp()) >= known.updated_at and order.content != known.content


def _slices(refs: list[bytes]) -> Iterator[list[bytes]]:
    return (refs[start : start + SLICE] for start in range(0, len(refs), SLICE))
