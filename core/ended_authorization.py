"""An authorization that ended for good: what it let us read is deleted.

With the tenant's last account the tenant is wiped; of several, only what the one brought goes.
"""

from dataclasses import dataclass

from core.authorization import SELF
from core.model import AccountId, TenantId
from core.policy.authorization import AccountState
from core.ports.audit import Act
from core.ports.clock import Clock
from core.ports.storage import Storage
from core.ports.wipe import AccountWipe
from core.revoke import Revoked, Revoker, RevokeRequest


@dataclass(frozen=True, slots=True)
class Ender:
    """The use case, with what it works on."""

    storage: Storage
    revoker: Revoker
    rows: AccountWipe
    clock: Clock

    async def end(self, tenant: TenantId, account: AccountId) -> Revoked | None:
        """Delete what the account brought; the wipe's end where it was the tenant's last one.

        Only for an account that counts as revoked. Running it again changes nothing.
        """
        async with self.storage.read() as uow:
            scope = await uow.for_tenant(tenant)
            accounts = await scope.accounts.all()
            name = next(row.name for row in await uow.directory.tenants() if row[0] == tenant)
        states = {row.account_id: row.state for row in accounts}
        if states.get(account) != AccountState.REVOKED:
            return None
        if all(state == AccountState.REVOKED for state in states.values()):
            return await self.revoker.revoke(RevokeRequest(tenant, name, SELF))
        gone = await self.rows.delete_rows(tenant, account)
        if gone:
            async with self.storage.write() as uow:
                audit = (await uow.for_tenant(tenant)).audit
                act = Act(SELF, "account.delete", account, self.clock(), {"rows": gone})
                await audit.record(act)
        await self.rows.remove_traces()
        return None
