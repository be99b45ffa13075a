"""`stats` reads rollups alone: no statement of it names a table of lines, and no plan does."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from core.stats import StatsQuestion, stats
from tests.storages import ACCOUNT, NOW, SHOP, US, Opened, line, opened_storage, order, replace

LINE_TABLES = ("order_line", "order_head")


@pytest.fixture
async def opened(database_url: str, tmp_path: Path) -> AsyncIterator[Opened]:
    async with opened_storage(database_url, tmp_path) as opened:
        await replace(opened, [order("1"), order("2", line("B"))])
        async with opened.storage.write() as uow:
            accounts = (await uow.for_tenant(SHOP)).accounts
            await accounts.orders_complete(ACCOUNT, [US], NOW, "file import")
        yield opened


async def statements(opened: Opened) -> list[tuple[str, Any]]:
    """What `stats` executes."""
    heard: list[tuple[str, Any]] = []

    def hear(_c: object, _cursor: object, text: str, given: Any, *_: object) -> None:
        heard.append((text, given))

    event.listen(opened.engine.sync_engine, "before_cursor_execute", hear)
    found = await stats(opened.storage, SHOP, StatsQuestion("2026-11-01..2026-11-07"), NOW)
    event.remove(opened.engine.sync_engine, "before_cursor_execute", hear)
    assert found.facts.marketplaces[-1].total.orders == 2
    return heard


async def test_no_line_table_is_touched(opened: Opened) -> None:
    heard = await statements(opened)
    assert any("marketplace_day" in text for text, _ in heard)
    assert any("sales_day" in text for text, _ in heard)
    for text, given in heard:
        plan = text
        if opened.engine.dialect.name == "sqlite" and text.startswith("SELECT"):
            async with opened.engine.connect() as connection:
                steps = await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {text}", given)
                plan += " ".join(str(step.detail) for step in steps)
        assert not any(name in plan for name in LINE_TABLES), plan


async def test_every_rollup_is_found_by_its_key(opened: Opened) -> None:
    if opened.engine.dialect.name != "sqlite":
        assert opened.engine.dialect.name == "postgresql"
        return
    async with opened.engine.connect() as connection:
        for text, given in await statements(opened):
            if text.startswith("SELECT") and "tenant_id" in text:
                steps = await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {text}", given)
                told = " ".join(str(step.detail) for step in steps)
                assert "SEARCH" in told
                assert "SCAN" not in told, told
