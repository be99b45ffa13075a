"""Which accounts have review requests to send or to settle: one question for all tenants."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from core.model import AccountId, Feature, OrderRef, TenantId
from core.ports.reviews import Batch, BatchState, Solicitation, Stage
from core.ports.sync import DueRequests
from tests.storages import ACCOUNT, NOW, OTHER, SECOND, SHOP, US, Opened, opened_storage

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
MINE = DueRequests(SHOP, ACCOUNT)


@pytest.fixture
async def opened(database_url: str, tmp_path: Path) -> AsyncIterator[Opened]:
    """Two tenants that send requests; what they have is up to the test."""
    async with opened_storage(database_url, tmp_path) as opened:
        for tenant in (SHOP, OTHER):
            async with opened.storage.write() as uow:
                await (await uow.for_tenant(tenant)).team.switch_on(Feature.REVIEWS, NOW)
        yield opened


def batch(expires: datetime = NOW + DAY, state: BatchState = BatchState.APPROVED) -> Batch:
    """A batch of nothing."""
    hours = (10 * 60, 16 * 60)
    return Batch("b-1", bytes(32), 1, state, 0, 7, *hours, {}, 0, "owner", NOW, expires)


def request(
    stage: Stage,
    at: datetime,
    account: AccountId = ACCOUNT,
    number: int = 1,
    looked: datetime | None = None,
) -> Solicitation:
    """One that is due then, or was claimed then."""
    ref, begun = OrderRef(number.to_bytes(16, "big")), NOW - 9 * DAY
    its = (begun, begun, NOW + 9 * DAY, stage)
    row = Solicitation(account, ref, "b-1", number, US, "SKU-1", *its)
    if stage is Stage.SENDING:
        return row._replace(claimed_at=at, looked_at=looked, attempt=1)
    return row._replace(not_before=at)


async def kept(
    opened: Opened, *rows: Solicitation, tenant: TenantId = SHOP, of: Batch | None = None
) -> None:
    """Keep a batch with these requests."""
    async with opened.storage.write() as uow:
        await (await uow.for_tenant(tenant)).reviews.freeze(of or batch(), list(rows))


async def found(opened: Opened) -> list[DueRequests]:
    """What the clock finds now; claims are unclear after a minute."""
    async with opened.storage.read() as uow:
        return await uow.system.due_requests(NOW, NOW - MINUTE)


async def test_accounts_are_named_once_each_and_only_those_with_something_to_do(
    opened: Opened,
) -> None:
    assert await found(opened) == []
    due = [request(Stage.DUE, NOW, number=number) for number in (1, 2)]
    claimed = request(Stage.SENDING, NOW - MINUTE, number=3)
    later = request(Stage.DUE, NOW + MINUTE, SECOND, number=4)
    await kept(opened, *due, claimed, later)
    await kept(opened, request(Stage.SENT, NOW), tenant=OTHER)
    assert await found(opened) == [MINE]


async def test_a_claim_is_named_once_it_is_unclear_and_not_right_after_a_look(
    opened: Opened,
) -> None:
    fresh, old = NOW - MINUTE / 2, NOW - DAY
    await kept(
        opened,
        request(Stage.SENDING, fresh, number=1),
        request(Stage.SENDING, old, number=2, looked=fresh),
        request(Stage.SENDING, old, SECOND, number=3),
    )
    assert await found(opened) == [DueRequests(SHOP, SECOND)]


@pytest.mark.parametrize(
    "stopped",
    [
        "UPDATE tenant SET state = 'paused' WHERE tenant_id = 'demo-shop'",
        "UPDATE seller_account SET state = 'paused'",
        "UPDATE feature_switch SET state = 'off' WHERE tenant_id = 'demo-shop'",
    ],
)
async def test_where_nothing_may_be_sent_nothing_is_due(opened: Opened, stopped: str) -> None:
    await kept(opened, request(Stage.DUE, NOW), request(Stage.SENDING, NOW - DAY, number=2))
    assert await found(opened) == [MINE]
    await opened.change(stopped)
    assert await found(opened) == []


async def test_a_batch_that_waited_too_long_is_named_with_its_tenant(opened: Opened) -> None:
    waiting = BatchState.WAITING
    await kept(opened, of=batch(NOW, waiting))
    await kept(opened, tenant=OTHER, of=batch(NOW + MINUTE, waiting))
    async with opened.storage.read() as uow:
        assert await uow.system.expired_batches(NOW - MINUTE) == []
        assert await uow.system.expired_batches(NOW) == [SHOP]
    await opened.change("UPDATE batch SET state = 'approved'")
    async with opened.storage.read() as uow:
        assert await uow.system.expired_batches(NOW + DAY) == []


async def test_what_is_due_is_found_by_its_index_however_much_is_not(opened: Opened) -> None:
    heard = list[tuple[str, Any]]()

    def hear(_c: object, _cursor: object, text: str, given: Any, *_: object) -> None:
        heard.append((text, given))

    event.listen(opened.engine.sync_engine, "before_cursor_execute", hear)
    async with opened.storage.read() as uow:
        await uow.system.due_requests(NOW, NOW)
        await uow.system.expired_batches(NOW)
    event.remove(opened.engine.sync_engine, "before_cursor_execute", hear)
    plans = [await plan(opened, *one) for one in heard if one[0].startswith("SELECT")]
    assert [plan.count("ix_solicitation_stage_not_before") for plan in plans] == [2, 0]
    assert [plan.count("ix_batch_state_expires_at") for plan in plans] == [0, 1]
    assert not any("SCAN solicitation" in plan or "SCAN batch" in plan for plan in plans)


async def plan(opened: Opened, text: str, given: Any) -> str:
    """How the database goes about a question; with tables as small as these, PostgreSQL would
    read them whole."""
    is_sqlite = opened.engine.dialect.name == "sqlite"
    async with opened.engine.connect() as connection:
        if not is_sqlite:
            await connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
        how = "EXPLAIN QUERY PLAN" if is_sqlite else "EXPLAIN"
        steps = await connection.exec_driver_sql(f"{how} {text}", given)
        return "\n".join(str(step[-1]) for step in steps)
