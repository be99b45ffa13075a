"""What may no longer be kept goes, with all that ends with it, and nothing else does."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Table, insert

from core.errors import NoTenantKey
from core.model import TenantId
from core.policy.retention import months_before
from core.ports.egress import EgressCall
from core.ports.tenants import TenantRow
from core.purge import purge
from storage.engine import WRITES
from storage.repositories.egress import SqlEgress
from storage.repositories.retention import BATCH, kept_since
from storage.tables.columns import LocalDay
from storage.tables.registry import metadata
from tests.storages import (
    ACCOUNT,
    NOW,
    OTHER,
    SECOND,
    SHOP,
    Opened,
    cancelled,
    disagreements,
    line,
    opened_storage,
    order,
    replace,
)
from tests.wipes import sample

AGING = [table for table in metadata.sorted_tables if table.info.get("ends")]
OVER = months_before(NOW, 18) - timedelta(seconds=1)


@pytest.fixture
async def opened(database_url: str, tmp_path: Path) -> AsyncIterator[Opened]:
    async with opened_storage(database_url, tmp_path) as opened:
        yield opened


async def put(opened: Opened, table: Table, *rows: dict[str, object]) -> None:
    async with opened.engine.connect() as plain:
        connection = await plain.execution_options(**{WRITES: True})
        async with connection.begin():
            await connection.execute(insert(table), list(rows))


async def count(opened: Opened, table: Table) -> int:
    return int((await opened.rows(f"SELECT count(*) FROM {table.name}"))[0][0])  # noqa: S608


@pytest.mark.parametrize("table", AGING, ids=[table.name for table in AGING])
async def test_each_table_keeps_its_rows_as_long_as_it_declares(
    sqlite_url: str, tmp_path: Path, table: Table
) -> None:
    event = table.c[table.info["ends"]]
    since = kept_since(event.info["retention"], NOW)
    days = isinstance(event.type, LocalDay)
    ends = [one for one in metadata.sorted_tables if one.info.get("ends_with") == table.name]
    async with opened_storage(sqlite_url, tmp_path) as opened:
        for number, late in enumerate((-1, 0)):
            at = since.date() + timedelta(days=late) if days else since + timedelta(seconds=late)
            row = sample(table, SHOP, number) | {event.name: at}
            if "account_id" in row:
                row["account_id"] = ACCOUNT
            await put(opened, table, row)
            for other in ends:
                child = sample(other, SHOP, number)
                await put(opened, other, child | {c.name: row[c.name] for c in table.primary_key})
        await purge(opened.storage, NOW)
        assert await count(opened, table) == 1
        assert [await count(opened, other) for other in ends] == [1 for _ in ends]
        left = await opened.rows(f"SELECT {event.name} FROM {table.name}")  # noqa: S608
        expected = since.date().toordinal() if days else int(since.timestamp())
        assert left == [(expected,)]


async def test_figures_of_orders_that_go_go_too_and_equal_a_recount_of_what_stays(
    opened: Opened,
) -> None:
    old = order("1-1", line(), cancelled(line("SKU-2")))._replace(purchased_at=OVER)
    same_day = order("1-2", line(quantity=3))
    assert await replace(opened, [old, same_day]) == 2
    await replace(opened, [old], account=SECOND)
    await purge(opened.storage, NOW)
    assert await opened.rows("SELECT sum(units) FROM marketplace_day") == [(3,)]
    assert await opened.rows("SELECT count(*) FROM left_out_day") == [(0,)]
    assert await opened.rows("SELECT count(*) FROM order_line") == [(1,)]
    assert await disagreements(opened) == []
    assert await disagreements(opened, SECOND) == []


async def test_an_order_is_deleted_in_every_tenant_however_many_there_are(opened: Opened) -> None:
    many = [order(f"1-{n}")._replace(purchased_at=OVER) for n in range(BATCH + 5)]
    await replace(opened, many)
    async with opened.storage.write() as uow:
        book = (await uow.for_tenant(OTHER)).orders
        await book.replace(ACCOUNT, many[:2], NOW)
    assert await purge(opened.storage, NOW) >= BATCH + 7
    assert await opened.rows("SELECT count(*) FROM order_head") == [(0,)]
    assert await opened.rows("SELECT count(*) FROM sales_day") == [(0,)]


async def test_clear_order_ids_go_after_30_days_and_their_orders_stay(opened: Opened) -> None:
    bought = datetime(2026, 11, 1, 20, tzinfo=UTC)
    await replace(opened, [order("1-1")])
    sealed = "SELECT count(*) FROM order_head WHERE sealed_id IS NOT NULL"
    await purge(opened.storage, bought + timedelta(days=30, seconds=-1))
    assert await opened.rows(sealed) == [(1,)]
    await purge(opened.storage, bought + timedelta(days=30))
    assert await opened.rows(sealed) == [(0,)]
    assert await opened.rows("SELECT count(*) FROM order_line") == [(1,)]


async def test_an_order_that_comes_again_after_30_days_is_not_sealed_again(opened: Opened) -> None:
    async with opened.storage.write() as uow:
        book = (await uow.for_tenant(SHOP)).orders
        await book.replace(ACCOUNT, [order("1-1")], NOW + timedelta(days=30))
    assert await opened.rows("SELECT sealed_id FROM order_head") == [(None,)]


async def test_records_of_calls_are_kept_for_13_months(opened: Opened) -> None:
    since = months_before(NOW, 13)
    for number in (-1, 0):
        at = since + timedelta(seconds=number)
        call = EgressCall(f"c{number}", "p", "a", at, "getReport", "none", "sales", 200, None)
        await SqlEgress(opened.engine).record(call)
    await purge(opened.storage, NOW)
    assert await opened.rows("SELECT call_id FROM egress") == [("c0",)]


async def test_a_tenant_whose_key_is_lost_does_not_stop_the_others(opened: Opened) -> None:
    async with opened.storage.write() as uow:
        row = TenantRow(TenantId("a-lost-shop"), "A lost shop", "p-lost", "active", NOW)
        await uow.directory.add(row)
    await replace(opened, [order("1-1")._replace(purchased_at=OVER)])
    with pytest.raises(NoTenantKey):
        await purge(opened.storage, NOW)
    assert await opened.rows("SELECT count(*) FROM order_head") == [(0,)]


async def test_a_tenant_that_is_being_deleted_is_left_to_its_wipe(opened: Opened) -> None:
    await replace(opened, [order("1-1")._replace(purchased_at=OVER)])
    await opened.change("UPDATE tenant SET state = 'revoking'")
    assert await purge(opened.storage, NOW) == 0
    assert await opened.rows("SELECT count(*) FROM order_head") == [(1,)]


def test_a_retention_that_nobody_can_read_is_an_error() -> None:
    with pytest.raises(ValueError, match="a while"):
        kept_since("a while", NOW)


async def test_an_import_that_is_going_on_is_not_shown_half_done(opened: Opened) -> None:
    await replace(opened, [order("1-1", line(local_day=OVER.date()))._replace(purchased_at=OVER)])
    async with opened.storage.write() as uow:  # its first chunk; it is added up with its last
        await (await uow.for_tenant(SHOP)).orders.replace(ACCOUNT, [order("1-2")], NOW)
    await purge(opened.storage, NOW)
    assert await opened.rows("SELECT count(*) FROM marketplace_day") == [(0,)]
    assert await opened.rows("SELECT count(*) FROM dirty_day") == [(1,)]
