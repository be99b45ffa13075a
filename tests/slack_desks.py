"""A front desk behind the Slack adapter, and the local Slack in front of it."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass

import aiohttp
from slack_bolt.async_app import AsyncBoltContext
from slack_bolt.authorization import AuthorizeResult

from bot.adapters.slack.answers import Answers
from bot.adapters.slack.app import bolt_app
from bot.adapters.slack.chat import SlackChat as Chat
from bot.adapters.slack.drawer import Drawer
from bot.adapters.slack.listeners import INSTALLED, ClickListener, CommandListener
from bot.adapters.slack.receiver import Receiver
from bot.adapters.slack.replay import Replays
from bot.adapters.slack.responder import Responder
from bot.adapters.slack.socket_mode import SocketMode
from bot.adapters.slack.uploads import Uploads
from bot.adapters.slack.verification import Verifier
from bot.adapters.slack.views import Views
from bot.adapters.slack.wire import open_client
from bot.adapters.slack.work import Work
from bot.card import Chart
from bot.web import application
from core.chat_errors import NotInstalled
from core.model import MemberRole
from core.ports.tenants import ChannelRow
from storage.installation import open_database
from storage.repositories.message_pieces import SqlMessagePieces
from storage.repositories.seen import SqlSeenRequests
from tests.front_desk import OTHER, SHOP, FrontDesk, front_desk
from tests.rig.slack_chat import SignedHttp, SlackChat
from tests.rig.slack_server import SlackServer, serving
from tests.rig.slack_world import SIGNING_SECRET, SlackWorld, channel_id, user_id

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
    posts: Chat
    uploads: Uploads
    pauses: list[float]
    settled: Callable[[], Awaitable[None]]
    restarted: Callable[[], SignedHttp]
    """The same app without what its process remembered."""


@dataclass(frozen=True)
class KnownTokens:
    """Tokens that never change."""

    by_workspace: Mapping[str, str]

    async def current(self, workspace: str) -> str:
        """The one."""
        if workspace not in self.by_workspace:
            raise NotInstalled
        return self.by_workspace[workspace]

    fresh = current


@asynccontextmanager
async def slack_desk(url: str) -> AsyncIterator[SlackDesk]:
    """The shop's channel is `general`, the other tenant's `other`."""
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
        await _move_in(desk)
        tokens = KnownTokens({TEAM: world.grant(TEAM).token})
        client = open_client(session, f"{world.address}/api/")
        uploads = Uploads(client, tokens, SqlMessagePieces(engine), world.clock)
        drawer, views = Drawer(uploads, paint, pause), Views(client, tokens)
        desk.sender.chats["slack"] = posts = Chat(client, tokens, drawer, uploads)  # type: ignore[index]
        responder = Responder(drawer, Answers(session, pause), uploads)
        app = bolt_app(
            f"{world.address}/api/",
            _authorize,
            [
                CommandListener(desk.router, responder, work),
                ClickListener(desk.router, responder, views, work),
            ],
        )

        def started() -> SignedHttp:
            replays = Replays(SqlSeenRequests(engine), world.clock)
            receiver = Receiver(app, Verifier(SIGNING_SECRET, world.clock), replays)
            return SignedHttp(world, application(receiver.routes()))

        http = started()
        socket = SocketMode(app, "xapp-1", f"{world.address}/api/", world.clock)
        chat = SlackChat(world, http, TEAM, work.idle)
        made = SlackDesk(
            desk, world, server, chat, http, socket, posts, uploads, pauses, work.idle, started
        )
        yield made
        await socket.stop()


async def _authorize(team_id: str | None, context: AsyncBoltContext) -> AuthorizeResult:
    context[INSTALLED] = team_id == TEAM
    return AuthorizeResult(enterprise_id=None, team_id=team_id)


async def _move_in(desk: FrontDesk) -> None:
    for tenant, name in ((SHOP, "general"), (OTHER, "other")):
        async with desk.storage.write() as uow:
            team = (await uow.for_tenant(tenant)).team
            await team.bind(ChannelRow("slack", TEAM, channel_id(name), name, "Asia/Tokyo"))
            for role in MemberRole:
                who = ("slack", TEAM, user_id(f"{role.value}" if tenant == SHOP else "neighbour"))
                if tenant == SHOP or role is MemberRole.OWNER:
                    await team.admit(who, role, desk.now)
