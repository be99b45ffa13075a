"""One platform as its people have it: what they type and press, and all that they then see."""

import re
from collections.abc import Awaitable, Callable, Mapping
from copy import deepcopy
from dataclasses import dataclass, field, replace
from typing import Any

from starlette.types import ASGIApp, Receive, Scope, Send

from core.model import Place
from tests.rig.chat import Chat, Shown

ANNOUNCED = "This channel speaks for “"


@dataclass(frozen=True, slots=True)
class Seen:
    """An answer as a person sees it: every message of it, in order."""

    platform: str
    messages: tuple[Shown, ...]
    is_open: bool = False
    """Whether it is no answer yet, but what opened to type into."""

    @property
    def text(self) -> str:
        """All its words."""
        return "\n".join(one.text for one in self.messages)

    @property
    def buttons(self) -> tuple[str, ...]:
        """The labels of its buttons."""
        return tuple(label for one in self.messages for label in one.buttons)

    @property
    def files(self) -> tuple[str, ...]:
        """The names of its files and pictures."""
        return tuple(name for one in self.messages for name in one.files)

    @property
    def is_private(self) -> bool:
        """Whether the one who asked is the only one who sees it: here, or alone with us."""
        return all(one.private or self.is_direct(one) for one in self.messages)

    @property
    def is_announced(self) -> bool:
        """Whether all that others see as well is whom their channel speaks for."""
        others = [one for one in self.messages if not (one.private or self.is_direct(one))]
        return all(one.text.startswith(ANNOUNCED) for one in others)

    def is_direct(self, one: Shown) -> bool:
        """Whether it is in the person's conversation with us, where Slack puts files."""
        return self.platform == "slack" and one.channel.startswith("D")

    @property
    def last(self) -> Shown:
        """The message that its buttons are on."""
        return self.messages[-1]

    @property
    def raw(self) -> list[Mapping[str, Any]]:
        """What was sent to the platform."""
        return [one.raw for one in self.messages]


@dataclass
class Side:
    """The people of a workspace at their keyboards; ids are the platform's."""

    chat: Chat
    workspace: str
    channel: Callable[[str], str]
    user: Callable[[str], str]
    transcript: Callable[[], int]
    """How many signed requests or gateway frames told the house of a person's act."""
    settled: Callable[[], Awaitable[None]]
    """Waits until the house has no more to say."""

    @property
    def platform(self) -> str:
        """Its name."""
        return self.chat.platform

    def place(self, channel: str) -> Place:
        """A channel by its name."""
        return Place(self.platform, self.workspace, self.channel(channel))

    def mention(self, user: str) -> str:
        """A person, as the platform writes who is picked from its list."""
        return f"@{self.user(user)}" if self.platform == "local" else f"<@{self.user(user)}>"

    async def command(self, line: str, *, user: str = "owner", channel: str = "general") -> Seen:
        """Type a command; `@name` in it becomes a mention."""
        so_far = len(self.chat.sent())
        typed = re.sub(r"(?<!\w)@(\w+)", lambda name: self.mention(name[1]), line)
        await self.chat.command(typed, user=user, channel=channel)
        return self.since(so_far)

    async def click(self, label: str, *, on: Seen | Shown, user: str = "owner") -> Seen:
        """Press a button of an answer or a post; returns what follows, or what opens."""
        so_far = len(self.chat.sent())
        on = on.last if isinstance(on, Seen) else on
        shown = await self.chat.click(label, user=user, on=on)
        seen = self.since(so_far)
        return seen if seen.messages else Seen(self.platform, (shown,), is_open=True)

    async def submit(self, text: str, *, user: str = "owner") -> Seen:
        """Type into what that person's last press opened, and send it."""
        so_far = len(self.chat.sent())
        await self.chat.submit(text, user=user)
        return self.since(so_far)

    def posted(self, channel: str) -> list[Shown]:
        """What stands in a channel for everybody."""
        return self.chat.posted(channel)

    def since(self, so_far: int) -> Seen:
        """What was shown after so many messages."""
        shown = self.chat.sent()[so_far:]
        kept = (replace(one, raw=deepcopy(one.raw)) for one in shown)  # it may be edited later
        return Seen(self.platform, tuple(kept))


@dataclass
class Signed:
    """An ASGI application, and the signatures of the requests that came to it."""

    app: ASGIApp
    signatures: list[str] = field(default_factory=list)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Note the signature, and pass on."""
        headers = {name: value.decode() for name, value in scope.get("headers", ())}
        if b"x-slack-signature" in headers:
            self.signatures.append(headers[b"x-slack-signature"])
        await self.app(scope, receive, send)
