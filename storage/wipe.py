"""Deletes a tenant's rows from whatever tables there are, and the traces that they leave.

The tables are walked by the scope that they declare, so a new one is covered by itself.
"""

from collections.abc import Iterator

from sqlalchemy import MetaData, Select, Table, delete, func, select, tuple_, union
from sqlalchemy.ext.asyncio import AsyncEngine

from core.model import Place, TenantId
from core.ports.posts import PostRow
from core.ports.wipe import RowCount
from storage.tables.audit import audit
from storage.tables.chat import post
from storage.tables.metadata import metadata as house
from storage.tables.revocations import certificate, revocation
from storage.tables.tenants import channel
from storage.tables.tenants import tenant as tenant_table
from storage.traces import remove_traces
from storage.writing import writing

BATCH = 5_000
"""Rows deleted in one transaction: between two of them other writers take their turn."""

PLACE = ("platform", "workspace", "channel", "message_id")
OURS = frozenset({revocation.name, certificate.name})
"""Tables that hold a pseudonym because they tell of the wipe itself."""


def tenant_tables(tables: MetaData) -> list[Table]:
    """The tables of seller data by name; the tenant's own comes last, for it names the others."""
    found = [table for table in tables.tables.values() if table.info["scope"] == "tenant"]
    return sorted(found, key=lambda table: (table.name == tenant_table.name, table.name))


def kept_tables(tables: MetaData) -> Iterator[tuple[Table, str]]:
    """The tables that keep rows under a tenant's pseudonym, each with its reason."""
    for name, table in sorted(tables.tables.items()):
        if table.info["scope"] == "system" and "pseudonym" in table.c and name not in OURS:
            declared = table.c.pseudonym.info
            yield (
                table,
                f"{declared['legal_basis']}; under the pseudonym, for {declared['retention']}",
            )


class SqlWipe:
    """The rows of any one tenant (the port is core.ports.wipe.Wipe)."""

    def __init__(self, engine: AsyncEngine, tables: MetaData = house, batch: int = BATCH) -> None:
        self._engine = engine
        self._tables = tables
        self._batch = batch

    async def count(self, tenant: TenantId, pseudonym: str) -> list[RowCount]:
        """Counted now, in one transaction: every tenant table, then what is kept."""
        counts = []
        async with self._engine.connect() as connection, connection.begin():
            for table in tenant_tables(self._tables):
                query = _count(table).where(table.c.tenant_id == tenant)
                counts.append(RowCount(table.name, await connection.scalar(query) or 0))
            for table, reason in kept_tables(self._tables):
                query = _count(table).where(table.c.pseudonym == pseudonym)
                counts.append(RowCount(table.name, await connection.scalar(query) or 0, reason))
        return counts

    async def audit_head(self, pseudonym: str) -> tuple[int, bytes]:
        """How many acts the tenant's chain has, and the hash of the last one."""
        query = select(audit.c.seq, audit.c.hash).where(audit.c.pseudonym == pseudonym)
        async with self._engine.connect() as connection, connection.begin():
            found = await connection.execute(query.order_by(audit.c.seq.desc()).limit(1))
            row = found.one_or_none()
        return (0, bytes(32)) if row is None else (row[0], bytes(row[1]))

    async def posts(self, tenant: TenantId) -> list[PostRow]:
        """What we posted in chat, the oldest first."""
        columns = [post.c[name] for name in PostRow._fields]
        query = select(*columns).where(post.c.tenant_id == tenant)
        query = query.order_by(post.c.posted_at, post.c.message_id)
        async with self._engine.connect() as connection, connection.begin():
            return [PostRow(*row) for row in await connection.execute(query)]

    async def channels(self, tenant: TenantId) -> list[Place]:
        """Where the tenant is bound or has posts."""
        places = [
            select(*(table.c[name] for name in Place._fields)).where(table.c.tenant_id == tenant)
            for table in (channel, post)
        ]
        async with self._engine.connect() as connection, connection.begin():
            return sorted(Place(*row) for row in await connection.execute(union(*places)))

    async def forget_post(self, tenant: TenantId, row: PostRow) -> None:
        """Take a post that was deleted off the ledger."""
        place = [post.c[name] == getattr(row, name) for name in PLACE]
        async with writing(self._engine) as connection:
            await connection.execute(delete(post).where(post.c.tenant_id == tenant, *place))

    async def delete_rows(self, tenant: TenantId) -> None:
        """Delete the tenant's rows from every tenant table, its own row last."""
        for table in tenant_tables(self._tables):
            key = tuple_(*table.primary_key.columns)
            some = select(*table.primary_key.columns).where(table.c.tenant_id == tenant)
            query = delete(table).where(
                table.c.tenant_id == tenant, key.in_(some.limit(self._batch))
            )
            deleted = self._batch
            while deleted == self._batch:
                async with writing(self._engine) as connection:
                    deleted = (await connection.execute(query)).rowcount

    async def tenants(self) -> list[TenantId]:
        """Whoever has a row in any tenant table; a step of an index each, not a scan."""
        found: set[str] = set()
        async with self._engine.connect() as connection, connection.begin():
            for table in tenant_tables(self._tables):
                smallest = func.min(table.c.tenant_id)
                one = await connection.scalar(select(smallest))
                while one is not None:
                    found.add(one)
                    after = select(smallest).where(table.c.tenant_id > one)
                    one = await connection.scalar(after)
        return [TenantId(one) for one in sorted(found)]

    async def remove_traces(self) -> None:
        """Make the bytes of deleted rows unreadable; SetupError where somebody prevents it."""
        dirty = [*tenant_tables(self._tables), revocation]
        await remove_traces(self._engine, dirty)


def _count(table: Table) -> Select[int]:
    return select(func.count()).select_from(table)
