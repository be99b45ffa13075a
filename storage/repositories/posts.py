"""What we posted in chat and are about to post, and what its buttons stand for."""

from collections.abc import Iterable

from sqlalchemy import ColumnElement, Row, Table, delete, insert, select, update

from core.model import MemberRole
from core.policy.sending import SendState
from core.ports.posts import HandleRow, PostRow, SendingRow
from storage.bulk import insert as insert_of
from storage.repositories.scope import Scope
from storage.tables.chat import handle, post, sending


class SqlPosts:
    """One tenant's posts."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    async def add(self, row: PostRow) -> None:
        """Note a post, or what one that is known shows from now on."""
        connection = self._scope.connection
        new = insert_of(connection.dialect.name, post)
        new = new.values(tenant_id=self._scope.tenant, **row._asdict())
        known = list(post.primary_key)
        await connection.execute(
            new.on_conflict_do_update(index_elements=known, set_={"object": new.excluded.object})
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

    async def moved(self, row: PostRow, message_id: str) -> None:
        """Note the id that a post has from now on."""
        its = _is(post, row, ("platform", "workspace", "channel", "message_id"))
        mine = update(post).where(self._scope.own(post), *its)
        await self._scope.connection.execute(mine.values(message_id=message_id))

    async def begin(self, row: SendingRow) -> bool:
        """Note a post before it is sent; False where it is noted already."""
        connection = self._scope.connection
        new = insert_of(connection.dialect.name, sending).on_conflict_do_nothing()
        values = {"tenant_id": self._scope.tenant, **row._asdict()}
        made = new.values(values).returning(sending.c.object)
        return await connection.scalar(made) is not None

    async def change(self, before: SendingRow, after: SendingRow) -> bool:
        """Note how far a post is now; False where it no longer stands as `before`."""
        mine = update(sending).where(
            self._scope.own(sending), *_is(sending, before, SendingRow._fields)
        )
        done = await self._scope.connection.execute(mine.values(after._asdict()))
        return done.rowcount == 1

    async def end(self, row: SendingRow) -> None:
        """Forget that a post is being sent: it is posted, or it was not sent at all."""
        its = _is(sending, row, SendingRow._fields[:4])
        await self._scope.connection.execute(delete(sending).where(self._scope.own(sending), *its))

    async def sendings(self) -> list[SendingRow]:
        """The posts on their way and those of unknown fate, the oldest first."""
        columns = [sending.c[name] for name in SendingRow._fields]
        mine = select(*columns).where(self._scope.own(sending)).order_by(sending.c.begun_at)
        rows = await self._scope.connection.execute(mine)
        return [SendingRow(*row)._replace(state=SendState(row.state)) for row in rows]


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


def _is(table: Table, row: PostRow | SendingRow, names: Iterable[str]) -> list[ColumnElement[bool]]:
    """The tests by which the row of these values is found."""
    return [table.c[name] == getattr(row, name) for name in names]


def _handle(row: Row[tuple[object, ...]]) -> HandleRow:
    kept = row._mapping
    return HandleRow(
        kept["action"],
        kept["object"],
        bytes(kept["payload"]),
        MemberRole(kept["role"]),
        kept["expires_at"],
    )
