"""From a reply to the messages that Discord is sent."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.adapters.discord.paper import Paper
from bot.adapters.discord.press_id import asking
from bot.adapters.discord.render import Message, render, wanted
from bot.adapters.painting import Paint, painted
from bot.envelope import Reply
from bot.figures import Writing


@dataclass(frozen=True, slots=True)
class Drawer:
    """Draws cards, the pictures of their charts first."""

    paint: Paint

    async def draw(self, reply: Reply) -> Sequence[Message]:
        """A reply as one message or more; buttons that ask say so in their ids."""
        pictures = await painted(wanted(reply.card), self.paint, reply.locale)
        writing = Writing(reply.card.year, reply.locale, reply.home)
        paper = Paper(writing=writing, pictures=pictures)
        drawn = render(reply.card, reply.refs, paper)
        buttons = tuple(reply.card.buttons()) if reply.refs else ()
        return [
            replace(one, components=tuple(asking(one.components, buttons, reply.refs)))
            for one in drawn.messages
        ]
