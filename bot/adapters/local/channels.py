"""The channels of the local page: those that are bound to a tenant on it."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.adapters.local.page import Channel
from core.ports.storage import Storage

PLATFORM = WORKSPACE = "local"
USER = "you"


@dataclass(frozen=True, slots=True)
class LocalChannels:
    """Reads them anew each time: a channel appears with its tenant, and goes with it."""

    storage: Storage

    async def __call__(self) -> Sequence[Channel]:
        """All channels, by tenant and name."""
        found = []
        async with self.storage.read() as uow:
            for tenant in await uow.directory.tenants():
                if tenant.state != "active":
                    continue
                team = (await uow.for_tenant(tenant.tenant_id)).team
                found += [
                    Channel(row.channel, row.name, tenant.name)
                    for row in await team.channels()
                    if row.platform == PLATFORM
                ]
        return found
