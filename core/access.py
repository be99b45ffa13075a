"""`access`: which features are on, which Amazon roles they used, and which lie dormant."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from core.model import Feature
from core.policy.features import SWITCHABLE
from core.policy.operations import DORMANT, AmazonRole
from core.ports.accounts import AccountRow
from core.ports.authorizations import Grant
from core.ports.egress import Used
from core.ports.storage import Storage
from core.ports.tenants import SwitchRow
from core.reviews import Actor
from core.tenants import FILE_REGION

SPAN = timedelta(days=30)
"""How far back the ledger is read."""


class FeatureState(StrEnum):
    """Where a feature's switch stands."""

    ON = "on"
    OFF = "off"
    NEVER = "never switched on"
    NOT_BUILT = "not built yet"


class RoleState(StrEnum):
    """What is known of an Amazon role; Amazon itself does not tell, its answers do."""

    GRANTED = "granted"
    REFUSED = "refused"
    UNKNOWN = "not asked for yet"
    DORMANT = "dormant"


@dataclass(frozen=True, slots=True)
class FeatureAccess:
    """A feature, and the calls that were made for it."""

    feature: str
    state: FeatureState
    since: datetime | None
    calls: int
    last_used: datetime | None


@dataclass(frozen=True, slots=True)
class RoleAccess:
    """An Amazon role, and the calls that were made with it."""

    role: str
    state: RoleState
    calls: int
    last_used: datetime | None


@dataclass(frozen=True, slots=True)
class Tried:
    """What came of trying whether Amazon granted what a feature needs."""

    feature: str
    state: str
    at: datetime


@dataclass(frozen=True, slots=True)
class AccountAccess:
    """A connected seller account; `tried` are its features that were tried by a probe."""

    name: str
    region: str
    state: str
    authorized_at: datetime | None
    roles: tuple[RoleAccess, ...]
    tried: tuple[Tried, ...]


@dataclass(frozen=True, slots=True)
class AccessFacts:
    """The answer to `access` (schema access/1); calls are those of the last `days` days."""

    schema: str
    tenant: str
    at: datetime
    days: int
    calls: int
    features: tuple[FeatureAccess, ...]
    accounts: tuple[AccountAccess, ...]


async def access(storage: Storage, actor: Actor) -> AccessFacts:
    """What is switched on and what was used, from the switches and the ledger of calls."""
    async with storage.read() as uow:
        scope = await uow.for_tenant(actor.tenant)
        name = (await scope.team.tenant()).name
        switches = {row.feature: row for row in await scope.team.switches()}
        accounts = [row for row in await scope.accounts.all() if row.region != FILE_REGION]
        used = await scope.used.since(actor.at - SPAN)
        tried = {one.account_id: await scope.grants.granted(one.account_id) for one in accounts}
    return AccessFacts(
        "access/1",
        name,
        actor.at,
        SPAN.days,
        sum(one.calls for one in used),
        tuple(_feature(one, switches.get(one), used) for one in Feature),
        tuple(_account(row, used, tried[row.account_id]) for row in accounts),
    )


def _feature(feature: Feature, switch: SwitchRow | None, used: Iterable[Used]) -> FeatureAccess:
    its = [one for one in used if one.feature == feature]
    if feature not in SWITCHABLE:
        state = FeatureState.NOT_BUILT
    elif switch is None:
        state = FeatureState.NEVER
    else:
        state = FeatureState.ON if switch.is_on else FeatureState.OFF
    since = None if switch is None else switch.since
    return FeatureAccess(feature.value, state, since, *_sum(its))


def _account(
    row: AccountRow, used: Iterable[Used], found: Mapping[Feature, Grant]
) -> AccountAccess:
    its = [one for one in used if one.account == row.account_id]
    roles = tuple(_role(role, [one for one in its if one.amazon_role == role]) for role in ROLES)
    tried = tuple(
        Tried(one.value, found[one].state.value, found[one].at) for one in Feature if one in found
    )
    return AccountAccess(row.name, row.region, row.state, row.authorized_at, roles, tried)


ROLES = (*(role for role in AmazonRole if role not in DORMANT), *sorted(DORMANT))
"""The roles that may be used, then the dormant ones."""


def _role(role: AmazonRole, used: Sequence[Used]) -> RoleAccess:
    if role in DORMANT:
        state = RoleState.DORMANT
    elif any(one.answered_at for one in used):
        state = RoleState.GRANTED
    elif any(one.refused_at for one in used):
        state = RoleState.REFUSED
    else:
        state = RoleState.UNKNOWN
    return RoleAccess(role.value, state, *_sum(used))


def _sum(used: Iterable[Used]) -> tuple[int, datetime | None]:
    """How many calls, and when the last one was."""
    its = list(used)
    return sum(one.calls for one in its), max((one.last_at for one in its), default=None)
