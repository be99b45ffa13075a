"""A whole house by its settings, with a shop in one channel of a local Slack."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.clock import FixedClock
from bot.settings import read_settings
from bot.wiring import House, open_house
from core.model import MemberRole, TenantId
from core.ports.tenants import ChannelRow
from tests.databases import start
from tests.rig.slack_server import SlackServer, serving
from tests.rig.slack_world import SIGNING_SECRET, START, SlackWorld, channel_id, user_id
from tests.slack_desks import TEAM


@dataclass(frozen=True)
class MovedIn:
    """A house that is not connected yet, its shop, and the Slack before it."""

    house: House
    tenant: TenantId
    world: SlackWorld
    server: SlackServer


@asynccontextmanager
async def moved_in(folder: Path) -> AsyncIterator[MovedIn]:
    """Open all of it."""
    world = SlackWorld()
    world.workspace(TEAM, "general")
    start(folder)
    async with serving(world) as server:
        env = {
            "AMZIGO_ENV": "demo",
            "AMZIGO_DATA_DIR": str(folder),
            "AMZIGO_SLACK_API_URL": f"{world.address}/api",
            "AMZIGO_SLACK_SIGNING_SECRET": SIGNING_SECRET,
            "AMZIGO_SLACK_APP_TOKEN": "xapp-1",
            "AMZIGO_SLACK_BOT_TOKEN": world.grant(TEAM).token,
        }
        async with open_house(read_settings(env), FixedClock(START)) as house:
            tenant = await house.create_tenant("Demo shop")
            async with house.storage.write() as uow:
                team = (await uow.for_tenant(tenant)).team
                row = ChannelRow("slack", TEAM, channel_id("general"), "general", "UTC")
                await team.bind(row)
                owner = ("slack", TEAM, user_id("owner"))
                await team.admit(owner, MemberRole.OWNER, house.clock())
            yield MovedIn(house, tenant, world, server)
