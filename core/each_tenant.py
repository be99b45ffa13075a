"""Doing something for several tenants, so that the trouble of one keeps nobody else waiting."""

from collections.abc import Awaitable, Callable, Iterable
from typing import TypeVar

from core.errors import AmzigoError, TenantGone
from core.model import TenantId
from core.ports.storage import Storage

Owned = TypeVar("Owned")
"""A tenant, or something of one."""


async def for_each_tenant(storage: Storage, act: Callable[[TenantId], Awaitable[int]]) -> int:
    """The sum of what was done for all there are; raises as `for_each` does."""
    async with storage.read() as uow:
        tenants = [row.tenant_id for row in await uow.directory.tenants()]
    return await for_each(tenants, act)


async def for_each(those: Iterable[Owned], act: Callable[[Owned], Awaitable[int]]) -> int:
    """The sum of what was done; a tenant's trouble is raised once all others had their turn."""
    total, trouble = 0, list[AmzigoError]()
    for one in those:
        try:
            total += await act(one)
        except TenantGone:
            continue  # deleted since the list was read: a wipe takes everything
        except AmzigoError as why:
            trouble.append(why)
    if trouble:
        raise trouble[0]
    return total
