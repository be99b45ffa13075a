"""The last owner is gone: whoever has Amazon's authorization of the shop may own it again.

A recovery begins in the operator's terminal, with a refresh token that Amazon accepts for the same
seller. The owners are told, and any of them may stop it; a day after that its code makes an owner
beside them, until three days after the beginning.

Amazon does not say whose a token is. So a seller is known as for `connect`: by a token that is
kept here, or by the id that the operator gives, which must be the one that is kept; and the stores
must be the account's. What the operator's word may lack, the day of silence makes up for.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from core.connect import Connector, Found, Wanted
from core.errors import (
    NothingToRecover,
    OtherSeller,
    RecoveryRuns,
    StaleHandle,
    UnclearSeller,
)
from core.known_sellers import Claim, Holder, holders
from core.model import MemberRole, TenantId
from core.policy.claim_codes import hash_of
from core.policy.recovery import ENDS_AFTER, RecoveryState, opens_at, state_of
from core.ports.accounts import AccountRow
from core.ports.audit import OPERATOR, Act
from core.ports.claims import ClaimRow
from core.ports.recoveries import RecoveryRow
from core.ports.storage import Storage, TenantScope
from core.ports.tenants import MemberKey, TenantRow
from core.team import By, owned
from core.tenants import FILE_REGION

AGAIN = timedelta(hours=1)
"""After which owners are told again of whom nobody could be reached, or after a crash."""

GONE = "There is another one by now, or none. Ask with `/amzigo team recovery`."


@dataclass(frozen=True, slots=True)
class RecoveryFacts:
    """A recovery as it stands (schema recovery/1); `opens_at` is None before owners are told.

    `ended_by` is who stopped it, or who owns the tenant by it, as platform, workspace and user.
    """

    schema: str
    tenant: str
    at: datetime
    state: RecoveryState
    begun_at: datetime
    opens_at: datetime | None
    ends_at: datetime
    ended_at: datetime | None
    ended_by: MemberKey | None

    @property
    def object(self) -> str:
        """What its notice shows, so that owners are told of each of its states once."""
        return f"recovery:{self.begun_at:%Y%m%d%H%M%S}:{self.state}"

    @property
    def key(self) -> str:
        """What its button stands for."""
        return f"{self.begun_at:%Y%m%d%H%M%S}"


async def prove(connector: Connector, tenant: TenantRow, wanted: Wanted) -> None:
    """Ask Amazon whether a token opens the stores of the tenant's own seller.

    Raises what `connect` does of a token, and NothingToRecover, OtherSeller or UnclearSeller.
    """
    accounts = await _accounts(connector.storage, tenant)
    regions = [one for one in wanted.regions if one in {row.region for row in accounts}]
    if not regions:
        raise NothingToRecover(tenant=tenant.name, why="has no connected account in that region")
    found = await connector.look(replace(wanted, regions=regions), tenant.pseudonym)
    held = await holders(connector.storage, Claim(wanted.token, found.region, wanted.seller))
    if not held and wanted.seller is None:
        raise UnclearSeller
    await _require_own(connector.storage, tenant, held, (wanted, found))


async def begin(storage: Storage, tenant: TenantId, signs: str, at: datetime) -> RecoveryFacts:
    """Note a recovery, with the signs of its code; raises NothingToRecover and RecoveryRuns."""
    async with storage.write() as uow:
        scope = await uow.for_tenant(tenant)
        await scope.team.hold()
        name = (await scope.team.tenant()).name
        if not any(row.role is MemberRole.OWNER for row in await scope.team.members()):
            raise NothingToRecover(tenant=name, why="has no owner, so `amzigo claim` is enough")
        before = await scope.recoveries.latest()
        if before is not None and _state(before, at).is_running:
            raise RecoveryRuns(tenant=name, until=f"{before.begun_at + ENDS_AFTER:%d %b %H:%M}")
        row = RecoveryRow(at.replace(microsecond=0), hash_of(signs), at)
        await scope.recoveries.add(row)
        await uow.claims.add(row.code_hash, ClaimRow(tenant, row.begun_at + ENDS_AFTER))
        await scope.audit.record(Act(OPERATOR, "recovery.begin", f"tenant:{tenant}", at))
        return _facts(name, row, at)


async def recovery(storage: Storage, tenant: TenantId, at: datetime) -> RecoveryFacts | None:
    """The last recovery, None where there was none in 30 days."""
    async with storage.read() as uow:
        scope = await uow.for_tenant(tenant)
        row = await scope.recoveries.latest()
        return None if row is None else _facts((await scope.team.tenant()).name, row, at)


async def stop(storage: Storage, by: By, key: str | None) -> RecoveryFacts:
    """Make a running recovery's code void; `key` is the one that was seen, None: whichever runs.

    Raises StaleHandle where it does not run, and NotAllowed.
    """
    async with storage.write() as uow:
        scope = await owned(uow, by)
        row, name = await scope.recoveries.latest(), (await scope.team.tenant()).name
        if row is None or not _state(row, by.at).is_running:
            raise StaleHandle(state="No recovery is under way.")
        if key is not None and _facts(name, row, by.at).key != key:
            raise StaleHandle(state=GONE)
        await uow.claims.take(row.code_hash)
        after = await _end(scope, row, RecoveryState.STOPPED, by)
        await scope.audit.record(Act(by.key[2], "recovery.stop", f"tenant:{by.tenant}", by.at))
        return _facts(name, after, by.at)


async def is_open(scope: TenantScope, code_hash: bytes, at: datetime) -> bool | None:
    """Whether a code makes an owner now; None for one that is no recovery's."""
    row = await scope.recoveries.latest()
    if row is None or row.code_hash != code_hash:
        return None
    return _state(row, at) is RecoveryState.OPEN


async def use_up(scope: TenantScope, code_hash: bytes, by: By) -> None:
    """Note who owns the tenant by a recovery, where the code is one's."""
    row = await scope.recoveries.latest()
    if row is not None and row.code_hash == code_hash:
        await _end(scope, row, RecoveryState.USED, by)


async def to_tell(storage: Storage, tenant: TenantId, at: datetime) -> RecoveryFacts | None:
    """What owners are to be told now, put off for all others; None where there is nothing."""
    async with storage.write() as uow:
        scope = await uow.for_tenant(tenant)
        await scope.team.hold()
        row = await scope.recoveries.latest()
        if row is None or row.tell_at is None or row.tell_at > at:
            return None
        if not await scope.recoveries.change(row, row._replace(tell_at=at + AGAIN)):
            return None
        return _facts((await scope.team.tenant()).name, row._replace(told_at=row.told_at or at), at)


async def told(storage: Storage, tenant: TenantId, facts: RecoveryFacts, *, is_heard: bool) -> None:
    """Note that owners were told, or tried to be: from the first time on the code is frozen."""
    async with storage.write() as uow:
        scope = await uow.for_tenant(tenant)
        await scope.team.hold()
        row = await scope.recoveries.latest()
        if row is None or row.tell_at != facts.at.replace(microsecond=0) + AGAIN:
            return  # something happened since, which is to be told at once
        first = row.told_at or facts.at
        opens = opens_at(first) if facts.state is RecoveryState.FROZEN else None
        again = None if is_heard or facts.at >= facts.ends_at else facts.at + AGAIN
        following = min((one for one in (opens, again) if one is not None), default=None)
        await scope.recoveries.change(row, row._replace(told_at=first, tell_at=following))


async def _accounts(storage: Storage, tenant: TenantRow) -> list[AccountRow]:
    async with storage.read() as uow:
        rows = await (await uow.for_tenant(tenant.tenant_id)).accounts.all()
    return [row for row in rows if row.region != FILE_REGION]


async def _require_own(
    storage: Storage, tenant: TenantRow, held: Sequence[Holder], asked: tuple[Wanted, Found]
) -> None:
    """Raises OtherSeller unless all who have the token or the seller's id are this tenant's."""
    wanted, found = asked
    shown = {row.marketplace_id for row in found.rows}
    if not held or any(one.tenant.tenant_id != tenant.tenant_id for one in held):
        raise OtherSeller
    async with storage.read() as uow:
        accounts = (await uow.for_tenant(tenant.tenant_id)).accounts
        sellers = await accounts.sellers()
        for one in held:
            kept = {row.marketplace_id for row in await accounts.marketplaces(one.account)}
            known = sellers.get(one.account)
            if not kept & shown or (wanted.seller and known and known != wanted.seller):
                raise OtherSeller


async def _end(scope: TenantScope, row: RecoveryRow, end: RecoveryState, by: By) -> RecoveryRow:
    after = row._replace(end=end, ended_at=by.at, ended_by=by.key, tell_at=by.at)
    if not await scope.recoveries.change(row, after):
        raise StaleHandle(state=GONE)
    return after


def _state(row: RecoveryRow, at: datetime) -> RecoveryState:
    return state_of(row.begun_at, row.told_at, row.end, at)


def _facts(name: str, row: RecoveryRow, at: datetime) -> RecoveryFacts:
    return RecoveryFacts(
        "recovery/1",
        name,
        at,
        _state(row, at),
        row.begun_at,
        opens_at(row.told_at),
        row.begun_at + ENDS_AFTER,
        row.ended_at,
        row.ended_by,
    )
