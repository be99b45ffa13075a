"""Transactions and schema on both databases."""

import asyncio
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, inspect

from core.errors import NewerSchema, TenantGone
from core.model import TenantId
from core.ports.engine import Task
from core.ports.tenants import TenantRow
from storage.installation import open_database
from storage.schema import DATA
from storage.tables.registry import metadata
from tests.storages import NOW, SHOP, opened_storage

TASK = Task("digest", "digest:1", "lane")


async def test_all_of_a_transaction_happens_or_none(database_url: str, tmp_path: Path) -> None:
    async with opened_storage(database_url, tmp_path) as opened:
        before = await opened.rows("SELECT * FROM tenant")

        async def half_way() -> None:
            async with opened.storage.write() as uow:
                await uow.directory.add(TenantRow(TenantId("t"), "T", "p", "active", NOW))
                uow.defer(TASK)
                raise RuntimeError("half-way")

        with pytest.raises(RuntimeError):
            await half_way()
        assert await opened.rows("SELECT * FROM tenant") == before
        assert opened.jobs.tasks == []


async def test_a_deferred_task_runs_only_after_the_commit(
    database_url: str, tmp_path: Path
) -> None:
    async with opened_storage(database_url, tmp_path) as opened:
        async with opened.storage.write() as uow:
            uow.defer(TASK)
            assert opened.jobs.tasks == []
        assert opened.jobs.tasks == [TASK]


async def test_a_writer_waits_for_one_transaction_at_most(
    database_url: str, tmp_path: Path
) -> None:
    async with opened_storage(database_url, tmp_path) as opened:
        order: list[str] = []
        asked = asyncio.Event()

        async def other() -> None:
            asked.set()
            async with opened.storage.write():
                order.append("the other")

        async with opened.storage.write():
            work = asyncio.create_task(other())
            await asked.wait()
            if opened.engine.dialect.name == "postgresql":
                await work  # writers do not wait for each other there at all
        async with opened.storage.write():
            order.append("the first again")
        await work
        assert order == ["the other", "the first again"]


async def test_a_cancelled_transaction_leaves_nothing(database_url: str, tmp_path: Path) -> None:
    async with opened_storage(database_url, tmp_path) as opened:
        begun = asyncio.Event()

        async def never_ends() -> None:
            async with opened.storage.write() as uow:
                await uow.directory.add(TenantRow(TenantId("t"), "T", "p", "active", NOW))
                begun.set()
                await asyncio.Event().wait()

        work = asyncio.create_task(never_ends())
        await begun.wait()
        work.cancel()
        with pytest.raises(asyncio.CancelledError):
            await work
        assert await opened.rows("SELECT * FROM tenant WHERE name = 'T'") == []
        async with opened.storage.write() as uow:
            await uow.directory.add(TenantRow(TenantId("t"), "T", "p", "active", NOW))
        assert await opened.rows("SELECT pseudonym FROM tenant WHERE name = 'T'") == [("p",)]


async def test_a_wiped_tenant_has_no_rows_to_be_seen(database_url: str, tmp_path: Path) -> None:
    async with opened_storage(database_url, tmp_path) as opened:
        await opened.keys.destroy(SHOP, "p-demo-shop", "certificate", NOW)
        async with opened.storage.read() as uow:
            with pytest.raises(TenantGone):
                await uow.for_tenant(SHOP)


def differences(connection: Connection) -> list[object]:
    """How the migrated tables differ from the declared ones, keys included."""
    context = MigrationContext.configure(
        connection, opts={"version_table": DATA.version_table, "compare_type": True}
    )
    found = list(compare_metadata(context, metadata))
    inspector = inspect(connection)
    for table in metadata.sorted_tables:
        key = inspector.get_pk_constraint(table.name)["constrained_columns"]
        declared = [column.name for column in table.primary_key]
        if key != declared:
            found.append((table.name, key, declared))
        nullable = {
            column["name"]: column["nullable"] for column in inspector.get_columns(table.name)
        }
        wanted = {column.name: column.nullable for column in table.columns}
        if nullable != wanted:
            found.append((table.name, nullable, wanted))
    return found


async def test_the_migrated_tables_are_the_declared_ones(empty_database_url: str) -> None:
    async with open_database(empty_database_url, "demo") as (engine, environment):
        assert environment == "demo"
        async with engine.connect() as connection:
            assert await connection.run_sync(differences) == []


async def test_a_database_made_by_a_newer_amzigo_is_left_alone(
    database_url: str, tmp_path: Path
) -> None:
    async with opened_storage(database_url, tmp_path) as opened:
        await opened.change("UPDATE data_version SET version_num = '9999'")
    with pytest.raises(NewerSchema) as refused:
        async with open_database(database_url, "demo"):
            pytest.fail("it was opened")
    assert "9999" in refused.value.message


async def test_what_a_database_is_was_decided_at_its_creation(empty_database_url: str) -> None:
    async with open_database(empty_database_url, "production") as (_, first):
        pass
    async with open_database(empty_database_url, "demo") as (_, second):
        pass
    assert (first, second) == ("production", "production")


async def test_two_that_start_together_make_one_database(empty_database_url: str) -> None:
    async def opens() -> str:
        async with open_database(empty_database_url, "demo") as (_, found):
            return found

    assert await asyncio.gather(*(opens() for _ in range(4))) == ["demo"] * 4


async def test_a_write_within_a_write_fails_at_once(sqlite_url: str, tmp_path: Path) -> None:
    async with opened_storage(sqlite_url, tmp_path) as opened:
        async with asyncio.timeout(5), opened.storage.write():
            with pytest.raises(RuntimeError, match="within a write"):
                async with opened.storage.write():
                    pass
        async with asyncio.timeout(5), opened.storage.write() as uow:
            assert await uow.directory.tenants()
