"""`status` and `home`: how fresh everything is, and what is waiting until when."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time

from core.cross_check import Compared, last_comparison
from core.intake import NIGHTLY_CHECK
from core.marketplaces import by_id
from core.model import AccountId, Place, TenantId
from core.policy.authorization import AUTHORIZATION_LIFE, SECRET_LIFE, warning
from core.policy.sending import SHOWN_FOR, SendState
from core.ports.accounts import AccountRow
from core.ports.authorizations import Freeze, Granted
from core.ports.posts import SendingRow
from core.ports.storage import Storage, TenantScope
from core.ports.sync import SyncState
from core.ports.tenants import ChannelRow
from core.sync_plan import NIGHTLY, ORDERS, PAST, open_spans


@dataclass(frozen=True, slots=True)
class MarketplaceStatus:
    """One store: until when its orders are complete, how old its stock is, and by whose word."""

    marketplace: str
    zone: str
    orders_as_of: datetime | None
    orders_source: str | None
    stock_as_of: datetime | None


@dataclass(frozen=True, slots=True)
class Waiting:
    """A source that is not at rest: what it waits for, and when it is looked at again."""

    what: str
    why: str
    next_look: datetime


@dataclass(frozen=True, slots=True)
class Checked:
    """A nightly check: up to when, how many orders it found that had been missed, and how many
    rows of Amazon's report it could not read."""

    at: datetime
    missed: int
    unreadable: int = 0


@dataclass(frozen=True, slots=True)
class AccountStatus:
    """A seller account with its stores, what it waits for, and its last nightly check."""

    name: str
    region: str
    state: str
    authorized_at: datetime | None
    marketplaces: tuple[MarketplaceStatus, ...]
    waiting: tuple[Waiting, ...]
    checked: Checked | None = None
    compared: Compared | None = None
    paused_at: datetime | None = None
    """Since when Amazon refuses the authorization."""
    deleted_after: datetime | None = None
    """When its data is deleted if Amazon still refuses it; None where that does not count."""
    withheld: bool = False
    """Whether it counts as revoked, but is kept, for many others do too."""
    ends_at: datetime | None = None
    """When the authorization is a year old, where that is within a month."""
    not_granted: tuple[str, ...] = ()
    """Features for which Amazon did not grant what they need."""


@dataclass(frozen=True, slots=True)
class HouseStatus:
    """What is wrong for everybody, and the operator's to mend; all None where nothing is."""

    frozen_since: datetime | None = None
    frozen_reason: str | None = None
    secret_ends: date | None = None
    """When the application's client secret ends, where that is within a month."""


WELL = HouseStatus()


@dataclass(frozen=True, slots=True)
class ClosedChannel:
    """A channel that lets us post nothing: why not, in a word, and since when."""

    channel: str
    platform: str
    why: str
    since: datetime
    place: Place


@dataclass(frozen=True, slots=True)
class LostPost:
    """A post of which it is not known whether it stands in its channel, by what it shows."""

    channel: str
    object: str
    at: datetime
    place: Place


@dataclass(frozen=True, slots=True)
class StatusFacts:
    """The answer to `status` (schema status/1)."""

    schema: str
    tenant: str
    at: datetime
    features: tuple[str, ...]
    accounts: tuple[AccountStatus, ...]
    house: HouseStatus = WELL
    closed: tuple[ClosedChannel, ...] = ()
    lost: tuple[LostPost, ...] = ()


async def status(
    storage: Storage, tenant: TenantId, now: datetime, secret_set: date | None = None
) -> StatusFacts:
    """How things stand; `secret_set` is the day on which the client secret was made."""
    async with storage.read() as uow:
        scope = await uow.for_tenant(tenant)
        name = (await scope.team.tenant()).name
        states = await scope.sync.all()
        accounts = [
            await _connection(scope, row, await _account(scope, row, states), now)
            for row in await scope.accounts.all()
        ]
        features = tuple(sorted(await scope.team.features()))
        house = _house(await uow.authorization_work.frozen(), secret_set, now)
        channels = await scope.team.channels()
        lost = _lost(await scope.posts.sendings(), channels, now)
    closed = tuple(_closed(channels))
    return StatusFacts("status/1", name, now, features, tuple(accounts), house, closed, lost)


def _closed(channels: Sequence[ChannelRow]) -> Iterator[ClosedChannel]:
    for row in channels:
        if row.closed_at is not None:
            yield ClosedChannel(
                row.name, row.platform, row.closed_why or "", row.closed_at, row.place
            )


def _lost(
    rows: Sequence[SendingRow], channels: Sequence[ChannelRow], now: datetime
) -> tuple[LostPost, ...]:
    """Those of the last days, whether their channels were told or not."""
    names = {row.place: row.name for row in channels}
    lost = (row for row in rows if row.state is SendState.TOLD or row.is_lost(now))
    recent = (row for row in lost if now < row.begun_at + SHOWN_FOR)
    return tuple(
        LostPost(names.get(row.place, row.channel), row.object, row.begun_at, row.place)
        for row in recent
    )


async def _connection(
    scope: TenantScope, row: AccountRow, found: AccountStatus, now: datetime
) -> AccountStatus:
    """With what is wrong with the account's connection, or will be."""
    kept = await scope.authorizations.one(row.account_id)
    paused = kept if kept is not None and kept.is_paused else None
    since, ends = row.authorized_at, None
    if since is not None and warning(since, AUTHORIZATION_LIFE, now) is not None:
        ends = since + AUTHORIZATION_LIFE
    return replace(
        found,
        compared=await last_comparison(scope, row.account_id, now),
        paused_at=paused.paused_at if paused else None,
        deleted_after=paused.ends_after if paused else None,
        withheld=kept is not None and kept.withheld_at is not None,
        ends_at=ends,
        not_granted=await _not_granted(scope, row),
    )


async def _not_granted(scope: TenantScope, row: AccountRow) -> tuple[str, ...]:
    found = await scope.grants.granted(row.account_id)
    switched_on = await scope.team.features()
    missing = (one for one, grant in found.items() if grant.state is Granted.NO)
    return tuple(sorted(one.value for one in missing if one in switched_on))


def _house(frozen: Freeze | None, secret_set: date | None, now: datetime) -> HouseStatus:
    ends = None
    if secret_set is not None:
        set_at = datetime.combine(secret_set, time(), UTC)
        if warning(set_at, SECRET_LIFE, now) is not None:
            ends = secret_set + SECRET_LIFE
    if frozen is None:
        return HouseStatus(secret_ends=ends)
    return HouseStatus(frozen.since, frozen.reason.value, ends)


async def _account(
    scope: TenantScope, row: AccountRow, states: Sequence[SyncState]
) -> AccountStatus:
    stores = tuple(
        MarketplaceStatus(
            by_id(store.marketplace_id).name,
            store.zone,
            store.orders_as_of,
            store.orders_source,
            store.stock_as_of,
        )
        for store in await scope.accounts.marketplaces(row.account_id)
    )
    mine = [state for state in states if state.account == row.account_id]
    waiting = (*_history(mine), *map(_waiting, filter(_is_waiting, mine)))
    checked = await _checked(scope, row.account_id, mine)
    return AccountStatus(
        row.name, row.region, row.state, row.authorized_at, stores, waiting, checked
    )


async def _checked(
    scope: TenantScope, account: AccountId, states: Sequence[SyncState]
) -> Checked | None:
    """The last nightly check; None where there was none yet."""
    at = next((one.watermark for one in states if one.source == NIGHTLY), None)
    if at is None:
        return None
    report = await scope.reports.newest(account, NIGHTLY_CHECK)
    # A report that told the very same as one before is not taken in again.
    if report is None or report.begun_at < at:
        return Checked(at, 0)
    return Checked(at, report.orders_missed, report.rows_unreadable)


def _is_waiting(state: SyncState) -> bool:
    return bool(state.note) and not state.source.startswith(PAST)


def _waiting(state: SyncState) -> Waiting:
    kind, _, store = state.source.partition(":")
    return Waiting(f"{kind}, {by_id(store).name}" if store else kind, state.note, state.next_due)


def _history(states: Sequence[SyncState]) -> tuple[Waiting, ...]:
    """How far back an account's orders were read, in one line, while there is more to read."""
    unread = open_spans(states, states[0].account) if states else []
    if not unread:
        return ()
    begun = {state.watermark for state in states if state.source == ORDERS}
    until, since = unread[0].until, unread[-1].since
    read = "not begun" if until in begun or until is None else f"read back to {until:%d %b %Y}"
    if since is not None:
        read = f"{read}, of all since {since:%d %b %Y}"
    why = "; ".join(part for part in (read, unread[0].note) if part)
    return (Waiting("order history", why, min(one.next_due for one in unread)),)
