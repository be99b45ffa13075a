"""`status` and `home`: how fresh everything is, and what is waiting until when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from core.marketplaces import by_id
from core.model import TenantId
from core.ports.storage import Storage
from core.ports.sync import SyncState
from core.sync_plan import ORDERS, PAST, open_spans


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
class AccountStatus:
    """A seller account with its stores and what it waits for."""

    name: str
    region: str
    state: str
    authorized_at: datetime | None
    marketplaces: tuple[MarketplaceStatus, ...]
    waiting: tuple[Waiting, ...]


@dataclass(frozen=True, slots=True)
class StatusFacts:
    """The answer to `status` (schema status/1)."""

    schema: str
    tenant: str
    at: datetime
    features: tuple[str, ...]
    accounts: tuple[AccountStatus, ...]


async def status(storage: Storage, tenant: TenantId, now: datetime) -> StatusFacts:
    """How things stand."""
    async with storage.read() as uow:
        names = {row.tenant_id: row.name for row in await uow.directory.tenants()}
        scope = await uow.for_tenant(tenant)
        states = await scope.sync.all()
        accounts = []
        for row in await scope.accounts.all():
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
            accounts.append(
                AccountStatus(row.name, row.region, row.state, row.authorized_at, stores, waiting)
            )
        features = tuple(sorted(await scope.team.features()))
    return StatusFacts("status/1", names[tenant], now, features, tuple(accounts))


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
