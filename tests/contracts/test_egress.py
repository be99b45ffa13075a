"""The egress ledger on both databases: what is recorded stays, and no dormant role gets in."""

from collections.abc import AsyncIterator
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Executable, insert, make_url, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine

from core.model import Feature
from core.policy.gate import Allowed, Standing, judge
from core.policy.operations import DORMANT, OPERATIONS, REPORT_TYPES, Purpose
from core.ports.egress import EgressCall, Used
from core.spapi.calls import label
from core.spapi.documents import DOWNLOAD
from core.spapi.login import LABEL
from storage.engine import WRITES, open_engine
from storage.repositories.egress import SqlEgress, SqlLedgerBook
from storage.schema import DATA, bring_up
from storage.tables.audit import egress

CALL = EgressCall(
    "call-1",
    "tenant-pseudonym",
    "account-1",
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


async def by_hand(engine: AsyncEngine, statement: Executable) -> None:
    async with engine.begin() as connection:
        await connection.execute(statement)


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


@pytest.mark.parametrize("role", [*sorted(DORMANT), "pricing", "Tax Remittance", ""])
async def test_a_dormant_or_unknown_role_cannot_be_written(engine: AsyncEngine, role: str) -> None:
    with pytest.raises(engine.dialect.loaded_dbapi.IntegrityError):
        await SqlEgress(engine).record(replace(CALL, amazon_role=role))
    await SqlEgress(engine).record(CALL)
    changed = update(egress).values(amazon_role=role)
    for statement in (insert(egress).values({**asdict(CALL), "amazon_role": role}), changed):
        with pytest.raises(IntegrityError):
            await by_hand(engine, statement)
    assert await kept(engine) == [CALL]


async def test_every_call_that_we_make_can_be_written(engine: AsyncEngine) -> None:
    """Tokens and downloads, too: what could not be recorded would fail after it was made."""
    everything, made = Standing(frozenset(Feature), active=True), [LABEL]
    for name, row in OPERATIONS.items():
        reports = REPORT_TYPES if row.purpose is Purpose.REPORT else (None,)
        for report in reports:
            leave = judge(name, report, everything)
            assert isinstance(leave, Allowed)
            made.append(label(leave, name, report))
            made.append(label(leave, DOWNLOAD, report))
    rows = [
        EgressCall(f"c{number:03}", "p", "a", CALL.at, *one, 200, None)
        for number, one in enumerate(made)
    ]
    for call in rows:
        await SqlEgress(engine).record(call)
    assert await kept(engine) == rows
    assert len(rows) > 50
    assert max(len(one.operation) for one in made) <= 80


async def test_a_call_is_never_written_over(engine: AsyncEngine) -> None:
    ledger = SqlEgress(engine)
    await ledger.record(CALL)
    with pytest.raises(engine.dialect.loaded_dbapi.IntegrityError):
        await ledger.record(replace(CALL, status=500))
    assert await kept(engine) == [CALL]


async def test_the_book_counts_what_each_account_used(engine: AsyncEngine) -> None:
    ledger, day = SqlEgress(engine), timedelta(days=1)
    later, refused = CALL.at + day, replace(CALL, status=403)
    for number, row in enumerate(
        (
            replace(CALL, at=CALL.at - day),
            CALL,
            replace(CALL, at=later, status=None),
            replace(refused, at=later + day),
            replace(CALL, account="account-2"),
            replace(CALL, feature="reviews", status=429),
            replace(CALL, pseudonym="somebody-else"),
        )
    ):
        await ledger.record(replace(row, call_id=f"call-{number}"))
    async with engine.connect() as connection:
        used = await SqlLedgerBook(connection, CALL.pseudonym).since(CALL.at)
    role = CALL.amazon_role
    assert used == [
        Used("account-1", role, "reviews", 1, CALL.at, None, None),
        Used("account-1", role, "sales", 3, later + day, CALL.at, later + day),
        Used("account-2", role, "sales", 1, CALL.at, CALL.at, None),
    ]
