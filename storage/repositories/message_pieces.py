"""Files and parts of our posts on Slack, each noted in a short transaction of its own."""

from datetime import datetime

from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.ext.asyncio import AsyncEngine

from core.ports.message_pieces import Piece
from storage.bulk import upsert
from storage.repositories.retention import kept_since
from storage.tables.chat import LIFE
from storage.tables.slack import piece as table
from storage.writing import writing

_KEY = [column.name for column in table.primary_key.columns]


class SqlMessagePieces:
    """Over a database (the port is core.ports.message_pieces.MessagePieces)."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def add(self, piece: Piece) -> None:
        """Note a piece."""
        async with writing(self._engine) as connection:
            statement = upsert(self._engine.dialect.name, table)
            await connection.execute(statement, piece._asdict())

    async def of(self, workspace: str, channel: str) -> list[Piece]:
        """All pieces that belong to a channel, the oldest first."""
        return await self._found(table.c.workspace == workspace, table.c.channel == channel)

    async def private(self, before: datetime) -> list[Piece]:
        """Those that only private answers showed, made before a time."""
        return await self._found(table.c.message_id == "", table.c.made_at < before)

    async def remove(self, piece: Piece) -> None:
        """Forget a piece that is gone."""
        await self._delete(*(table.c[name] == getattr(piece, name) for name in _KEY))

    async def forget(self, workspace: str) -> None:
        """Forget all of a workspace that removed us: nobody lets us delete them any more."""
        await self._delete(table.c.workspace == workspace)

    async def purge(self, now: datetime) -> None:
        """Forget those that are as old as posts whose rows are purged."""
        await self._delete(table.c.made_at < kept_since(LIFE, now))

    async def _delete(self, *conditions: ColumnElement[bool]) -> None:
        async with writing(self._engine) as connection:
            await connection.execute(delete(table).where(*conditions))

    async def _found(self, *conditions: ColumnElement[bool]) -> list[Piece]:
        query = select(table).where(*conditions).order_by(table.c.made_at, table.c.piece_id)
        async with self._engine.connect() as connection, connection.begin():
            return [Piece(*row) for row in await connection.execute(query)]
