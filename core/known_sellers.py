"""Whose an authorization is already: a token and a seller belong to one account of one tenant.

Tokens are sealed, each under its tenant's key, so all of them are opened to be compared; somebody
connects rarely enough.
"""

from collections.abc import Sequence
from hmac import compare_digest
from typing import NamedTuple

from core.errors import AlreadyConnected, NoTenantKey, TenantGone
from core.model import AccountId, TenantId
from core.ports.accounts import AccountRow
from core.ports.storage import Storage, TenantScope
from core.ports.tenants import TenantRow
from core.secrets import REFRESH_TOKEN


class Holder(NamedTuple):
    """An account that has a token, or, where `by_token` is false, a seller of another tenant."""

    tenant: TenantRow
    account: AccountId
    by_token: bool


class Claim(NamedTuple):
    """What is to be connected: a token in a region, and the seller's id where somebody gave it."""

    token: str
    region: str
    seller: str | None

    def __repr__(self) -> str:
        """Nothing that is kept here is ever printed."""
        return "Claim(***)"


async def holders(storage: Storage, claim: Claim) -> list[Holder]:
    """The accounts of the whole installation that have the token, or are the seller's."""
    found = list[Holder]()
    async with storage.read() as uow:
        for tenant in await uow.directory.tenants():
            try:
                scope = await uow.for_tenant(tenant.tenant_id)
            except (TenantGone, NoTenantKey):
                continue  # what it holds opens for nobody any more
            for row in await scope.accounts.all():
                if (by_token := await _holds(scope, row, claim)) is not None:
                    found.append(Holder(tenant, row.account_id, by_token))
    return found


async def _holds(scope: TenantScope, row: AccountRow, claim: Claim) -> bool | None:
    """Whether an account has the token, or else the seller; None where it has neither."""
    token = await scope.accounts.credential(row.account_id, REFRESH_TOKEN)
    if token is not None and compare_digest(token.encode(), claim.token.encode()):
        return True
    if claim.seller is None or row.region != claim.region:
        return None
    sellers = await scope.accounts.sellers()
    return False if sellers.get(row.account_id) == claim.seller else None


def refuse_others(
    held: Sequence[Holder], tenant: TenantId | None, account: AccountId | None
) -> None:
    """Raises AlreadyConnected where somebody else than this account of this tenant is a holder.

    None stands for a tenant or an account that is still to be made.
    """
    for one in held:
        if one.tenant.tenant_id != tenant or (one.by_token and one.account != account):
            what = "This authorization" if one.by_token else "This seller"
            raise AlreadyConnected(what=what, tenant=one.tenant.name)
