"""What is done with each of Slack's requests: acked at once, answered after."""

import re
from dataclasses import dataclass
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext

from bot.adapters.slack.responder import Responder
from bot.adapters.slack.translate import command_of, place_of
from bot.adapters.slack.work import Work
from bot.envelope import Desk

INSTALLED = "amzigo_installed"
"""In bolt's context: whether the app is installed where a request comes from."""

NOT_INSTALLED = (
    "amzigo is not installed in this workspace any more. Whoever runs it can add it again."
)


async def acknowledge(ack: AsyncAck, context: AsyncBoltContext) -> None:
    """Say nothing yet, or that there will be nothing: bolt's own way would call Slack first."""
    await ack("" if context.get(INSTALLED) else NOT_INSTALLED)


@dataclass(frozen=True, slots=True)
class CommandListener:
    """Answers slash commands."""

    desk: Desk
    responder: Responder
    work: Work

    def listen(self, app: AsyncApp) -> None:
        """Take every slash command: what it is called is the operator's choice."""
        app.command(re.compile("^/"))(ack=acknowledge, lazy=[self.answer])

    async def answer(self, body: dict[str, Any], context: AsyncBoltContext) -> None:
        """Ask the desk, and post its answer where the person asked."""
        if not context.get(INSTALLED):
            return
        with self.work.under_way():
            reply = await self.desk.command(command_of(body))
            await self.responder.respond(str(body["response_url"]), place_of(body), reply)
