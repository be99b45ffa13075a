"""Slack asked about our app: what a token is good for, whether a channel is open to us."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.http_date import read_date
from bot.adapters.known_hosts import Hosts, KnownHosts
from bot.adapters.slack.receiver import PATH
from bot.adapters.slack.session import slack_session
from bot.adapters.slack.wire import open_client, slack_errors
from core.chat_errors import ChannelRefused, ChatBusy, ChatError, ChatSilent

_SCOPES = "x-oauth-scopes"


@dataclass(frozen=True, slots=True)
class Granted:
    """What a token may; `date` is Slack's time when it told.

    `scopes` is None where Slack does not say.
    """

    scopes: tuple[str, ...] | None
    date: datetime | None


@dataclass(frozen=True, slots=True)
class Inquiry:
    """What can be asked; nothing is changed by it."""

    client: AsyncWebClient

    async def granted(self, token: str) -> Granted:
        """What a workspace's token may; raises NotInstalled where it is not known, ChatError."""
        with slack_errors():
            told = await self.client.auth_test(token=token)
        said = told.headers.get(_SCOPES)
        scopes = None if said is None else tuple(one.strip() for one in said.split(","))
        return Granted(scopes, read_date(told.headers.get("Date")))

    async def socket(self, app_token: str) -> str | None:
        """Slack's word where the app's own token would open no socket; none is opened.

        Raises ChatError where Slack does not say.
        """
        try:
            with slack_errors():
                await self.client.apps_connections_open(app_token=app_token)
        except (ChatBusy, ChatSilent):
            raise
        except ChatError as why:
            if isinstance(why.__cause__, SlackApiError):
                return str(why.__cause__.response.get("error"))
            raise
        return None

    async def channel(self, token: str, channel: str) -> None:
        """Whether we may write in a channel; raises ChannelRefused where not, ChatError."""
        with slack_errors():
            told = await self.client.conversations_info(token=token, channel=channel)
        if told["channel"].get("is_archived"):
            raise ChannelRefused(reason="it is archived")
        if not told["channel"].get("is_member"):
            raise ChannelRefused(reason="I am not in it")


async def own_address(public_url: str) -> int | None:
    """What our own address for Slack's requests says to a look, None where nobody is there.

    405 is ours: only Slack's way of asking is taken.
    """
    url = public_url.rstrip("/") + PATH
    async with aiohttp.ClientSession(connector=KnownHosts(Hosts("amzigo", [url]))) as session:
        try:
            async with session.get(url, allow_redirects=False) as answer:
                return answer.status
        except (aiohttp.ClientError, OSError):
            return None


@asynccontextmanager
async def asking(api_url: str) -> AsyncIterator[Inquiry]:
    """Ask for as long as the block runs."""
    async with slack_session(api_url) as session:
        yield Inquiry(open_client(session, api_url))
