"""Modals and the home tab: views, which Slack draws outside the channels."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.slack.wire import slack_errors


class TokenSource(Protocol):
    """Knows the tokens of the workspaces."""

    async def current(self, workspace: str) -> str:
        """The token as it is stored; calls nobody. Raises NotInstalled."""
        ...

    async def fresh(self, workspace: str) -> str:
        """A token that is good for a while yet. Raises NotInstalled, ChatError."""
        ...


@dataclass(frozen=True, slots=True)
class Views:
    """Opens and publishes."""

    client: AsyncWebClient
    tokens: TokenSource

    async def open(self, workspace: str, trigger: str, view: Mapping[str, Any]) -> None:
        """Open a modal, within three seconds of the press."""
        token = await self.tokens.current(workspace)
        with slack_errors():
            await self.client.views_open(token=token, trigger_id=trigger, view=dict(view))

    async def publish(self, workspace: str, user: str, view: Mapping[str, Any]) -> None:
        """Show a person's home tab."""
        token = await self.tokens.fresh(workspace)
        with slack_errors():
            await self.client.views_publish(token=token, user_id=user, view=dict(view))
