"""Doing something for every tenant, so that the trouble of one keeps nobody else waiting."""

from collections.abc import Awaitable, Callable

from core.errors import AmzigoError, TenantGone
from core.model import TenantId
from core.ports.storage import Storage
from core.ports.tenants import TenantRow


async def for_each_tenant(
    storage: Storage,
    act: Callable[[TenantId], Awaitable[int]],
    chosen: Callable[[TenantRow], bool] = lambda _: True,
) -> int:
    """The sum of what was done; a tenant's trouble is raised once all others had their turn."""
    async with storage.read() as uow:
        tenants = [row.tenant_id for row in await uow.directory.tenants() if chosen(row)]
    total, trouble = 0, list[AmzigoError]()
    for tenant in tenants:
        try:
            total += await act(tenant)
        except TenantGone:
            continue  # deleted since the list was read: a wipe takes everything
        except AmzigoError as why:
            trouble.append(why)
    if trouble:
        raise trouble[0]
    return total
