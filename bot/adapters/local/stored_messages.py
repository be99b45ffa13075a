"""The local page's messages in the database, beside those of channels that no tenant owns."""

from collections.abc import Sequence
from dataclasses import replace
from typing import get_args

from bot.adapters.local.messages import Author, Body, Entry, File, Message, MessagesInMemory
from core.errors import TenantGone
from core.model import Place, TenantId
from core.ports.local_messages import (
    LocalEntry,
    LocalFile,
    LocalMessage,
    LocalMessages,
    LocalText,
)
from core.ports.storage import Storage, UnitOfWork

_AUTHORS: dict[str, Author] = {author: author for author in get_args(Author)}
_EMPTY = Body("", "")


class StoredMessages:
    """Messages of a bound channel are its tenant's rows: they are gone with the request of a wipe.

    What is said in a channel without a tenant lives as long as the process: a wipe's last card,
    with its certificate, is nobody's data any more.
    """

    def __init__(self, storage: Storage) -> None:
        self._storage = storage
        self._unbound = MessagesInMemory()
        self._seen: dict[Place, dict[str, Entry]] = {}
        """What open pages may be showing, without what it says."""

    async def add(self, place: Place, entry: Entry) -> str:
        """Keep a new message with the channel's tenant, if there is one."""
        async with self._storage.write() as uow:
            kept = await _kept(uow, place)
            if kept is not None:
                row = LocalEntry(entry.author, entry.at, entry.private, _text(entry.body))
                revision = await kept.add(place.channel, row)
        if kept is None:
            return await self._orphaned(place).add(place, entry)
        self._note(place, [Message(str(revision), revision, entry)])
        return str(revision)

    async def update(self, place: Place, message_id: str, body: Body) -> bool:
        """Replace what a message says; it stays where it stands."""
        async with self._storage.write() as uow:
            kept = await _kept(uow, place)
            if kept is not None:
                revision = await kept.update(place.channel, int(message_id), _text(body))
        if kept is None:
            return await self._orphaned(place).update(place, message_id, body)
        return revision is not None

    async def delete(self, place: Place, message_id: str) -> bool:
        """Empty a message and mark it deleted."""
        async with self._storage.write() as uow:
            kept = await _kept(uow, place)
            if kept is not None:
                return await kept.delete(place.channel, int(message_id)) is not None
            being_wiped = await _bound(uow, place) is not None
        return await self._orphaned(place).delete(place, message_id) or being_wiped

    async def recent(self, place: Place, limit: int) -> Sequence[Message]:
        """The latest messages, oldest first."""
        async with self._storage.read() as uow:
            kept = await _kept(uow, place)
            rows = () if kept is None else await kept.recent(place.channel, limit)
        if kept is None:
            return await self._orphaned(place).recent(place, limit)
        return self._note(place, [_message(row) for row in rows])

    async def changed(self, place: Place, after: int) -> Sequence[Message]:
        """All messages with a later revision, by revision."""
        async with self._storage.read() as uow:
            kept = await _kept(uow, place)
            rows = () if kept is None else await kept.changed(place.channel, after)
        if kept is None:
            return await self._orphaned(place).changed(place, after)
        return self._note(place, [_message(row) for row in rows])

    async def file(self, place: Place, key: str) -> File | None:
        """A file of a living message."""
        async with self._storage.read() as uow:
            kept = await _kept(uow, place)
            row = None if kept is None else await kept.file(place.channel, key)
        if kept is None:
            return await self._orphaned(place).file(place, key)
        return None if row is None else File(*row)

    def _note(self, place: Place, messages: list[Message]) -> list[Message]:
        """Remember what pages may show, so that they can be told of its end."""
        seen = self._seen.setdefault(place, {})
        for message in messages:
            self._unbound.continue_after(message.revision)
            seen[message.id] = replace(message.entry, body=_EMPTY)
        return messages

    def _orphaned(self, place: Place) -> MessagesInMemory:
        """The memory of channels without a tenant, in which all that was the tenant's is gone."""
        for message_id, entry in self._seen.pop(place, {}).items():
            self._unbound.bury(place, message_id, entry)
        return self._unbound


async def _bound(uow: UnitOfWork, place: Place) -> TenantId | None:
    """The tenant that the channel itself is bound to; being the workspace's only one is not it."""
    bound = await uow.directory.bound(*place)
    return bound.tenant_id if bound is not None and bound.exactly else None


async def _kept(uow: UnitOfWork, place: Place) -> LocalMessages | None:
    """Its messages; None where there is no tenant, or it is being deleted."""
    tenant = await _bound(uow, place)
    try:
        return None if tenant is None else (await uow.for_tenant(tenant)).local_messages
    except TenantGone:
        return None


def _text(body: Body) -> LocalText:
    files = (LocalFile(f.key, f.name, f.media_type, f.content, f.inline) for f in body.files)
    return LocalText(body.summary, body.html, tuple(files))


def _message(row: LocalMessage) -> Message:
    entry, text = row.entry, row.entry.text
    body = Body(text.summary, text.fragment, tuple(File(*file) for file in text.files))
    shown = Entry(_AUTHORS[entry.author], entry.at, entry.private, body)
    return Message(str(row.number), row.revision, shown, row.deleted)
