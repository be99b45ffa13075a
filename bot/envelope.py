"""What an adapter hands in and gets back, free of any platform's own objects."""

from dataclasses import dataclass
from typing import Protocol

from bot.card import Card
from core.model import Place
from core.policy.locales import DEFAULT


@dataclass(frozen=True, slots=True)
class Command:
    """A slash command, verified and acknowledged; `text` is all after the verb."""

    platform: str
    workspace: str
    channel: str
    user: str
    verb: str
    text: str
    request_id: str


@dataclass(frozen=True, slots=True)
class Click:
    """A press on a button: its one-time reference, and the text where the button asked for one.

    `message_id` is the message that the button stands on; empty where it cannot be drawn again.
    """

    platform: str
    workspace: str
    channel: str
    user: str
    ref: str
    text: str
    request_id: str
    message_id: str = ""


@dataclass(frozen=True, slots=True)
class Reply:
    """The answer: a card, a reference for each of its buttons in order, and who may see it.

    `replaces` says that it is the new state of the message that was pressed, and goes in its place.
    `locale` says in whose signs the card's values are drawn: those of the place where it goes.
    """

    card: Card
    refs: tuple[str, ...] = ()
    share: bool = False
    replaces: bool = False
    locale: str = DEFAULT


class Desk(Protocol):
    """What stands behind every adapter: it answers, whatever was asked."""

    async def command(self, command: Command) -> Reply:
        """Answer a command; every failure becomes a card with one sentence."""
        ...

    async def click(self, click: Click) -> Reply:
        """Answer a press; the posts of the changed object are updated by the desk itself."""
        ...


class Chat(Protocol):
    """A platform we can post to; message ids are the platform's own.

    Raises ChatError where the platform does not do as asked.
    """

    async def post(self, place: Place, reply: Reply) -> str:
        """Post a card; returns the message id."""
        ...

    async def update(self, place: Place, message_id: str, reply: Reply) -> None:
        """Draw a posted card again."""
        ...

    async def delete(self, place: Place, message_id: str) -> bool:
        """Delete a post; False where the platform says that it cannot be deleted."""
        ...

    async def clear(self, place: Place) -> None:
        """Forget whatever else the platform lets us keep of a channel, such as private answers."""
        ...
