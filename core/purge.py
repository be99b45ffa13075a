"""The purge: what is past its retention goes, in every tenant, some rows a transaction."""

from datetime import datetime
from functools import partial

from core.each_tenant import for_each_tenant
from core.model import TenantId
from core.ports.storage import Storage


async def purge(storage: Storage, now: datetime) -> int:
    """Delete what may no longer be kept; returns how many rows that were.

    A tenant's trouble is raised once all others had their turn.
    """
    async with storage.write() as uow:
        gone = await uow.system.destroy_order_ids(now) + await uow.system.forget_calls(now)
        gone += await uow.mailed.forget(now)
    return gone + await for_each_tenant(storage, partial(_purge_of, storage, now))


async def _purge_of(storage: Storage, now: datetime, tenant: TenantId) -> int:
    gone = 0
    while rows := await _some_of(storage, tenant, now):
        gone += rows
    return gone


async def _some_of(storage: Storage, tenant: TenantId, now: datetime) -> int:
    async with storage.write() as uow:
        return await (await uow.for_tenant(tenant)).retention.purge(now)
