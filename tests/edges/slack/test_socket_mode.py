"""Slack over Socket Mode: the same app, and a watchdog for the client that never comes back."""

from collections.abc import AsyncIterator

import pytest

from bot.card import Actions, Ask, Button, Card, Text
from bot.handlers.asked import Answer
from bot.marked import sentence
from tests.front_desk import BATCH
from tests.rig.slack_chat import BySocket, SlackChat
from tests.slack_desks import TEAM, SlackDesk, slack_desk

CARD = Card(
    "Sure?",
    (
        Text(("All of it?",)),
        Actions((Button("Delete", "revoke.confirm", BATCH, "danger", Ask("Type it", "Go")),)),
    ),
)


@pytest.fixture
async def slack(sqlite_url: str) -> AsyncIterator[SlackDesk]:
    async with slack_desk(sqlite_url) as slack:
        await slack.socket.start()
        await slack.server.sockets.connected()
        yield slack


def chat_of(slack: SlackDesk) -> SlackChat:
    return SlackChat(slack.world, BySocket(slack.server.sockets), TEAM, slack.settled)


async def test_the_same_conversation_goes_over_a_socket(slack: SlackDesk) -> None:
    chat = chat_of(slack)
    slack.desk.answer = Answer(CARD)
    assert (await chat.command("stats")).buttons == ("Delete",)
    slack.desk.answer = Answer(sentence("Deleted."))
    await chat.click("Delete")
    answer = await chat.submit("Demo shop")
    assert (answer.text, answer.private) == ("Deleted.", True)


async def test_a_socket_that_slack_renews_is_opened_again(slack: SlackDesk) -> None:
    await slack.server.sockets.refresh()
    await slack.server.sockets.connected(times=2)
    assert (await chat_of(slack).command("stats")).text == "Done."


async def test_a_dropped_socket_is_opened_again(slack: SlackDesk) -> None:
    await slack.server.sockets.drop()
    await slack.server.sockets.connected(times=2)
    assert (await chat_of(slack).command("stats")).text == "Done."
    assert slack.socket.handlers == 1


async def test_a_client_that_stays_away_is_replaced(slack: SlackDesk) -> None:
    await slack.socket.check()
    slack.world.clock.forward(minutes=5)
    await slack.socket.check()
    await slack.socket.stop()
    for seconds in (0, 59):
        slack.world.clock.forward(seconds=seconds)
        await slack.socket.check()
    assert (slack.socket.handlers, await slack.socket.is_connected()) == (1, False)
    slack.world.clock.forward(seconds=1)
    await slack.socket.check()
    assert (slack.socket.handlers, await slack.socket.is_connected()) == (2, True)
    assert (await chat_of(slack).command("stats")).text == "Done."
