"""After a wipe no byte of the tenant is left on disk; before it the same search finds them all."""

from pathlib import Path

import pytest
from sqlalchemy import func, select, update

from storage.tables.orders import order_line
from storage.tables.products import product
from storage.tables.registry import metadata
from storage.wipe import tenant_tables
from tests.wipes import CANARIES, CONFIRMED, OTHER, SHOP, Office, office, settle

MANY = 150
"""Rows enough that pages were split and rows moved."""


def found(folder: Path) -> dict[str, set[str]]:
    """Which canary lies in which files of the installation, logs and indexes included."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    return {
        canary: {path.name for path in files if canary.encode() in path.read_bytes()}
        for canary in CANARIES
    }


async def change_much(house: Office) -> None:
    """Rows that grow and move, as titles and statuses do."""
    async with house.engine.begin() as connection:
        mine = product.c.tenant_id == SHOP
        longer = product.c.title + " " + product.c.title
        await connection.execute(update(product).where(mine).values(title=longer))
        changed = update(order_line).where(order_line.c.tenant_id == SHOP)
        await connection.execute(changed.values(item_status=CANARIES[1], nth=1_000))


async def test_no_canary_is_left_in_any_file(
    sqlite_url: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with office(sqlite_url, tmp_path) as house:
        await settle(house, MANY)
        await change_much(house)
        before = found(tmp_path)
        assert all("amzigo.db" in str(names) for names in before.values()), before
        others = await house.dump(OTHER)
        await house.revoker().revoke(CONFIRMED)
        assert found(tmp_path) == {canary: set() for canary in CANARIES}
        assert not any(canary in caplog.text for canary in CANARIES)
        assert await house.dump(OTHER) == others
    assert found(tmp_path) == {canary: set() for canary in CANARIES}


async def test_an_only_tenants_tables_are_empty_files_on_postgresql(
    pg_url: str, tmp_path: Path
) -> None:
    async with office(pg_url, tmp_path) as house:
        await settle(house, MANY)
        await house.rows.delete_rows(OTHER)
        await house.revoker().revoke(CONFIRMED)
        async with house.engine.connect() as connection:
            for table in tenant_tables(metadata):
                size = func.pg_relation_size(table.name)
                assert await connection.scalar(select(size)) == 0, table.name
