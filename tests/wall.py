"""A chat platform for tests of what is told: messages stay readable, and so do mails."""

from dataclasses import dataclass, field
from itertools import count

from bot.envelope import Reply
from core.chat_errors import ChatSilent
from core.model import Place
from tests.mailbox import Mailbox


@dataclass
class Wall:
    """A chat platform whose messages stay readable; message ids are their numbers."""

    posts: dict[str, tuple[Place, Reply]] = field(default_factory=dict)
    numbers: "count[int]" = field(default_factory=lambda: count(1))
    is_down: bool = False
    told: list[tuple[str, Reply]] = field(default_factory=list)
    """What people were told in private."""
    box: Mailbox = field(default_factory=Mailbox)
    """Where mails go."""

    async def post(self, place: Place, reply: Reply, key: str) -> str:
        """Show it."""
        if self.is_down:
            raise ChatSilent
        number = str(next(self.numbers))
        self.posts[number] = (place, reply)
        return number

    async def update(self, place: Place, message_id: str, reply: Reply) -> str:
        """Show another in its place."""
        self.posts[message_id] = (place, reply)
        return message_id

    async def tell(self, place: Place, user: str, reply: Reply) -> None:
        """Tell somebody."""
        if self.is_down:
            raise ChatSilent
        self.told.append((user, reply))

    async def delete(self, place: Place, message_id: str) -> bool:
        """Take it down."""
        return self.posts.pop(message_id, None) is not None

    async def clear(self, place: Place) -> None:
        """There is nothing else here."""
