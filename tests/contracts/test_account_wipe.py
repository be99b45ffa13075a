"""What goes with one of several accounts, and what is left, each table with its reason."""

from datetime import date
from pathlib import Path

from core.model import TenantId
from core.ports.digests import DigestSnapshot
from storage.account_wipe import LEFT, SqlAccountWipe
from storage.tables.digests import digest_snapshot
from storage.tables.registry import metadata
from storage.wipe import tenant_tables
from tests.storages import ACCOUNT, CA, NOW, OTHER, SECOND, SHOP, US, Opened, opened_storage

DAY = date(2026, 11, 17)


async def said(opened: Opened, tenant: TenantId, *stores: str) -> None:
    """Digests of stores."""
    async with opened.storage.write() as uow:
        digests = (await uow.for_tenant(tenant)).digests
        for store in stores:
            await digests.keep(DigestSnapshot(store, "USD", DAY, NOW, "{}"))


async def sold_too(opened: Opened, store: str) -> None:
    """The second account has the store as well."""
    async with opened.storage.write() as uow:
        accounts = (await uow.for_tenant(SHOP)).accounts
        rows = await accounts.marketplaces(ACCOUNT)
        mine = [row for row in rows if row.marketplace_id == store]
        await accounts.add_marketplaces(SECOND, mine)


async def test_digests_of_stores_that_nobody_else_has_go_with_the_account(
    database_url: str, tmp_path: Path
) -> None:
    async with opened_storage(database_url, tmp_path) as opened:
        await sold_too(opened, CA)
        await said(opened, SHOP, US, CA)
        await said(opened, OTHER, US)
        await SqlAccountWipe(opened.engine, batch=1).delete_rows(SHOP, ACCOUNT)
        left = await opened.rows("SELECT tenant_id, marketplace_id FROM digest_snapshot")
        assert sorted(left) == sorted([(SHOP, CA), (OTHER, US)])
        await SqlAccountWipe(opened.engine).delete_rows(SHOP, SECOND)
        assert await opened.rows("SELECT tenant_id FROM digest_snapshot") == [(OTHER,)]


def test_every_table_that_an_account_wipe_leaves_has_its_reason() -> None:
    of_no_account = {one for one in tenant_tables(metadata) if "account_id" not in one.c}
    assert of_no_account - {digest_snapshot} == set(LEFT)
    assert all(LEFT.values())
