"""On whose behalf calls to Amazon are made."""

from core.model import AccountId, Feature, TenantId
from core.ports.amazon import Caller
from core.ports.storage import Storage


async def caller_for(storage: Storage, tenant: TenantId, account: AccountId) -> Caller:
    """The caller for one of a tenant's seller accounts, as things stand now."""
    async with storage.read() as uow:
        rows = {row.tenant_id: row for row in await uow.directory.tenants()}
        scope = await uow.for_tenant(tenant)
        accounts = {row.account_id: row for row in await scope.accounts.all()}
        features = await scope.team.features()
        is_frozen = await uow.authorization_work.frozen() is not None
    owner, mine = rows[tenant], accounts[account]
    return Caller(
        tenant,
        owner.pseudonym,
        account,
        mine.region,
        frozenset(Feature(name) for name in features),
        active=owner.state == "active" and mine.state == "active" and not is_frozen,
    )
