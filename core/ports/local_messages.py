"""What the local page keeps of one tenant's channels, so that it outlives the process."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple, Protocol

KEPT = 1_000
"""Messages a channel keeps, the newest ones."""


class LocalFile(NamedTuple):
    """A file of a message; `inline` ones are pictures."""

    key: str
    name: str
    media_type: str
    content: bytes
    inline: bool


class LocalText(NamedTuple):
    """What a message says: in one line, as the fragment that is shown, and its files."""

    summary: str
    fragment: str
    files: tuple[LocalFile, ...] = ()


class LocalEntry(NamedTuple):
    """A message: who wrote it, when, and whether only its asker may see it."""

    author: str
    at: datetime
    private: bool
    text: LocalText


class LocalMessage(NamedTuple):
    """A kept message under its number; a deleted one keeps both numbers and says nothing.

    `revision` is the tenant's count of changes at its last change.
    """

    number: int
    revision: int
    entry: LocalEntry
    deleted: bool


class LocalMessages(Protocol):
    """One tenant's messages on the local page; every change returns its revision."""

    async def add(self, channel: str, entry: LocalEntry) -> int:
        """Keep a new message; its revision is also its number. What is beyond KEPT goes."""
        ...

    async def update(self, channel: str, number: int, text: LocalText) -> int | None:
        """Replace what a message says; None where there is none."""
        ...

    async def delete(self, channel: str, number: int) -> int | None:
        """Remove what a message said; None where there is none."""
        ...

    async def recent(self, channel: str, limit: int) -> Sequence[LocalMessage]:
        """The latest messages that are not deleted, oldest first."""
        ...

    async def changed(self, channel: str, after: int) -> Sequence[LocalMessage]:
        """All messages with a later revision, deleted ones too, by revision."""
        ...

    async def file(self, channel: str, key: str) -> LocalFile | None:
        """A file of a message that is not deleted."""
        ...
