"""The channels of the local page: those that are bound to a tenant on it."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from bot.adapters.local.page import Channel
from core.policy.locales import DEFAULT
from core.ports.storage import Storage

PLATFORM = WORKSPACE = "local"
USER = "you"
DELETED = "deleted"
"""What a channel without a tenant is for."""


@dataclass(frozen=True, slots=True)
class LocalChannels:
    """Reads them anew each time: a channel appears with its tenant.

    One that was listed stays for the life of the process: a deleted tenant's certificate is there.
    """

    storage: Storage
    _listed: dict[str, Channel] = field(default_factory=dict)

    async def __call__(self) -> Sequence[Channel]:
        """All channels, by tenant and name; after them those whose tenant is gone."""
        found = await self._bound()
        for channel in found:
            self._listed[channel.id] = channel
        left = self._listed.keys() - {channel.id for channel in found}
        return [*found, *(replace(self._listed[one], topic=DELETED) for one in sorted(left))]

    async def _bound(self) -> list[Channel]:
        found = []
        async with self.storage.read() as uow:
            for tenant in await uow.directory.tenants():
                if tenant.state != "active":
                    continue
                team = (await uow.for_tenant(tenant.tenant_id)).team
                usual = tenant.locale or DEFAULT
                found += [
                    Channel(row.channel, row.name, tenant.name, row.zone, row.locale or usual)
                    for row in await team.channels()
                    if row.platform == PLATFORM
                ]
        return found
