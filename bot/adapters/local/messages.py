"""What the local page shows: messages by channel, behind a protocol, and one kept in memory."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal, Protocol

from core.model import Place

Author = Literal["you", "amzigo"]


@dataclass(frozen=True, slots=True)
class File:
    """A file of a message; `inline` ones are PNG pictures, the others are downloads."""

    key: str
    name: str
    media_type: str
    content: bytes
    inline: bool = False


@dataclass(frozen=True, slots=True)
class Body:
    """What a message says: in one line, as an escaped HTML fragment, and its files."""

    summary: str
    html: str
    files: tuple[File, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """A new message; a private one is an answer that in Slack only its asker would see."""

    author: Author
    at: datetime
    private: bool
    body: Body


@dataclass(frozen=True, slots=True)
class Message:
    """A kept message; `revision` grows with every change in the place, so it orders changes.

    A deleted one keeps its id and revision, and an empty body.
    """

    id: str
    revision: int
    entry: Entry
    deleted: bool = False


class Messages(Protocol):
    """The memory of the local page; several processes may write to the same one."""

    async def add(self, place: Place, entry: Entry) -> str:
        """Keep a new message; returns its id (letters, digits and hyphens)."""
        ...

    async def update(self, place: Place, message_id: str, body: Body) -> bool:
        """Replace what a message says; False where there is none."""
        ...

    async def delete(self, place: Place, message_id: str) -> bool:
        """Empty a message and mark it deleted; False where there is none."""
        ...

    async def recent(self, place: Place, limit: int) -> Sequence[Message]:
        """The latest messages that are not deleted, oldest first."""
        ...

    async def changed(self, place: Place, after: int) -> Sequence[Message]:
        """All messages with a later revision, deleted ones too, by revision."""
        ...

    async def file(self, place: Place, key: str) -> File | None:
        """A file of a message in this place that is not deleted."""
        ...


class MessagesInMemory:
    """Messages for as long as the process runs."""

    def __init__(self) -> None:
        self._kept: dict[Place, dict[str, Message]] = {}
        self._revision = 0

    def continue_after(self, revision: int) -> None:
        """Give only later revisions from now on: another memory gave this one."""
        self._revision = max(self._revision, revision)

    def bury(self, place: Place, message_id: str, entry: Entry) -> None:
        """Mark a message as deleted that another memory kept."""
        self._put(place, message_id, replace(entry, body=Body("", "")), deleted=True)

    def _put(self, place: Place, message_id: str, entry: Entry, *, deleted: bool = False) -> None:
        self._revision += 1
        message = Message(message_id, self._revision, entry, deleted)
        self._kept.setdefault(place, {})[message_id] = message

    def _alive(self, place: Place, message_id: str) -> Message | None:
        message = self._kept.get(place, {}).get(message_id)
        return None if message is None or message.deleted else message

    async def add(self, place: Place, entry: Entry) -> str:
        """Keep a new message under the next number."""
        message_id = str(self._revision + 1)
        self._put(place, message_id, entry)
        return message_id

    async def update(self, place: Place, message_id: str, body: Body) -> bool:
        """Replace what a message says; it stays where it stands."""
        message = self._alive(place, message_id)
        if message is None:
            return False
        self._put(place, message_id, replace(message.entry, body=body))
        return True

    async def delete(self, place: Place, message_id: str) -> bool:
        """Empty a message and mark it deleted."""
        message = self._alive(place, message_id)
        if message is None:
            return False
        self.bury(place, message_id, message.entry)
        return True

    async def recent(self, place: Place, limit: int) -> Sequence[Message]:
        """The latest messages, oldest first."""
        alive = [m for m in self._kept.get(place, {}).values() if not m.deleted]
        return alive[-limit:]

    async def changed(self, place: Place, after: int) -> Sequence[Message]:
        """All messages with a later revision, by revision."""
        later = (m for m in self._kept.get(place, {}).values() if m.revision > after)
        return sorted(later, key=lambda m: m.revision)

    async def file(self, place: Place, key: str) -> File | None:
        """A file of a living message."""
        living = (m for m in self._kept.get(place, {}).values() if not m.deleted)
        return next((f for m in living for f in m.entry.body.files if f.key == key), None)
