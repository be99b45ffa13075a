"""Losing an authorization: checked daily, doubted a day, then deleted; a freeze wipes nobody."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.adapters.local.terminal import render
from core.amazon_errors import AuthorizationLost
from core.errors import GateClosed
from core.model import Feature
from core.policy.authorization import AccountState, Authorization
from core.ports.authorizations import FreezeReason
from tests.amazon_cases import case
from tests.connected import EUROPE, FAR, MINE, SELLERS, Installation, installation
from tests.storages import OTHER, SHOP, order, replace

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


@pytest.fixture
async def house(sqlite_url: str, tmp_path: Path) -> AsyncIterator[Installation]:
    async with installation(sqlite_url, tmp_path) as house:
        yield house


def told(house: Installation) -> list[tuple[str, str]]:
    """Channel and text of all that is on the wall."""
    return [(place.channel, render(reply.card)) for place, reply in house.wall.posts.values()]


async def tenants(house: Installation) -> dict[str, str]:
    """Their states by id."""
    return dict(await house.opened.rows("SELECT tenant_id, state FROM tenant"))


async def test_with_all_features_off_a_day_is_one_refresh_an_account_and_no_call(
    database_url: str, tmp_path: Path
) -> None:
    async with installation(database_url, tmp_path) as house:
        await house.go_on(12 * HOUR, HOUR)  # to the first midnight
        for day in range(1, 4):
            before = house.refreshes()
            await house.go_on(24 * HOUR, HOUR)
            assert house.refreshes() - before == 3, f"day {day}"
        assert house.calls() == 0
        assert {status for (status,) in await house.opened.rows("SELECT status FROM egress")} == {
            200
        }


async def test_a_refresh_that_a_call_needed_is_the_days_check(house: Installation) -> None:
    for _ in range(20):
        await house.api.participations(house.caller(MINE))
        await house.go_on(2 * HOUR, HOUR)
    mine = [path for path in house.line.passed if b"demo-shop-na" in path.content]
    assert len(mine) == 20
    assert (await house.kept()).checked_at is not None


@case(25)
async def test_one_refusal_pauses_and_the_next_success_goes_on(house: Installation) -> None:
    await house.switch_on(Feature.SALES, Feature.INVENTORY)
    await house.sync()
    await house.go_on(HOUR, 5 * MINUTE)
    house.fault("invalid_grant")
    with pytest.raises(AuthorizationLost):
        await house.api.check(house.caller())
    paused, calls, asked = await house.kept(), house.calls(), house.refreshes()
    assert (paused.state, paused.paused_at) == (AccountState.PAUSED, house.time())
    await house.go_on(14 * MINUTE, MINUTE)
    assert (house.calls(), house.refreshes()) == (calls, asked)
    await house.go_on(5 * MINUTE, MINUTE)
    assert (await house.kept()).state is AccountState.ACTIVE
    await house.go_on(HOUR, 5 * MINUTE)
    assert house.calls() > calls
    assert set((await tenants(house)).values()) == {"active"}


async def test_a_paused_account_makes_no_call_whoever_tries(house: Installation) -> None:
    caller = house.caller()
    await house.api.participations(caller)
    house.fault("invalid_grant")
    with pytest.raises(AuthorizationLost):
        await house.api.check(caller)
    passed = len(house.line.passed)
    with pytest.raises(GateClosed, match="does not accept this shop's authorization"):
        await house.api.participations(caller)
    assert len(house.line.passed) == passed
    assert await house.api.participations(house.caller(FAR))


async def test_owners_are_told_of_the_pause_once_and_the_same_post_tells_its_end(
    house: Installation,
) -> None:
    await house.tick()
    house.fault("invalid_grant", times=2)
    with pytest.raises(AuthorizationLost):
        await house.api.check(house.caller())
    await house.go_on(10 * MINUTE, MINUTE)
    ((channel, text),) = told(house)
    assert channel == f"C-{SHOP}"
    assert text.startswith("! Amazon refuses the authorization of Demo shop NA")
    assert "amzigo connect --self" in text
    assert "after Thu 19 Nov 04:00, its data is deleted here." in text
    await house.go_on(2 * HOUR, 10 * MINUTE)
    ((_, text),) = told(house)
    assert text.startswith("✓ Amazon accepts the authorization of Demo shop NA")
    assert "nothing was deleted" in text


async def test_a_pause_is_told_after_a_restart_too(house: Installation) -> None:
    house.fault("invalid_grant")
    with pytest.raises(AuthorizationLost):
        await house.api.check(house.caller())
    house.opened.jobs.tasks.clear()
    await house.tick()
    assert len(told(house)) == 1
    again = "UPDATE account_authorization SET untold = 'paused' WHERE account_id = :account"
    await house.opened.change(again, account=MINE)
    await house.tick()
    assert len(told(house)) == 1


async def test_the_last_accounts_end_is_the_tenants_wipe(database_url: str, tmp_path: Path) -> None:
    async with installation(database_url, tmp_path) as house:
        await house.tick()
        await replace(house.opened, [order("1-1")], EUROPE, OTHER)
        house.revoke(EUROPE)
        with pytest.raises(AuthorizationLost):
            await house.api.check(house.caller(EUROPE))
        await house.go_on(23 * HOUR, HOUR)
        await house.go_on(59 * MINUTE, 59 * MINUTE)
        assert (await tenants(house))[OTHER] == "active"
        await house.go_on(2 * MINUTE, MINUTE)
        await house.tick()
        assert await tenants(house) == {SHOP: "active"}
        assert await house.opened.rows("SELECT * FROM order_line") == []
        texts = [text for channel, text in told(house) if channel == f"C-{OTHER}"]
        assert len(texts) == 1
        assert texts[0].startswith("✓ Deleted at")
        assert "Amazon refused the shop's authorization for a day" in texts[0]
        assert "Keep this number" not in texts[0]  # a channel is not an owner
        states = {(await house.kept(one)).state for one in (MINE, FAR)}
        assert states == {AccountState.ACTIVE}


async def test_of_several_accounts_only_the_ended_ones_data_goes(
    database_url: str, tmp_path: Path
) -> None:
    async with installation(database_url, tmp_path) as house:
        await replace(house.opened, [order("1-1"), order("1-2")], MINE)
        await replace(house.opened, [order("2-1")], FAR)
        house.revoke(MINE)
        await house.go_on(50 * HOUR, HOUR)
        assert await tenants(house) == {SHOP: "active", OTHER: "active"}
        left = await house.opened.rows("SELECT DISTINCT account_id FROM order_line")
        assert left == [(FAR,)]
        credentials = await house.opened.rows("SELECT account_id FROM credential")
        assert {row[0] for row in credentials} == {FAR, EUROPE}
        assert (await house.kept(MINE)).state is AccountState.REVOKED
        last = told(house)[-1][1]
        assert last.startswith("! The authorization ended: Demo shop NA")
        asked = house.refreshes()
        await house.go_on(24 * HOUR, HOUR)
        assert house.refreshes() - asked == 2


async def test_our_own_bad_credentials_freeze_everything_and_wipe_nobody(
    house: Installation, caplog: pytest.LogCaptureFixture
) -> None:
    await house.switch_on(Feature.SALES)
    for account in SELLERS:
        await house.sync(account)
    house.fault("invalid_client", times=9999)
    await house.go_on(2 * HOUR, 5 * MINUTE)
    frozen = await house.frozen()
    assert frozen is not None
    assert frozen.reason is FreezeReason.APP_REJECTED
    calls, asked = house.calls(), house.refreshes()
    await house.go_on(40 * HOUR, HOUR)
    assert house.calls() == calls
    assert house.refreshes() - asked == 40
    states = {(await house.kept(one)).state for one in SELLERS}
    assert states == {AccountState.ACTIVE}
    assert set((await tenants(house)).values()) == {"active"}
    errors = [one for one in caplog.records if one.levelname == "ERROR"]
    assert [one.name for one in errors] == ["amzigo.authorization"]
    house.sandbox.faults.clear()
    await house.go_on(20 * MINUTE, MINUTE)
    assert await house.frozen() is None
    await house.go_on(HOUR, MINUTE)
    assert house.calls() > calls


@case(25)
async def test_many_at_once_freeze_everything_and_are_never_believed(house: Installation) -> None:
    await house.tick()
    house.fault("invalid_grant", times=9999)
    for account in SELLERS:
        with pytest.raises(AuthorizationLost):
            await house.api.check(house.caller(account))
    frozen = await house.frozen()
    assert frozen is not None
    assert frozen.reason is FreezeReason.MANY_LOST
    asked = house.refreshes()
    await house.go_on(48 * HOUR, HOUR)
    assert told(house) == []
    assert house.refreshes() - asked == 48
    assert set((await tenants(house)).values()) == {"active"}
    house.sandbox.faults.clear()
    await house.go_on(2 * HOUR, HOUR)
    assert await house.frozen() is None
    assert {(await house.kept(one)).state for one in SELLERS} == {AccountState.ACTIVE}
    assert house.calls() == 0


async def test_after_a_freeze_the_day_of_doubt_begins_anew(
    database_url: str, tmp_path: Path
) -> None:
    async with installation(database_url, tmp_path) as house:
        await house.tick()
        house.fault("invalid_grant", times=3)
        for account in SELLERS:
            with pytest.raises(AuthorizationLost):
                await house.api.check(house.caller(account))
        house.revoke(MINE)
        house.revoke(FAR)
        await house.go_on(2 * HOUR, 15 * MINUTE)
        assert await house.frozen() is None
        await house.go_on(22 * HOUR, HOUR)
        assert (await house.kept(MINE)).state is AccountState.PAUSED
        await house.go_on(3 * HOUR, HOUR)
        assert await tenants(house) == {OTHER: "active"}


async def test_a_frozen_house_hands_out_no_token_that_it_has(house: Installation) -> None:
    await house.api.participations(house.caller(FAR))
    house.fault("invalid_client")
    await house.opened.change("UPDATE account_authorization SET next_check = 0")
    await house.jobs.authorizations.checker.check(SHOP, MINE)
    passed = len(house.line.passed)
    with pytest.raises(GateClosed, match="nothing is called for anybody"):
        await house.api.participations(house.caller(FAR))
    assert len(house.line.passed) == passed


@pytest.mark.parametrize(("left", "days"), [(29, 30), (14, 14), (6, 7), (1, 1)])
async def test_the_end_of_a_year_is_told_once_a_warning(
    house: Installation, left: int, days: int
) -> None:
    house.time.forward(days=365 - left)
    for _ in range(3):
        await house.jobs.authorizations.housekeeping()
        await house.work()
    texts = [text for channel, text in told(house) if channel == f"C-{OTHER}"]
    assert len(texts) == 1
    assert "Renew the authorization of Demo shop EU" in texts[0]
    assert "Thu 18 Nov" in texts[0]


async def test_a_setting_that_is_missing_is_not_asked_for_at_every_tick(
    house: Installation, caplog: pytest.LogCaptureFixture
) -> None:
    house.forget_client()
    for _ in range(3):
        await house.tick()
    failed = [one for one in caplog.records if "failed" in one.message]
    assert len(failed) == 3  # once an account, not once a tick


async def test_who_was_revoked_before_a_freeze_is_not_deleted_during_it(
    house: Installation,
) -> None:
    await house.tick()
    ended = Authorization(EUROPE, AccountState.REVOKED, house.time(), untold=AccountState.REVOKED)
    async with house.opened.storage.write() as uow:
        await (await uow.for_tenant(OTHER)).authorizations.put(ended)
    await house.watch.rejected(house.caller())
    await house.jobs.authorizations.teller.tell(OTHER, EUROPE)
    await house.tick()
    assert await tenants(house) == {SHOP: "active", OTHER: "active"}
    await house.api.check(house.caller())
    await house.tick()
    assert await tenants(house) == {SHOP: "active"}
