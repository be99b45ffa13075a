"""The conversation driver: what a person does and sees in a chat, the same on every platform."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol


@dataclass(frozen=True, slots=True)
class Shown:
    """What somebody sees: a message, or a private answer; `text` is all its visible words."""

    message_id: str
    channel: str
    user: str | None
    private: bool
    text: str
    buttons: tuple[str, ...]
    files: tuple[str, ...]
    raw: Mapping[str, Any]


class Chat(Protocol):
    """One person after another at the keyboard of a platform."""

    platform: str

    async def command(self, line: str, *, user: str = "owner", channel: str = "general") -> Shown:
        """Type a command such as "stats 7d"; returns its answer."""
        ...

    async def click(self, label: str, *, user: str = "owner", on: Shown | None = None) -> Shown:
        """Press the button of a label on the newest (or given) message; returns what it answers.

        Where something opens to type into, returns that: private, and not among what was sent.
        """
        ...

    async def submit(self, text: str, *, user: str = "owner") -> Shown:
        """Type into what that person's last press opened, and send it; returns what it answers."""
        ...

    def posted(self, channel: str = "general") -> list[Shown]:
        """What stands in a channel now, for everybody."""
        ...

    def sent(self) -> list[Shown]:
        """Everything ever shown, in order, private answers too."""
        ...


def opened(message_id: str, user: str, text: str, raw: Mapping[str, Any]) -> Shown:
    """What a press opened to type into: seen by that person alone, and no message of a channel."""
    return Shown(message_id, "", user, private=True, text=text, buttons=(), files=(), raw=raw)
