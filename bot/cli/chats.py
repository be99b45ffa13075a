"""The chat platforms of a process: those that the settings name a token for."""

from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.settings import Settings
    from bot.wiring import House


@asynccontextmanager
async def connected_chats(house: "House") -> AsyncIterator[list[str]]:
    """Be at each platform while the block runs; its library is loaded only where it is used.

    Yields what there is to tell whoever started the process, line by line.
    """
    told = list(_listening(house.settings))
    async with AsyncExitStack() as platforms:
        if house.settings.discord_token is not None:
            from bot.discord_wiring import discord_of

            await platforms.enter_async_context(discord_of(house))
        if _has_slack(house.settings):
            from bot.cli.claim import first_code
            from bot.slack_wiring import slack_of

            slack = await platforms.enter_async_context(slack_of(house))
            if slack.own is not None:
                told += await first_code(house, slack.own)
        yield told


def _has_slack(settings: "Settings") -> bool:
    """Whether Slack's requests can reach this process: over a socket, or over HTTP."""
    return "AMZIGO_SLACK_APP_TOKEN" in settings.slack or settings.http is not None


def _listening(settings: "Settings") -> Iterator[str]:
    if settings.http is not None:
        host, port = settings.http
        shown = f"[{host}]" if ":" in host else host
        yield f"Slack's requests are taken at http://{shown}:{port}/slack/events"
