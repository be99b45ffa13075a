"""On whose behalf calls to Amazon are made."""

from core.model import AccountId, TenantId
from core.ports.amazon import Caller
from core.ports.storage import Storage


async def caller_for(storage: Storage, tenant: TenantId, account: AccountId) -> Caller:
    """The caller for one of a tenant's seller accounts, as things stand now."""
    async with storage.read() as uow:
        return await (await uow.for_tenant(tenant)).accounts.caller(account)
