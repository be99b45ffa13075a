"""An owner's notice e-mail on both databases: verified by a code, sealed, and gone in time."""

import base64
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from core.mail_errors import BadEmail, MailedEnough, TooManyMails, WrongDigits
from core.model import MemberRole
from core.owner_email import ask, forget, me, verify
from core.policy.email_code import LIFE, SPAN, TRIES
from core.ports.emails import Email
from core.ports.tenants import MemberKey
from core.purge import purge
from core.team import By, admit, dismiss
from tests.storages import NOW, OTHER, SHOP, Opened, opened_storage

ADDRESS, SECOND = "canary.owner@example.com", "canary.second@example.org"
MASKED = "c…@example.com"
CODE, NEXT = "01234567", "98765432"
OWNER, PARTNER, VIEWER = "U0OWNER", "U0PARTNER", "U0VIEWER"


def key(user: str) -> MemberKey:
    """Somebody of the workspace."""
    return "slack", "T1", user


def by(user: str = OWNER, **later: int) -> By:
    """Somebody who acts, so much later."""
    return By(SHOP, key(user), NOW + timedelta(**later))


@pytest.fixture
async def opened(database_url: str, tmp_path: Path) -> AsyncIterator[Opened]:
    async with opened_storage(database_url, tmp_path) as opened:
        async with opened.storage.write() as uow:
            its = (await uow.for_tenant(SHOP)).team
            for user in (OWNER, PARTNER):
                await its.admit(key(user), MemberRole.OWNER, NOW)
            await its.admit(key(VIEWER), MemberRole.VIEWER, NOW, OWNER)
            await (await uow.for_tenant(OTHER)).team.admit(key(OWNER), MemberRole.OWNER, NOW)
        yield opened


async def shown(opened: Opened, who: By) -> tuple[str | None, str | None]:
    """What somebody sees of their addresses: the verified one, and the one that waits."""
    facts = await me(opened.storage, who)
    return facts.email, facts.asked


async def kept(opened: Opened) -> dict[MemberKey, str]:
    """The verified addresses."""
    async with opened.storage.read() as uow:
        found = await (await uow.for_tenant(SHOP)).emails.all()
    return {one: email.address for one, email in found.items()}


async def verified(opened: Opened, user: str = OWNER) -> None:
    """An address that is verified."""
    await ask(opened.storage, by(user), ADDRESS, CODE)
    await verify(opened.storage, by(user), CODE)


async def test_an_address_is_kept_once_its_code_came_back(opened: Opened) -> None:
    assert await ask(opened.storage, by(), f"<mailto:{ADDRESS}|{ADDRESS}>", CODE) == ADDRESS
    assert await shown(opened, by()) == (None, MASKED)
    assert await kept(opened) == {}
    await verify(opened.storage, by(minutes=29), " 0123-4567 ")
    assert await shown(opened, by(minutes=29)) == (MASKED, None)
    assert await kept(opened) == {key(OWNER): ADDRESS}
    facts = await me(opened.storage, by(PARTNER))
    assert (facts.email, facts.asked, facts.role) == (None, None, MemberRole.OWNER)
    with pytest.raises(WrongDigits):  # once
        await verify(opened.storage, by(minutes=29), CODE)


async def test_the_old_address_stays_until_the_new_one_is_verified(opened: Opened) -> None:
    await verified(opened)
    await ask(opened.storage, by(minutes=1), SECOND, NEXT)
    assert await shown(opened, by(minutes=1)) == (MASKED, "c…@example.org")
    assert await kept(opened) == {key(OWNER): ADDRESS}
    await verify(opened.storage, by(minutes=2), NEXT)
    assert await kept(opened) == {key(OWNER): SECOND}


async def test_a_code_ends_after_half_an_hour_and_with_the_next_one(opened: Opened) -> None:
    await ask(opened.storage, by(), ADDRESS, CODE)
    with pytest.raises(WrongDigits, match="Ask for a new one"):
        await verify(opened.storage, replace(by(), at=NOW + LIFE), CODE)
    await ask(opened.storage, by(), SECOND, NEXT)
    with pytest.raises(WrongDigits, match="newest mail"):
        await verify(opened.storage, by(), CODE)
    await verify(opened.storage, by(), NEXT)
    assert await kept(opened) == {key(OWNER): SECOND}


async def test_the_fifth_wrong_code_ends_the_right_one(opened: Opened) -> None:
    await ask(opened.storage, by(), ADDRESS, CODE)
    for said in (NEXT, "", "0123456", "٠١٢٣٤٥٦٧", "x" * 10_000)[:TRIES]:
        with pytest.raises(WrongDigits):
            await verify(opened.storage, by(), said)
    with pytest.raises(WrongDigits, match="Ask for a new one"):
        await verify(opened.storage, by(), CODE)
    assert await kept(opened) == {}


async def test_nobody_else_s_code_fits(opened: Opened) -> None:
    await ask(opened.storage, by(), ADDRESS, CODE)
    await ask(opened.storage, by(PARTNER), SECOND, NEXT)
    for who in (by(PARTNER), replace(by(), tenant=OTHER)):
        with pytest.raises(WrongDigits):
            await verify(opened.storage, who, CODE)
    assert await kept(opened) == {}


async def test_three_codes_an_hour_are_mailed_whatever_is_deleted_between(opened: Opened) -> None:
    for number in range(3):
        await ask(opened.storage, by(minutes=number), ADDRESS, CODE)
        await forget(opened.storage, by(minutes=number))
    with pytest.raises(TooManyMails, match="Wait until 07:00 UTC"):
        await ask(opened.storage, by(minutes=59), SECOND, NEXT)
    await ask(opened.storage, by(PARTNER, minutes=59), SECOND, NEXT)  # their own three
    await ask(opened.storage, by(minutes=60), SECOND, NEXT)
    with pytest.raises(TooManyMails):
        await ask(opened.storage, by(minutes=60), SECOND, NEXT)


@pytest.mark.parametrize("end", ["dismissed", "another owner", "another shop", "another spelling"])
async def test_no_mailbox_gets_more_than_three_codes_an_hour_whoever_asks(
    opened: Opened, end: str
) -> None:
    for number in range(3):
        await ask(opened.storage, by(PARTNER, minutes=number), ADDRESS, CODE)
        await dismiss(opened.storage, by(), key(PARTNER))
        await admit(opened.storage, by(), PARTNER, MemberRole.OWNER)
    who = {"another owner": by(), "another shop": replace(by(), tenant=OTHER)}.get(end, by(PARTNER))
    said = "Canary.Own.er+shop@EXAMPLE.com" if end == "another spelling" else ADDRESS
    with pytest.raises(MailedEnough):
        await ask(opened.storage, replace(who, at=NOW + timedelta(minutes=59)), said, NEXT)
    await ask(opened.storage, replace(who, at=NOW + SPAN), said, NEXT)
    with pytest.raises(MailedEnough):  # the second of the three is not an hour old
        await ask(opened.storage, replace(who, at=NOW + SPAN), said, NEXT)


async def test_what_is_counted_by_address_ends_in_time(opened: Opened) -> None:
    await ask(opened.storage, by(), ADDRESS, CODE)
    await ask(opened.storage, by(minutes=1), ADDRESS, CODE)
    await purge(opened.storage, NOW + SPAN)
    assert len(await opened.rows("SELECT * FROM mailed_address")) == 1
    await purge(opened.storage, NOW + 2 * SPAN)
    assert await opened.rows("SELECT * FROM mailed_address") == []


async def test_what_is_switched_off_is_gone(opened: Opened) -> None:
    await verified(opened)
    await ask(opened.storage, by(), SECOND, NEXT)
    assert await forget(opened.storage, by())
    assert await shown(opened, by()) == (None, None)
    assert await opened.rows("SELECT sealed FROM notice_email") == []
    held = await opened.rows("SELECT sealed, digest FROM notice_code")
    assert held == [(None, None)] * 2
    with pytest.raises(WrongDigits):
        await verify(opened.storage, by(), NEXT)
    assert not await forget(opened.storage, by())
    acts = ["email.ask", "email.verify", "email.ask", "email.off"]
    assert await opened.rows("SELECT verb FROM audit ORDER BY seq") == [(one,) for one in acts]


@pytest.mark.parametrize("end", ["dismissed", "lowered"])
async def test_it_goes_with_the_ownership(opened: Opened, end: str) -> None:
    await verified(opened, PARTNER)
    await ask(opened.storage, by(PARTNER), SECOND, NEXT)
    if end == "dismissed":
        await dismiss(opened.storage, by(), key(PARTNER))
    else:
        await admit(opened.storage, by(), PARTNER, MemberRole.APPROVER)
    for table in ("notice_email", "notice_code"):
        assert await opened.rows(f"SELECT * FROM {table}") == []  # noqa: S608


async def test_only_an_owner_has_one(opened: Opened) -> None:
    facts = await me(opened.storage, by(VIEWER))
    assert (facts.role, facts.since, facts.added_by) == (MemberRole.VIEWER, NOW, OWNER)
    for work in (
        ask(opened.storage, by(VIEWER), ADDRESS, CODE),
        verify(opened.storage, by(VIEWER), CODE),
        forget(opened.storage, by(VIEWER)),
    ):
        with pytest.raises(Exception, match="needs an owner"):
            await work
    with pytest.raises(BadEmail):
        await ask(opened.storage, by(), "canary@example", CODE)
    assert await opened.rows("SELECT * FROM notice_code") == []


async def test_no_table_holds_an_address_or_a_code_in_clear(opened: Opened) -> None:
    await verified(opened)
    await ask(opened.storage, by(minutes=1), SECOND, NEXT)
    everything = ""
    for table in ("notice_email", "notice_code", "mailed_address", "audit", "member", "handle"):
        for row in await opened.rows(f"SELECT * FROM {table}"):  # noqa: S608
            cells = [bytes(one) if isinstance(one, bytes | memoryview) else one for one in row]
            everything += repr(cells)
    for secret in (ADDRESS, SECOND, "canary", CODE, NEXT):
        encoded = base64.b64encode(secret.encode()).decode()
        assert not [one for one in (secret, encoded, secret.encode().hex()) if one in everything]


async def test_a_row_that_was_moved_to_somebody_else_does_not_open(opened: Opened) -> None:
    await verified(opened)
    await opened.change(
        "INSERT INTO notice_email SELECT tenant_id, platform, workspace, 'U0PARTNER', sealed, "
        "verified_at FROM notice_email"
    )
    with pytest.raises(Exception, match="does not open"):
        await kept(opened)


async def test_what_is_mailed_is_forgotten_in_time(opened: Opened) -> None:
    await verified(opened)
    async with opened.storage.write() as uow:
        await (await uow.for_tenant(SHOP)).retention.purge(NOW + SPAN)
    assert len(await opened.rows("SELECT * FROM notice_code")) == 1
    async with opened.storage.write() as uow:
        await (await uow.for_tenant(SHOP)).retention.purge(NOW + SPAN + timedelta(seconds=1))
    assert await opened.rows("SELECT * FROM notice_code") == []
    assert await kept(opened) == {key(OWNER): ADDRESS}


def test_an_address_that_is_printed_is_not_seen() -> None:
    assert ADDRESS not in repr(Email(ADDRESS, NOW))
