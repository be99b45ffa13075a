"""Files and parts of our posts on Slack, each noted in a short transaction of its own."""

from datetime import datetime

from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.ext.asyncio import AsyncEngine

from core.ports.message_pieces import Piece
from storage.bulk import upsert
from storage.tables.slack import piece as table
from storage.wipe import writing


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
        """All pieces in a channel, the oldest first."""
        return await self._found(table.c.workspace == workspace, table.c.channel == channel)

    async def private(self, before: datetime) -> list[Piece]:
        """Those that only private answers showed, made before a time."""
        return await self._found(table.c.message_id == "", table.c.made_at < before)

    async def remove(self, piece: Piece) -> None:
        """Forget a piece that is gone."""
        async with writing(self._engine) as connection:
            await connection.execute(
                delete(table).where(
                    table.c.workspace == piece.workspace,
                    table.c.channel == piece.channel,
                    table.c.piece_id == piece.piece_id,
                )
            )

    async def _found(self, *conditions: ColumnElement[bool]) -> list[Piece]:
        query = select(table).where(*conditions).order_by(table.c.made_at, table.c.piece_id)
        async with self._engine.connect() as connection, connection.begin():
            return [Piece(*row) for row in await connection.execute(query)]
