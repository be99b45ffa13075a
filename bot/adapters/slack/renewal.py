"""Asking Slack for the next token of an installation."""

from dataclasses import dataclass, field, replace
from datetime import timedelta

from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.slack.wire import slack_errors
from core.chat_errors import ChatError, NotInstalled
from core.ports.clock import Clock
from core.ports.installations import Installation

_ENDED = ("invalid_refresh_token", "token_revoked", "invalid_grant", "access_denied")


@dataclass(frozen=True, slots=True)
class Renewal:
    """Knows the app's credentials."""

    client: AsyncWebClient
    client_id: str
    client_secret: str = field(repr=False)
    clock: Clock

    async def __call__(self, installed: Installation) -> Installation:
        """The installation with its next pair of tokens; raises NotInstalled, ChatError."""
        asked = {
            "client_id": self.client_id,
            "client_secret": self.client_secret,
            "grant_type": "refresh_token",
            "refresh_token": installed.refresh_token,
        }
        now = self.clock()
        try:
            with slack_errors():
                given = await self.client.api_call("oauth.v2.access", data=asked)
        except ChatError as why:
            if why.fields.get("reason") in _ENDED:
                raise NotInstalled from why
            raise
        return replace(
            installed,
            token=str(given["access_token"]),
            refresh_token=str(given["refresh_token"]),
            expires_at=(now + timedelta(seconds=int(given["expires_in"]))).replace(microsecond=0),
        )
