"""The egress ledger on both databases: what is recorded stays, and no dormant role gets in."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import make_url, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine

from core.policy.operations import DORMANT
from core.ports.egress import EgressCall
from storage.engine import WRITES, open_engine
from storage.repositories.egress import SqlEgress
from storage.schema import DATA, bring_up
from storage.tables.audit import egress

CALL = EgressCall(
    "call-1",
    "tenant-pseudonym",
    datetime(2026, 11, 21, 18, 0, tzinfo=UTC),
    "createReport:GET_FLAT_FILE_ALL_ORDERS_DATA_BY_LAST_UPDATE_GENERAL",
    "Inventory and Order Tracking",
    "sales",
    202,
    "request-1",
)


@pytest.fixture
async def engine(database_url: str) -> AsyncIterator[AsyncEngine]:
    engine = open_engine(make_url(database_url))
    async with engine.connect() as plain:
        connection = await plain.execution_options(**{WRITES: True})
        async with connection.begin():
            await connection.run_sync(lambda sync: bring_up(sync, DATA))
    yield engine
    await engine.dispose()


async def kept(engine: AsyncEngine) -> list[EgressCall]:
    async with engine.connect() as connection:
        rows = await connection.execute(select(egress).order_by(egress.c.call_id))
        return [EgressCall(**row._mapping) for row in rows]


async def test_calls_are_kept_as_they_were(engine: AsyncEngine) -> None:
    unanswered = replace(CALL, call_id="call-2", status=None, request_id=None)
    ledger = SqlEgress(engine)
    await ledger.record(CALL)
    await ledger.record(unanswered)
    assert await kept(engine) == [CALL, unanswered]


@pytest.mark.parametrize("role", sorted(DORMANT))
async def test_a_dormant_role_cannot_be_written(engine: AsyncEngine, role: str) -> None:
    with pytest.raises(IntegrityError):
        await SqlEgress(engine).record(replace(CALL, amazon_role=role))
    assert await kept(engine) == []


async def test_a_call_is_never_written_over(engine: AsyncEngine) -> None:
    ledger = SqlEgress(engine)
    await ledger.record(CALL)
    with pytest.raises(IntegrityError):
        await ledger.record(replace(CALL, status=500))
    assert await kept(engine) == [CALL]
