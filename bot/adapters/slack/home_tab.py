"""The app's home tab: the `home` card, made anew whenever a person opens it."""

import logging
from dataclasses import dataclass
from typing import Any

from bot.adapters.slack.drawer import Drawer, Drawn
from bot.adapters.slack.limits import HOME
from bot.adapters.slack.mrkdwn import plain
from bot.adapters.slack.translate import PLATFORM
from bot.adapters.slack.views import Views
from bot.envelope import Command, Desk
from core.chat_errors import ChatError
from core.model import Place

log = logging.getLogger("amzigo.slack")


@dataclass(frozen=True, slots=True)
class HomeTab:
    """Shown outside the channels: for a workspace's only tenant, else it says what to do."""

    desk: Desk
    drawer: Drawer
    views: Views

    async def show(self, workspace: str, user: str, request_id: str) -> None:
        """Draw a person's tab; Slack's refusal is logged, for nobody waits for the answer."""
        command = Command(PLATFORM, workspace, "", user, "home", "", request_id)
        reply = await self.desk.command(command)

        async def send(drawn: Drawn) -> None:
            await self.views.publish(workspace, user, view_of(drawn))

        try:
            await self.drawer.taken(Place(PLATFORM, workspace, ""), reply, send, HOME)
        except ChatError as why:
            log.warning("a home tab could not be drawn: %s", why.code)


def view_of(drawn: Drawn) -> dict[str, Any]:
    """All parts of a card as one view."""
    blocks = [block for message in drawn.messages for block in message.blocks]
    said = {"type": "section", "text": plain(drawn.messages[0].text)}
    return {"type": "home", "blocks": blocks[: HOME.blocks] or [said]}
