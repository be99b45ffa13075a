"""Switching features on and off, and the end of what only a feature that is off needed."""

from datetime import datetime
from functools import partial

from core.each_tenant import for_each_tenant
from core.model import Feature, TenantId
from core.policy.features import features_of
from core.ports.audit import Act
from core.ports.engine import Task
from core.ports.features import Loss
from core.ports.reviews import BatchState, Stage
from core.ports.storage import Storage, TenantScope
from core.reviews import Actor
from core.sync_plan import AMAZONS_PACE, first_states
from core.tenants import FILE_REGION

PURGE = "features.purge"
HISTORY = AMAZONS_PACE.history
"""How far back a source is read that is switched on again."""

Features = frozenset[Feature]


async def losses(storage: Storage, tenant: TenantId, feature: Feature) -> list[Loss]:
    """What would be deleted if a feature were switched off."""
    async with storage.read() as uow:
        return await (await uow.for_tenant(tenant)).feature_data.losses(feature)


async def switch_on(storage: Storage, actor: Actor, feature: Feature) -> bool:
    """Switch a feature on, and have its sources read; False where it is on already."""
    async with storage.write() as uow:
        scope = await uow.for_tenant(actor.tenant)
        before = _as_features(await scope.team.features())
        if feature in before:
            return False
        await scope.team.switch_on(feature, actor.at)
        await scope.audit.record(Act(actor.user, "feature.on", f"feature:{feature}", actor.at))
        await _forget_sources(scope, feature, before)
        await _begin_sources(scope, actor.at, feature, before)
        if feature is Feature.SALES:
            await _figures_again(scope)
    return True


async def switch_off(storage: Storage, actor: Actor, feature: Feature) -> bool:
    """Switch a feature off: nothing more is begun for it, and its data goes; False where it is off.

    What was under way is dropped: a task looks at the switch before each of its steps.
    """
    async with storage.write() as uow:
        scope = await uow.for_tenant(actor.tenant)
        before = _as_features(await scope.team.features())
        if feature not in before:
            return False
        gone = await scope.feature_data.losses(feature)
        await scope.team.switch_off(feature, actor.at)
        details: dict[str, str | int] = {loss.what: loss.rows for loss in gone}
        act = Act(actor.user, "feature.off", f"feature:{feature}", actor.at, details)
        await scope.audit.record(act)
        await _forget_sources(scope, feature, before)
        if feature is Feature.REVIEWS:
            await _let_expire(scope, actor.at)
            await _stop(scope, actor)
        key = f"purge:{actor.tenant}"
        uow.defer(Task(PURGE, key, lane=key, args={"tenant": actor.tenant}, priority=1))
    return True


async def purge_features(storage: Storage, tenant: TenantId) -> int:
    """Delete all that no feature of a tenant needs any more, some rows a transaction."""
    total = 0
    while rows := await _some_of(storage, tenant):
        total += rows
    return total


async def purge_all_features(storage: Storage) -> int:
    """The same for every tenant: what came in late goes, too; a tenant's trouble comes last."""
    return await for_each_tenant(storage, partial(purge_features, storage))


async def _some_of(storage: Storage, tenant: TenantId) -> int:
    async with storage.write() as uow:
        return await (await uow.for_tenant(tenant)).feature_data.purge()


def _only_for(source: str, feature: Feature, on: Features) -> bool:
    """Whether a feature needs a source and no other one that is on does."""
    needed_by = features_of(source)
    return feature in needed_by and not needed_by & (on - {feature})


async def _forget_sources(scope: TenantScope, feature: Feature, on: Features) -> None:
    """A step that is under way finds its place gone, and what it read is not noted."""
    for state in await scope.sync.all():
        if _only_for(state.source, feature, on):
            await scope.sync.finish(state)


async def _begin_sources(scope: TenantScope, now: datetime, feature: Feature, on: Features) -> None:
    """As if the account had just been connected: what was read before is gone, or old."""
    for account in await scope.accounts.all():
        stores = [
            row.marketplace_id for row in await scope.accounts.marketplaces(account.account_id)
        ]
        if account.region == FILE_REGION or not stores:
            continue
        for state in first_states(account.account_id, stores, now, AMAZONS_PACE):
            if _only_for(state.source, feature, on):
                await scope.sync.put(state)


async def _figures_again(scope: TenantScope) -> None:
    """Orders that were kept for another feature are counted again."""
    for account in await scope.accounts.all():
        if account.region != FILE_REGION:
            await scope.feature_data.add_up(account.account_id)


async def _let_expire(scope: TenantScope, now: datetime) -> None:
    """A batch that waits for approval can no longer be approved; its orders were not asked."""
    await scope.reviews.hold()
    batch = await scope.reviews.waiting()
    if batch is not None:
        await scope.reviews.decide(batch._replace(state=BatchState.EXPIRED, decided_at=now))
        await scope.reviews.move_all(batch.batch_id, Stage.EXPIRED, now)


async def _stop(scope: TenantScope, actor: Actor) -> None:
    """An approval ends with the switch: what it did not send yet takes a new one."""
    for batch_id, orders in (await scope.reviews.stop(actor.at)).items():
        target = f"batch:{batch_id}"
        act = Act(actor.user, "reviews.stop", target, actor.at, {"orders": orders})
        await scope.audit.record(act)


def _as_features(names: frozenset[str]) -> Features:
    return frozenset(Feature(name) for name in names)
