"""A platform that says which channels another company reads, as a test wants it."""

from dataclasses import dataclass, field

from core.chat_errors import ChatError
from core.model import Place
from core.sharing import Sharing


@dataclass
class FakeShared:
    """Says the same of every channel, None where it does not say; counts how often it was asked.

    `refuses` is raised where it is set.
    """

    shared: bool | None = False
    asked: list[Place] = field(default_factory=list)
    refuses: ChatError | None = None

    async def is_shared(self, place: Place) -> bool | None:
        """Whether people of another company may read a channel."""
        self.asked.append(place)
        if self.refuses is not None:
            raise self.refuses
        return self.shared


def ours() -> Sharing:
    """Slack's channels are its workspace's alone."""
    return Sharing({"slack": FakeShared()})
