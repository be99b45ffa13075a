"""A token of another application is that account's trouble, and nobody else's."""

from collections.abc import AsyncIterator
from dataclasses import replace as but
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs

import httpx
import pytest

from core.amazon_errors import AppUnauthorized
from core.authorization import Checker
from core.errors import GateClosed
from core.model import AccountId
from core.policy.authorization import AccountState
from core.ports.authorizations import FreezeReason
from core.secrets import StoredSecrets
from core.spapi.amazon import SpApi
from core.spapi.sandbox.accounts import CLIENT_SECRET
from tests.connected import EUROPE, FAR, MINE, SELLERS, TOKENS, Installation, installation
from tests.edges.spapi.rig import Meddler
from tests.storages import OTHER, SHOP

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


@pytest.fixture
async def house(sqlite_url: str, tmp_path: Path) -> AsyncIterator[Installation]:
    async with installation(sqlite_url, tmp_path) as house:
        yield house


def disowning(*accounts: AccountId) -> Meddler:
    """Login says of these accounts' tokens that they are not this application's."""

    async def answer(request: httpx.Request) -> httpx.Response | None:
        if not request.url.path.startswith("/auth/"):
            return None
        token = parse_qs(request.content.decode())["refresh_token"][0]
        if token not in {TOKENS[account] for account in accounts}:
            return None
        return httpx.Response(400, stream=httpx.ByteStream(b'{"error":"unauthorized_client"}'))

    return answer


async def ask(house: Installation, account: AccountId) -> None:
    """Login does not let this application use the account's grant."""
    with pytest.raises(AppUnauthorized):
        await house.api.check(house.caller(account))


async def test_a_token_of_another_app_pauses_its_account_alone(
    database_url: str, tmp_path: Path
) -> None:
    async with installation(database_url, tmp_path) as house:
        for account in SELLERS:
            await house.api.check(house.caller(account))
        foreign = "UPDATE account_authorization SET app = 'another' WHERE account_id = :account"
        for account in (MINE, EUROPE):
            await house.opened.change(foreign, account=account)
        house.line.meddlers.append(disowning(MINE, EUROPE))
        await ask(house, MINE)
        await ask(house, EUROPE)
        assert await house.frozen() is None
        await house.go_on(50 * HOUR, HOUR)
        assert await house.frozen() is None
        assert (await house.kept(MINE)).state is AccountState.PAUSED
        assert (await house.kept(MINE)).failures == 0
        assert (await house.kept(MINE)).ends_after is None
        assert (await house.kept(FAR)).state is AccountState.ACTIVE
        assert await house.api.participations(house.caller(FAR))


async def test_one_account_freezes_nobody_and_a_second_one_everybody_once(
    house: Installation,
) -> None:
    house.line.meddlers.append(disowning(MINE, EUROPE))
    await ask(house, MINE)
    assert await house.frozen() is None
    assert await house.api.participations(house.caller(FAR))
    with pytest.raises(GateClosed, match="paused or gone"):
        await house.api.participations(house.caller(MINE))
    await ask(house, EUROPE)
    frozen = await house.frozen()
    assert frozen is not None
    assert frozen.reason is FreezeReason.APP_REJECTED
    await house.api.check(house.caller(FAR))
    assert await house.frozen() is None
    await house.go_on(30 * HOUR, HOUR)  # both say the same over and over
    assert await house.frozen() is None
    assert (await house.kept(MINE)).state is AccountState.PAUSED
    house.line.meddlers.clear()
    await house.go_on(HOUR, 15 * MINUTE)
    assert (await house.kept(MINE)).state is AccountState.ACTIVE


async def test_the_secret_before_is_not_shown_where_the_token_is_anothers(
    house: Installation,
) -> None:
    house.line.meddlers.append(disowning(MINE))
    secrets = StoredSecrets(house.opened.storage, "client", CLIENT_SECRET, "old-secret")
    with pytest.raises(AppUnauthorized):
        await SpApi(but(house.parts, secrets=secrets)).check(house.caller(MINE))
    assert house.refreshes() == 1
    assert await house.frozen() is None


async def test_another_app_ends_no_freeze_that_is_not_its_own(house: Installation) -> None:
    await house.watch.rejected(house.caller(MINE))
    other = but(house.watch, client_id="another-app")
    await other.granted(house.caller(FAR))
    assert await house.frozen() is not None
    # The operator sets the other app for good: it is asked, and its answer counts.
    house.time.forward(minutes=16)
    api = SpApi(but(house.parts, watch=other))
    await Checker(house.opened.storage, api, house.time, "another-app").probe()
    assert await house.frozen() is None


async def test_a_freeze_and_its_end_are_in_the_audit_of_who_met_them(house: Installation) -> None:
    await house.watch.rejected(house.caller(EUROPE))
    await house.watch.rejected(house.caller(MINE))
    await house.watch.granted(house.caller(MINE))
    acts = await house.opened.rows("SELECT pseudonym, verb FROM audit")
    assert sorted(one for one in acts if "freeze" in one[1]) == [
        (f"p-{SHOP}", "freeze.end"),
        (f"p-{OTHER}", "freeze.begin"),
    ]
