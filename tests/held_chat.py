"""A chat whose deletions a test holds up, one after the other."""

import asyncio
from dataclasses import dataclass, field

from bot.envelope import Chat, Reply
from core.model import Place


@dataclass
class HeldChat:
    """Passes everything on; a deletion begins, and goes on once it may."""

    chat: Chat
    begun: asyncio.Event = field(default_factory=asyncio.Event)
    go_on: asyncio.Event = field(default_factory=asyncio.Event)

    async def post(self, place: Place, reply: Reply, key: str) -> str:
        """Post a card."""
        return await self.chat.post(place, reply, key)

    async def update(self, place: Place, message_id: str, reply: Reply) -> str:
        """Draw a post again."""
        return await self.chat.update(place, message_id, reply)

    async def tell(self, place: Place, user: str, reply: Reply) -> None:
        """Tell a person."""
        await self.chat.tell(place, user, reply)

    async def delete(self, place: Place, message_id: str) -> bool:
        """Delete a post, once it may."""
        self.begun.set()
        await self.go_on.wait()
        return await self.chat.delete(place, message_id)

    async def clear(self, place: Place) -> None:
        """Clear a channel."""
        await self.chat.clear(place)
