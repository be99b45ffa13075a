"""A front desk behind the Slack adapter, and the local Slack in front of it."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

import aiohttp
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.adapters.slack.answers import Answers
from bot.adapters.slack.app import bolt_app
from bot.adapters.slack.authorize import authorize_by
from bot.adapters.slack.chat import SlackChat as Chat
from bot.adapters.slack.drawer import Drawer
from bot.adapters.slack.events import EventListener
from bot.adapters.slack.home_tab import HomeTab
from bot.adapters.slack.install import Install, OAuthApp, OAuthClient, SealedStore, oauth_flow
from bot.adapters.slack.listeners import ClickListener, CommandListener
from bot.adapters.slack.receiver import Receiver
from bot.adapters.slack.renewal import Renewal
from bot.adapters.slack.replay import Replays
from bot.adapters.slack.responder import Responder
from bot.adapters.slack.socket_mode import SocketMode
from bot.adapters.slack.states import SignedStates
from bot.adapters.slack.tokens import Tokens
from bot.adapters.slack.uploads import Uploads
from bot.adapters.slack.verification import Verifier
from bot.adapters.slack.views import Views
from bot.adapters.slack.wire import open_client
from bot.adapters.slack.work import Work
from bot.card import Chart
from bot.web import application
from core.model import MemberRole, TenantId
from core.ports.installations import Installation
from core.ports.tenants import ChannelRow
from storage.installation import open_database
from storage.repositories.installations import SqlInstallations
from storage.repositories.message_pieces import SqlMessagePieces
from storage.repositories.seen import SqlSeenRequests
from tests.front_desk import OTHER, SHOP, FrontDesk, front_desk
from tests.memory_keys import MemoryKeyStore
from tests.rig.slack_chat import SignedHttp, SlackChat
from tests.rig.slack_server import SlackServer, serving
from tests.rig.slack_world import (
    APP_ID,
    CLIENT_ID,
    CLIENT_SECRET,
    SIGNING_SECRET,
    Grant,
    SlackWorld,
    channel_id,
    user_id,
)

TEAM = "T1"
PNG = b"\x89PNG "


@dataclass
class SlackDesk:
    """All of it; `pauses` are those that were asked for, and took no time."""

    desk: FrontDesk
    world: SlackWorld
    server: SlackServer
    chat: SlackChat
    http: SignedHttp
    socket: SocketMode
    """Not connected until it is started."""
    tokens: Tokens
    installations: SqlInstallations
    welcomed: list[Installation]
    engine: AsyncEngine
    posts: Chat
    uploads: Uploads
    pauses: list[float]
    settled: Callable[[], Awaitable[None]]
    restarted: Callable[[], SignedHttp]
    """The same app without what its process remembered."""


@asynccontextmanager
async def slack_desk(
    url: str, bound: Mapping[TenantId, str] = MappingProxyType({SHOP: "general", OTHER: "other"})
) -> AsyncIterator[SlackDesk]:
    """Each tenant has its channel in one workspace."""
    world, pauses, work = SlackWorld(), list[float](), Work()
    world.workspace(TEAM, "general", "other", "unbound")

    async def paint(chart: Chart) -> bytes:
        return PNG + chart.title.encode()

    async def pause(seconds: float) -> None:
        pauses.append(seconds)
        world.clock.forward(seconds=seconds)

    async with (
        front_desk(url) as desk,
        open_database(url, "demo") as (engine, _),
        serving(world) as server,
        aiohttp.ClientSession() as session,
    ):
        await _move_in(desk, bound)
        client = open_client(session, f"{world.address}/api/")
        installations = SqlInstallations(engine, MemoryKeyStore(), world.clock)
        renewal = Renewal(client, CLIENT_ID, CLIENT_SECRET, world.clock)
        tokens = Tokens(installations, renewal, world.clock, pause)
        await installations.save(installed(world.grant(TEAM), world.clock()))
        uploads = Uploads(client, tokens, SqlMessagePieces(engine), world.clock)
        drawer, views = Drawer(uploads, paint, pause), Views(client, tokens)
        desk.sender.chats["slack"] = posts = Chat(client, tokens, drawer, uploads)  # type: ignore[index]
        responder = Responder(drawer, Answers(session, pause), uploads, posts)
        home = HomeTab(desk.router, drawer, views)
        events = EventListener(tokens, Replays(SqlSeenRequests(engine), world.clock), home)
        app = bolt_app(
            f"{world.address}/api/",
            authorize_by(tokens),
            [
                CommandListener(desk.router, responder),
                ClickListener(desk.router, responder, views, home),
                events,
            ],
            work,
        )

        oauth = OAuthApp(CLIENT_ID, CLIENT_SECRET, "https://amzigo.test", f"{world.address}/api/")
        seen, welcomed = SqlSeenRequests(engine), list[Installation]()

        async def welcome(found: Installation) -> None:
            welcomed.append(found)

        flow = oauth_flow(
            oauth,
            OAuthClient(session, oauth.api_url),
            SealedStore(installations, world.clock, welcome),
            SignedStates(CLIENT_SECRET, seen, world.clock),
        )

        def started() -> SignedHttp:
            replays = Replays(SqlSeenRequests(engine), world.clock)
            receiver = Receiver(app, Verifier(SIGNING_SECRET, world.clock), replays)
            routes = [*receiver.routes(), *Install(flow, tokens).routes()]
            return SignedHttp(world, application(routes))

        http = started()
        socket = SocketMode(app, "xapp-1", f"{world.address}/api/", world.clock)
        chat = SlackChat(world, http, TEAM, work.idle)
        made = SlackDesk(
            desk,
            world,
            server,
            chat,
            http,
            socket,
            tokens,
            installations,
            welcomed,
            engine,
            posts,
            uploads,
            pauses,
            work.idle,
            started,
        )
        yield made
        await socket.stop()


def installed(grant: Grant, now: datetime, team: str = TEAM, enterprise: str = "") -> Installation:
    """The app in a workspace, with a token of the local Slack."""
    return Installation(
        app_id=APP_ID,
        enterprise_id=enterprise,
        team_id=team,
        bot_id="BBOT",
        bot_user_id="UBOT",
        scopes=grant.scopes,
        installed_by=user_id("owner"),
        installed_at=now,
        token=grant.token,
        refresh_token=grant.refresh,
        expires_at=grant.expires,
    )


async def _move_in(desk: FrontDesk, bound: Mapping[TenantId, str]) -> None:
    for tenant, name in bound.items():
        async with desk.storage.write() as uow:
            team = (await uow.for_tenant(tenant)).team
            await team.bind(ChannelRow("slack", TEAM, channel_id(name), name, "Asia/Tokyo"))
            for role in MemberRole:
                who = ("slack", TEAM, user_id(f"{role.value}" if tenant == SHOP else "neighbour"))
                if tenant == SHOP or role is MemberRole.OWNER:
                    await team.admit(who, role, desk.now)
