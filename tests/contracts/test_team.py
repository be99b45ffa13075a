"""Who may do what, on both databases: admitted, dismissed, looked over, and who may do that."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from core.errors import LastOwner, NotAllowed, StaleHandle
from core.model import MemberRole
from core.policy.team_check import CHECK_EVERY
from core.ports.tenants import MemberKey, MemberRow, Standing
from core.team import By, admit, confirm, dismiss, team
from tests.storages import NOW, OTHER, SHOP, Opened, opened_storage

OWNER, APPROVER, STRANGER = "U0OWNER", "U0APPROVER", "U0STRANGER"
LATER = NOW + timedelta(days=3)


def key(user: str) -> MemberKey:
    """Somebody of the workspace."""
    return "slack", "T1", user


BY = By(SHOP, key(OWNER), LATER)


@pytest.fixture
async def opened(database_url: str, tmp_path: Path) -> AsyncIterator[Opened]:
    async with opened_storage(database_url, tmp_path) as opened:
        async with opened.storage.write() as uow:
            its = (await uow.for_tenant(SHOP)).team
            await its.admit(key(OWNER), MemberRole.OWNER, NOW)
            await its.admit(key(APPROVER), MemberRole.APPROVER, NOW, OWNER)
            other = (await uow.for_tenant(OTHER)).team
            await other.admit(key(STRANGER), MemberRole.OWNER, NOW)
        yield opened


async def standing(opened: Opened) -> dict[str, str]:
    """Everybody's standing, in the order of the list."""
    return {one.user: one.role.value for one in (await team(opened.storage, SHOP, LATER)).members}


async def acts(opened: Opened) -> list[str]:
    """What the audit holds of both tenants."""
    return [row[0] for row in await opened.rows("SELECT verb FROM audit ORDER BY seq")]


async def test_somebody_is_admitted_once_and_by_whom_is_kept(opened: Opened) -> None:
    for _ in range(2):
        _, after = await admit(opened.storage, BY, "U0NEW", MemberRole.APPROVER)
        assert after == MemberRow(*key("U0NEW"), MemberRole.APPROVER, LATER, OWNER)
    assert await standing(opened) == {
        OWNER: "owner",
        APPROVER: "approver",
        "U0NEW": "approver",
    }
    assert await acts(opened) == ["team.add"]
    found = {one.user: one for one in (await team(opened.storage, SHOP, LATER)).members}
    assert (found["U0NEW"].since, found["U0NEW"].added_by) == (LATER, OWNER)
    assert (found[OWNER].since, found[OWNER].added_by) == (NOW, None)


async def test_without_a_role_a_stranger_may_read_and_a_member_stays(opened: Opened) -> None:
    assert (await admit(opened.storage, BY, "U0NEW", None))[1].role is MemberRole.VIEWER
    assert (await admit(opened.storage, BY, APPROVER, None))[1].role is MemberRole.APPROVER
    assert await acts(opened) == ["team.add"]


async def test_a_change_of_role_is_audited_once(opened: Opened) -> None:
    before, after = await admit(opened.storage, BY, APPROVER, MemberRole.OWNER)
    assert before is not None
    assert (before.role, after.role) == (MemberRole.APPROVER, MemberRole.OWNER)
    await admit(opened.storage, BY, APPROVER, MemberRole.OWNER)
    assert await acts(opened) == ["team.change"]


async def test_the_last_owner_is_neither_lowered_nor_removed(opened: Opened) -> None:
    with pytest.raises(LastOwner, match="Make somebody an owner first"):
        await admit(opened.storage, BY, OWNER, MemberRole.VIEWER)
    with pytest.raises(LastOwner):
        await dismiss(opened.storage, BY, key(OWNER))
    assert await acts(opened) == []
    await admit(opened.storage, BY, APPROVER, MemberRole.OWNER)
    assert await dismiss(opened.storage, BY, key(OWNER)) is not None
    assert await standing(opened) == {APPROVER: "owner"}


async def test_who_is_removed_is_gone_once(opened: Opened) -> None:
    before = await dismiss(opened.storage, BY, key(APPROVER))
    assert before is not None
    assert before.role is MemberRole.APPROVER
    assert await dismiss(opened.storage, BY, key(APPROVER)) is None
    assert await standing(opened) == {OWNER: "owner"}
    assert await acts(opened) == ["team.remove"]


@pytest.mark.parametrize("user", [APPROVER, STRANGER, "U0NOBODY"])
async def test_only_who_owns_it_at_that_moment_changes_a_team(opened: Opened, user: str) -> None:
    by = replace(BY, key=key(user))
    with pytest.raises(NotAllowed):
        await admit(opened.storage, by, "U0NEW", MemberRole.OWNER)
    with pytest.raises(NotAllowed):
        await dismiss(opened.storage, by, key(OWNER))
    with pytest.raises(NotAllowed):
        await confirm(opened.storage, by, None)
    assert await standing(opened) == {OWNER: "owner", APPROVER: "approver"}
    assert await acts(opened) == []


async def test_a_check_is_noted_with_who_made_it(opened: Opened) -> None:
    seen = await team(opened.storage, SHOP, LATER)
    assert (seen.checked_at, seen.due_at, seen.is_due) == (None, NOW + CHECK_EVERY, False)
    await confirm(opened.storage, BY, seen.digest)
    found = await team(opened.storage, SHOP, LATER + CHECK_EVERY)
    assert (found.checked_at, found.checked_by) == (LATER, key(OWNER))
    assert (found.due_at, found.is_due) == (LATER + CHECK_EVERY, True)
    assert await acts(opened) == ["team.check"]


async def test_what_was_seen_is_what_is_confirmed(opened: Opened) -> None:
    seen = (await team(opened.storage, SHOP, LATER)).digest
    await admit(opened.storage, BY, APPROVER, MemberRole.VIEWER)
    with pytest.raises(StaleHandle, match="The team is another now"):
        await confirm(opened.storage, BY, seen)
    assert (await team(opened.storage, SHOP, LATER)).checked_at is None


async def test_a_reminder_is_due_ninety_days_after_the_last_check_and_taken_once(
    opened: Opened,
) -> None:
    await confirm(opened.storage, BY, None)
    due = LATER + CHECK_EVERY
    async with opened.storage.write() as uow:
        assert await uow.system.due_team_checks(due - timedelta(seconds=1)) == [OTHER]
        assert await uow.system.due_team_checks(due) == [OTHER, SHOP]
        its = (await uow.for_tenant(SHOP)).team
        assert await its.remind(due, None)
        assert not await its.remind(due, None)
        assert await uow.system.due_team_checks(due) == [OTHER]
    await confirm(opened.storage, replace(BY, at=due), None)
    async with opened.storage.read() as uow:
        assert SHOP in await uow.system.due_team_checks(due + CHECK_EVERY)


async def test_the_directory_tells_where_somebody_belongs(opened: Opened) -> None:
    await admit(opened.storage, BY, STRANGER, None)
    async with opened.storage.read() as uow:
        assert await uow.directory.standings("slack", "T1", STRANGER) == [
            Standing(SHOP, "Demo shop", MemberRole.VIEWER),
            Standing(OTHER, "Other shop", MemberRole.OWNER),
        ]
        assert await uow.directory.standings("slack", "T2", STRANGER) == []
    await opened.change("UPDATE tenant SET state = 'ending' WHERE tenant_id = 'other-shop'")
    async with opened.storage.read() as uow:
        found = await uow.directory.standings("slack", "T1", STRANGER)
    assert [one.tenant_id for one in found] == [SHOP]
