"""The chat platforms of a process: those that the settings name a token for."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.wiring import House


@asynccontextmanager
async def connected_chats(house: "House") -> AsyncIterator[None]:
    """Be at each platform while the block runs; its library is loaded only where it is used."""
    async with AsyncExitStack() as platforms:
        if house.settings.discord_token is not None:
            from bot.discord_wiring import discord_of

            await platforms.enter_async_context(discord_of(house))
        if "AMZIGO_SLACK_APP_TOKEN" in house.settings.slack:
            from bot.slack_wiring import slack_of

            await platforms.enter_async_context(slack_of(house))
        yield
