"""News of an authorization where no channel takes them: the owners hear them, once each."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.adapters.local.terminal import render
from core.amazon_errors import AuthorizationLost
from core.model import MemberRole, TenantId
from core.ports.emails import Email
from core.ports.tenants import ChannelRow, MemberKey
from tests.connected import EUROPE, FAR, OWNERS, START, Installation, installation
from tests.storages import OTHER, SHOP

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
ADDRESS = "canary.owner@example.com"


def owner(tenant: TenantId) -> MemberKey:
    """Who owns a tenant."""
    return "slack", "T1", f"U-{tenant}"


@pytest.fixture
async def house(sqlite_url: str, tmp_path: Path) -> AsyncIterator[Installation]:
    async with installation(sqlite_url, tmp_path) as house:
        for tenant in (SHOP, OTHER):
            async with house.opened.storage.write() as uow:
                scope = await uow.for_tenant(tenant)
                await scope.team.admit(owner(tenant), MemberRole.OWNER, START)
        await house.opened.change("DELETE FROM channel")
        yield house


def told(house: Installation, tenant: TenantId = SHOP) -> list[str]:
    """What an owner read in private."""
    return [render(reply.card) for user, reply in house.wall.told if user == f"U-{tenant}"]


async def test_a_pause_and_its_end_are_told_to_owners_once(house: Installation) -> None:
    await house.tick()
    house.fault("invalid_grant", times=2)
    with pytest.raises(AuthorizationLost):
        await house.api.check(house.caller())
    await house.go_on(10 * MINUTE, MINUTE)
    (paused,) = told(house)
    assert paused.startswith("! Amazon refuses the authorization of Demo shop NA")
    await house.go_on(2 * HOUR, 10 * MINUTE)
    _, resumed = told(house)
    assert resumed.startswith("✓ Amazon accepts the authorization of Demo shop NA")
    assert told(house, OTHER) == []


async def test_a_reminder_is_told_once_a_warning(house: Installation) -> None:
    house.time.forward(days=365 - 14)
    for _ in range(3):
        await house.jobs.authorizations.housekeeping()
        await house.work()
    (text,) = told(house, OTHER)
    assert "Renew the authorization of Demo shop EU" in text


async def test_a_channel_that_takes_it_is_enough(house: Installation) -> None:
    async with house.opened.storage.write() as uow:
        team = (await uow.for_tenant(SHOP)).team
        await team.bind(ChannelRow("slack", "T1", "C1", "sales", "UTC"))
    house.time.forward(days=365 - 14)
    await house.jobs.authorizations.housekeeping()
    await house.work()
    assert len(house.wall.posts) >= 1
    assert told(house) == []
    assert len(told(house, OTHER)) == 1


async def test_the_certificate_of_a_wipe_goes_to_the_owner_s_mailbox(
    house: Installation, caplog: pytest.LogCaptureFixture
) -> None:
    async with house.opened.storage.write() as uow:
        emails = (await uow.for_tenant(OTHER)).emails
        await emails.keep(owner(OTHER), Email(ADDRESS, START))
    await house.tick()
    house.revoke(EUROPE)
    with pytest.raises(AuthorizationLost):
        await house.api.check(house.caller(EUROPE))
    await house.go_on(23 * HOUR, HOUR)
    house.wall.is_down = True
    await house.go_on(2 * HOUR, HOUR)
    assert await house.opened.rows("SELECT tenant_id FROM tenant") == [(SHOP,)]
    (mail,) = house.wall.box.got
    assert mail.to == ADDRESS
    assert "Amazon refused the shop's authorization for a day" in mail.text
    assert '"certificate' in mail.text  # the file stands below the card
    assert await house.opened.rows("SELECT * FROM notice_email") == []
    assert "canary" not in caplog.text


async def bound(house: Installation) -> None:
    """Both tenants have a channel; another company reads every one."""
    house.shared.shared = True
    for tenant in (SHOP, OTHER):
        async with house.opened.storage.write() as uow:
            row = ChannelRow("slack", "T1", f"C-{tenant}", "sales", "UTC")
            await (await uow.for_tenant(tenant)).team.bind(row)


async def test_where_another_company_reads_the_channel_owners_are_told_in_private(
    house: Installation,
) -> None:
    await bound(house)
    house.time.forward(days=365 - 14)
    for _ in range(2):
        await house.jobs.authorizations.housekeeping()
        await house.work()
    assert house.wall.posts == {}
    (text,) = told(house, OTHER)
    assert "Renew the authorization of Demo shop EU" in text


@pytest.mark.parametrize("may_read", [False, True])
async def test_the_certificate_of_a_wipe_is_posted_only_where_its_readers_may_read_it(
    house: Installation, *, may_read: bool
) -> None:
    await bound(house)
    await house.opened.change("UPDATE channel SET outsiders_may_read = :may", may=may_read)
    await house.tick()
    house.revoke(EUROPE)
    with pytest.raises(AuthorizationLost):
        await house.api.check(house.caller(EUROPE))
    await house.go_on(25 * HOUR, HOUR)
    assert await house.opened.rows("SELECT tenant_id FROM tenant") == [(SHOP,)]
    posted = [render(reply.card) for _, reply in house.wall.posts.values()]
    gone = "Amazon refused the shop's authorization for a day"
    assert [gone in " ".join(text.split()) for text in posted] == [True] * may_read
    assert sum(gone in " ".join(text.split()) for text in told(house, OTHER)) == (not may_read)


async def test_owners_who_cannot_be_reached_are_tried_again(house: Installation) -> None:
    await house.tick()
    house.fault("invalid_grant", times=200)
    with pytest.raises(AuthorizationLost):
        await house.api.check(house.caller())
    house.wall.is_down = True
    await house.go_on(10 * MINUTE, MINUTE)
    house.wall.is_down = False
    await house.go_on(HOUR, 5 * MINUTE)
    (paused,) = told(house)
    assert paused.startswith("! Amazon refuses the authorization of Demo shop NA")


async def test_what_was_deleted_is_told_when_owners_are_there_and_deleted_once(
    house: Installation,
) -> None:
    await house.tick()
    house.revoke(FAR)
    with pytest.raises(AuthorizationLost):
        await house.api.check(house.caller(FAR))
    await house.go_on(23 * HOUR, HOUR)
    house.wall.is_down = True
    await house.go_on(2 * HOUR, 10 * MINUTE)
    before = len(told(house, OWNERS[FAR]))
    house.wall.is_down = False
    await house.go_on(HOUR, 10 * MINUTE)
    (ended,) = told(house, OWNERS[FAR])[before:]
    assert "is deleted here" in ended
    acts = "SELECT count(*) FROM audit WHERE verb = 'account.delete'"
    assert await house.opened.rows(acts) == [(1,)]
