"""What ends when a chat workspace removes us: its channels speak for nobody any more."""

from dataclasses import dataclass

from core.each_tenant import for_each
from core.model import TenantId
from core.ports.audit import Act
from core.ports.clock import Clock
from core.ports.storage import Storage


@dataclass(frozen=True, slots=True)
class Workspace:
    """A workspace on a platform."""

    platform: str
    workspace: str


async def leave(storage: Storage, left: Workspace, clock: Clock) -> int:
    """Unbind every channel of a workspace, of all its tenants; returns how many there were.

    The tenants' data stays: a removal may be a slip, and `revoke` in another place, or the
    operator, still deletes it. Doing it again changes nothing. Whoever has no channel there is not
    looked at: a platform waits for this.
    """

    async def unbind(tenant: TenantId) -> int:
        async with storage.write() as uow:
            scope = await uow.for_tenant(tenant)
            count = await scope.team.unbind(left.platform, left.workspace)
            if count:
                what = f"{left.platform}:{left.workspace}"
                details: dict[str, str | int] = {"channels": count}
                act = Act(left.platform, "workspace.leave", what, clock(), details)
                await scope.audit.record(act)
        return count

    async with storage.read() as uow:
        tenants = await uow.directory.tenants_in(left.platform, left.workspace)
    return await for_each(tenants, unbind)
