"""The authority to touch one tenant's rows; only the unit of work makes it."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Table, and_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from core.model import AccountId, TenantId
from storage.tables.accounts import seller_account
from storage.tables.tenants import tenant
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

    async def hold(self) -> None:
        """Wait for whoever else holds the tenant (SQLite has one writer anyway)."""
        row = select(tenant.c.tenant_id).where(self.own(tenant))
        await self.connection.execute(row.with_for_update())

    async def take_turn(self, account: AccountId) -> None:
        """Wait for whoever else writes the account's orders (SQLite has one writer anyway).

        What is read before a write decides it: whether an order is news, which days are marked.
        """
        row = select(seller_account.c.account_id).where(self.of(seller_account, account))
        await self.connection.execute(row.with_for_update())
