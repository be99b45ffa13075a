"""Discord in a house: connected to its desk, its clock and its storage."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

from bot.adapters.discord.addresses import Addresses
from bot.adapters.discord.chat import DiscordChat
from bot.adapters.discord.drawer import Drawer
from bot.adapters.discord.process import Parts, Presence, on_discord
from bot.adapters.discord.translate import PLATFORM
from bot.chance import new_code, new_id
from bot.charts import Painter
from bot.scheduler import ticking
from bot.settings import is_loopback
from bot.suggestions import Suggester
from bot.wiring import House
from core.errors import BadSetting
from core.workspaces import Workspace, leave


@asynccontextmanager
async def discord_of(house: House) -> AsyncIterator[Presence]:
    """Answer and post at Discord while the block runs; raises BadSetting where that cannot be."""
    token = house.settings.discord_token
    if token is None:
        raise BadSetting(name="AMZIGO_DISCORD_TOKEN", reason="it is not set")
    async with Painter() as painter:
        drawer = Drawer(painter.png)
        async with on_discord(token, _addresses(house), _parts(house, drawer)) as presence:
            house.chats[PLATFORM] = DiscordChat(presence.client, drawer.draw, new_id)
            try:
                yield presence
            finally:
                # What was promised is done while the house still has Discord.
                await presence.let_go(house.ending.left())
                await house.behind.end(house.ending.left())
                del house.chats[PLATFORM]


def _parts(house: House, drawer: Drawer) -> Parts:
    async def removed(workspace: str) -> None:
        await leave(house.storage, Workspace(PLATFORM, workspace), house.clock)

    desk, storage = house.desk(), house.storage
    ticks = partial(ticking, left=house.ending.left)
    suggester = Suggester(storage, desk.router.member)
    return Parts(
        desk, suggester, drawer.draw, storage, house.clock, new_id(), new_code, removed, ticks
    )


def _addresses(house: House) -> Addresses:
    api, gateway = house.settings.discord_api_url, house.settings.discord_gateway_url
    return Addresses(api, gateway, *([0.0] if is_loopback(api) else []))
