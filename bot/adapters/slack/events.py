"""What happens in a workspace: the app is removed, its tokens are revoked, its home is opened.

A removal is stored before the ack: where that fails, Slack sends the event again. The two kinds of
removal come in any order, late, and more than once; each is dated, so that one from before a new
installation does not undo it.
"""

import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from slack_bolt.async_app import AsyncApp, AsyncBoltContext

from bot.adapters.slack.home_tab import HomeTab
from bot.adapters.slack.listeners import INSTALLED, acknowledge_silently
from bot.adapters.slack.replay import Replays
from bot.adapters.slack.tokens import Tokens
from bot.adapters.slack.translate import PLATFORM
from core.model import Place
from core.ports.message_pieces import MessagePieces

Reshared = Callable[[Place], Awaitable[None]]
"""What is done when a channel begins or ends to be shared with another company."""

Removed = Callable[[str], Awaitable[None]]
"""What is done when a workspace (its id) removed the app: its channels speak for nobody."""

log = logging.getLogger("amzigo.slack")


@dataclass(frozen=True, slots=True)
class EventListener:
    """Hears five kinds of events."""

    tokens: Tokens
    replays: Replays
    home: HomeTab
    pieces: MessagePieces
    leave: Removed
    reshared: Reshared

    def listen(self, app: AsyncApp) -> None:
        """Take them; each is acked by itself."""
        app.event("app_uninstalled")(self.removed)
        app.event("tokens_revoked")(self.revoked)
        app.event("channel_shared")(self.shared)
        app.event("channel_unshared")(self.shared)
        app.event("app_home_opened")(ack=acknowledge_silently, lazy=[self.opened])

    async def removed(self, body: dict[str, Any]) -> None:
        """The app was removed from a workspace, or from all of an organisation.

        What is kept of those where it was not added since ends, the last being what names them.
        """
        await self._forget(body)
        enterprise, team = whose(body)
        installations = self.tokens.installations
        for one in [team] if team else await installations.teams(enterprise):
            if await installations.find(enterprise, one) is None:
                await self.leave(one)
                await self.pieces.forget(one)
                await installations.forget_team(one)

    async def revoked(self, body: dict[str, Any]) -> None:
        """Tokens were revoked; that of a person, which we never ask for, changes nothing."""
        if (body["event"].get("tokens") or {}).get("bot"):
            await self._forget(body)

    async def shared(self, body: dict[str, Any]) -> None:
        """A channel is shared with another company, or with one less: what we know is over."""
        _, team = whose(body)
        await self.reshared(Place(PLATFORM, team, str(body["event"].get("channel", ""))))

    async def opened(self, body: dict[str, Any], context: AsyncBoltContext) -> None:
        """A person opened our tab."""
        event = body["event"]
        if not context.get(INSTALLED) or event.get("tab", "home") != "home":
            return
        event_id = str(body["event_id"])
        if await self.replays.is_new_event(event_id):
            await self.home.show(str(body["team_id"]), str(event["user"]), event_id)

    async def _forget(self, body: Mapping[str, Any]) -> None:
        enterprise, team = whose(body)
        at = datetime.fromtimestamp(int(body["event_time"]), UTC)
        app = str(body.get("api_app_id", ""))
        gone = await self.tokens.installations.remove(app, enterprise, team, at)
        self.tokens.forget()
        log.info("the app was removed from %s%s", team or enterprise, "" if gone else ", before")


def whose(body: Mapping[str, Any]) -> tuple[str, str]:
    """The organisation and the workspace of an event; no workspace where the whole is meant."""
    known = (body.get("authorizations") or [body])[0]
    enterprise = str(known.get("enterprise_id") or body.get("enterprise_id") or "")
    if known.get("is_enterprise_install"):
        return enterprise, ""
    return enterprise, str(known.get("team_id") or body.get("team_id") or "")
