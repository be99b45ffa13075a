"""The ledger of what we posted in chat, and the one-time references of buttons."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple, Protocol

from core.model import MemberRole, Place


class PostRow(NamedTuple):
    """A message of ours: where it is, and which object it shows ("batch:3f9c21ab")."""

    platform: str
    workspace: str
    channel: str
    message_id: str
    object: str
    posted_at: datetime

    @property
    def place(self) -> Place:
        """Where it is."""
        return Place(self.platform, self.workspace, self.channel)


class PostLedger(Protocol):
    """One tenant's posts."""

    async def add(self, row: PostRow) -> None:
        """Note a post."""
        ...

    async def of(self, object_key: str) -> list[PostRow]:
        """All posts that show an object, the oldest first."""
        ...

    async def is_any(self, prefix: str) -> bool:
        """Whether any post shows an object that begins so."""
        ...

    async def all(self) -> list[PostRow]:
        """All posts, the oldest first."""
        ...


@dataclass(frozen=True, slots=True)
class HandleRow:
    """What a button does: an action on an object, for members of a standing, until it expires.

    `payload` is a digest of what the button showed, so that an approval fits what was seen.
    """

    action: str
    object: str
    payload: bytes
    role: MemberRole
    expires_at: datetime


class HandleBook(Protocol):
    """One tenant's button references; only their hashes are kept."""

    async def add(self, ref_hash: bytes, row: HandleRow) -> None:
        """Keep a reference."""
        ...

    async def find(self, ref_hash: bytes) -> HandleRow | None:
        """What a reference stands for, expired ones included; None for unknown and foreign ones."""
        ...
