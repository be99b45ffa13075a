"""Deletes what one seller account of a tenant brought, and leaves its other accounts alone.

The tables are walked by their columns, so a new one is covered by itself.
"""

from collections.abc import Mapping

from sqlalchemy import ColumnElement, Table, delete, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncEngine

from core.model import AccountId, TenantId
from storage.tables.accounts import marketplace, seller_account
from storage.tables.authorizations import authorization
from storage.tables.chat import (
    handle,
    local_file,
    local_message,
    local_revision,
    post,
    sending,
)
from storage.tables.claims import claim_code
from storage.tables.digests import digest_snapshot
from storage.tables.emails import notice_code, notice_email
from storage.tables.owner_notices import owner_notice
from storage.tables.recoveries import recovery
from storage.tables.registry import metadata
from storage.tables.reviews import batch
from storage.tables.tenants import channel, feature_switch, member, tenant
from storage.traces import remove_traces
from storage.wipe import BATCH, tenant_tables
from storage.writing import writing

KEPT = (seller_account, authorization)
"""What says that the account was there, and why it is no more."""

_TEAM, _CHAT = "the team's own, whatever accounts it has", "what was said in chat stays said there"
LEFT: Mapping[Table, str] = {
    **dict.fromkeys((tenant, channel, member, feature_switch), _TEAM),
    **dict.fromkeys((notice_email, notice_code, owner_notice, recovery), _TEAM),
    **dict.fromkeys((post, sending, local_message, local_file, local_revision), _CHAT),
    claim_code: "opens the team to its next owner, and expires by itself",
    handle: "names what a button stands for, and expires by itself",
    batch: "says who decided, and counts; the orders it was made of go",
}
"""The tables of a tenant that know of no account and are left as they are, each with its reason."""


class SqlAccountWipe:
    """The rows of any one account (the port is core.ports.wipe.AccountWipe)."""

    def __init__(self, engine: AsyncEngine, batch: int = BATCH) -> None:
        self._engine = engine
        self._batch = batch

    async def delete_rows(self, tenant: TenantId, account: AccountId) -> int:
        """Delete all that the account brought, its credentials first; how many rows that were."""
        first, *others = _tables()
        gone = await self._delete(first, tenant, account)
        gone += await self._delete_where(digest_snapshot, _said_of_it_alone(tenant, account))
        for table in others:
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
        await remove_traces(self._engine, [*_tables(), digest_snapshot, *KEPT])

    async def forget(self, tenant: TenantId, account: AccountId) -> None:
        """Delete the account itself as well."""
        for table in KEPT:
            await self._delete(table, tenant, account)

    async def _delete(self, table: Table, tenant: TenantId, account: AccountId) -> int:
        mine = (table.c.tenant_id == tenant) & (table.c.account_id == account)
        return await self._delete_where(table, mine)

    async def _delete_where(self, table: Table, mine: ColumnElement[bool]) -> int:
        key = list(table.primary_key.columns)
        some = select(*key).where(mine).limit(self._batch)
        query = delete(table).where(mine, tuple_(*key).in_(some))
        gone, deleted = 0, self._batch
        while deleted == self._batch:
            async with writing(self._engine) as connection:
                deleted = (await connection.execute(query)).rowcount
            gone += deleted
        return gone


def _said_of_it_alone(tenant: TenantId, account: AccountId) -> ColumnElement[bool]:
    """What digests said of stores that no other account of the tenant has."""
    store, said = marketplace.c, digest_snapshot.c
    stores = select(store.marketplace_id).where(store.tenant_id == tenant)
    its, others = (
        stores.where(one) for one in (store.account_id == account, store.account_id != account)
    )
    here = said.tenant_id == tenant
    return here & said.marketplace_id.in_(its) & said.marketplace_id.not_in(others)


def _tables() -> list[Table]:
    """The tables of what accounts bring: credentials come first, stores last.

    By its stores an import is found again whose deletion was cut short.
    """
    mine = [table for table in tenant_tables(metadata) if "account_id" in table.c]
    return sorted(
        (table for table in mine if table not in KEPT),
        key=lambda table: (table.name != "credential", table.name == "marketplace", table.name),
    )
