"""Finding the review requests that are due or were never settled; doing them is the engine's."""

from datetime import datetime
from functools import partial

from core.each_tenant import for_each_tenant
from core.model import Feature, TenantId
from core.ports.engine import Task
from core.ports.reviews import Solicitation
from core.ports.storage import Storage
from core.review_sending import UNCLEAR_AFTER
from core.reviews import send_task, waiting_batch

RECONCILE = "reviews.reconcile"
A_TICK = 1000
"""Solicitations of one tenant that one tick takes."""


async def defer_due(storage: Storage, now: datetime) -> int:
    """Find what is due in every active tenant and have it done; returns how many tasks.

    Batches that waited too long expire here. A tenant's trouble is raised once all others had
    their turn.
    """
    return await for_each_tenant(
        storage, partial(_defer_of, storage, now), lambda row: row.state == "active"
    )


async def _defer_of(storage: Storage, now: datetime, tenant: TenantId) -> int:
    # Only read, as long as there is nothing to change: a tick comes every few seconds.
    async with storage.read() as uow:
        scope = await uow.for_tenant(tenant)
        batch = await scope.reviews.waiting()
        tasks = [send_task(tenant, row) for row in await scope.reviews.due(now, A_TICK)]
        unsettled = await scope.reviews.unsettled(now - UNCLEAR_AFTER, A_TICK)
        tasks += [_reconcile_task(tenant, row) for row in unsettled]
        if Feature.REVIEWS not in await scope.team.features():
            tasks = []
        for task in tasks:
            uow.defer(task)
    if batch is not None and batch.expires_at <= now:
        async with storage.write() as uow:
            await waiting_batch(await uow.for_tenant(tenant), now)
    return len(tasks)


def _reconcile_task(tenant: TenantId, row: Solicitation) -> Task:
    task = send_task(tenant, row)
    return Task(RECONCILE, f"re{task.key}", task.lane, task.args, task.priority)
