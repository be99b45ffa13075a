"""Who may write for a tenant: many at once, or its wipe alone.

SQLite has one writer anyway; PostgreSQL needs a lock that lasts as long as the transaction.
"""

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from core.keys import tenant_hash
from core.model import TenantId


async def share(connection: AsyncConnection, tenant: TenantId) -> None:
    """Write beside others; waits while a wipe begins."""
    if connection.dialect.name == "postgresql":
        await connection.execute(select(func.pg_advisory_xact_lock_shared(_number(tenant))))


async def alone(connection: AsyncConnection, tenant: TenantId) -> None:
    """Wait until nobody else writes for the tenant, and keep others waiting."""
    if connection.dialect.name == "postgresql":
        await connection.execute(select(func.pg_advisory_xact_lock(_number(tenant))))


def _number(tenant: TenantId) -> int:
    return int.from_bytes(tenant_hash(tenant)[:8], "big", signed=True)
