"""A front desk behind the Slack adapter, and the local Slack in front of it."""

from collections.abc import AsyncIterator, Mapping
from contextlib import _AsyncGeneratorContextManager, asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from types import MappingProxyType

from sqlalchemy.ext.asyncio import AsyncEngine

from bot.adapters.slack.opened import Slack, SlackSettings, Surroundings, open_slack
from bot.adapters.slack.socket_mode import SocketMode
from bot.card import Chart
from bot.pacing import Pacing
from bot.web import application
from core.model import MemberRole, TenantId
from core.ports.installations import Installation
from core.ports.tenants import ChannelRow
from core.sharing import forget_shared, host_of
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
    slack: Slack
    installations: SqlInstallations
    engine: AsyncEngine
    again: partial[_AsyncGeneratorContextManager[Slack]]
    """The same side in another process."""
    pauses: list[float] = field(default_factory=list)
    welcomed: list[Installation] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    """Workspaces that removed the app."""

    def __post_init__(self) -> None:
        """Stand in front of it."""
        self.http = SignedHttp(self.world, application(self.slack.routes))
        self.chat = SlackChat(self.world, self.http, TEAM, self.settled)
        self.posts, self.tokens, self.uploads = (
            self.slack.chat,
            self.slack.tokens,
            self.slack.uploads,
        )

    @property
    def socket(self) -> SocketMode:
        """Not connected until it is started."""
        assert self.slack.socket is not None
        return self.slack.socket

    async def settled(self) -> None:
        """Nothing is under way."""
        await self.slack.work.idle()
        await self.desk.sender.behind.idle()


@asynccontextmanager
async def slack_desk(
    url: str, bound: Mapping[TenantId, str] = MappingProxyType({SHOP: "general", OTHER: "other"})
) -> AsyncIterator[SlackDesk]:
    """Each tenant has its channel in one workspace."""
    world, pauses, welcomed = SlackWorld(), list[float](), list[Installation]()
    left = list[str]()
    world.workspace(TEAM, "general", "other", "unbound")

    async def paint(chart: Chart, locale: str) -> bytes:
        return PNG + f"{chart.title}, {locale}".encode()

    async def pause(seconds: float) -> None:
        pauses.append(seconds)
        world.clock.forward(seconds=seconds)

    async def removed(workspace: str) -> None:
        left.append(workspace)

    async def welcome(found: Installation) -> None:
        welcomed.append(found)

    async with (
        front_desk(url) as desk,
        open_database(url, "demo") as (engine, _),
        serving(world) as server,
    ):
        await _move_in(desk, bound)
        installations = SqlInstallations(engine, MemoryKeyStore(), world.clock)
        await installations.save(installed(world.grant(TEAM), world.clock()))
        around = Surroundings(
            desk.router,
            SqlSeenRequests(engine),
            installations,
            SqlMessagePieces(engine),
            paint,
            world.clock,
            welcome,
            removed,
            partial(host_of, desk.storage),
            partial(forget_shared, desk.storage),
            pause,
            Pacing(lambda: world.clock().timestamp(), pause),
        )
        settings = SlackSettings(
            api_url=f"{world.address}/api/",
            signing_secret=SIGNING_SECRET,
            app_token="xapp-1",
            client_id=CLIENT_ID,
            client_secret=CLIENT_SECRET,
            public_url="https://amzigo.test",
        )
        opening = partial(open_slack, settings, around)
        async with opening() as slack:
            desk.sender.chats["slack"] = slack.chat  # type: ignore[index]
            desk.sharing.platforms["slack"] = slack.channels  # type: ignore[index]
            made = SlackDesk(desk, world, server, slack, installations, engine, opening)
            made.pauses, made.welcomed, made.left = pauses, welcomed, left
            yield made


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
