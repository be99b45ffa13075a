"""Adding the app to a workspace: by Slack's pages, or by the token of one's own app.

The routes stand beside the bolt app: with an `authorize` of its own it takes no OAuth flow.
"""

import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import ceil
from typing import Any
from urllib.parse import urlsplit

import aiohttp
from slack_bolt import BoltResponse
from slack_bolt.adapter.starlette.async_handler import to_async_bolt_request, to_starlette_response
from slack_bolt.oauth.async_callback_options import (
    AsyncCallbackOptions,
    AsyncFailureArgs,
    AsyncSuccessArgs,
)
from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
from slack_sdk.oauth.installation_store.async_installation_store import AsyncInstallationStore
from slack_sdk.oauth.installation_store.models.installation import Installation as Given
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from bot.adapters.slack.states import SignedStates
from bot.adapters.slack.tokens import Tokens
from bot.adapters.slack.wire import quiet_log, slack_errors
from core.policy.pace import Bucket, Rate
from core.ports.clock import Clock
from core.ports.installations import Installation

SCOPES = ("commands", "chat:write", "files:write", "channels:read", "groups:read")
INSTALL, REDIRECT = "/slack/install", "/slack/oauth_redirect"
NAME = 120
"""Characters of a workspace's name that are kept."""

DONE = "amzigo is in your workspace. Go to Slack and type /amzigo in a channel.\n"
FAILED = "amzigo was not added ({reason}). Begin again at {where}.\n"
OFTEN = "amzigo is being added too often just now. Reload this page in {seconds} seconds.\n"

EXCHANGES = Rate(0.5, 30)
"""How often a process asks Slack for tokens: whoever has a browser can make it ask."""

KNOWN_REASONS = frozenset(
    {
        "access_denied",
        "invalid_browser",
        "invalid_code",
        "invalid_state",
        "missing_code",
        "storage_error",
    }
)
"""Those of bolt, and Slack's of a person who cancelled; anything else stood in somebody's link."""

log = logging.getLogger("amzigo.slack")

Welcome = Callable[[Installation], Awaitable[None]]
"""What is done for a new installation: whoever installed becomes the first owner."""


@dataclass(frozen=True, slots=True)
class OAuthApp:
    """The app's credentials, and the address under which Slack's pages find us again."""

    client_id: str
    client_secret: str = field(repr=False)
    public_url: str
    api_url: str

    @property
    def authorize_url(self) -> str:
        """Slack's page, on the host of its API."""
        parts = urlsplit(self.api_url)
        return f"{parts.scheme}://{parts.netloc}/oauth/v2/authorize"


class OAuthClient(AsyncWebClient):
    """Sends the app's credentials in the body: the SDK's own way is deprecated by aiohttp."""

    def __init__(self, session: aiohttp.ClientSession, api_url: str) -> None:
        super().__init__(base_url=api_url, session=session, logger=quiet_log("sdk"))

    async def oauth_v2_access(self, **given: Any) -> AsyncSlackResponse:
        """Change a code for a token."""
        return await self.api_call("oauth.v2.access", data=given)


class SealedStore(AsyncInstallationStore):
    """Where bolt's flow hands an installation over."""

    def __init__(self, tokens: Tokens, clock: Clock, welcome: Welcome) -> None:
        self._tokens, self._clock, self._welcome = tokens, clock, welcome

    @property
    def logger(self) -> logging.Logger:
        """The log."""
        return log

    async def async_save(self, installation: Given) -> None:
        """Keep it in the place of the one before."""
        installed = installation_of(installation, self._clock())
        await self._tokens.installations.save(installed)
        self._tokens.forget()
        await self._welcome(installed)


@dataclass(frozen=True, slots=True)
class Install:
    """The routes."""

    flow: AsyncOAuthFlow
    clock: Clock
    bucket: Bucket = field(default_factory=lambda: Bucket(EXCHANGES, 0.0))

    def routes(self) -> list[BaseRoute]:
        """The routes that wiring mounts."""
        return [Route(INSTALL, self.begin), Route(REDIRECT, self.end)]

    async def begin(self, request: Request) -> Response:
        """Lead to Slack's page."""
        asked = to_async_bolt_request(request, b"")
        return to_starlette_response(await self.flow.handle_installation(asked))

    async def end(self, request: Request) -> Response:
        """Take what Slack's page gave, unless too many come back."""
        if "code" in request.query_params:
            now = self.clock().timestamp()
            if wait := ceil(self.bucket.wait(now)):
                return _often(wait)
            self.bucket.take(now)
        asked = to_async_bolt_request(request, b"")
        return to_starlette_response(await self.flow.handle_callback(asked))


def oauth_flow(
    app: OAuthApp, client: AsyncWebClient, store: AsyncInstallationStore, states: SignedStates
) -> AsyncOAuthFlow:
    """Bolt's flow over our stores, without its pages."""
    settings = AsyncOAuthSettings(
        client_id=app.client_id,
        client_secret=app.client_secret,
        scopes=SCOPES,
        user_scopes=[],
        redirect_uri=f"{app.public_url.rstrip('/')}{REDIRECT}",
        install_path=INSTALL,
        redirect_uri_path=REDIRECT,
        install_page_rendering_enabled=False,
        authorization_url=app.authorize_url,
        installation_store=store,
        state_store=states,
        callback_options=AsyncCallbackOptions(_done, _failed),
    )
    return AsyncOAuthFlow(client=client, logger=log, settings=settings)


async def adopt(client: AsyncWebClient, token: str, now: datetime) -> Installation:
    """The installation of one's own app, by its bot token: Slack tells whose it is."""
    with slack_errors():
        found = await client.auth_test(token=token)
    return Installation(
        app_id=str(found.get("app_id") or ""),
        enterprise_id=str(found.get("enterprise_id") or ""),
        team_id=str(found["team_id"]),
        bot_id=str(found.get("bot_id") or ""),
        bot_user_id=str(found["user_id"]),
        scopes=SCOPES,
        installed_by="",
        installed_at=now.replace(microsecond=0),
        token=token,
        name=_short(found.get("team")),
    )


def installation_of(given: Given, now: datetime) -> Installation:
    """What bolt's flow found out, as we keep it; a user's own token is not kept."""
    ends = given.bot_token_expires_at
    life = None if ends is None else timedelta(seconds=ceil(ends - given.installed_at))
    scopes = given.bot_scopes or ()
    return Installation(
        app_id=str(given.app_id or ""),
        enterprise_id=str(given.enterprise_id or ""),
        team_id="" if given.is_enterprise_install else str(given.team_id or ""),
        bot_id=str(given.bot_id or ""),
        bot_user_id=str(given.bot_user_id or ""),
        scopes=tuple(scopes.split(",") if isinstance(scopes, str) else scopes),
        installed_by=str(given.user_id or ""),
        installed_at=now.replace(microsecond=0),
        token=str(given.bot_token),
        refresh_token=given.bot_refresh_token,
        expires_at=None if life is None else now.replace(microsecond=0) + life,
        name=_short(given.team_name),
    )


def _short(name: object) -> str:
    """A workspace's name, as far as there is room for it."""
    return str(name or "")[:NAME]


async def _done(_: AsyncSuccessArgs) -> BoltResponse:
    return _page(200, DONE)


async def _failed(args: AsyncFailureArgs) -> BoltResponse:
    reason = args.reason if args.reason in KNOWN_REASONS else repr(args.reason[:40])
    log.warning("an installation failed: %s", reason)
    known = "you cancelled it" if reason == "access_denied" else "the link was not valid"
    status = max(args.suggested_status_code, 400)
    return _page(status, FAILED.format(reason=known, where=INSTALL))


def _often(seconds: int) -> Response:
    page = _page(429, OFTEN.format(seconds=seconds))
    page.headers["retry-after"] = [str(seconds)]
    return to_starlette_response(page)


def _page(status: int, text: str) -> BoltResponse:
    headers: dict[str, str | Sequence[str]] = {
        "Content-Type": "text/plain; charset=utf-8",
        "Cache-Control": "no-store",
    }
    return BoltResponse(status=status, body=text, headers=headers)
