"""Who may do what in a tenant: admitted, dismissed and looked over by its owners."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from core.canonical import canonical_json, framed
from core.errors import LastOwner, NotAllowed, StaleHandle
from core.model import MemberRole, TenantId
from core.policy.team_check import CHECK_EVERY
from core.ports.audit import Act
from core.ports.storage import Storage, TenantScope, UnitOfWork
from core.ports.tenants import MemberKey, MemberRow


@dataclass(frozen=True, slots=True)
class By:
    """The member who changes something, in which tenant, and when."""

    tenant: TenantId
    key: MemberKey
    at: datetime


@dataclass(frozen=True, slots=True)
class MemberFacts:
    """A member: who, as what, since when, and by whom of the same workspace.

    `outside`: they were seen to be of another company.
    """

    platform: str
    workspace: str
    user: str
    role: MemberRole
    since: datetime
    added_by: str | None
    outside: bool = False

    @property
    def key(self) -> MemberKey:
        """Who."""
        return self.platform, self.workspace, self.user


@dataclass(frozen=True, slots=True)
class TeamFacts:
    """The answer to `team` (schema team/1); the check is overdue where `due_at` is past.

    `checked_by` is the one who looked the team over last, as platform, workspace and user.
    """

    schema: str
    tenant: str
    at: datetime
    members: tuple[MemberFacts, ...]
    checked_at: datetime | None
    checked_by: MemberKey | None
    due_at: datetime

    @property
    def is_due(self) -> bool:
        """Whether it is time to look the team over."""
        return self.due_at <= self.at

    @property
    def digest(self) -> bytes:
        """The hash of who may do what: what is confirmed is this, and nothing else."""
        told = sorted([*one.key, one.role.value] for one in self.members)
        return hashlib.sha256(canonical_json({"schema": "team/1", "members": told})).digest()

    def is_last_owner(self, member: MemberFacts) -> bool:
        """Whether nobody but them owns the tenant."""
        return [one for one in self.members if one.role is MemberRole.OWNER] == [member]


async def team(storage: Storage, tenant: TenantId, now: datetime) -> TeamFacts:
    """Everybody with a standing, and when that was looked over."""
    async with storage.read() as uow:
        return await _team(uow, tenant, now)


async def admit(
    storage: Storage, by: By, user: str, role: MemberRole | None
) -> tuple[MemberRow | None, MemberRow]:
    """Give somebody of the workspace a standing; returns how they stood before, and how now.

    Without a role a stranger may read, and a member stays what they are. Raises LastOwner, and
    NotAllowed for whoever is no owner themselves.
    """
    key = (*by.key[:2], user)
    async with storage.write() as uow:
        scope = await owned(uow, by)
        before = next((row for row in await scope.team.members() if row[:3] == key), None)
        after = MemberRow(*key, role or MemberRole.VIEWER, by.at, by.key[2])
        if before is not None and role in (None, before.role):
            return before, before
        if before is not None and before.role is MemberRole.OWNER:
            await _not_the_last(scope, key)
        await scope.team.admit(key, after.role, by.at, by.key[2])
        verb = "team.add" if before is None else "team.change"
        details: dict[str, str | int] = {"user": user, "role": after.role.value}
        if before is not None:
            details["before"] = before.role.value
        await scope.audit.record(Act(by.key[2], verb, named(key), by.at, details))
    return before, after


async def seen_outside(storage: Storage, tenant: TenantId, key: MemberKey) -> None:
    """A member was seen to be of another company: the team's card says so from now on."""
    async with storage.read() as uow:
        members = await (await uow.for_tenant(tenant)).team.members()
    if any(row[:3] == key and not row.outside for row in members):
        async with storage.write() as uow:
            await (await uow.for_tenant(tenant)).team.note_outside(key)


async def dismiss(storage: Storage, by: By, key: MemberKey) -> MemberRow | None:
    """Take somebody's standing away; None for a stranger. Raises LastOwner and NotAllowed."""
    async with storage.write() as uow:
        scope = await owned(uow, by)
        before = next((row for row in await scope.team.members() if row[:3] == key), None)
        if before is None:
            return None
        if before.role is MemberRole.OWNER:
            await _not_the_last(scope, key)
        await scope.team.dismiss(key)
        details: dict[str, str | int] = {"user": key[2], "before": before.role.value}
        await scope.audit.record(Act(by.key[2], "team.remove", named(key), by.at, details))
    return before


async def confirm(storage: Storage, by: By, seen: bytes | None) -> TeamFacts:
    """Note that everybody is still right; returns the team as it was before the check.

    `seen` is the digest of what the owner was shown, None where they ask by a word. Raises
    StaleHandle where the team is another since, and NotAllowed.
    """
    async with storage.write() as uow:
        scope = await owned(uow, by)
        facts = await _team(uow, by.tenant, by.at)
        if seen is not None and seen != facts.digest:
            raise StaleHandle(state="The team is another now. Ask again with `/amzigo team check`.")
        await scope.team.checked(by.key, by.at, by.at + CHECK_EVERY)
        details: dict[str, str | int] = {
            "members": len(facts.members),
            "digest": facts.digest.hex(),
            "reviewer": by.key[2],
        }
        act = Act(by.key[2], "team.check", f"tenant:{by.tenant}", by.at, details)
        await scope.audit.record(act)
    return facts


def named(key: MemberKey) -> str:
    """A member in the audit and behind a button: a short hash, no id of theirs."""
    told = framed(*(part.encode() for part in key))
    return f"member:{hashlib.sha256(told).hexdigest()[:16]}"


async def owned(uow: UnitOfWork, by: By) -> TenantScope:
    """The tenant for one of its owners, as they stand in this transaction; raises NotAllowed."""
    scope = await uow.for_tenant(by.tenant)
    await scope.team.hold()
    if await scope.team.role(*by.key) is not MemberRole.OWNER:
        raise NotAllowed(what="This", role=MemberRole.OWNER, who="Ask one of them.")
    return scope


async def _not_the_last(scope: TenantScope, key: MemberKey) -> None:
    owners = [row for row in await scope.team.members() if row.role is MemberRole.OWNER]
    if [row[:3] for row in owners] == [key]:
        raise LastOwner


async def _team(uow: UnitOfWork, tenant: TenantId, now: datetime) -> TeamFacts:
    its = (await uow.for_tenant(tenant)).team
    name, kept = (await its.tenant()).name, await its.check()
    due = (kept.checked_at or kept.since) + CHECK_EVERY
    members = tuple(MemberFacts(*row) for row in await its.members())
    return TeamFacts("team/1", name, now, members, kept.checked_at, kept.checked_by, due)
