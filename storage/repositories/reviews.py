"""Batches and solicitations: every step is a conditional write, and the loser is told."""

import json
from collections import Counter
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, case, func, insert, or_, select, update

from core.canonical import canonical_json
from core.model import AccountId, OrderRef
from core.ports.reviews import Batch, BatchState, Solicitation, Stage, Tally
from core.review_waits import NO_ANSWER
from storage.bulk import insert as insert_of
from storage.repositories.scope import Scope
from storage.tables.reviews import batch, solicitation

_BATCH = [batch.c[name] for name in Batch._fields]
_ROW = [solicitation.c[name] for name in Solicitation._fields]
_OPEN = (Stage.WAITING, Stage.DUE, Stage.SENDING)


class SqlReviews:
    """One tenant's batches and solicitations."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    async def hold(self) -> None:
        """Wait for whoever else prepares or decides (SQLite has one writer anyway)."""
        await self._scope.hold()

    async def freeze(self, batch_: Batch, rows: list[Solicitation]) -> None:
        """Keep a new batch; an order of an expired batch moves into it, any other fails it."""
        told = canonical_json(batch_.left_out).decode()
        values = {"tenant_id": self._scope.tenant, **batch_._asdict(), "left_out": told}
        await self._scope.connection.execute(insert(batch).values(values))
        if rows:
            await self._take_in(rows)
        kept = select(func.count()).where(
            self._scope.own(solicitation), solicitation.c.batch_id == batch_.batch_id
        )
        if await self._scope.connection.scalar(kept) != len(rows):
            raise ValueError("an order of this batch was asked about before")

    async def _take_in(self, rows: list[Solicitation]) -> None:
        """Keep those that may be; all in one go, since a batch may hold a thousand."""
        connection = self._scope.connection
        statement = insert_of(connection.dialect.name, solicitation)
        free = statement.on_conflict_do_update(
            index_elements=list(solicitation.primary_key),
            set_={name: statement.excluded[name] for name in Solicitation._fields[2:]},
            where=solicitation.c.stage == Stage.EXPIRED,
        )
        values = [{"tenant_id": self._scope.tenant, **row._asdict()} for row in rows]
        await connection.execute(free, values)

    async def batch(self, batch_id: str) -> Batch | None:
        """One batch."""
        query = select(*_BATCH).where(self._scope.own(batch), batch.c.batch_id == batch_id)
        row = (await self._scope.connection.execute(query)).first()
        return None if row is None else _batch(row)

    async def waiting(self) -> Batch | None:
        """The batch that waits for approval: there is one at most."""
        query = select(*_BATCH).where(self._scope.own(batch), batch.c.state == BatchState.WAITING)
        row = (await self._scope.connection.execute(query)).first()
        return None if row is None else _batch(row)

    async def batches(self, limit: int) -> list[Batch]:
        """The newest batches, the newest first."""
        query = (
            select(*_BATCH)
            .where(self._scope.own(batch))
            .order_by(batch.c.prepared_at.desc(), batch.c.batch_id)
            .limit(limit)
        )
        return [_batch(row) for row in await self._scope.connection.execute(query)]

    async def decide(self, batch_: Batch) -> bool:
        """Set what became of a waiting batch; False where it was decided already."""
        done = await self._scope.connection.execute(
            update(batch)
            .where(
                self._scope.own(batch),
                batch.c.batch_id == batch_.batch_id,
                batch.c.state == BatchState.WAITING,
            )
            .values(state=batch_.state, decided_by=batch_.decided_by, decided_at=batch_.decided_at)
        )
        return done.rowcount == 1

    async def rows(self, batch_id: str) -> list[Solicitation]:
        """A batch's solicitations in their frozen order."""
        query = (
            select(*_ROW)
            .where(self._scope.own(solicitation), solicitation.c.batch_id == batch_id)
            .order_by(solicitation.c.nth)
        )
        return [_row(row) for row in await self._scope.connection.execute(query)]

    async def is_under_way(self, batch_id: str) -> bool:
        """Whether anything of a batch is yet to be sent or settled."""
        column = solicitation.c
        query = select(column.nth).where(
            self._scope.own(solicitation),
            column.batch_id == batch_id,
            column.stage.in_((Stage.DUE, Stage.SENDING)),
        )
        return (await self._scope.connection.execute(query.limit(1))).first() is not None

    async def one(self, account: AccountId, order: OrderRef) -> Solicitation | None:
        """The solicitation of an order."""
        query = select(*_ROW).where(
            self._scope.of(solicitation, account), solicitation.c.order_ref == order
        )
        row = (await self._scope.connection.execute(query)).first()
        return None if row is None else _row(row)

    async def change(self, before: Solicitation, after: Solicitation) -> bool:
        """Move one on, if its stage and attempt still are as before; the loser gets False."""
        done = await self._scope.connection.execute(
            update(solicitation)
            .where(
                self._scope.of(solicitation, before.account_id),
                solicitation.c.order_ref == before.order_ref,
                solicitation.c.stage == before.stage,
                solicitation.c.attempt == before.attempt,
            )
            .values({name: getattr(after, name) for name in Solicitation._fields[2:]})
        )
        return done.rowcount == 1

    async def schedule(self, rows: list[Solicitation]) -> None:
        """Make waiting solicitations due, each at its moment."""
        if not rows:
            return
        column = solicitation.c
        due = (
            update(solicitation)
            .where(
                self._scope.own(solicitation),
                column.account_id == bindparam("account"),
                column.order_ref == bindparam("order"),
                column.stage == Stage.WAITING,
            )
            .values(stage=Stage.DUE, not_before=bindparam("at"))
        )
        each = [
            {"account": row.account_id, "order": row.order_ref, "at": row.not_before}
            for row in rows
        ]
        await self._scope.connection.execute(due, each)

    async def move_all(self, batch_id: str, stage: Stage, at: datetime) -> None:
        """Move a batch's waiting solicitations to an end."""
        await self._scope.connection.execute(
            update(solicitation)
            .where(
                self._scope.own(solicitation),
                solicitation.c.batch_id == batch_id,
                solicitation.c.stage == Stage.WAITING,
            )
            .values(stage=stage, done_at=at)
        )

    async def stop(self, at: datetime) -> dict[str, int]:
        """Stop every batch that is on its way: what is due ends, what was begun is settled yet."""
        row, execute = solicitation.c, self._scope.connection.execute
        begun = select(row.batch_id).where(
            self._scope.own(solicitation), row.stage.in_((Stage.DUE, Stage.SENDING))
        )
        of_them = (batch.c.state == BatchState.APPROVED) & batch.c.batch_id.in_(begun)
        await execute(
            update(batch).where(self._scope.own(batch), of_them).values(state=BatchState.STOPPED)
        )
        end = case((row.reason == NO_ANSWER, Stage.UNKNOWN), else_=Stage.EXPIRED)
        ended = await execute(
            update(solicitation)
            .where(self._scope.own(solicitation), row.stage == Stage.DUE)
            .values(stage=end, done_at=at)
            .returning(row.batch_id)
        )
        return dict(Counter(ended.scalars()))

    async def hold_back(self, account: AccountId, until: datetime) -> None:
        """Let nothing of an account be due before then."""
        await self._scope.connection.execute(
            update(solicitation)
            .where(
                self._scope.of(solicitation, account),
                solicitation.c.stage == Stage.DUE,
                solicitation.c.not_before < until,
            )
            .values(not_before=until)
        )

    async def due(self, account: AccountId, now: datetime, limit: int) -> list[OrderRef]:
        """The orders whose request may be sent now, the longest waiting first."""
        column = solicitation.c
        query = (
            select(column.order_ref)
            .where(
                self._scope.of(solicitation, account),
                column.stage == Stage.DUE,
                column.not_before <= now,
            )
            .order_by(column.not_before, column.nth)
            .limit(limit)
        )
        rows = await self._scope.connection.execute(query)
        return [OrderRef(bytes(ref)) for ref in rows.scalars()]

    async def unsettled(
        self, account: AccountId, claimed_before: datetime, limit: int
    ) -> list[OrderRef]:
        """The orders whose request was begun before then and never settled nor looked at since."""
        column = solicitation.c
        query = (
            select(column.order_ref)
            .where(
                self._scope.of(solicitation, account),
                column.stage == Stage.SENDING,
                func.coalesce(column.looked_at, column.claimed_at) <= claimed_before,
            )
            .order_by(column.claimed_at, column.nth)
            .limit(limit)
        )
        rows = await self._scope.connection.execute(query)
        return [OrderRef(bytes(ref)) for ref in rows.scalars()]

    async def tally(self, since: datetime, until: datetime) -> list[Tally]:
        """What ended in a span of time, and all that has not ended yet."""
        column = solicitation.c
        ended = (column.done_at >= since) & (column.done_at < until)
        query = (
            select(column.stage, column.reason, func.count())
            .where(self._scope.own(solicitation), or_(column.stage.in_(_OPEN), ended))
            .group_by(column.stage, column.reason)
            .order_by(column.stage, column.reason)
        )
        rows = await self._scope.connection.execute(query)
        return [Tally(Stage(stage), reason, orders) for stage, reason, orders in rows]


def _batch(row: Row[Any]) -> Batch:
    kept = dict(row._mapping)
    kept["digest"] = bytes(kept["digest"])
    kept["left_out"] = json.loads(kept["left_out"])
    kept["state"] = BatchState(kept["state"])
    return Batch(**kept)


def _row(row: Row[Any]) -> Solicitation:
    kept = dict(row._mapping)
    kept["order_ref"] = OrderRef(bytes(kept["order_ref"]))
    kept["stage"] = Stage(kept["stage"])
    return Solicitation(**kept)
