"""From a reply to what Slack is sent."""

from dataclasses import dataclass

from bot.adapters.slack.paper import Paper
from bot.adapters.slack.render import Rendered, render
from bot.envelope import Place, Reply
from bot.figures import Writing


@dataclass(frozen=True, slots=True)
class Drawer:
    """Draws cards."""

    async def draw(self, place: Place, reply: Reply) -> Rendered:
        """The messages and files of a reply, for a channel."""
        return render(reply.card, reply.refs, Paper(writing=Writing(reply.card.year)))
