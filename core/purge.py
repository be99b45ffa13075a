"""The purge: what is past its retention goes, in every tenant, some rows a transaction."""

from datetime import datetime

from core.errors import AmzigoError, TenantGone
from core.model import TenantId
from core.ports.storage import Storage


async def purge(storage: Storage, now: datetime) -> int:
    """Delete what may no longer be kept; returns how many rows that were.

    A tenant's trouble is raised once all others had their turn.
    """
    async with storage.write() as uow:
        gone = await uow.system.destroy_order_ids(now) + await uow.system.forget_calls(now)
        tenants = await uow.directory.tenants()
    trouble: list[AmzigoError] = []
    for tenant in tenants:
        try:
            while rows := await _some_of(storage, tenant.tenant_id, now):
                gone += rows
        except TenantGone:
            continue  # a wipe takes everything
        except AmzigoError as why:
            trouble.append(why)
    if trouble:
        raise trouble[0]
    return gone


async def _some_of(storage: Storage, tenant: TenantId, now: datetime) -> int:
    async with storage.write() as uow:
        return await (await uow.for_tenant(tenant)).retention.purge(now)
