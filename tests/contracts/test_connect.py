"""Connecting by a refresh token: asked first, stored whole or not at all, never counted twice."""

from collections.abc import AsyncIterator
from dataclasses import replace as but
from pathlib import Path

import pytest

from core.connect import Connection, Connector, Wanted
from core.errors import (
    AmazonSilent,
    BadSetting,
    NoStores,
    NoSuchAccount,
    TokenRefused,
    WhichAccount,
)
from core.model import AccountId
from core.policy.authorization import AccountState, next_daily
from core.ports.accounts import AccountRow
from core.ports.tenants import TenantRow
from core.secrets import REFRESH_TOKEN, GivenSecrets, StoredSecrets
from core.spapi.amazon import SpApi
from core.spapi.sandbox.accounts import CLIENT_ID, CLIENT_SECRET
from storage.account_wipe import SqlAccountWipe
from tests.amazon_cases import case
from tests.connected import START, Installation, installation
from tests.edges.sandbox.desk import EU, FE, NA
from tests.storages import SHOP

OWNER = TenantRow(SHOP, "Demo shop", f"p-{SHOP}", "active", START)


@pytest.fixture
async def house(sqlite_url: str, tmp_path: Path) -> AsyncIterator[Installation]:
    async with installation(sqlite_url, tmp_path) as house:
        await house.opened.change("DELETE FROM seller_account")
        await house.opened.change("DELETE FROM credential")
        yield house


def connector(house: Installation, token: str) -> Connector:
    """What the command makes of a token."""
    stored = StoredSecrets(house.opened.storage, CLIENT_ID, CLIENT_SECRET)
    parts = but(house.parts, secrets=GivenSecrets(token, stored), watch=None)
    ids = iter(f"new-{number}-{len(house.line.passed)}" for number in range(99))
    watch, rows = house.watch, SqlAccountWipe(house.opened.engine)
    storage = house.opened.storage
    return Connector(storage, SpApi(parts), watch, rows, house.time, lambda: next(ids))


async def connect(house: Installation, wanted: Wanted, owner: TenantRow = OWNER) -> Connection:
    """The whole command."""
    work = connector(house, wanted.token)
    found = await work.look(wanted, owner.pseudonym)
    return await work.connect(owner, wanted, found)


async def accounts(house: Installation) -> list[AccountRow]:
    """The shop's accounts."""
    async with house.opened.storage.read() as uow:
        return await (await uow.for_tenant(SHOP)).accounts.all()


async def token_of(house: Installation, account: AccountId) -> str | None:
    """The token that is stored."""
    async with house.opened.storage.read() as uow:
        return await (await uow.for_tenant(SHOP)).accounts.credential(account, REFRESH_TOKEN)


async def stored(house: Installation) -> dict[str, int]:
    """How many rows there are that a connection makes."""
    tables = ("seller_account", "credential", "marketplace", "sync_state", "account_authorization")
    return {
        table: (await house.opened.rows(f"SELECT count(*) FROM {table}"))[0][0]  # noqa: S608
        for table in tables
    }


async def test_a_shop_is_connected_with_its_stores_and_no_feature(
    database_url: str, tmp_path: Path
) -> None:
    async with installation(database_url, tmp_path) as house:
        await house.opened.change("DELETE FROM seller_account")
        done = await connect(house, Wanted(NA))
        assert (done.name, done.region, done.is_new) == ("Demo shop NA", "NA", True)
        assert [one.marketplace_id for one in done.stores] == ["A2EUQ1WTGCTBG2", "ATVPDKIKX0DER"]
        assert done.features == ()
        (row,) = await accounts(house)
        assert (row.state, row.authorized_at) == ("active", START)
        assert await token_of(house, row.account_id) == NA
        kept = await house.opened.rows("SELECT sealed FROM credential")
        assert NA.encode() not in bytes(kept[-1][0])
        next_check = (await house.opened.rows("SELECT next_check FROM account_authorization"))[0][0]
        assert next_check == next_daily(row.account_id, START).timestamp()


async def test_nothing_is_read_before_a_feature_is_on(house: Installation) -> None:
    await connect(house, Wanted(NA))
    passed = len(house.line.passed)
    for _ in range(5):
        await house.tick()
    assert len(house.line.passed) == passed


async def test_the_region_is_found_out_where_nobody_says_it(house: Installation) -> None:
    for token, region in ((FE, "FE"), (EU, "EU"), (NA, "NA")):
        assert (await connect(house, Wanted(token))).region == region


@pytest.mark.parametrize("seller", [None, "A1DEMOSHOPNA01"])
async def test_again_renews_the_authorization_and_doubles_nothing(
    house: Installation, seller: str | None
) -> None:
    await connect(house, Wanted(NA, seller=seller))
    before = await stored(house)
    house.time.forward(days=300)
    done = await connect(house, Wanted(NA, seller=seller))
    assert not done.is_new
    assert await stored(house) == before
    (row,) = await accounts(house)
    assert row.authorized_at == house.time()


async def test_a_new_token_of_a_known_seller_takes_the_old_ones_place(house: Installation) -> None:
    await connect(house, Wanted(NA, seller="A1DEMOSHOPNA01"))
    (row,) = await accounts(house)
    await house.opened.change("UPDATE seller_account SET state = 'paused'")
    async with house.opened.storage.write() as uow:
        accounts_ = (await uow.for_tenant(SHOP)).accounts
        await accounts_.seal_credential(row.account_id, REFRESH_TOKEN, "Atzr|old", START)
    done = await connect(house, Wanted(NA, seller="A1DEMOSHOPNA01"))
    assert (done.is_new, len(await accounts(house))) == (False, 1)
    assert await token_of(house, row.account_id) == NA
    assert (await house.kept(row.account_id)).state is AccountState.ACTIVE


async def test_the_sellers_id_is_sealed(house: Installation) -> None:
    await connect(house, Wanted(NA, seller="A1DEMOSHOPNA01"))
    kept = (await house.opened.rows("SELECT selling_partner FROM seller_account"))[0][0]
    assert b"A1DEMOSHOPNA01" not in bytes(kept)
    async with house.opened.storage.read() as uow:
        sellers = await (await uow.for_tenant(SHOP)).accounts.sellers()
    assert list(sellers.values()) == ["A1DEMOSHOPNA01"]


@case(42)
async def test_one_seller_id_in_two_regions_is_two_accounts(house: Installation) -> None:
    await connect(house, Wanted(NA, seller="A1SAMESELLER"))
    await connect(house, Wanted(EU, seller="A1SAMESELLER"))
    assert [row.region for row in await accounts(house)] == ["EU", "NA"]


async def test_two_sellers_of_a_region_are_told_apart_by_their_ids(house: Installation) -> None:
    await connect(house, Wanted(NA, seller="A1FIRSTSELLER"))
    await _other_token(house)
    done = await connect(house, Wanted(NA, seller="A1SECONDSELLER"))
    assert (done.is_new, done.name) == (True, "Demo shop NA 2")


async def test_where_the_seller_is_unclear_somebody_has_to_say(house: Installation) -> None:
    await connect(house, Wanted(NA))
    await house.opened.change("UPDATE credential SET since = since - 1")
    await _other_token(house)
    before = await stored(house)
    for seller in (None, "A1DEMOSHOPNA01"):
        with pytest.raises(WhichAccount, match="--seller-id “Demo shop NA” if it is"):
            await connect(house, Wanted(NA, seller=seller))
    with pytest.raises(NoSuchAccount, match="Existing: Demo shop NA"):
        await connect(house, Wanted(NA, renews="Another shop"))
    assert await stored(house) == before
    done = await connect(house, Wanted(NA, renews="demo shop na"))
    assert (done.is_new, await stored(house)) == (False, before)


async def _other_token(house: Installation) -> None:
    (row,) = await accounts(house)
    async with house.opened.storage.write() as uow:
        accounts_ = (await uow.for_tenant(SHOP)).accounts
        await accounts_.seal_credential(row.account_id, REFRESH_TOKEN, "Atzr|old", START)


@pytest.mark.parametrize(
    ("wanted", "error"),
    [
        (Wanted("Atzr|nobody's-token"), TokenRefused),
        (Wanted(NA, regions=("EU",)), NoStores),
    ],
)
async def test_what_amazon_does_not_take_leaves_nothing(
    house: Installation, wanted: Wanted, error: type[Exception]
) -> None:
    before = await stored(house)
    with pytest.raises(error, match="nothing was stored"):
        await connect(house, wanted)
    assert await stored(house) == before


@pytest.mark.parametrize("effect", ["503", "html"])
async def test_amazon_in_trouble_is_told_in_one_sentence(house: Installation, effect: str) -> None:
    house.fault(effect, times=99, operation="*")
    with pytest.raises(AmazonSilent, match="nothing was stored"):
        await connect(house, Wanted(NA))


async def test_our_own_bad_credentials_are_named(house: Installation) -> None:
    house.fault("invalid_client")
    with pytest.raises(BadSetting, match="AMZIGO_LWA_CLIENT_SECRET"):
        await connect(house, Wanted(NA))
    assert await house.frozen() is None


async def test_a_connection_ends_a_freeze(house: Installation) -> None:
    await house.watch.rejected(house.caller())
    await connect(house, Wanted(NA))
    assert await house.frozen() is None


def test_a_token_is_never_printed() -> None:
    assert NA not in repr(Wanted(NA))
    stored = StoredSecrets.__new__(StoredSecrets)
    assert NA not in repr(GivenSecrets(NA, stored))
