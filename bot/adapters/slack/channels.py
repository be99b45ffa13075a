"""Which channels are shared with another company by Slack Connect, as Slack says now.

What it says is noted with the channel (core.sharing), so it is asked once a day at most.
"""

import logging
from dataclasses import dataclass

from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.adapters.slack.token_source import TokenSource, with_token
from bot.pacing import Pacing
from core.chat_errors import ChannelRefused, ChatBusy, ChatError, NotInstalled
from core.model import Place
from core.policy.pace import SLACK_QUESTIONS

_SHARED = ("is_ext_shared", "is_pending_ext_shared")

SOON = 2.0
"""Seconds for which a busy Slack is waited for: a person may wait for what depends on it."""

log = logging.getLogger("amzigo.slack")


@dataclass(frozen=True, slots=True)
class Channels:
    """Asks Slack (the port is core.ports.shared_channels)."""

    client: AsyncWebClient
    tokens: TokenSource
    pacing: Pacing

    async def is_shared(self, place: Place) -> bool | None:
        """Whether people of another company may read it, or will; None where Slack does not say.

        Raises ChannelRefused where it does not show us the channel, NotInstalled and ChatBusy.
        """

        async def call(token: str) -> AsyncSlackResponse:
            return await self.client.conversations_info(token=token, channel=place.channel)

        async def asked() -> AsyncSlackResponse:
            return await with_token(self.tokens, place.workspace, call)

        turn = Place(SLACK_QUESTIONS, place.workspace, "")
        try:
            found = await self.pacing.run(turn, asked, SOON)
        except (ChannelRefused, NotInstalled, ChatBusy):
            raise
        except ChatError as why:
            log.warning("Slack does not say whether a channel is shared: %s", why.code)
            return None
        return any(found["channel"].get(name) for name in _SHARED)
