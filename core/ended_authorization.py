"""An authorization that ended for good: what it let us read is deleted.

With the tenant's last account the tenant is wiped; of several, only what the one brought goes.
"""

from dataclasses import dataclass

from core.authorization import SELF
from core.model import AccountId, TenantId
from core.policy.authorization import ENDED, AccountState
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

        Only for an account that counts as revoked. From before the first row goes until the last
        one is gone the account is `ending`, which nothing else changes; what a crash cut short is
        finished by running it again. Raises StillAuthorized where another was renewed meanwhile.
        """
        begun = await self._begun(tenant, account)
        if begun is None:
            return None
        if begun.is_last:
            name = begun.tenant_name
            return await self.revoker.revoke(RevokeRequest(tenant, name, SELF, only_ended=True))
        gone = await self.rows.delete_rows(tenant, account)
        await self.rows.remove_traces()
        await self._finished(tenant, account, gone)
        return None

    async def _begun(self, tenant: TenantId, account: AccountId) -> "_Begun | None":
        """Say that it goes, before anything does; None where there is nothing to be deleted."""
        async with self.storage.write() as uow:
            scope = await uow.for_tenant(tenant)
            name = (await scope.team.tenant()).name
            states = {row.account_id: row.state for row in await scope.accounts.all()}
            state = states.get(account)
            if state not in ENDED:
                return None
            if all(one in ENDED for one in states.values()):
                return _Begun(name, is_last=True)
            if state == AccountState.REVOKED:
                revoked, ending = AccountState.REVOKED, AccountState.ENDING
                if not await scope.accounts.move(account, revoked, ending):
                    return None
                await scope.audit.record(Act(SELF, "account.delete", account, self.clock()))
        return _Begun(name, is_last=False)

    async def _finished(self, tenant: TenantId, account: AccountId, gone: int) -> None:
        async with self.storage.write() as uow:
            scope = await uow.for_tenant(tenant)
            if await scope.accounts.move(account, AccountState.ENDING, AccountState.REVOKED):
                act = Act(SELF, "account.deleted", account, self.clock(), {"rows": gone})
                await scope.audit.record(act)


@dataclass(frozen=True, slots=True)
class _Begun:
    tenant_name: str
    is_last: bool
