"""What is no revocation: a 403 of any wording, silence, a token that is not there."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from core.amazon_errors import AccessDenied, AmazonError, AppRejected, AuthorizationLost
from core.callers import caller_for
from core.model import Feature
from core.policy.authorization import AccountState
from core.ports.authorizations import FreezeReason
from tests.amazon_cases import case
from tests.connected import EUROPE, MINE, SELLERS, Installation, installation
from tests.refusals import refusals, refusing
from tests.storages import SHOP

HOUR = timedelta(hours=1)


@pytest.fixture
async def house(sqlite_url: str, tmp_path: Path) -> AsyncIterator[Installation]:
    async with installation(sqlite_url, tmp_path) as house:
        yield house


@case(27)
@pytest.mark.parametrize("body", refusals().values(), ids=refusals().keys())
async def test_a_403_is_never_a_revocation(house: Installation, body: bytes) -> None:
    await house.switch_on(Feature.SALES, Feature.REVIEWS)
    caller = house.caller()
    house.line.meddlers.append(refusing(body))
    for _ in range(6):
        house.time.forward(hours=6)
        for trying in (
            house.api.participations(caller),
            house.api.offers_solicitation(caller, "111-0000000-0000001", "ATVPDKIKX0DER"),
        ):
            with pytest.raises(AmazonError) as why:
                await trying
            assert not isinstance(why.value, AuthorizationLost | AppRejected)
        await house.tick()
    assert (await house.kept()).state is AccountState.ACTIVE
    assert await house.frozen() is None
    assert house.wall.posts == {}


async def test_a_403_that_blames_our_secret_freezes_and_is_no_revocation(
    house: Installation,
) -> None:
    await house.tick()
    told_of = b'{"errors":[{"code":"Unauthorized","message":"Access to requested resource is'
    body = told_of + b' denied.","details":"The LWA secret token you provided has expired."}]}'
    house.line.meddlers.append(refusing(body))
    with pytest.raises(AppRejected):
        await house.api.participations(house.caller())
    frozen = await house.frozen()
    assert frozen is not None
    assert frozen.reason is FreezeReason.APP_REJECTED
    assert not (await caller_for(house.opened.storage, SHOP, MINE)).active
    assert {(await house.kept(one)).state for one in SELLERS} == {AccountState.ACTIVE}


async def test_a_missing_role_is_no_revocation_either(house: Installation) -> None:
    house.line.meddlers.append(refusing(refusals()["role"]))
    with pytest.raises(AccessDenied):
        await house.api.participations(house.caller())


async def test_a_token_of_another_app_is_paused_and_never_believed_to_be_revoked(
    house: Installation,
) -> None:
    await house.tick()
    await house.opened.change("UPDATE account_authorization SET app = 'another app'")
    house.revoke(MINE)
    await house.go_on(60 * HOUR, HOUR)
    assert (await house.kept(MINE)).state is AccountState.PAUSED
    assert (await house.kept(MINE)).failures == 0


async def test_a_shop_without_a_stored_token_is_asked_after_and_never_wiped(
    house: Installation,
) -> None:
    await house.opened.change("DELETE FROM credential WHERE account_id = :a", a=EUROPE)
    await house.go_on(50 * HOUR, HOUR)
    states = await house.opened.rows("SELECT DISTINCT state FROM tenant")
    assert states == [("active",)]
    assert (await house.kept(EUROPE)).state is AccountState.ACTIVE


async def test_login_in_trouble_is_no_refusal(house: Installation) -> None:
    house.fault("503", times=9999)
    await house.go_on(30 * HOUR, HOUR)
    assert {(await house.kept(one)).state for one in SELLERS} == {AccountState.ACTIVE}
    assert await house.frozen() is None
