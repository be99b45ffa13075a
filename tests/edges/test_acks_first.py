"""Both platforms are promised an answer before the desk is asked for one, however long it takes."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from bot.adapters.slack.opened import Slack, open_slack
from bot.card import Actions, Button, Card, Text
from bot.envelope import Reply
from bot.web import application
from tests.edges.discord.conftest import Hands, discord, hands
from tests.edges.discord.connected import connected
from tests.edges.discord.desks import TellingDesk
from tests.rig.discord_stub import Discord
from tests.rig.slack_chat import BySocket, Delivery, SignedHttp
from tests.rig.slack_payloads import press, slash
from tests.rig.slack_world import channel_id, user_id
from tests.slack_desks import TEAM, SlackDesk, slack_desk

__all__ = ["Hands", "discord", "hands"]

REF = "az1:reviews.approve:AAAAAAAAAAAAAAAAAAAAAA"
BATCH = Card("A batch", (Text(("A batch",)), Actions((Button("Send", "reviews.approve", "1"),))))
USER = user_id("owner")
PATIENCE = 2.0
KINDS = ("slash_commands", "interactive")


@pytest.fixture
async def slack(sqlite_url: str) -> AsyncIterator[SlackDesk]:
    async with slack_desk(sqlite_url) as slack:
        yield slack


def delivery(slack: SlackDesk, opened: Slack, way: str) -> Delivery:
    """Over HTTP, or over the socket."""
    if way == "http":
        return SignedHttp(slack.world, application(opened.routes))
    return BySocket(slack.server.sockets)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("way", ["http", "socket"])
async def test_slack_has_its_ack_while_the_desk_is_at_work(
    slack: SlackDesk, kind: str, way: str
) -> None:
    settings, around = slack.again.args
    desk = TellingDesk([Reply(BATCH, (REF,))])
    async with open_slack(settings, replace(around, desk=desk)) as opened:
        if way == "socket":
            assert opened.socket is not None
            await opened.socket.start()
            await slack.server.sockets.connected()
        deliver = delivery(slack, opened, way)
        sent = slash(slack.world, TEAM, channel_id("general"), USER, "stats")
        if kind == "interactive":
            await deliver("slash_commands", sent)
            await opened.work.idle()
            sent = press(slack.world, slack.world.messages[-1], USER, REF)
        so_far, desk.waits = len(slack.world.shown), asyncio.Event()

        async with asyncio.timeout(PATIENCE):
            ack = await deliver(kind, sent)
        assert ack.status == 200
        assert len(slack.world.shown) == so_far

        desk.waits.set()
        await opened.work.idle()
        assert len(slack.world.shown) == so_far + 1


@pytest.mark.parametrize("kind", KINDS)
async def test_discord_has_its_promise_while_the_desk_is_at_work(
    discord: Discord, kind: str
) -> None:
    desk = TellingDesk([Reply(BATCH, (REF,))])
    async with connected(discord, desk) as here:
        if kind == "interactive":
            await here.chat.command("stats")
        so_far, desk.waits = len(here.chat.sent()), asyncio.Event()

        press_or_type = here.chat.press if kind == "interactive" else here.chat.send
        its = await press_or_type("Send" if kind == "interactive" else "stats")
        await its.bell.until(lambda: its.answer is not None, seconds=PATIENCE)
        assert len(here.chat.sent()) == so_far

        desk.waits.set()
        await its.bell.until(lambda: its.settled)
        assert len(here.chat.sent()) == so_far + 1
