"""The row of a channel that is bound to a tenant."""

from core.model import Place
from core.ports.storage import TenantScope
from core.ports.tenants import ChannelRow


async def bound_channel(scope: TenantScope, place: Place) -> ChannelRow | None:
    """The channel at a place, None where it is not bound to the tenant."""
    return next((row for row in await scope.team.channels() if row.place == place), None)
