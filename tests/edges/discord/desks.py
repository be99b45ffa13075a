"""What stands behind the adapter in its own tests: a desk that answers as told, a plain drawing."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.adapters.discord.press_id import asking
from bot.adapters.local.terminal import render
from bot.adapters.rendered import File
from bot.card import Actions, Card
from bot.envelope import Click, Command, Reply
from bot.marked import sentence
from bot.suggestions import Suggestion, Typing
from core.errors import TenantGone
from core.model import Place


@dataclass(frozen=True)
class Plain:
    """A message of one text and its buttons."""

    components: Sequence[dict[str, Any]]
    files: Sequence[File] = ()


async def draw(reply: Reply) -> list[Plain]:
    """A card as its words and its buttons; a line "---" begins a further message."""
    words = [one for one in reply.card.nodes if not isinstance(one, Actions)]
    said = render(Card(reply.card.summary, tuple(words)))
    parts = [{"type": 10, "content": one} for one in said.split("---")]
    buttons = tuple(reply.card.buttons())
    row = [
        {"type": 2, "style": 2, "label": button.label, "custom_id": ref}
        for button, ref in zip(buttons, reply.refs, strict=False)
    ]
    rows = [{"type": 1, "components": row}] if row else []
    *rest, last = parts
    told = asking([last, *rows], buttons, reply.refs) if reply.refs else [last]
    return [*(Plain([one]) for one in rest), Plain(told)]


@dataclass
class TellingDesk:
    """A desk that remembers what it was asked, and gives the answers it was given, in order."""

    replies: list[Reply] = field(default_factory=list)
    commands: list[Command] = field(default_factory=list)
    clicks: list[Click] = field(default_factory=list)
    typed: list[Typing] = field(default_factory=list)
    noted: list[tuple[Place, str]] = field(default_factory=list)
    fails: bool = False
    forgets: bool = False
    """Whether its tenant is gone when a shared reply is to be noted."""
    waits: asyncio.Event | None = None
    """What it waits for before it answers."""

    async def command(self, command: Command) -> Reply:
        """Answer a command."""
        self.commands.append(command)
        if self.waits is not None:
            await self.waits.wait()
        return self._next()

    async def click(self, click: Click) -> Reply:
        """Answer a press."""
        self.clicks.append(click)
        if self.waits is not None:
            await self.waits.wait()
        return self._next()

    async def shown(self, reply: Reply, place: Place, message_id: str) -> None:
        """Note where a shared reply stands."""
        if self.forgets:
            raise TenantGone("This tenant was deleted.")
        self.noted.append((place, message_id))

    async def suggest(self, typing: Typing) -> list[Suggestion]:
        """Offer two things, whatever is typed."""
        self.typed.append(typing)
        if self.fails:
            raise RuntimeError("the database is away")
        return [Suggestion("GP-01", "GP-01 · Garlic press"), Suggestion("GP-02", "GP-02")]

    def _next(self) -> Reply:
        return self.replies.pop(0) if self.replies else Reply(sentence("Done."))
