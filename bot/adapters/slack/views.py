"""Modals and the home tab: views, which Slack draws outside the channels."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.slack.token_source import TokenSource, with_token


@dataclass(frozen=True, slots=True)
class Views:
    """Opens and publishes."""

    client: AsyncWebClient
    tokens: TokenSource

    async def open(self, workspace: str, trigger: str, view: Mapping[str, Any]) -> None:
        """Open a modal, within three seconds of the press."""

        async def call(token: str) -> None:
            await self.client.views_open(token=token, trigger_id=trigger, view=dict(view))

        await with_token(self.tokens, workspace, call, soon=True)

    async def publish(self, workspace: str, user: str, view: Mapping[str, Any]) -> None:
        """Show a person's home tab."""

        async def call(token: str) -> None:
            await self.client.views_publish(token=token, user_id=user, view=dict(view))

        await with_token(self.tokens, workspace, call)
