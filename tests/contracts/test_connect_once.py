"""One authorization is one account: a token or a seller that is known elsewhere is refused."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from core.connect import Wanted
from core.errors import AlreadyConnected
from core.model import AccountId
from core.ports.accounts import AccountRow
from core.ports.tenants import TenantRow
from core.secrets import REFRESH_TOKEN
from tests.connected import START, Installation, installation
from tests.contracts.test_connect import OWNER, accounts, connect, connector, stored, token_of
from tests.edges.sandbox.desk import EU, NA
from tests.storages import OTHER, SHOP

ELSEWHERE = TenantRow(OTHER, "Other shop", f"p-{OTHER}", "active", START)
FIRST, SECOND = "A1FIRSTSELLER", "A1SECONDSELLER"


@pytest.fixture
async def house(sqlite_url: str, tmp_path: Path) -> AsyncIterator[Installation]:
    async with installation(sqlite_url, tmp_path) as house:
        await house.opened.change("DELETE FROM seller_account")
        await house.opened.change("DELETE FROM credential")
        yield house


async def refused(house: Installation, wanted: Wanted, owner: TenantRow = OWNER) -> str:
    """The sentence of a refusal that stores nothing and names no token."""
    before = await stored(house)
    with pytest.raises(AlreadyConnected, match="nothing was stored") as why:
        await connect(house, wanted, owner)
    assert await stored(house) == before
    assert wanted.token not in why.value.message
    return why.value.message


async def _second(house: Installation, token: str) -> AccountId:
    """Another account of the shop, by another token."""
    account = AccountId("second")
    async with house.opened.storage.write() as uow:
        theirs = (await uow.for_tenant(SHOP)).accounts
        await theirs.add(AccountRow(account, "Second shop NA", "NA", None, "active", START))
        await theirs.seal_seller(account, SECOND)
        await theirs.seal_credential(account, REFRESH_TOKEN, token, START)
    return account


async def test_a_mistyped_seller_id_makes_no_second_account_of_one_token(
    house: Installation,
) -> None:
    await connect(house, Wanted(NA, seller=FIRST))
    assert "in the tenant “Demo shop”" in await refused(house, Wanted(NA, seller=SECOND))


async def test_a_token_of_one_seller_never_takes_the_place_of_anothers(
    house: Installation,
) -> None:
    await connect(house, Wanted(EU, seller=FIRST))
    await house.opened.change("UPDATE seller_account SET region = 'NA', name = 'First shop NA'")
    ((first,),) = await house.opened.rows("SELECT account_id FROM seller_account")
    await _second(house, NA)
    await refused(house, Wanted(NA, seller=FIRST))
    await refused(house, Wanted(NA, renews="First shop NA"))
    assert await token_of(house, AccountId(first)) == EU
    assert not (await connect(house, Wanted(NA, renews="Second shop NA"))).is_new


async def test_a_token_or_a_seller_of_another_tenant_is_refused(
    database_url: str, tmp_path: Path
) -> None:
    async with installation(database_url, tmp_path) as house:
        await house.opened.change("DELETE FROM seller_account")
        await connect(house, Wanted(NA, seller=FIRST))
        told = await refused(house, Wanted(NA), ELSEWHERE)
        assert "in the tenant “Demo shop”" in told
        assert FIRST not in told
        (row,) = await accounts(house)
        async with house.opened.storage.write() as uow:
            mine = (await uow.for_tenant(SHOP)).accounts
            await mine.seal_credential(row.account_id, REFRESH_TOKEN, "Atzr|old", START)
        assert "This seller" in await refused(house, Wanted(NA, seller=FIRST), ELSEWHERE)


async def test_no_tenant_is_made_for_a_token_that_is_connected(house: Installation) -> None:
    await connect(house, Wanted(NA))
    work = connector(house, NA)
    found = await work.look(Wanted(NA), None)
    with pytest.raises(AlreadyConnected):
        await work.refuse_known(Wanted(NA), found)


async def test_a_tenant_that_is_being_deleted_hinders_nobody(house: Installation) -> None:
    await house.opened.change("UPDATE tenant SET state = 'revoking' WHERE tenant_id = :t", t=OTHER)
    assert (await connect(house, Wanted(NA))).is_new
