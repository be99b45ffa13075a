"""Orders on both databases: replaced whole by what is not older, and nothing in the clear."""

from collections.abc import AsyncIterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import make_url

from core.model import LeftOut, Period
from core.ports.sales import DayRow
from storage.bulk import run_many
from storage.vault import Vault
from tests.amazon_cases import case
from tests.storages import (
    ACCOUNT,
    CA,
    DAY,
    NOW,
    OTHER,
    SECOND,
    SHOP,
    US,
    Opened,
    cancelled,
    disagreements,
    line,
    opened_storage,
    order,
    replace,
)

LINES = "SELECT sku, nth, quantity, price_minor, left_out FROM order_line ORDER BY sku, nth"
WEEK = Period(DAY, DAY + timedelta(days=6))


@pytest.fixture
async def opened(database_url: str, tmp_path: Path) -> AsyncIterator[Opened]:
    async with opened_storage(database_url, tmp_path) as opened:
        yield opened


async def days(opened: Opened) -> list[DayRow]:
    async with opened.storage.read() as uow:
        return sorted(await (await uow.for_tenant(SHOP)).sales.days(WEEK))


async def test_an_order_is_replaced_whole(opened: Opened) -> None:
    assert await replace(opened, [order("1", line("A"), line("B"), line("B", nth=2))]) == 1
    newer = order("1", line("B", quantity=5), updated=1, content=b"content2")
    assert await replace(opened, [newer]) == 1
    assert await opened.rows(LINES) == [("B", 1, 5, 1000, None)]
    assert await days(opened) == [DayRow(US, "USD", DAY, 1, 1, 5, 1000, 0)]
    assert await disagreements(opened) == []


async def test_an_older_or_equal_state_changes_nothing(opened: Opened) -> None:
    newer = order("1", line("A", quantity=2), updated=5, content=b"newer---")
    assert await replace(opened, [newer]) == 1
    assert await replace(opened, [order("1", line("B"), updated=4, content=b"older---")]) == 0
    assert await replace(opened, [newer]) == 0
    assert await opened.rows(LINES) == [("A", 1, 2, 1000, None)]
    assert await opened.rows("SELECT * FROM dirty_day") == []


async def test_a_state_of_the_same_second_with_other_content_replaces(opened: Opened) -> None:
    assert await replace(opened, [order("1", line("A"))]) == 1
    assert await replace(opened, [order("1", line("B"), content=b"another-")]) == 1
    assert [row[0] for row in await opened.rows(LINES)] == ["B"]


@case(5)
@pytest.mark.parametrize("newest_first", [True, False])
async def test_of_two_states_in_one_go_the_newer_stays(opened: Opened, newest_first: bool) -> None:
    states = [order("1", line("OLD")), order("1", line("NEW"), updated=2, content=b"newer---")]
    await replace(opened, states[::-1] if newest_first else states)
    assert [row[0] for row in await opened.rows(LINES)] == ["NEW"]


async def test_a_redated_order_leaves_its_old_day(opened: Opened) -> None:
    await replace(opened, [order("1"), order("2")])
    later = DAY + timedelta(days=2)
    moved = order("1", line(local_day=later), updated=1, content=b"moved---")
    await replace(opened, [moved])
    assert [(row.day, row.orders) for row in await days(opened)] == [(DAY, 1), (later, 1)]
    assert await disagreements(opened) == []


async def test_a_day_that_lost_its_last_line_is_gone(opened: Opened) -> None:
    await replace(opened, [order("1")])
    await replace(opened, [order("1", cancelled(line()), updated=1, content=b"dropped-")])
    assert await days(opened) == []
    async with opened.storage.read() as uow:
        left = await (await uow.for_tenant(SHOP)).sales.left_out(WEEK)
    assert left == {LeftOut.ITEM_CANCELLED: 1}


async def test_rollups_by_store_currency_and_day(opened: Opened) -> None:
    second_day = DAY + timedelta(days=1)
    await replace(
        opened,
        [
            order("1", line("A", quantity=2), line("B", local_day=second_day, opens=0)),
            order("2", line("A", price_minor=None)),
            order("3", line("A", marketplace_id=CA, currency="CAD")),
            order("4", line("A", currency="EUR"), cancelled(line("B"))),
        ],
    )
    assert await days(opened) == [
        DayRow(CA, "CAD", DAY, 1, 1, 1, 1000, 0),
        DayRow(US, "EUR", DAY, 1, 1, 1, 1000, 0),
        DayRow(US, "USD", DAY, 2, 2, 3, 1000, 1),
        DayRow(US, "USD", second_day, 0, 1, 1, 1000, 0),
    ]
    async with opened.storage.read() as uow:
        sales = (await uow.for_tenant(SHOP)).sales
        products = sorted(await sales.products(Period(DAY, DAY)))
        assert await sales.first_day() == DAY
    assert [tuple(row) for row in products] == [
        (CA, "CAD", "A", 1, 1000),
        (US, "EUR", "A", 1, 1000),
        (US, "USD", "A", 3, 1000),
    ]


async def test_figures_are_summed_over_a_tenants_accounts_and_no_others(opened: Opened) -> None:
    await replace(opened, [order("1")])
    await replace(opened, [order("1")], SECOND)
    async with opened.storage.write() as uow:
        other = await uow.for_tenant(OTHER)
        await other.orders.replace(ACCOUNT, [order("1")], NOW)
        await other.sales.roll_up(ACCOUNT)
    assert await days(opened) == [DayRow(US, "USD", DAY, 2, 2, 2, 2000, 0)]
    refs = await opened.rows("SELECT DISTINCT order_ref FROM order_head")
    assert len(refs) == 2, "two tenants must not know the same order by the same blind id"


@pytest.mark.parametrize(
    ("corruption", "table"),
    [
        ("UPDATE marketplace_day SET revenue_minor = revenue_minor + 1", "marketplace_day"),
        ("UPDATE marketplace_day SET orders = orders + 1", "marketplace_day"),
        ("UPDATE sales_day SET units = units - 1 WHERE sku = 'A'", "sales_day"),
        ("DELETE FROM sales_day WHERE sku = 'B'", "sales_day"),
        ("UPDATE left_out_day SET lines = 7", "left_out_day"),
        ("UPDATE sales_day SET sku = 'C' WHERE sku = 'A'", "sales_day"),
    ],
)
async def test_a_corrupted_rollup_row_is_found(opened: Opened, corruption: str, table: str) -> None:
    await replace(opened, [order("1", line("A"), line("B", opens=0), cancelled(line("C")))])
    assert await disagreements(opened) == []
    await opened.change(corruption)
    assert await disagreements(opened) == [(table, 1)]


async def test_a_rollup_row_of_a_day_without_lines_is_found(opened: Opened) -> None:
    await replace(opened, [order("1")])
    await opened.change("DELETE FROM order_line")
    assert sorted(await disagreements(opened)) == [("marketplace_day", 1), ("sales_day", 1)]


async def test_freshness_only_moves_forward(opened: Opened) -> None:
    async with opened.storage.write() as uow:
        scope = await uow.for_tenant(SHOP)
        assert {row.as_of for row in await scope.sales.freshness()} == {None}
        await scope.accounts.orders_complete(ACCOUNT, [US], NOW, "file import")
        await scope.accounts.orders_complete(ACCOUNT, [US], NOW - timedelta(days=1), "older")
        fresh = {row.marketplace_id: row for row in await scope.sales.freshness()}
    assert (fresh[US].as_of, fresh[US].source) == (NOW, "file import")
    assert fresh[CA].as_of is None


async def test_the_order_id_is_sealed_for_its_time_and_never_in_the_clear(
    opened: Opened, database_url: str
) -> None:
    young, old = "123-7654321-7654321", "999-8888888-7777777"
    past = order(old)._replace(purchased_at=NOW - timedelta(days=40))
    await replace(opened, [order(young), past])
    kept = await opened.rows(
        "SELECT order_ref, sealed_id, sealed_until FROM order_head ORDER BY sealed_until"
    )
    sealed = [row for row in kept if row[1] is not None]
    vault = Vault(await opened.keys.key(SHOP))
    assert len(sealed) == 1
    ref, record, until = sealed[0]
    assert vault.open_sealed("order_head", "sealed_id", bytes(ref), bytes(record)) == young.encode()
    assert until == int((order(young).purchased_at + timedelta(days=30)).timestamp())
    url = make_url(database_url)
    if url.get_backend_name() == "sqlite":
        path = Path(url.database or "")
        raw = b"".join(file.read_bytes() for file in path.parent.glob("amzigo.db*"))
        assert b"SKU-1" in raw
        assert young.encode() not in raw
        assert old.encode() not in raw


async def test_more_orders_than_one_statement_takes(opened: Opened) -> None:
    many = [order(f"{n}", line(f"S{n % 7}")) for n in range(1_203)]
    assert await replace(opened, many) == 1_203
    again = [one._replace(content=b"again---", updated_at=NOW) for one in many[::2]]
    assert await replace(opened, [*again, *many]) == 602
    assert [row.orders for row in await days(opened)] == [1_203]
    assert await disagreements(opened) == []


async def test_a_driver_statement_takes_no_rows_too(opened: Opened) -> None:
    async with opened.engine.connect() as connection:
        await run_many(connection, "this is not SQL", [])
    assert date.fromordinal(DAY.toordinal()) == DAY
