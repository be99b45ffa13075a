"""What belongs to a post on a chat platform and must be deleted by itself: files, earlier parts."""

from datetime import datetime
from typing import NamedTuple, Protocol


class Piece(NamedTuple):
    """A piece of what belongs to a channel; empty `message_id`: only a private answer showed it.

    `direct` is the person's conversation with us where it stands there: it ends with the channel
    all the same.
    """

    workspace: str
    channel: str
    piece_id: str
    message_id: str
    made_at: datetime
    direct: str = ""


class MessagePieces(Protocol):
    """Kept until the platform deleted them, or the row of their post is purged."""

    async def add(self, piece: Piece) -> None:
        """Note a piece."""
        ...

    async def of(self, workspace: str, channel: str) -> list[Piece]:
        """All pieces that belong to a channel, the oldest first."""
        ...

    async def private(self, before: datetime) -> list[Piece]:
        """Those that only private answers showed, made before a time."""
        ...

    async def remove(self, piece: Piece) -> None:
        """Forget a piece that is gone."""
        ...

    async def forget(self, workspace: str) -> None:
        """Forget all of a workspace that removed us: nobody lets us delete them any more."""
        ...

    async def purge(self, now: datetime) -> None:
        """Forget those that are as old as posts whose rows are purged."""
        ...
