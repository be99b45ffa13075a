"""Slack's requests are acked before anything is asked of Slack, whatever will be asked after."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from bot.card import Actions, Ask, Button, Card, Text
from bot.handlers.asked import Answer
from tests.front_desk import BATCH
from tests.rig.slack_chat import BySocket, Delivery
from tests.rig.slack_payloads import event, press, slash, submission
from tests.rig.slack_rules import pressable
from tests.rig.slack_world import channel_id, user_id
from tests.slack_desks import TEAM, SlackDesk, installed, slack_desk

CARD = Card(
    "A batch",
    (
        Text(("12 requests wait.",)),
        Actions(
            (
                Button("Approve", "reviews.approve", BATCH),
                Button("Delete", "revoke.confirm", BATCH, "danger", Ask("Type it", "Go")),
            )
        ),
    ),
)
OPENED = {"type": "app_home_opened", "user": user_id("owner"), "tab": "home", "channel": "D1"}
KINDS = ("command", "shared", "press", "asking press", "submission", "home")
USER = user_id("owner")

Request = tuple[str, dict[str, Any]]


@pytest.fixture
async def slack(sqlite_url: str) -> AsyncIterator[SlackDesk]:
    """With a token that is due for renewal, so that whatever uses it asks Slack first."""
    async with slack_desk(sqlite_url) as slack:
        slack.desk.answer = Answer(CARD, object=BATCH)
        slack.world.rotating = True
        grant = slack.world.grant(TEAM)
        await slack.installations.save(installed(grant, slack.world.clock()))
        slack.world.clock.forward(hours=11)
        yield slack


async def request(slack: SlackDesk, kind: str) -> Request:
    """What Slack would send, as soon as there is something to press or submit."""
    if kind in ("command", "shared"):
        line = "stats 7d share:yes" if kind == "shared" else "stats 7d"
        return "slash_commands", slash(slack.world, TEAM, channel_id("general"), USER, line)
    if kind == "home":
        return "events_api", event(slack.world, TEAM, "Ev1", OPENED)
    await slack.chat.command("stats")
    if kind == "submission":
        await slack.http("interactive", _press(slack, 1))
        await slack.world.until(1, 0)
        return "interactive", submission(slack.world, TEAM, USER, slack.world.modals[-1], "Go")
    return "interactive", _press(slack, ("press", "asking press").index(kind))


def _press(slack: SlackDesk, which: int) -> dict[str, Any]:
    posted = slack.world.messages[-1]
    button = list(pressable(posted.payload["blocks"]))[which]
    return press(slack.world, posted, USER, str(button["action_id"]))


async def calls_by(slack: SlackDesk, deliver: Delivery, sent: Request) -> tuple[list[str], bool]:
    """What Slack was asked before the ack was read, and whether it was asked anything after."""
    await slack.settled()
    slack.world.calls.clear()
    ack = await deliver(*sent)
    before = [name for name, _ in slack.world.calls]
    assert ack.status == 200
    async with asyncio.timeout(10):
        await slack.settled()
    return before, bool(slack.world.calls)


@pytest.mark.parametrize("kind", KINDS)
async def test_slack_is_asked_nothing_before_the_ack(slack: SlackDesk, kind: str) -> None:
    sent = await request(slack, kind)
    assert await calls_by(slack, slack.http, sent) == ([], True)


@pytest.mark.parametrize("kind", KINDS)
async def test_slack_is_asked_nothing_before_the_ack_over_a_socket(
    slack: SlackDesk, kind: str
) -> None:
    sent = await request(slack, kind)
    await slack.socket.start()
    await slack.server.sockets.connected()
    deliver = BySocket(slack.server.sockets)
    assert await calls_by(slack, deliver, sent) == ([], True)


@pytest.mark.parametrize("team", ["T9", TEAM])
async def test_slack_is_asked_nothing_where_the_app_is_not_installed(
    slack: SlackDesk, team: str
) -> None:
    await slack.installations.remove("A0AMZIGO", "", TEAM, slack.world.clock())
    slack.tokens.forget()
    kind, payload = await request(slack, "command")
    sent = (kind, payload | {"team_id": team})
    assert await calls_by(slack, slack.http, sent) == ([], False)
