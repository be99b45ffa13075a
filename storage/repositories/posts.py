"""What we posted in chat, and what its buttons stand for."""

from sqlalchemy import ColumnElement, Row, insert, select

from core.model import MemberRole
from core.ports.posts import HandleRow, PostRow
from storage.repositories.scope import Scope
from storage.tables.chat import handle, post


class SqlPosts:
    """One tenant's posts."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    async def add(self, row: PostRow) -> None:
        """Note a post."""
        await self._scope.connection.execute(
            insert(post).values(tenant_id=self._scope.tenant, **row._asdict())
        )

    async def of(self, object_key: str) -> list[PostRow]:
        """All posts that show an object, the oldest first."""
        return await self._found(post.c.object == object_key)

    async def all(self) -> list[PostRow]:
        """All posts, the oldest first."""
        return await self._found()

    async def is_any(self, prefix: str) -> bool:
        """Whether any post shows an object that begins so."""
        query = select(post.c.object).where(
            self._scope.own(post), post.c.object.startswith(prefix, autoescape=True)
        )
        return await self._scope.connection.scalar(query.limit(1)) is not None

    async def _found(self, *tests: ColumnElement[bool]) -> list[PostRow]:
        columns = [post.c[name] for name in PostRow._fields]
        query = (
            select(*columns)
            .where(self._scope.own(post), *tests)
            .order_by(post.c.posted_at, post.c.message_id)
        )
        return [PostRow(*row) for row in await self._scope.connection.execute(query)]


class SqlHandles:
    """One tenant's button references, by the hash of the reference."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    async def add(self, ref_hash: bytes, row: HandleRow) -> None:
        """Keep a reference."""
        await self._scope.connection.execute(
            insert(handle).values(
                tenant_id=self._scope.tenant,
                ref_hash=ref_hash,
                action=row.action,
                object=row.object,
                payload=row.payload,
                role=row.role,
                expires_at=row.expires_at,
            )
        )

    async def find(self, ref_hash: bytes) -> HandleRow | None:
        """What a reference stands for, expired ones included; None for unknown and foreign ones."""
        query = select(handle).where(self._scope.own(handle), handle.c.ref_hash == ref_hash)
        row = (await self._scope.connection.execute(query)).first()
        return None if row is None else _handle(row)


def _handle(row: Row[tuple[object, ...]]) -> HandleRow:
    kept = row._mapping
    return HandleRow(
        kept["action"],
        kept["object"],
        bytes(kept["payload"]),
        MemberRole(kept["role"]),
        kept["expires_at"],
    )
