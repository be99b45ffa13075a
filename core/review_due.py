"""Finding the review requests that are due or were never settled; doing them is the engine's."""

from datetime import datetime
from functools import partial

from core.each_tenant import for_each
from core.model import OrderRef, TenantId
from core.ports.engine import Task
from core.ports.storage import Storage
from core.ports.sync import DueRequests
from core.review_sending import UNCLEAR_AFTER
from core.reviews import send_task, waiting_batch

RECONCILE = "reviews.reconcile"
A_TICK = 100
"""Solicitations of one account that one tick takes: more than go out until the next."""


async def defer_due(storage: Storage, now: datetime) -> int:
    """Find what is due in every active tenant and have it done; returns how many tasks.

    Batches that waited too long expire here. Only tenants with something to do are opened; a
    tenant's trouble is raised once all others had their turn.
    """
    async with storage.read() as uow:
        due = await uow.system.due_requests(now, now - UNCLEAR_AFTER)
        late = await uow.system.expired_batches(now)
    acts = [partial(_defer_of, storage, now, its) for its in due]
    acts += [partial(_expire_of, storage, now, tenant) for tenant in late]
    return await for_each(acts, lambda act: act())


async def _defer_of(storage: Storage, now: datetime, its: DueRequests) -> int:
    async with storage.read() as uow:
        reviews = (await uow.for_tenant(its.tenant)).reviews
        due = await reviews.due(its.account, now, A_TICK)
        unsettled = await reviews.unsettled(its.account, now - UNCLEAR_AFTER, A_TICK)
        for order in due:
            uow.defer(send_task(*its, order))
        for order in unsettled:
            uow.defer(_reconcile_task(its, order))
    return len(due) + len(unsettled)


async def _expire_of(storage: Storage, now: datetime, tenant: TenantId) -> int:
    async with storage.write() as uow:
        await waiting_batch(await uow.for_tenant(tenant), now)
    return 0


def _reconcile_task(its: DueRequests, order: OrderRef) -> Task:
    task = send_task(*its, order)
    return Task(RECONCILE, f"re{task.key}", task.lane, task.args, task.priority)
