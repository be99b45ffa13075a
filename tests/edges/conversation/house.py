"""A whole house at both chats: real slack-bolt and discord.py, one desk, one database."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path

from bot.adapters.discord.process import Presence
from bot.adapters.local.channels import USER, LocalChannels
from bot.adapters.local.chat import LocalChat
from bot.adapters.local.door import Door
from bot.adapters.local.page import Page, routes
from bot.adapters.local.stored_messages import StoredMessages
from bot.chance import new_id
from bot.demo import PACE
from bot.discord_wiring import discord_of
from bot.settings import read_settings
from bot.slack_wiring import slack_of
from bot.web import application
from bot.wiring import House, jobs_of, open_house
from core.model import MemberRole, TenantId
from core.ports.amazon import Caller
from core.ports.tenants import ChannelRow
from storage.repositories.installations import SqlInstallations
from tests.databases import start
from tests.edges.conversation.shop import furnish
from tests.edges.conversation.side import Side, Signed
from tests.fake_amazon import FakeAmazon
from tests.mailbox import Mailbox
from tests.rig.discord_driver import DiscordChat, nothing
from tests.rig.discord_schema import specification
from tests.rig.discord_stub import Discord, local_discord
from tests.rig.discord_world import GUILD, TOKEN, World, snowflake
from tests.rig.page_chat import PageChat
from tests.rig.slack_chat import SignedHttp, SlackChat
from tests.rig.slack_server import serving
from tests.rig.slack_sockets import SlackSockets
from tests.rig.slack_world import (
    CLIENT_ID,
    CLIENT_SECRET,
    SIGNING_SECRET,
    Channel,
    RigClock,
    SlackWorld,
    channel_id,
    user_id,
)
from tests.slack_desks import installed
from tests.stocked import NOW

TEAM, SECOND = "T1", "T2"
SECOND_GUILD = "guild 2"
PORT = 8484
NAME = "Demo shop"
ZONE = "America/Los_Angeles"
ROTATING = {
    "AMZIGO_SLACK_CLIENT_ID": CLIENT_ID,
    "AMZIGO_SLACK_CLIENT_SECRET": CLIENT_SECRET,
}
ROLES = {role.value: role for role in MemberRole}


class Moving(RigClock):
    """A clock that moves on with every look, so that no two things happen at once."""

    def __call__(self) -> datetime:
        """The time."""
        self.now += timedelta(microseconds=1)
        return self.now


class Willing(FakeAmazon):
    """An Amazon that asks every buyer it is told to."""

    async def offers_solicitation(self, caller: Caller, order_id: str, marketplace_id: str) -> bool:
        """Yes."""
        return True

    async def solicit(self, caller: Caller, order_id: str, marketplace_id: str) -> None:
        """Done."""


@dataclass
class Both:
    """The house, and the people of a workspace of each platform, who all have the same names."""

    house: House
    slack: Side
    discord: Side
    page: Side
    """The local page, where one person owns every shop that has a channel there."""
    slack_world: SlackWorld
    sockets: SlackSockets
    at_discord: Discord
    clock: RigClock
    mail: Mailbox
    """What was mailed to owners."""
    presence: Presence
    """At Discord; its lease ends where time goes back and forth, until it is renewed."""

    def __post_init__(self) -> None:
        """Count the channels that are made."""
        self._numbers = count(1)

    @property
    def sides(self) -> tuple[Side, Side]:
        """Both."""
        return self.slack, self.discord

    def side(self, platform: str) -> Side:
        """One of them by its name."""
        return {one.platform: one for one in (*self.sides, self.page)}[platform]

    def new_channel(self) -> str:
        """A channel in both workspaces, which speaks for nobody yet."""
        name = f"room-{next(self._numbers)}"
        its = channel_id(name)
        self.slack_world.workspaces[TEAM].channels[its] = Channel(its, name)
        return name

    async def shop(self, *sides: Side, name: str = NAME) -> str:
        """A stocked shop in a new channel of these platforms; returns the channel's name."""
        channel = self.new_channel()
        tenant = await self.house.create_tenant(name)
        await furnish(self.house.storage, tenant)
        for side in sides:
            await self.settle(tenant, side, channel)
        return channel

    async def settle(self, tenant: TenantId, side: Side, channel: str) -> None:
        """Bind a channel to a tenant, and let a member of each role in."""
        async with self.house.storage.write() as uow:
            team = (await uow.for_tenant(tenant)).team
            await team.bind(ChannelRow(*side.place(channel), channel, ZONE))
            for name, role in ROLES.items():
                key = (side.platform, side.workspace, side.user(name))
                await team.admit(key, role, self.house.clock())

    async def work(self) -> None:
        """Do what is due and what is queued, at an Amazon that does as it is asked."""
        jobs = jobs_of(self.house, Willing(self.house.clock), PACE)
        await jobs.tick()
        self.house.jobs.start(jobs.by_name())
        await self.house.jobs.idle()
        jobs.redraws.tick()
        await self.house.jobs.idle()
        await self.house.jobs.stop()

    async def morning(self, channel: str, *sides: Side) -> None:
        """The digest of a channel is due on these platforms, and is posted."""
        for side in sides:
            tenant = await self.tenant_of(side, channel)
            async with self.house.storage.write() as uow:
                team = (await uow.for_tenant(tenant)).team
                mine = [row for row in await team.channels() if row.place == side.place(channel)]
                await team.digest_due(mine[0], self.clock())
        await self.work()

    async def name_of(self, side: Side, channel: str) -> str:
        """Of the shop for which a channel speaks, by which only it is meant: its id."""
        return await self.tenant_of(side, channel)

    async def second_workspace(self) -> tuple[Side, Side]:
        """People of another workspace of each platform, to which the app was added, too."""
        world, here = self.slack_world, self.slack.chat
        world.workspace(SECOND, "unbound")
        added = installed(world.grant(SECOND), self.clock(), team=SECOND)
        await SqlInstallations(self.house.engine, self.house.keys, self.clock).save(added)
        assert isinstance(here, SlackChat)
        slack = SlackChat(world, here.deliver, SECOND, self.slack.settled)
        discord = DiscordChat(self.at_discord, self.discord.settled)
        discord.guild = snowflake("guild", SECOND_GUILD)
        return (
            replace(self.slack, chat=slack, workspace=SECOND),
            replace(self.discord, chat=discord, workspace=discord.guild),
        )

    async def tenant_of(self, side: Side, channel: str) -> TenantId:
        """For whom a channel speaks."""
        async with self.house.storage.read() as uow:
            bound = await uow.directory.bound(*side.place(channel))
        assert bound is not None
        return bound.tenant_id


@asynccontextmanager
async def both(folder: Path, shared: Path, *, rotating: bool = False) -> AsyncIterator[Both]:
    """The house, open; whatever is done against a platform's rules fails at the end.

    With tokens that rotate, Slack's app is one that workspaces add.
    """
    clock = Moving(NOW)
    slack_world, world = SlackWorld(clock, rotating=rotating), World(clock, specification(shared))
    slack_world.workspace(TEAM, "general", "other")
    start(folder)
    async with (
        serving(slack_world) as server,
        local_discord(world) as discord,
        AsyncExitStack() as stack,
    ):
        env = _settings(folder, slack_world, discord)
        grant = slack_world.grant(TEAM)
        env |= ROTATING if rotating else {"AMZIGO_SLACK_BOT_TOKEN": grant.token}
        opened = await stack.enter_async_context(open_house(read_settings(env), clock))
        house = replace(opened, mailer=(mail := Mailbox()))
        if rotating:
            await SqlInstallations(house.engine, house.keys, clock).save(installed(grant, clock()))
        slack = await stack.enter_async_context(slack_of(house))
        presence = await stack.enter_async_context(discord_of(house))
        await presence.client.wait_until_ready()
        signed = Signed(application(slack.routes))
        http = SignedHttp(slack_world, signed)
        at_slack = _settling(house, slack.work.idle)
        at_discord = _settling(house, presence.client.settled)
        yield Both(
            house,
            Side(
                SlackChat(slack_world, http, TEAM, at_slack),
                TEAM,
                channel_id,
                user_id,
                lambda: len(signed.signatures) + server.sockets.delivered,
                at_slack,
            ),
            Side(
                DiscordChat(discord, at_discord),
                world.id_of("guild", GUILD),
                lambda name: world.id_of("channel", name),
                lambda name: world.id_of("user", name),
                lambda: interactions(discord),
                at_discord,
            ),
            _page(house),
            slack_world,
            server.sockets,
            discord,
            clock,
            mail,
            presence,
        )
    assert world.broken == []
    assert world.pings == []


def _settling(
    house: House, answered: Callable[[], Awaitable[None]]
) -> Callable[[], Awaitable[None]]:
    """Waits until a platform's answers were given, and for what goes on behind them."""

    async def settled() -> None:
        await answered()
        await house.behind.idle()

    return settled


def _settings(folder: Path, slack_world: SlackWorld, discord: Discord) -> dict[str, str]:
    return {
        "AMZIGO_ENV": "demo",
        "AMZIGO_DATA_DIR": str(folder),
        "AMZIGO_SLACK_API_URL": f"{slack_world.address}/api",
        "AMZIGO_SLACK_SIGNING_SECRET": SIGNING_SECRET,
        "AMZIGO_SLACK_APP_TOKEN": "xapp-1",
        "AMZIGO_DISCORD_TOKEN": TOKEN,
        "AMZIGO_DISCORD_API_URL": discord.api_url,
        "AMZIGO_DISCORD_GATEWAY_URL": discord.gateway_url,
    }


def _page(house: House) -> Side:
    chat, door = LocalChat(StoredMessages(house.storage), house.clock), Door("token", PORT)
    house.chats["local"] = chat
    channels = LocalChannels(house.storage)
    page = Page(house.desk(), chat, channels, (), door, new_id)
    its = PageChat(chat, application(routes(page)), PORT, {door.cookie: door.token})
    people = {"owner": USER}
    return Side(
        its, "local", str, lambda name: people.get(name, name), lambda: its.requests, nothing
    )


def interactions(discord: Discord) -> int:
    """How many frames of the gateway told of a person's act."""
    sessions = discord.gateway.sessions.values()
    return sum(one["t"] == "INTERACTION_CREATE" for its in sessions for one in its.events)
