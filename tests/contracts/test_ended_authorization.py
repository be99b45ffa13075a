"""Deleting what an ended account brought: nobody renews it meanwhile, and no crash hides it."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace as but
from pathlib import Path

import pytest

from core.connect import Wanted
from core.ended_authorization import Ender
from core.errors import AccountEnding, StillAuthorized
from core.model import AccountId, TenantId
from core.policy.authorization import AccountState
from core.ports.audit import Act
from core.ports.wipe import Revocation
from storage.account_wipe import SqlAccountWipe
from storage.repositories.revocations import SqlRevocations
from tests.connected import EUROPE, FAR, MINE, OWNERS, Installation, installation
from tests.contracts.test_connect import connect, token_of
from tests.edges.sandbox.desk import NA
from tests.storages import OTHER, SHOP, order, replace

RENEWAL = Wanted(NA, ("NA",), renews="Demo shop NA")


class Crash(Exception):
    """The process dies."""


class Interrupted(SqlAccountWipe):
    """Something happens once the credentials are gone."""

    def __init__(self, house: Installation, between: Callable[[], Awaitable[None]]) -> None:
        super().__init__(house.opened.engine)
        self.between = between

    async def _delete(self, table: object, tenant: TenantId, account: AccountId) -> int:
        gone = await super()._delete(table, tenant, account)  # type: ignore[arg-type]
        if getattr(table, "name", "") == "credential":
            await self.between()
        return gone


@pytest.fixture
async def house(sqlite_url: str, tmp_path: Path) -> AsyncIterator[Installation]:
    async with installation(sqlite_url, tmp_path) as house:
        yield house


async def ended(house: Installation, account: AccountId = MINE) -> None:
    """It counts as revoked, and has rows."""
    await replace(house.opened, [order("1-1"), order("1-2")], account, OWNERS[account])
    revoked = "UPDATE seller_account SET state = 'revoked' WHERE account_id = :account"
    await house.opened.change(revoked, account=account)


def ender(house: Installation, rows: SqlAccountWipe | None = None) -> Ender:
    """The use case."""
    rows = rows or SqlAccountWipe(house.opened.engine)
    return Ender(house.opened.storage, house.jobs.revoker, rows, house.time)


async def verbs(house: Installation) -> list[str]:
    """What the shop's audit tells of the account."""
    acts = await house.opened.rows(f"SELECT verb FROM audit WHERE pseudonym = 'p-{SHOP}'")  # noqa: S608
    return [verb for (verb,) in acts if verb.startswith("account.")]


async def test_an_account_that_is_being_deleted_is_not_renewed(
    database_url: str, tmp_path: Path
) -> None:
    async with installation(database_url, tmp_path) as house:
        await ended(house)
        tried: list[str] = []

        async def renew() -> None:
            with pytest.raises(AccountEnding, match="is being deleted") as why:
                await connect(house, RENEWAL)
            tried.append(why.value.message)
            await house.watch.granted(house.caller(MINE))  # what was under way

        await ender(house, Interrupted(house, renew)).end(SHOP, MINE)
        assert tried == ["“Demo shop NA” is being deleted. Try again in a minute."]
        assert (await house.kept()).state is AccountState.REVOKED
        assert not (await connect(house, RENEWAL)).is_new
        assert (await house.kept()).state is AccountState.ACTIVE
        assert await token_of(house, MINE) == NA
        stores = "SELECT 1 FROM marketplace WHERE account_id = 'mine-na'"
        assert len(await house.opened.rows(stores)) == 2


async def test_an_account_that_was_renewed_in_time_keeps_everything(house: Installation) -> None:
    await ended(house)
    untold = "UPDATE account_authorization SET untold = 'revoked' WHERE account_id = 'mine-na'"
    await house.watch.lost(house.caller(MINE))
    await house.opened.change(untold)
    await connect(house, RENEWAL)
    await house.opened.change(untold)  # heard a moment before the renewal
    await house.jobs.authorizations.teller.tell(SHOP, MINE)
    assert len(await house.opened.rows("SELECT 1 FROM order_head")) == 2
    assert house.wall.posts == {}


class Overtaken(SqlRevocations):
    """The shop is authorized again just before the record of its wipe."""

    house: Installation

    async def request(
        self, wanted: Revocation, act: Act, *, only_ended: bool = False
    ) -> Revocation:
        await self.house.opened.change("UPDATE seller_account SET state = 'active'")
        return await super().request(wanted, act, only_ended=only_ended)


async def test_a_tenant_is_not_wiped_whose_account_was_renewed_meanwhile(
    database_url: str, tmp_path: Path
) -> None:
    async with installation(database_url, tmp_path) as house:
        await ended(house, EUROPE)
        records = Overtaken(house.opened.engine, house.opened.keys)
        records.house = house
        revoker = but(house.jobs.revoker, records=records)
        rows = SqlAccountWipe(house.opened.engine)
        with pytest.raises(StillAuthorized):
            await Ender(house.opened.storage, revoker, rows, house.time).end(OTHER, EUROPE)
        states = await house.opened.rows("SELECT tenant_id, state FROM tenant")
        assert dict(states) == {SHOP: "active", OTHER: "active"}
        assert len(await house.opened.rows("SELECT 1 FROM order_head")) == 2
        await ended(house, EUROPE)
        assert await ender(house).end(OTHER, EUROPE) is not None


async def test_the_audit_knows_of_a_deletion_that_a_crash_cut_short(house: Installation) -> None:
    await ended(house)

    async def die() -> None:
        raise Crash

    with pytest.raises(Crash):
        await ender(house, Interrupted(house, die)).end(SHOP, MINE)
    assert await verbs(house) == ["account.delete"]
    assert (await house.kept()).state is AccountState.ENDING
    await ender(house).end(SHOP, MINE)
    assert await verbs(house) == ["account.delete", "account.deleted"]
    assert (await house.kept()).state is AccountState.REVOKED
    assert await house.opened.rows("SELECT 1 FROM order_head") == []


async def test_of_two_accounts_that_end_the_second_takes_the_tenant_with_it(
    house: Installation,
) -> None:
    await ended(house, MINE)
    assert await ender(house).end(SHOP, MINE) is None
    await ended(house, FAR)
    assert await ender(house).end(SHOP, FAR) is not None
