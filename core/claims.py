"""The first owner of a tenant, and the next in another workspace: never whoever types first.

It is who installed by OAuth, who may manage a guild, or who has a code: from the operator's
terminal while nobody owns the tenant, from one of its owners afterwards.
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from core.canonical import framed
from core.channels import ALWAYS_BOUND, bind
from core.errors import BadArgument, HasOwner, TenantGone, TooManyCodes, WrongCode
from core.keys import KeyStore
from core.model import MemberRole, Place, TenantId
from core.policy.claim_codes import (
    FORGOTTEN_AFTER,
    MOST_WRONG,
    OPERATORS_LIFE,
    OWNERS_LIFE,
    hash_of,
    written,
)
from core.policy.people import said
from core.ports.audit import OPERATOR, Act
from core.ports.claims import ClaimRow
from core.ports.storage import Storage, TenantScope, UnitOfWork
from core.ports.tenants import MemberKey, MemberRow, TenantRow
from core.recovery import is_open, use_up
from core.team import By, named, owned
from core.tenants import NewId, called

MANAGES, INSTALLED, CODE = "manages the workspace", "installed the app", "a code"
RECOVERY = "a recovery"
"""By what somebody became an owner, in the audit."""

BY_OWNERS = "They let others in: `/amzigo team add`; elsewhere, by the code of `/amzigo claim`."
BY_THE_VISITOR = (
    "Open it (`amzigo all`) and type `claim` there: it shows a code for Slack or Discord."
)
"""How others come in where there is an owner; the last where nobody owns it in a chat."""


@dataclass(frozen=True, slots=True)
class Claimant:
    """Somebody who is to own a tenant; the place's channel is empty where they are in none."""

    place: Place
    user: str
    at: datetime

    @property
    def key(self) -> MemberKey:
        """Who."""
        return self.place.platform, self.place.workspace, self.user

    @property
    def trace(self) -> bytes:
        """What their wrong codes are counted under."""
        return hashlib.sha256(framed(*(part.encode() for part in self.key))).digest()


@dataclass(frozen=True, slots=True)
class ClaimFacts:
    """Whose owner somebody became (schema claim/1).

    `speaks` says whether the channel where they asked speaks for that tenant now, `is_bound`
    whether it did not before.
    """

    schema: str
    tenant_id: TenantId
    tenant: str
    speaks: bool
    is_bound: bool = False


@dataclass(frozen=True, slots=True)
class CodeFacts:
    """A code that was just made (schema claim-code/1); nobody can read it a second time."""

    schema: str
    tenant: str
    code: str = field(repr=False)
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Founder:
    """Makes owners; `new_code` gives the 12 random signs of a code."""

    storage: Storage
    keys: KeyStore
    new_id: NewId
    new_code: Callable[[], str]

    async def found(self, claimant: Claimant, name: str, by: str) -> ClaimFacts | None:
        """A new tenant, named like the workspace, for whom the platform trusts with it.

        None where somebody owns a tenant in the workspace already: nothing changes then.
        """
        where = claimant.place[:2]
        async with self.storage.read() as uow:
            if await uow.directory.is_owned(*where):
                return None
        tenant = TenantRow(
            TenantId(self.new_id()), called(name), self.new_id(), "active", claimant.at
        )
        await self.keys.create(tenant.tenant_id, claimant.at)
        async with self.storage.write() as uow:
            await uow.claims.hold(*where)
            if await uow.directory.is_owned(*where):
                return None
            await uow.directory.add(tenant)
            await _admit(await uow.for_tenant(tenant.tenant_id), claimant, by)
        return await self._facts(tenant.tenant_id, claimant)

    async def redeem(self, claimant: Claimant, said: str) -> ClaimFacts:
        """Make the owner of a code's tenant of somebody, and use the code up.

        Raises WrongCode, the same whatever is wrong, and TooManyCodes without a look.
        """
        async with self.storage.write() as uow:
            since = claimant.at - FORGOTTEN_AFTER
            if await uow.claims.tried(claimant.trace, claimant.at, since) > MOST_WRONG:
                raise TooManyCodes  # this try is not counted: the hour counts from the last look
            tenant = await _redeemed(uow, claimant, hash_of(said))
            if tenant is not None:
                await uow.claims.forgive(claimant.trace)
        if tenant is None:  # the try that was wrong is kept
            raise WrongCode
        return await self._facts(tenant, claimant)

    async def owners_code(self, by: By) -> CodeFacts:
        """A code with which an owner lets somebody own the tenant elsewhere; raises NotAllowed."""
        signs, until = self.new_code(), by.at + OWNERS_LIFE
        async with self.storage.write() as uow:
            scope = await owned(uow, by)
            await uow.claims.add(hash_of(signs), ClaimRow(by.tenant, until, None, by.key))
            await scope.audit.record(Act(by.key[2], "claim.code", f"tenant:{by.tenant}", by.at))
            name = (await scope.team.tenant()).name
        return CodeFacts("claim-code/1", name, written(signs), until)

    async def operators_code(
        self, tenant: TenantId, at: datetime, only_in: tuple[str, str] | None = None
    ) -> CodeFacts:
        """A code for the first owner; raises HasOwner where there is one."""
        signs, until = self.new_code(), at + OPERATORS_LIFE
        async with self.storage.write() as uow:
            scope = await uow.for_tenant(tenant)
            await scope.team.hold()
            name = (await scope.team.tenant()).name
            owners = await _owners(scope)
            if owners:
                raise HasOwner(tenant=name, **_owned_by(owners))
            await uow.claims.add(hash_of(signs), ClaimRow(tenant, until, only_in))
            await scope.audit.record(Act(OPERATOR, "claim.code", f"tenant:{tenant}", at))
        return CodeFacts("claim-code/1", name, written(signs), until)

    async def _facts(self, tenant: TenantId, claimant: Claimant) -> ClaimFacts:
        """What came of it, once the channel speaks for the tenant, unless it does for another."""
        speaks = is_new = False
        if claimant.place.channel:
            try:
                by = By(tenant, claimant.key, claimant.at)
                is_new = await bind(self.storage, by, claimant.place)
                speaks = True
            except BadArgument:
                speaks = False  # another tenant's: it stays so
        async with self.storage.read() as uow:
            row = await (await uow.for_tenant(tenant)).team.tenant()
        return ClaimFacts("claim/1", tenant, row.name, speaks, is_new)


async def _redeemed(uow: UnitOfWork, claimant: Claimant, code_hash: bytes) -> TenantId | None:
    """The tenant that a code makes its own; None where the code is no good."""
    row = await uow.claims.find(code_hash)
    if row is None or row.expires_at <= claimant.at:
        return None
    if row.only_in not in (None, claimant.place[:2]):
        return None
    try:
        scope = await uow.for_tenant(row.tenant_id)
    except TenantGone:
        return None
    await scope.team.hold()
    recovers = await is_open(scope, code_hash, claimant.at)
    is_backed = await _is_backed(scope, row) if recovers is None else recovers
    if not is_backed or not await uow.claims.take(code_hash):
        return None
    await _admit(scope, claimant, CODE if recovers is None else RECOVERY)
    await use_up(scope, code_hash, By(row.tenant_id, claimant.key, claimant.at))
    return row.tenant_id


async def _is_backed(scope: TenantScope, row: ClaimRow) -> bool:
    """Whether who had a code made still may: an owner as one, the operator while there is none."""
    owners = [one[:3] for one in await _owners(scope)]
    return not owners if row.made_by is None else row.made_by in owners


def _owned_by(owners: Sequence[MemberRow]) -> dict[str, str]:
    """Who owns it, and how they let others in."""
    if all(row.platform in ALWAYS_BOUND for row in owners):
        return {"who": "the visitor of the local page", "how": BY_THE_VISITOR}
    who = ", ".join(said(row.platform, row.user, apart=True) for row in owners)
    return {"who": who, "how": BY_OWNERS}


async def _owners(scope: TenantScope) -> list[MemberRow]:
    return [row for row in await scope.team.members() if row.role is MemberRole.OWNER]


async def _admit(scope: TenantScope, claimant: Claimant, by: str) -> None:
    await scope.team.admit(claimant.key, MemberRole.OWNER, claimant.at)
    details: dict[str, str | int] = {"user": claimant.user, "by": by}
    act = Act(claimant.user, "team.claim", named(claimant.key), claimant.at, details)
    await scope.audit.record(act)
