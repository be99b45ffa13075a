"""What belongs to a post on a chat platform and must be deleted by itself: files, earlier parts."""

from datetime import datetime
from typing import NamedTuple, Protocol


class Piece(NamedTuple):
    """A piece in a channel; `message_id` is empty for one that only a private answer showed."""

    workspace: str
    channel: str
    piece_id: str
    message_id: str
    made_at: datetime


class MessagePieces(Protocol):
    """Kept until the platform deleted them, whoever's they were."""

    async def add(self, piece: Piece) -> None:
        """Note a piece."""
        ...

    async def of(self, workspace: str, channel: str) -> list[Piece]:
        """All pieces in a channel, the oldest first."""
        ...

    async def private(self, before: datetime) -> list[Piece]:
        """Those that only private answers showed, made before a time."""
        ...

    async def remove(self, piece: Piece) -> None:
        """Forget a piece that is gone."""
        ...
