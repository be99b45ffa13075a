"""Orders as the review rules may know them, and the clear id for the call to Amazon alone."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, case, func, select

from core.model import AccountId, LeftOut, OrderRef
from core.policy.review_rules import Candidate
from core.ports.reviews import Stage
from storage.repositories.scope import Scope
from storage.tables.orders import order_head, order_line
from storage.tables.reviews import solicitation

_HEAD = ("tenant_id", "account_id", "order_ref")


def _together(one: type[Any] | Any, other: Any) -> ColumnElement[bool]:
    return and_(*(one.c[name] == other.c[name] for name in _HEAD))


class SqlAskableOrders:
    """One tenant's orders, as far as asking about them goes."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    async def candidates(self, account: AccountId, since: datetime) -> list[Candidate]:
        """The orders bought since then, the earliest first."""
        query = _CANDIDATES.where(
            self._scope.of(order_head, account), order_head.c.purchased_at >= since
        ).order_by(order_head.c.purchased_at, order_head.c.order_ref)
        return [_candidate(row) for row in await self._scope.connection.execute(query)]

    async def candidate(self, account: AccountId, order: OrderRef) -> Candidate | None:
        """One order."""
        query = _CANDIDATES.where(
            self._scope.of(order_head, account), order_head.c.order_ref == order
        )
        row = (await self._scope.connection.execute(query)).first()
        return None if row is None else _candidate(row)

    async def find(self, order_id: str) -> list[tuple[AccountId, Candidate]]:
        """The order of a clear id, in each seller account that has it."""
        ref = self._scope.vault.blind("order", order_id)
        query = (
            _CANDIDATES.add_columns(order_head.c.account_id)
            .where(self._scope.own(order_head), order_head.c.order_ref == ref)
            .group_by(order_head.c.account_id)
            .order_by(order_head.c.account_id)
        )
        rows = await self._scope.connection.execute(query)
        return [(AccountId(row.account_id), _candidate(row)) for row in rows]

    async def order_id(self, account: AccountId, order: OrderRef, now: datetime) -> str | None:
        """The clear id, for the call to Amazon alone; None once its time is up."""
        sealed = await self._scope.connection.scalar(
            select(order_head.c.sealed_id).where(
                self._scope.of(order_head, account),
                order_head.c.order_ref == order,
                order_head.c.sealed_until > now,
            )
        )
        if sealed is None:
            return None
        unseal = self._scope.vault.opener("order_head", "sealed_id")
        return unseal(order, bytes(sealed)).decode()


def _candidates() -> Select[Any]:
    head, line = order_head.c, order_line.c
    counted = line.left_out.is_(None)
    on_amazon = counted | (line.left_out != LeftOut.NOT_AMAZON)
    asked = solicitation.c.stage.is_not(None) & (solicitation.c.stage != Stage.EXPIRED)
    return (
        select(
            head.order_ref,
            head.purchased_at,
            head.status,
            head.fulfilled_by,
            case((head.sealed_id.is_not(None), head.sealed_until)).label("id_until"),
            func.coalesce(func.min(case((on_amazon, line.marketplace_id))), "").label("store"),
            func.coalesce(func.min(line.sku), "").label("sku"),
            func.count(line.sku).label("lines"),
            _how_many(on_amazon & line.sku.is_not(None)).label("on_amazon"),
            _how_many(counted & line.sku.is_not(None)).label("counted"),
            _how_many(counted & (line.price_minor > 0)).label("priced"),
            func.max(case((asked, 1), else_=0)).label("asked"),
        )
        .select_from(order_head)
        .outerjoin(order_line, _together(order_head, order_line))
        .outerjoin(solicitation, _together(order_head, solicitation))
        .group_by(*(head[name] for name in _HEAD))
        .group_by(
            head.purchased_at, head.status, head.fulfilled_by, head.sealed_id, head.sealed_until
        )
    )


def _how_many(test: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((test, 1), else_=0))


_CANDIDATES = _candidates()
"""Made once: it takes longer to make than to run for one order."""


def _candidate(row: Row[Any]) -> Candidate:
    return Candidate(
        OrderRef(bytes(row.order_ref)),
        row.purchased_at,
        row.status,
        row.fulfilled_by,
        row.id_until,
        row.store,
        row.sku,
        row.lines,
        row.on_amazon,
        row.counted,
        row.priced,
        bool(row.asked),
    )
