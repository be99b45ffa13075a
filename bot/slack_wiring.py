"""Slack in a house: connected to its desk, its clock and its storage."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from datetime import timedelta
from functools import partial

from bot.adapters.slack.opened import Slack, SlackSettings, Surroundings, open_slack
from bot.adapters.slack.translate import PLATFORM
from bot.charts import Painter
from bot.envelope import Reply
from bot.handlers.claim import installed_card
from bot.http_listener import serving_http
from bot.scheduler import ticking
from bot.wiring import House
from core.chat_errors import ChatError
from core.claims import INSTALLED, Claimant
from core.model import Place
from core.ports.installations import Installation
from core.sharing import forget_shared, host_of
from core.workspaces import Workspace, leave
from storage.repositories.installations import SqlInstallations
from storage.repositories.message_pieces import SqlMessagePieces
from storage.repositories.seen import SqlSeenRequests

log = logging.getLogger("amzigo.slack")

RENEWED_EVERY, SWEPT_EVERY = timedelta(minutes=10), timedelta(hours=1)


@asynccontextmanager
async def slack_of(house: House) -> AsyncIterator[Slack]:
    """Answer and post at Slack while the block runs; raises BadSetting where that cannot be."""
    async with (
        Painter() as painter,
        open_slack(settings_of(house), _surroundings(house, painter)) as slack,
    ):
        house.chats[PLATFORM], house.shared[PLATFORM] = slack.chat, slack.channels
        try:
            async with _tidying(house, slack), _listening(slack), _serving(house, slack):
                yield slack
        finally:
            # What was acked is done while the house still has Slack: a wipe must find its posts.
            await slack.work.end(house.ending.left())
            await house.behind.end(house.ending.left())
            del house.chats[PLATFORM], house.shared[PLATFORM]


@asynccontextmanager
async def _listening(slack: Slack) -> AsyncIterator[None]:
    """Keep the socket open, where there is one."""
    if slack.socket is None:
        yield
        return
    listening = asyncio.create_task(slack.socket.run())
    try:
        yield
    finally:
        listening.cancel()
        await asyncio.wait({listening})


def _serving(house: House, slack: Slack) -> AbstractAsyncContextManager[None]:
    """Take what comes over HTTP, where an address is set for it."""
    at = house.settings.http
    return nullcontext() if at is None else serving_http(slack.routes, at, left=house.ending.left)


def _tidying(house: House, slack: Slack) -> AbstractAsyncContextManager[None]:
    """Renew tokens that nobody asks for, and delete the files of private answers."""

    async def renew() -> None:
        await slack.tokens.renew_due()

    async def sweep() -> None:
        await slack.uploads.sweep()

    return ticking({renew: RENEWED_EVERY, sweep: SWEPT_EVERY}, house.ending.left)


async def _welcome(house: House, installed: Installation) -> None:
    """Let whoever installed own a tenant, once, and tell them; an organisation is no workspace."""
    if not (installed.team_id and installed.installed_by):
        return
    place = Place(PLATFORM, installed.team_id, "")
    who = Claimant(place, installed.installed_by, house.clock())
    facts = await house.founder().found(who, installed.name, INSTALLED)
    if facts is None:
        return
    try:
        await house.chats[PLATFORM].tell(place, who.user, Reply(installed_card(facts)))
    except ChatError as why:
        log.warning("whoever installed the app could not be told what to do next: %s", why.code)


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
        await _welcome(house, installed)

    async def removed(workspace: str) -> None:
        await leave(house.storage, Workspace(PLATFORM, workspace), clock)

    installations = SqlInstallations(engine, house.keys, clock)
    return Surroundings(
        house.desk(),
        SqlSeenRequests(engine),
        installations,
        SqlMessagePieces(engine),
        painter.png,
        clock,
        welcome,
        removed,
        partial(host_of, house.storage),
        partial(forget_shared, house.storage),
        pacing=house.pacing,
    )
