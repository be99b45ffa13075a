"""Deletes our posts wherever they are, for a wipe."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass

from bot.envelope import Chat
from core.model import Place
from core.ports.posts import PostRow

REFUSED = "the platform did not delete it"
SILENT = "the platform could not be reached"
UNCONNECTED = "the platform is not connected here"

log = logging.getLogger("amzigo.eraser")


@dataclass(frozen=True, slots=True)
class ChatEraser:
    """Deletes through the chats that are connected (the port is core.ports.wipe.PostEraser)."""

    chats: Mapping[str, Chat]

    async def erase(self, post: PostRow) -> str | None:
        """Delete a post; None once it is gone, else why it is left."""
        chat = self.chats.get(post.platform)
        if chat is None:
            return UNCONNECTED
        place = Place(post.platform, post.workspace, post.channel)
        try:
            return None if await chat.delete(place, post.message_id) else REFUSED
        except Exception:
            # A platform that fails must not keep the tenant's data alive: the post is listed.
            log.exception("a post on %s could not be deleted", post.platform)
            return SILENT

    async def clear(self, place: Place) -> str | None:
        """Delete what else is kept of a channel; None, or why it could not be done."""
        chat = self.chats.get(place.platform)
        if chat is None:
            return None
        try:
            await chat.clear(place)
        except Exception:
            log.exception("a channel on %s could not be cleared", place.platform)
            return SILENT
        return None
