"""Tenants: made with their key first, and chosen by name where nobody's channel says."""

from collections.abc import Callable, Sequence
from datetime import datetime
from difflib import get_close_matches

from core.errors import AmbiguousTenant, UnknownTenant
from core.keys import KeyStore
from core.model import AccountId, TenantId
from core.ports.accounts import AccountRow
from core.ports.storage import Storage, UnitOfWork
from core.ports.tenants import TenantRow

NewId = Callable[[], str]
"""A fresh random id of 16 hex digits."""

UNNAMED = "My shop"
LONGEST_NAME = 100

FILE_REGION = "file"
"""The region of an account whose orders come from files alone."""


async def create_tenant(
    storage: Storage, keys: KeyStore, name: str, new_id: NewId, now: datetime
) -> TenantId:
    """A new tenant. Its key comes first: a crash in between leaves a key that opens nothing."""
    tenant = TenantId(new_id())
    await keys.create(tenant, now)
    async with storage.write() as uow:
        await uow.directory.add(TenantRow(tenant, name, new_id(), "active", now))
    return tenant


def called(said: str) -> str:
    """The name of a tenant that somebody else chose, such as that of a chat workspace."""
    shown = "".join(sign if sign.isprintable() else " " for sign in said)
    return " ".join(shown.split())[:LONGEST_NAME].strip() or UNNAMED


def choose(tenants: Sequence[TenantRow], name: str | None, hint: str = "") -> TenantRow | None:
    """The tenant somebody means by name or id, or the only one; None where there is none yet.

    Raises UnknownTenant or AmbiguousTenant, naming those that there are; `hint` says what else
    can be done about an unknown one.
    """
    existing = ", ".join(row.name for row in tenants) or "none"
    if name is not None:
        wanted = name.strip().casefold()
        found = [row for row in tenants if wanted in (row.name.casefold(), row.tenant_id)]
        if len(found) != 1:
            near = _nearest(tenants, wanted)
            raise UnknownTenant(tenant=name[:40], nearest=near, existing=existing, hint=hint)
        return found[0]
    if len(tenants) > 1:
        raise AmbiguousTenant(existing=existing)
    return tenants[0] if tenants else None


def _nearest(tenants: Sequence[TenantRow], wanted: str) -> str:
    """A question after the name that looks most like what was said; nothing where none does."""
    names = {row.name.casefold(): row.name for row in tenants}
    near = get_close_matches(wanted, names, n=1, cutoff=0.5)
    return f" (did you mean “{names[near[0]]}”?)" if near else ""


async def file_account(uow: UnitOfWork, tenant: TenantId) -> AccountId | None:
    """The tenant's account for files, None where no file was imported yet."""
    accounts = await (await uow.for_tenant(tenant)).accounts.all()
    return next((row.account_id for row in accounts if row.region == FILE_REGION), None)


async def create_file_account(storage: Storage, tenant: TenantId, new_id: NewId) -> AccountId:
    """An account for the orders of files."""
    account = AccountId(new_id())
    row = AccountRow(account, "Imported files", FILE_REGION, None, "active", None)
    async with storage.write() as uow:
        await (await uow.for_tenant(tenant)).accounts.add(row)
    return account
