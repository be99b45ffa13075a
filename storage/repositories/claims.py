"""The codes by which somebody becomes an owner, found before a tenant is known."""

import hashlib
from datetime import datetime

from sqlalchemy import case, delete, func, select
from sqlalchemy import insert as plain_insert
from sqlalchemy.ext.asyncio import AsyncConnection

from core.canonical import framed
from core.model import TenantId
from core.ports.claims import ClaimRow
from storage.bulk import insert
from storage.tables.claims import claim_code, claim_try

_ONLY = ("only_platform", "only_workspace")
_BY = ("by_platform", "by_workspace", "by_user")


class SqlClaims:
    """Over all tenants (the port is core.ports.claims.Claims)."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def hold(self, platform: str, workspace: str) -> None:
        """Wait for whoever else begins in a workspace (SQLite has one writer anyway)."""
        if self._connection.dialect.name == "postgresql":
            told = framed(b"amzigo-begin/1", platform.encode(), workspace.encode())
            number = int.from_bytes(hashlib.sha256(told).digest()[:8], "big", signed=True)
            await self._connection.execute(select(func.pg_advisory_xact_lock(number)))

    async def add(self, code_hash: bytes, row: ClaimRow) -> None:
        """Keep a code."""
        values = {
            "tenant_id": row.tenant_id,
            "code_hash": code_hash,
            "expires_at": row.expires_at,
            **dict(zip(_ONLY, row.only_in or (None, None), strict=True)),
            **dict(zip(_BY, row.made_by or (None, None, None), strict=True)),
        }
        await self._connection.execute(plain_insert(claim_code).values(values))

    async def find(self, code_hash: bytes) -> ClaimRow | None:
        """What a code is good for, expired ones included."""
        query = select(claim_code).where(claim_code.c.code_hash == code_hash)
        row = (await self._connection.execute(query)).one_or_none()
        if row is None:
            return None
        return ClaimRow(
            TenantId(row.tenant_id),
            row.expires_at,
            None if row.only_platform is None else (row.only_platform, row.only_workspace),
            None if row.by_platform is None else (row.by_platform, row.by_workspace, row.by_user),
        )

    async def take(self, code_hash: bytes) -> bool:
        """Use a code up; of two at once one deletes it."""
        gone = delete(claim_code).where(claim_code.c.code_hash == code_hash)
        return (await self._connection.execute(gone)).rowcount == 1

    async def tried(self, who: bytes, at: datetime, since: datetime) -> int:
        """Count a try in one statement, for which a second try of theirs waits."""
        old = claim_try.c.last_at <= since
        over = select(claim_try.c.who).where(old).with_for_update(skip_locked=True)
        await self._connection.execute(delete(claim_try).where(claim_try.c.who.in_(over)))
        row = {"who": who, "tries": 1, "last_at": at}
        counted = insert(self._connection.dialect.name, claim_try).values(row)
        counted = counted.on_conflict_do_update(
            index_elements=[claim_try.c.who],
            set_={"tries": case((old, 1), else_=claim_try.c.tries + 1), "last_at": at},
        )
        found = await self._connection.scalar(counted.returning(claim_try.c.tries))
        return int(found or 0)

    async def forgive(self, who: bytes) -> None:
        """Forget somebody's tries."""
        await self._connection.execute(delete(claim_try).where(claim_try.c.who == who))
