"""Many that are lost together are not deleted one by one once the freeze is over."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from core.amazon_errors import AuthorizationLost
from core.model import AccountId
from core.policy.authorization import AccountState
from core.ports.accounts import AccountRow
from core.ports.amazon import Caller
from core.ports.authorizations import FreezeReason
from core.status import status
from tests.amazon_cases import case
from tests.connected import EUROPE, FAR, MINE, SELLERS, START, Installation, installation
from tests.storages import OTHER, SHOP

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
WELL = Caller(SHOP, f"p-{SHOP}", AccountId("well-eu"), "EU", frozenset())


@pytest.fixture
async def house(sqlite_url: str, tmp_path: Path) -> AsyncIterator[Installation]:
    async with installation(sqlite_url, tmp_path) as house:
        await furnish(house)
        yield house


async def furnish(house: Installation) -> None:
    """A fourth account, which Amazon accepts."""
    async with house.opened.storage.write() as uow:
        accounts = (await uow.for_tenant(SHOP)).accounts
        await accounts.add(AccountRow(WELL.account, "Well EU", "EU", None, "active", START))
    await house.watch.granted(WELL)


async def lose(house: Installation, *accounts: AccountId) -> None:
    """Amazon refuses them from now on."""
    for account in accounts:
        house.revoke(account)
        with pytest.raises(AuthorizationLost):
            await house.api.check(house.caller(account))


async def go_on(house: Installation, hours: int) -> None:
    """Time passes; the account that is well ends whatever freeze there is."""
    for _ in range(hours):
        await house.watch.granted(WELL)
        await house.go_on(HOUR, 15 * MINUTE)


async def states(house: Installation) -> set[AccountState]:
    """How those stand that were lost."""
    return {(await house.kept(one)).state for one in SELLERS}


async def tenants(house: Installation) -> set[str]:
    """Which there are."""
    return {tenant for (tenant,) in await house.opened.rows("SELECT tenant_id FROM tenant")}


@case(25)
async def test_nobody_of_the_many_is_deleted_after_the_freeze(
    database_url: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with installation(database_url, tmp_path) as house:
        await furnish(house)
        await lose(house, *SELLERS)
        frozen = await house.frozen()
        assert frozen is not None
        assert frozen.reason is FreezeReason.MANY_LOST
        await go_on(house, 60)
        assert await house.frozen() is None
        assert await states(house) == {AccountState.PAUSED}
        assert await tenants(house) == {SHOP, OTHER}
        credentials = await house.opened.rows("SELECT account_id FROM credential")
        assert {row[0] for row in credentials} == set(SELLERS)
        told = [one for one in caplog.records if "kept all the same" in one.message]
        assert [one.levelname for one in told] == ["ERROR"] * 3  # once an account


async def test_many_that_were_lost_hours_apart_are_not_deleted_either(house: Installation) -> None:
    for account in SELLERS:
        await lose(house, account)
        await go_on(house, 3)
    await go_on(house, 60)
    assert await states(house) == {AccountState.PAUSED}
    assert await tenants(house) == {SHOP, OTHER}


async def test_status_says_that_an_account_is_held_back(house: Installation) -> None:
    await lose(house, *SELLERS)
    await go_on(house, 40)
    facts = await status(house.opened.storage, OTHER, house.time())
    assert [one.withheld for one in facts.accounts] == [True]
    acts = await house.opened.rows("SELECT verb FROM audit WHERE pseudonym = 'p-other-shop'")
    assert [verb for (verb,) in acts].count("authorization.withheld") == 1
    for account in (MINE, FAR, EUROPE):
        await house.watch.granted(house.caller(account))
    facts = await status(house.opened.storage, OTHER, house.time())
    assert [one.withheld for one in facts.accounts] == [False]


async def test_what_is_left_ends_once_the_others_are_accepted_again(house: Installation) -> None:
    await lose(house, *SELLERS)
    await go_on(house, 40)
    assert await tenants(house) == {SHOP, OTHER}
    await house.watch.granted(house.caller(MINE))
    await house.watch.granted(house.caller(FAR))
    await go_on(house, 3)
    assert await tenants(house) == {SHOP}
