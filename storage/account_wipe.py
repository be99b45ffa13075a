"""Deletes what one seller account of a tenant brought, and leaves its other accounts alone.

The tables are walked by their columns, so a new one is covered by itself.
"""

from sqlalchemy import Table, delete, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncEngine

from core.model import AccountId, TenantId
from storage.tables.accounts import seller_account
from storage.tables.authorizations import authorization
from storage.tables.registry import metadata
from storage.traces import remove_traces
from storage.wipe import BATCH, tenant_tables, writing

KEPT = (seller_account, authorization)
"""What says that the account was there, and why it is no more."""


class SqlAccountWipe:
    """The rows of any one account (the port is core.ports.wipe.AccountWipe)."""

    def __init__(self, engine: AsyncEngine, batch: int = BATCH) -> None:
        self._engine = engine
        self._batch = batch

    async def delete_rows(self, tenant: TenantId, account: AccountId) -> int:
        """Delete all that the account brought, its credentials first; how many rows that were."""
        gone = 0
        for table in _tables():
            gone += await self._delete(table, tenant, account)
        async with writing(self._engine) as connection:
            own = seller_account.c
            await connection.execute(
                update(seller_account)
                .where(own.tenant_id == tenant, own.account_id == account)
                .values(selling_partner=None)
            )
        return gone

    async def remove_traces(self) -> None:
        """Make the bytes of deleted rows unreadable; SetupError where somebody prevents it."""
        await remove_traces(self._engine, [*_tables(), *KEPT])

    async def forget(self, tenant: TenantId, account: AccountId) -> None:
        """Delete the account itself as well."""
        for table in KEPT:
            await self._delete(table, tenant, account)

    async def _delete(self, table: Table, tenant: TenantId, account: AccountId) -> int:
        mine = (table.c.tenant_id == tenant) & (table.c.account_id == account)
        key = list(table.primary_key.columns)
        some = select(*key).where(mine).limit(self._batch)
        query = delete(table).where(mine, tuple_(*key).in_(some))
        gone, deleted = 0, self._batch
        while deleted == self._batch:
            async with writing(self._engine) as connection:
                deleted = (await connection.execute(query)).rowcount
            gone += deleted
        return gone


def _tables() -> list[Table]:
    """The tables of what accounts bring; credentials come first."""
    mine = [table for table in tenant_tables(metadata) if "account_id" in table.c]
    return sorted(
        (table for table in mine if table not in KEPT),
        key=lambda table: (table.name != "credential", table.name),
    )
