"""Slack in a house: connected to its desk, its clock and its storage."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.adapters.slack.opened import Slack, SlackSettings, Surroundings, open_slack
from bot.adapters.slack.translate import PLATFORM
from bot.charts import Painter
from bot.wiring import House
from core.ports.installations import Installation
from core.workspaces import Workspace, leave
from storage.repositories.installations import SqlInstallations
from storage.repositories.message_pieces import SqlMessagePieces
from storage.repositories.seen import SqlSeenRequests


@asynccontextmanager
async def slack_of(house: House) -> AsyncIterator[Slack]:
    """Answer and post at Slack while the block runs; raises BadSetting where that cannot be."""
    async with (
        Painter() as painter,
        open_slack(settings_of(house), _surroundings(house, painter)) as slack,
    ):
        house.chats[PLATFORM] = slack.chat
        try:
            yield slack
        finally:
            del house.chats[PLATFORM]


def settings_of(house: House) -> SlackSettings:
    """What the operator set for Slack."""
    given = house.settings.slack
    return SlackSettings(
        given["AMZIGO_SLACK_API_URL"],
        given.get("AMZIGO_SLACK_SIGNING_SECRET"),
        given.get("AMZIGO_SLACK_APP_TOKEN"),
        given.get("AMZIGO_SLACK_BOT_TOKEN"),
        given.get("AMZIGO_SLACK_CLIENT_ID"),
        given.get("AMZIGO_SLACK_CLIENT_SECRET"),
        given.get("AMZIGO_PUBLIC_URL"),
    )


def _surroundings(house: House, painter: Painter) -> Surroundings:
    engine, clock = house.engine, house.clock

    async def welcome(installed: Installation) -> None:
        """Nothing yet: a tenant comes into being when its owner binds a channel."""

    async def removed(workspace: str) -> None:
        await leave(house.storage, Workspace(PLATFORM, workspace), clock)

    installations = SqlInstallations(engine, house.keys, clock)
    return Surroundings(
        house.router(),
        SqlSeenRequests(engine),
        installations,
        SqlMessagePieces(engine),
        painter.png,
        clock,
        welcome,
        removed,
    )
