"""Which channels are shared with another company by Slack Connect; who is not known to be ours is.

An answer posted there would be read outside the tenant's own workspace.
"""

import logging
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.slack.views import TokenSource
from bot.adapters.slack.wire import slack_errors
from core.chat_errors import ChatError
from core.model import Place
from core.ports.clock import Clock

CACHED = timedelta(minutes=10)
_SHARED = ("is_ext_shared", "is_pending_ext_shared")

log = logging.getLogger("amzigo.slack")


@dataclass(frozen=True, slots=True)
class Channels:
    """Asks Slack once in ten minutes a channel."""

    client: AsyncWebClient
    tokens: TokenSource
    clock: Clock
    _known: dict[Place, tuple[datetime, bool]] = field(default_factory=dict)

    async def is_shared(self, place: Place) -> bool:
        """Whether people of another company may read it; where Slack does not say, they may."""
        now = self.clock()
        known = self._known.get(place)
        if known is not None and now - known[0] < CACHED:
            return known[1]
        try:
            token = await self.tokens.fresh(place.workspace)
            with slack_errors():
                found = await self.client.conversations_info(token=token, channel=place.channel)
        except ChatError as why:
            log.warning("Slack does not say whether a channel is shared: %s", why.code)
            return True
        channel = found["channel"]
        is_shared = any(channel.get(name) for name in _SHARED)
        self._known[place] = now, is_shared
        return is_shared
