"""`status` and `home`: how fresh everything is, and what is waiting until when."""

from dataclasses import dataclass
from datetime import datetime

from core.marketplaces import by_id
from core.model import TenantId
from core.ports.storage import Storage
from core.ports.sync import SyncState


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
            waiting = tuple(
                _waiting(state)
                for state in states
                if state.account == row.account_id and (state.note or state.backfill_from)
            )
            accounts.append(
                AccountStatus(row.name, row.region, row.state, row.authorized_at, stores, waiting)
            )
        features = tuple(sorted(await scope.team.features()))
    return StatusFacts("status/1", names[tenant], now, features, tuple(accounts))


def _waiting(state: SyncState) -> Waiting:
    kind, _, store = state.source.partition(":")
    what = f"{kind}, {by_id(store).name}" if store else kind
    why = state.note
    if state.backfill_from is not None:
        read = f"read back to {state.since:%d %b %Y}" if state.since else "not begun"
        why = "; ".join(part for part in (f"history: {read}", state.note) if part)
    return Waiting(what, why, state.next_due)
