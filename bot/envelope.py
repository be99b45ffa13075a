"""What an adapter hands in and gets back, free of any platform's own objects."""

from dataclasses import dataclass
from typing import Protocol

from bot.card import Card
from core.model import Place, TenantId
from core.policy.locales import DEFAULT


@dataclass(frozen=True, slots=True)
class Command:
    """A slash command, verified and acknowledged; `text` is all after the verb.

    `manages` says that the platform lets the asker manage the workspace, `called` what that is
    called, as far as the platform tells either.
    `outside`: who typed it is seen to be of another company, with which the channel is shared.
    """

    platform: str
    workspace: str
    channel: str
    user: str
    verb: str
    text: str
    request_id: str
    manages: bool = False
    called: str = ""
    outside: bool = False


@dataclass(frozen=True, slots=True)
class Click:
    """A press on a button: its one-time reference, and the text where the button asked for one.

    `message_id` is the message that the button stands on; empty where it cannot be drawn again.
    `outside` as in a command.
    """

    platform: str
    workspace: str
    channel: str
    user: str
    ref: str
    text: str
    request_id: str
    message_id: str = ""
    outside: bool = False


@dataclass(frozen=True, slots=True)
class Shows:
    """What everybody in a place is shown: whose it is, and the object; empty where it has none."""

    tenant: TenantId
    object: str


@dataclass(frozen=True, slots=True)
class Reply:
    """The answer: a card, a reference for each of its buttons in order, and who may see it.

    `replaces` says that it is the new state of the message that was pressed, and goes in its place.
    `locale` says in whose signs the card's values are drawn: those of the place where it goes.
    `home` is the platform and the workspace of that place, whose people are mentioned by name.
    `shows` is by what a shared one is noted once it stands there.
    """

    card: Card
    refs: tuple[str, ...] = ()
    share: bool = False
    replaces: bool = False
    locale: str = DEFAULT
    home: tuple[str, str] | None = None
    shows: Shows | None = None


class Desk(Protocol):
    """What stands behind every adapter: it answers, whatever was asked."""

    async def command(self, command: Command) -> Reply:
        """Answer a command; every failure becomes a card with one sentence."""
        ...

    async def click(self, click: Click) -> Reply:
        """Answer a press; the posts of the changed object are updated by the desk itself."""
        ...

    async def shown(self, reply: Reply, place: Place, message_id: str) -> None:
        """Note where a shared reply stands, so that it is drawn again and deleted as any post.

        `message_id` is one by which the platform's Chat finds it there. What cannot be noted, as
        its tenant is gone, is not to stand: then it raises.
        """
        ...


class Chat(Protocol):
    """A platform we can post to; message ids are the platform's own.

    Raises ChatError where the platform does not do as asked.
    """

    async def post(self, place: Place, reply: Reply, key: str) -> str:
        """Post a card; returns the message id.

        `key` names the post among all of ours: a platform that knows keys posts it once, however
        often it is asked within a few minutes. Empty: another post each time.
        """
        ...

    async def update(self, place: Place, message_id: str, reply: Reply) -> str:
        """Draw a posted card again; returns its id from now on, as it may have more parts."""
        ...

    async def tell(self, place: Place, user: str, reply: Reply) -> None:
        """Tell a person of a workspace privately, in their own conversation with us."""
        ...

    async def delete(self, place: Place, message_id: str) -> bool:
        """Delete a post; False where the platform says that it cannot be deleted."""
        ...

    async def clear(self, place: Place) -> None:
        """Forget whatever else the platform lets us keep of a channel, such as private answers."""
        ...
