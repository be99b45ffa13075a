"""The authority to touch one tenant's rows; only the unit of work makes it."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Table, and_
from sqlalchemy.ext.asyncio import AsyncConnection

from core.model import AccountId, TenantId
from storage.vault import Vault


@dataclass(frozen=True, slots=True)
class Scope:
    """One tenant within one transaction: its connection, its id, its vault."""

    connection: AsyncConnection
    tenant: TenantId
    vault: Vault

    def own(self, table: Table) -> ColumnElement[bool]:
        """The tenant's rows of a table."""
        return table.c.tenant_id == self.tenant

    def of(self, table: Table, account: AccountId) -> ColumnElement[bool]:
        """The rows of a table that came from one of the tenant's seller accounts."""
        return and_(self.own(table), table.c.account_id == account)
