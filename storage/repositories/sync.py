"""How far the syncing of each source is, and what is due in the whole installation."""

from collections.abc import Iterable
from dataclasses import asdict, fields
from datetime import datetime

from sqlalchemy import (
    ColumnElement,
    and_,
    delete,
    exists,
    func,
    not_,
    or_,
    select,
    union,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from core.model import AccountId, Feature, TenantId
from core.policy.features import SOURCES
from core.policy.retention import CALL_MONTHS, months_before
from core.ports.reviews import BatchState, Stage
from core.ports.sync import DueDigest, DueRequests, DueSync, SyncState
from storage.bulk import upsert
from storage.repositories.scope import Scope
from storage.repositories.tenants import OFF, ON
from storage.tables.accounts import seller_account
from storage.tables.audit import egress
from storage.tables.orders import order_head
from storage.tables.recoveries import recovery
from storage.tables.reviews import batch, solicitation
from storage.tables.sync import sync_state
from storage.tables.tenants import channel, feature_switch, tenant

BATCH = 500
"""Rows of due work that one tick takes."""

_NAMES = {"account": "account_id"}
_COLUMNS = [sync_state.c[_NAMES.get(field.name, field.name)] for field in fields(SyncState)]


def _values(state: SyncState) -> dict[str, object]:
    return {_NAMES.get(name, name): value for name, value in asdict(state).items()}


def _unchanged(state: SyncState) -> list[ColumnElement[bool]]:
    return [sync_state.c[name].is_not_distinct_from(to) for name, to in _values(state).items()]


class SqlSync:
    """One tenant's sync states."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    async def all(self) -> list[SyncState]:
        """All sources, by account and name."""
        query = (
            select(*_COLUMNS)
            .where(self._scope.own(sync_state))
            .order_by(sync_state.c.account_id, sync_state.c.source)
        )
        return [SyncState(*row) for row in await self._scope.connection.execute(query)]

    async def one(self, account: AccountId, source: str) -> SyncState | None:
        """One source."""
        query = select(*_COLUMNS).where(
            self._scope.of(sync_state, account), sync_state.c.source == source
        )
        row = (await self._scope.connection.execute(query)).first()
        return None if row is None else SyncState(*row)

    async def put(self, state: SyncState) -> None:
        """Keep a state in place of whatever is there."""
        connection = self._scope.connection
        row = {"tenant_id": self._scope.tenant, **_values(state)}
        await connection.execute(upsert(connection.dialect.name, sync_state), row)

    async def advance(self, before: SyncState, after: SyncState) -> bool:
        """Keep a state in place of the one it was made from; False where that is not there."""
        done = await self._scope.connection.execute(
            update(sync_state)
            .where(self._scope.own(sync_state), *_unchanged(before))
            .values(_values(after))
        )
        return done.rowcount == 1

    async def finish(self, state: SyncState) -> bool:
        """Forget a source that has nothing left to do; False where it is not as it was."""
        done = await self._scope.connection.execute(
            delete(sync_state).where(self._scope.own(sync_state), *_unchanged(state))
        )
        return done.rowcount == 1


class SqlSystem:
    """What is due, over all tenants."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def due_syncs(self, now: datetime) -> list[DueSync]:
        """Sources whose next step is due, the longest waiting first, then the newest span.

        Of active accounts of active tenants only, and only what a feature that is on needs.
        """
        state = sync_state.c
        query = (
            select(state.tenant_id, state.account_id, state.source)
            .join(tenant, tenant.c.tenant_id == state.tenant_id)
            .join(
                seller_account,
                (seller_account.c.tenant_id == state.tenant_id)
                & (seller_account.c.account_id == state.account_id),
            )
            .where(
                state.next_due <= now,
                tenant.c.state == "active",
                seller_account.c.state == "active",
                _IS_NEEDED,
            )
            .order_by(state.next_due, state.until.desc().nulls_last())
            .limit(BATCH)
        )
        return [
            DueSync(TenantId(row[0]), AccountId(row[1]), row[2])
            for row in await self._connection.execute(query)
        ]

    async def due_digests(self, now: datetime) -> list[DueDigest]:
        """Channels whose digest is due, the longest waiting first.

        Of active tenants only, and not where the owner switched sales off, nor in a channel that
        lets us post nothing.
        """
        place = channel.c
        query = (
            select(place.tenant_id, place.platform, place.workspace, place.channel)
            .join(tenant, tenant.c.tenant_id == place.tenant_id)
            .where(
                place.digest_due <= now,
                place.closed_at.is_(None),
                tenant.c.state == "active",
                not_(_switched(place.tenant_id, OFF, [Feature.SALES])),
            )
            .order_by(place.digest_due)
            .limit(BATCH)
        )
        return [
            DueDigest(TenantId(row[0]), *row[1:]) for row in await self._connection.execute(query)
        ]

    async def due_team_checks(self, now: datetime) -> list[TenantId]:
        """Tenants whose owners are to be reminded to look the team over; active ones only."""
        query = (
            select(tenant.c.tenant_id)
            .where(tenant.c.remind_at <= now, tenant.c.state == "active")
            .order_by(tenant.c.remind_at)
            .limit(BATCH)
        )
        return [TenantId(owner) for owner in (await self._connection.execute(query)).scalars()]

    async def due_recoveries(self, now: datetime) -> list[TenantId]:
        """Tenants whose owners are to be told of a recovery; active ones only."""
        query = (
            select(tenant.c.tenant_id)
            .join(recovery, recovery.c.tenant_id == tenant.c.tenant_id)
            .where(recovery.c.tell_at <= now, tenant.c.state == "active")
            .distinct()
        )
        return [TenantId(owner) for owner in (await self._connection.execute(query)).scalars()]

    async def due_requests(self, now: datetime, claimed_before: datetime) -> list[DueRequests]:
        """Accounts with a review request to send now, or with one begun before then and open.

        Of active accounts of active tenants only, and where requests are switched on.
        """
        row = solicitation.c
        account = select(row.tenant_id, row.account_id)
        since = func.coalesce(row.looked_at, row.claimed_at)
        found = union(
            account.where(row.stage == Stage.DUE, row.not_before <= now),
            account.where(row.stage == Stage.SENDING, since <= claimed_before),
        ).subquery()
        query = (
            select(found.c.tenant_id, found.c.account_id)
            .join(tenant, tenant.c.tenant_id == found.c.tenant_id)
            .join(
                seller_account,
                (seller_account.c.tenant_id == found.c.tenant_id)
                & (seller_account.c.account_id == found.c.account_id),
            )
            .where(
                tenant.c.state == "active",
                seller_account.c.state == "active",
                _switched(found.c.tenant_id, ON, [Feature.REVIEWS]),
            )
            .order_by(found.c.tenant_id, found.c.account_id)
        )
        rows = await self._connection.execute(query)
        return [DueRequests(TenantId(row[0]), AccountId(row[1])) for row in rows]

    async def expired_batches(self, now: datetime) -> list[TenantId]:
        """Tenants whose batch waited for approval for too long; of active ones only."""
        query = (
            select(batch.c.tenant_id)
            .join(tenant, tenant.c.tenant_id == batch.c.tenant_id)
            .where(
                batch.c.state == BatchState.WAITING,
                batch.c.expires_at <= now,
                tenant.c.state == "active",
            )
        )
        return [TenantId(owner) for owner in (await self._connection.execute(query)).scalars()]

    async def destroy_order_ids(self, now: datetime) -> int:
        """Destroy the clear order ids whose time is up; returns how many there were."""
        gone = await self._connection.execute(
            update(order_head)
            .where(order_head.c.sealed_until <= now)
            .values(sealed_id=None, sealed_until=None)
        )
        return gone.rowcount

    async def forget_calls(self, now: datetime) -> int:
        """Delete the records of calls whose time is up; returns how many there were."""
        oldest = months_before(now, CALL_MONTHS)
        gone = await self._connection.execute(delete(egress).where(egress.c.at < oldest))
        return gone.rowcount


def _is_needed() -> ColumnElement[bool]:
    """Whether a feature that is on needs a source; of an unknown kind, any feature."""
    state = sync_state.c
    kinds = {kind: or_(state.source == kind, state.source.like(f"{kind}:%")) for kind in SOURCES}
    needed = [
        and_(its, _switched(state.tenant_id, ON, SOURCES[kind])) for kind, its in kinds.items()
    ]
    return or_(*needed, and_(not_(or_(*kinds.values())), _switched(state.tenant_id, ON, Feature)))


def _switched(
    owner: ColumnElement[str], state: str, features: Iterable[Feature]
) -> ColumnElement[bool]:
    """Whether the owner has one of these features in that state."""
    switch = feature_switch.c
    names = [feature.value for feature in features]
    return exists().where(
        switch.tenant_id == owner, switch.feature.in_(names), switch.state == state
    )


_IS_NEEDED = _is_needed()
"""Made once: every tick asks."""
