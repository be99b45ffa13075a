"""The Slack side of an installation, opened as a whole: what wiring mounts, runs and posts through.

Requests come over HTTP where a signing secret is set, over a socket where an app token is set, and
over both where both are; all drive the same app.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace

import aiohttp
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient
from starlette.routing import BaseRoute

from bot.adapters.painting import Paint
from bot.adapters.slack.answers import Answers
from bot.adapters.slack.app import bolt_app
from bot.adapters.slack.authorize import authorize_by
from bot.adapters.slack.channels import Channels
from bot.adapters.slack.chat import SlackChat
from bot.adapters.slack.drawer import Drawer
from bot.adapters.slack.events import EventListener, Removed, Reshared
from bot.adapters.slack.home_tab import HomeTab
from bot.adapters.slack.hosts import HostOf, Hosts
from bot.adapters.slack.install import (
    Install,
    OAuthApp,
    OAuthClient,
    SealedStore,
    Welcome,
    adopt,
    oauth_flow,
)
from bot.adapters.slack.listeners import ClickListener, CommandListener, Gate
from bot.adapters.slack.receiver import Receiver
from bot.adapters.slack.renewal import Renewal
from bot.adapters.slack.replay import Replays
from bot.adapters.slack.responder import Responder
from bot.adapters.slack.session import slack_session
from bot.adapters.slack.socket_mode import SocketMode
from bot.adapters.slack.states import SignedStates
from bot.adapters.slack.tokens import Tokens
from bot.adapters.slack.uploads import Uploads
from bot.adapters.slack.verification import Verifier
from bot.adapters.slack.views import Views
from bot.adapters.slack.wire import open_client
from bot.adapters.slack.work import Work
from bot.ending import PART
from bot.envelope import Desk
from bot.pacing import Pacing
from core.chat_errors import ChatError, NotInstalled
from core.errors import BadSetting
from core.ports.clock import Clock
from core.ports.installations import Installation, Installations
from core.ports.message_pieces import MessagePieces
from core.ports.seen import SeenRequests

log = logging.getLogger("amzigo.slack")

API_URL = "https://slack.com/api/"


@dataclass(frozen=True, slots=True)
class SlackSettings:
    """What the operator set; `bot_token` is that of one's own app, added without Slack's pages."""

    api_url: str = API_URL
    signing_secret: str | None = field(default=None, repr=False)
    app_token: str | None = field(default=None, repr=False)
    bot_token: str | None = field(default=None, repr=False)
    client_id: str | None = None
    client_secret: str | None = field(default=None, repr=False)
    public_url: str | None = None


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the rest of the house gives: the desk, the memory, the painter, the time."""

    desk: Desk
    seen: SeenRequests
    installations: Installations
    pieces: MessagePieces
    paint: Paint
    clock: Clock
    welcome: Welcome
    removed: Removed
    host: HostOf
    reshared: Reshared
    pause: Callable[[float], Awaitable[None]] = asyncio.sleep
    pacing: Pacing = field(default_factory=Pacing)


@dataclass(frozen=True, slots=True)
class Slack:
    """What the process does with Slack."""

    chat: SlackChat
    routes: list[BaseRoute]
    socket: SocketMode | None
    """To be run, where Slack is listened to over a socket."""
    tokens: Tokens
    """`renew_due` belongs into the ticks."""
    uploads: Uploads
    """`sweep` belongs into the housekeeping."""
    channels: Channels
    work: Work
    own: Installation | None = None
    """Where the app is by its bot token, as Slack told at the start."""


@asynccontextmanager
async def open_slack(settings: SlackSettings, around: Surroundings) -> AsyncIterator[Slack]:
    """Open it; at the end answers under way are finished, then the connections are closed."""
    async with slack_session(settings.api_url) as session:
        client = open_client(session, settings.api_url)
        own = await _adopt(client, settings.bot_token, around) if settings.bot_token else None
        slack = replace(_slack(settings, around, session, client), own=own)
        try:
            yield slack
        finally:
            if slack.socket is not None:
                await slack.socket.stop()
            await slack.work.end(PART)


async def _adopt(client: AsyncWebClient, token: str, around: Surroundings) -> Installation | None:
    """Keep one's own app; while Slack cannot be reached, that of the start before serves."""
    try:
        own = await adopt(client, token, around.clock())
    except NotInstalled:
        reason = "Slack does not know this token; copy it again from your app's page at Slack"
        raise BadSetting(name="AMZIGO_SLACK_BOT_TOKEN", reason=reason) from None
    except ChatError as why:
        log.warning("Slack could not be asked whose bot token it is: %s", why.code)
        return None
    await around.installations.save(own)
    return own


def _slack(
    settings: SlackSettings,
    around: Surroundings,
    session: aiohttp.ClientSession,
    client: AsyncWebClient,
) -> Slack:
    clock, work = around.clock, Work()
    known = (settings.client_id or "", settings.client_secret or "")
    tokens = Tokens(around.installations, Renewal(client, *known, clock), clock, around.pause)
    uploads = Uploads(client, tokens, around.pieces, clock, around.pacing)
    drawer = Drawer(uploads, around.paint, around.pause)
    chat = SlackChat(client, tokens, drawer, uploads, around.pacing)
    responder = Responder(around.desk, chat, Answers(session, around.pause))
    views, replays = Views(client, tokens), Replays(around.seen, clock)
    gate = Gate(replays, Hosts(around.host, tokens))
    home = HomeTab(around.desk, chat.drawer, views)
    listeners = (
        CommandListener(around.desk, gate, responder),
        ClickListener(around.desk, gate, responder, views, home),
        EventListener(tokens, replays, home, around.pieces, around.removed, around.reshared),
    )
    app = bolt_app(settings.api_url, authorize_by(tokens, around.host), listeners, work)
    routes = [*_receiving(settings, app, replays), *_installing(settings, around, session, tokens)]
    token = settings.app_token
    socket = SocketMode(app, token, settings.api_url, clock) if token else None
    return Slack(
        chat, routes, socket, tokens, uploads, Channels(client, tokens, around.pacing), work
    )


def _receiving(settings: SlackSettings, app: AsyncApp, replays: Replays) -> list[BaseRoute]:
    if not settings.signing_secret:
        return []
    return Receiver(app, Verifier(settings.signing_secret, replays.clock), replays).routes()


def _installing(
    settings: SlackSettings,
    around: Surroundings,
    session: aiohttp.ClientSession,
    tokens: Tokens,
) -> list[BaseRoute]:
    if not (settings.client_id and settings.client_secret and settings.public_url):
        return []
    app = OAuthApp(
        settings.client_id, settings.client_secret, settings.public_url, settings.api_url
    )
    store = SealedStore(tokens, around.clock, around.welcome)
    states = SignedStates(app.client_secret, around.seen, around.clock)
    flow = oauth_flow(app, OAuthClient(session, app.api_url), store, states)
    return Install(flow, around.clock).routes()
