"""Whether figures are made of a connected shop's orders; of a file's they always are."""

from dataclasses import dataclass
from datetime import datetime

from core.model import Feature
from core.ports.storage import TenantScope
from core.tenants import FILE_REGION


@dataclass(frozen=True, slots=True)
class SalesOff:
    """No figures are made; since when, None where sales were never switched on."""

    since: datetime | None


async def sales_off(scope: TenantScope) -> SalesOff | None:
    """That a tenant's sales are switched off; None where they are on, or no shop is connected."""
    found = {row.feature: row for row in await scope.team.switches()}.get(Feature.SALES)
    if found is not None and found.is_on:
        return None
    if all(row.region == FILE_REGION for row in await scope.accounts.all()):
        return None
    return SalesOff(None if found is None else found.since)
