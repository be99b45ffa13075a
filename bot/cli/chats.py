"""The chat platforms of a process: those that the settings name a token for."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import TYPE_CHECKING

from core.errors import BadSetting

if TYPE_CHECKING:
    from bot.wiring import House


@asynccontextmanager
async def connected_chats(house: "House") -> AsyncIterator[None]:
    """Be at each platform while the block runs; its library is loaded only where it is used."""
    async with AsyncExitStack() as platforms:
        if house.settings.discord_token is not None:
            try:
                from bot.discord_wiring import discord_of
            except ModuleNotFoundError as why:
                reason = f"{why.name} is not installed (pip install 'amzigo[discord]')"
                raise BadSetting(name="AMZIGO_DISCORD_TOKEN", reason=reason) from why

            await platforms.enter_async_context(discord_of(house))
        if "AMZIGO_SLACK_APP_TOKEN" in house.settings.slack:
            try:
                from bot.slack_wiring import slack_of
            except ModuleNotFoundError as why:
                reason = f"{why.name} is not installed (pip install 'amzigo[slack]')"
                raise BadSetting(name="AMZIGO_SLACK_APP_TOKEN", reason=reason) from why

            await platforms.enter_async_context(slack_of(house))
        yield
