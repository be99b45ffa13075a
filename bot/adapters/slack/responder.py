"""An answer to whoever asked: drawn, and posted to the response_url of their request."""

import logging
from dataclasses import dataclass

from bot.adapters.slack.answers import Answers
from bot.adapters.slack.drawer import Drawer
from bot.adapters.slack.render import Message
from bot.envelope import Place, Reply

BROKE = "Something broke on my side while I wrote the answer. It is logged; ask again."

log = logging.getLogger("amzigo.slack")


@dataclass(frozen=True, slots=True)
class Responder:
    """Private unless it is shared; in the place of what was pressed where it is its new state."""

    drawer: Drawer
    answers: Answers

    async def respond(self, url: str, place: Place, reply: Reply) -> None:
        """Post a reply; one that cannot be drawn becomes one sentence."""
        try:
            messages = (await self.drawer.draw(place, reply)).messages
        except Exception:
            log.exception("a card could not be drawn")
            await self.answers.give(url, [Message(BROKE, ())])
            return
        await self.answers.give(url, messages, share=reply.share, replaces=reply.replaces)
