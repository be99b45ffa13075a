"""An import in the way of a connection: refused, or replaced whole, whatever breaks meanwhile."""

from collections.abc import AsyncIterator
from dataclasses import replace as but
from pathlib import Path

import pytest
from sqlalchemy import Table

from core.connect import Wanted
from core.errors import CountsTwice, TokenRefused
from core.model import AccountId, TenantId
from core.ports.accounts import AccountRow, MarketplaceRow
from core.ports.tenants import TenantRow
from storage.account_wipe import SqlAccountWipe
from tests.connected import MINE, START, US_STORE, Installation, installation
from tests.contracts.test_connect import OWNER, accounts, connect, connector, stored
from tests.edges.sandbox.desk import EU, NA
from tests.storages import OTHER, SHOP, order, replace

FILES = AccountId("files")
GERMAN = MarketplaceRow("A1PA6795UKMFR9", "EUR", "Europe/Berlin")


class Crash(BaseException):
    """The process dies here."""


class Dying(SqlAccountWipe):
    """Dies in the middle of its tables."""

    async def _delete(self, table: Table, tenant: TenantId, account: AccountId) -> int:
        if table.name == "order_line":
            raise Crash
        return await super()._delete(table, tenant, account)


@pytest.fixture
async def house(sqlite_url: str, tmp_path: Path) -> AsyncIterator[Installation]:
    async with installation(sqlite_url, tmp_path) as house:
        await house.opened.change("DELETE FROM seller_account")
        yield house


async def _import(house: Installation, *others: MarketplaceRow) -> None:
    """A file of the same store, imported before, and of others."""
    async with house.opened.storage.write() as uow:
        scope = await uow.for_tenant(SHOP)
        await scope.accounts.add(AccountRow(FILES, "Files", "file", None, "active", None))
        await scope.accounts.add_marketplaces(FILES, [US_STORE, *others])
    await replace(house.opened, [order("1-1"), order("1-2")], FILES)


async def test_an_import_of_the_same_store_is_in_the_way(house: Installation) -> None:
    await _import(house)
    before = await stored(house)
    with pytest.raises(CountsTwice) as why:
        await connect(house, Wanted(NA))
    assert "imported orders of Amazon.com" in why.value.message
    assert "--replace-import" in why.value.message
    assert await stored(house) == before
    other = TenantRow(OTHER, "Other shop", f"p-{OTHER}", "active", START)
    assert (await connect(house, Wanted(NA), other)).is_new
    assert (await connect(house, Wanted(EU))).is_new


async def test_an_import_is_replaced_where_somebody_says_so(
    database_url: str, tmp_path: Path
) -> None:
    async with installation(database_url, tmp_path) as house:
        await house.opened.change("DELETE FROM seller_account")
        await _import(house)
        await replace(house.opened, [order("9-9")], MINE)
        done = await connect(house, Wanted(NA, replaces_import=True))
        assert done.removed_import
        assert [row.region for row in await accounts(house)] == ["NA"]
        left = await house.opened.rows("SELECT account_id FROM order_line")
        assert left == [(MINE,)]
        assert await house.opened.rows("SELECT 1 FROM sales_day WHERE account_id = 'files'") == []
        acts = [verb for (verb,) in await house.opened.rows("SELECT verb FROM audit ORDER BY seq")]
        assert acts == ["connect", "import.delete"]


async def test_a_bad_token_never_costs_the_import(house: Installation) -> None:
    await _import(house)
    with pytest.raises(TokenRefused):
        await connect(house, Wanted("Atzr|nobody's-token", replaces_import=True))
    assert (await house.opened.rows("SELECT count(*) FROM order_line"))[0][0] == 2


async def test_an_import_with_other_stores_is_never_deleted(house: Installation) -> None:
    await _import(house, GERMAN)
    before = await stored(house)
    with pytest.raises(CountsTwice) as why:
        await connect(house, Wanted(NA, replaces_import=True))
    assert "Amazon.de" in why.value.message
    assert "--replace-import" not in why.value.message.partition("Amazon.de")[0]
    assert await stored(house) == before
    assert (await house.opened.rows("SELECT count(*) FROM order_line"))[0][0] == 2


async def test_a_crash_before_the_account_is_stored_leaves_the_import(
    house: Installation,
) -> None:
    await _import(house)

    def dead() -> str:
        raise Crash

    wanted = Wanted(NA, replaces_import=True)
    work = connector(house, NA)
    found = await work.look(wanted, OWNER.pseudonym)
    with pytest.raises(Crash):
        await but(work, new_id=dead).connect(OWNER, wanted, found)
    assert [row.account_id for row in await accounts(house)] == [FILES]
    assert (await house.opened.rows("SELECT count(*) FROM order_line"))[0][0] == 2


async def test_a_crash_while_the_import_goes_is_finished_by_running_it_again(
    database_url: str, tmp_path: Path
) -> None:
    async with installation(database_url, tmp_path) as house:
        await house.opened.change("DELETE FROM seller_account")
        await _import(house)
        wanted = Wanted(NA, replaces_import=True)
        work = connector(house, NA)
        found = await work.look(wanted, OWNER.pseudonym)
        with pytest.raises(Crash):
            await but(work, rows=Dying(house.opened.engine)).connect(OWNER, wanted, found)
        assert {row.region for row in await accounts(house)} == {"NA", "file"}
        again = await connect(house, wanted)
        assert (again.is_new, again.removed_import) == (False, True)
        assert [row.region for row in await accounts(house)] == ["NA"]
        assert await house.opened.rows("SELECT 1 FROM order_line") == []
        assert not (await connect(house, wanted)).removed_import
