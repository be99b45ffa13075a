"""What the local page shows, sealed: it quotes orders, and says what a person typed."""

import json
from collections.abc import Sequence

from sqlalchemy import ColumnElement, Row, Table, delete, insert, select, update

from core.canonical import framed
from core.ports.local_messages import KEPT, LocalEntry, LocalFile, LocalMessage, LocalText
from storage import bulk
from storage.repositories.scope import Scope
from storage.tables.chat import local_file, local_message, local_revision

NOTHING = LocalText("", "")


class SqlLocalMessages:
    """One tenant's messages on the local page."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    async def add(self, channel: str, entry: LocalEntry) -> int:
        """Keep a new message; its revision is also its number. What is beyond KEPT goes."""
        revision = await self._next_revision()
        await self._scope.connection.execute(
            insert(local_message).values(
                tenant_id=self._scope.tenant,
                channel=channel,
                number=revision,
                revision=revision,
                author=entry.author,
                at=entry.at,
                private=entry.private,
                sealed=self._sealed(channel, revision, entry.text),
            )
        )
        await self._add_files(channel, revision, entry.text.files)
        await self._trim(channel)
        return revision

    async def update(self, channel: str, number: int, text: LocalText) -> int | None:
        """Replace what a message says; None where there is none."""
        revision = await self._change(channel, number, self._sealed(channel, number, text))
        if revision is not None:
            await self._add_files(channel, number, text.files)
        return revision

    async def delete(self, channel: str, number: int) -> int | None:
        """Remove what a message said; None where there is none."""
        return await self._change(channel, number, None)

    async def recent(self, channel: str, limit: int) -> Sequence[LocalMessage]:
        """The latest messages that are not deleted, oldest first."""
        columns = local_message.c
        query = (
            select(local_message)
            .where(*self._in(local_message, channel), columns.sealed.is_not(None))
            .order_by(columns.number.desc())
            .limit(limit)
        )
        rows = (await self._scope.connection.execute(query)).all()
        return await self._messages(channel, rows[::-1])

    async def changed(self, channel: str, after: int) -> Sequence[LocalMessage]:
        """All messages with a later revision, deleted ones too, by revision."""
        columns = local_message.c
        query = (
            select(local_message)
            .where(*self._in(local_message, channel), columns.revision > after)
            .order_by(columns.revision)
        )
        rows = (await self._scope.connection.execute(query)).all()
        return await self._messages(channel, rows)

    async def file(self, channel: str, key: str) -> LocalFile | None:
        """A file of a message that is not deleted."""
        query = select(local_file).where(*self._in(local_file, channel), local_file.c.key == key)
        row = (await self._scope.connection.execute(query.limit(1))).first()
        return None if row is None else self._file(channel, row)

    async def _next_revision(self) -> int:
        """One more than the last; whoever comes second waits here until the first has ended."""
        statement = bulk.insert(self._scope.connection.dialect.name, local_revision)
        count = local_revision.c.revision
        counted = await self._scope.connection.scalar(
            statement.values(tenant_id=self._scope.tenant, revision=1)
            .on_conflict_do_update(
                index_elements=list(local_revision.primary_key), set_={"revision": count + 1}
            )
            .returning(count)
        )
        return int(counted or 0)

    async def _change(self, channel: str, number: int, sealed: bytes | None) -> int | None:
        """Give a living message another text, and take its files away.

        The count comes first, as in `add`: nobody waits for it while holding a message.
        """
        revision, one = await self._next_revision(), local_message.c.number == number
        changed = await self._scope.connection.execute(
            update(local_message)
            .where(*self._in(local_message, channel), one, local_message.c.sealed.is_not(None))
            .values(sealed=sealed, revision=revision)
        )
        if changed.rowcount == 0:
            return None
        files = *self._in(local_file, channel), local_file.c.number == number
        await self._scope.connection.execute(delete(local_file).where(*files))
        return revision

    async def _trim(self, channel: str) -> None:
        number = local_message.c.number
        newest = select(number).where(*self._in(local_message, channel)).order_by(number.desc())
        beyond = await self._scope.connection.scalar(newest.offset(KEPT).limit(1))
        if beyond is not None:
            for table in (local_file, local_message):
                await self._scope.connection.execute(
                    delete(table).where(*self._in(table, channel), table.c.number <= beyond)
                )

    async def _add_files(self, channel: str, number: int, files: Sequence[LocalFile]) -> None:
        seal = self._scope.vault.sealer("local_file", "sealed")
        for position, file in enumerate(files):
            place = _row(channel, number, position)
            kept = {"position": position, "sealed": seal(place, file.content), **file._asdict()}
            del kept["content"]
            await self._scope.connection.execute(
                insert(local_file).values(
                    tenant_id=self._scope.tenant, channel=channel, number=number, **kept
                )
            )

    async def _messages(
        self, channel: str, rows: Sequence[Row[tuple[object, ...]]]
    ) -> list[LocalMessage]:
        if not rows:
            return []
        files: dict[int, list[LocalFile]] = {}
        first = min(row._mapping["number"] for row in rows)
        query = (
            select(local_file)
            .where(*self._in(local_file, channel), local_file.c.number >= first)
            .order_by(local_file.c.number, local_file.c.position)
        )
        for row in await self._scope.connection.execute(query):
            files.setdefault(row.number, []).append(self._file(channel, row))
        return [self._message(row, files.get(row._mapping["number"], [])) for row in rows]

    def _message(self, row: Row[tuple[object, ...]], files: Sequence[LocalFile]) -> LocalMessage:
        kept = row._mapping
        text = NOTHING
        if kept["sealed"] is not None:
            place = _row(kept["channel"], kept["number"])
            opened = self._scope.vault.open_sealed(
                "local_message", "sealed", place, bytes(kept["sealed"])
            )
            summary, fragment = json.loads(opened)
            text = LocalText(summary, fragment, tuple(files))
        entry = LocalEntry(kept["author"], kept["at"], kept["private"], text)
        return LocalMessage(kept["number"], kept["revision"], entry, kept["sealed"] is None)

    def _file(self, channel: str, row: Row[tuple[object, ...]]) -> LocalFile:
        kept = row._mapping
        place = _row(channel, kept["number"], kept["position"])
        content = self._scope.vault.open_sealed(
            "local_file", "sealed", place, bytes(kept["sealed"])
        )
        return LocalFile(kept["key"], kept["name"], kept["media_type"], content, kept["inline"])

    def _sealed(self, channel: str, number: int, text: LocalText) -> bytes:
        said = json.dumps([text.summary, text.fragment]).encode()
        return self._scope.vault.seal("local_message", "sealed", _row(channel, number), said)

    def _in(self, table: Table, channel: str) -> tuple[ColumnElement[bool], ...]:
        return self._scope.own(table), table.c.channel == channel


def _row(channel: str, *numbers: int) -> bytes:
    """A row's place, as the vault binds it to what it seals."""
    return framed(channel.encode(), *(str(number).encode() for number in numbers))
