"""From a reply to the messages that Discord is sent."""

import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace

from bot.adapters.discord.paper import Paper
from bot.adapters.discord.press_id import asking
from bot.adapters.discord.render import Message, render, wanted
from bot.card import Card, Chart
from bot.envelope import Reply
from bot.figures import Writing

Picture = Callable[[Chart], Awaitable[bytes]]
"""Draws a chart as PNG, away from the event loop."""

log = logging.getLogger("amzigo.discord")


@dataclass(frozen=True, slots=True)
class Drawer:
    """Draws cards, the pictures of their charts first."""

    picture: Picture

    async def draw(self, reply: Reply) -> Sequence[Message]:
        """A reply as one message or more; buttons that ask say so in their ids."""
        pictures = await self._pictures(reply.card)
        paper = Paper(writing=Writing(reply.card.year, reply.locale), pictures=pictures)
        drawn = render(reply.card, reply.refs, paper)
        buttons = tuple(reply.card.buttons()) if reply.refs else ()
        return [
            replace(one, components=tuple(asking(one.components, buttons, reply.refs)))
            for one in drawn.messages
        ]

    async def _pictures(self, card: Card) -> dict[Chart, bytes]:
        """The pictures of a card's charts; one that cannot be drawn is a table of its figures."""
        found = {}
        for chart in wanted(card):
            try:
                found[chart] = await self.picture(chart)
            except Exception:
                log.exception("a chart could not be drawn; its figures are shown as a table")
        return found
