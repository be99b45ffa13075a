"""Several workspaces, and organisations: each is served as itself, whichever way it is reached."""

from dataclasses import replace

import pytest

from bot.card import Actions, Button, Card, Text
from bot.envelope import Reply
from bot.handlers.asked import Answer
from bot.marked import sentence
from core.model import MemberRole, Place
from core.ports.tenants import ChannelRow
from tests.front_desk import BATCH, SHOP
from tests.rig.chat import Chat
from tests.rig.slack_chat import BySocket, SlackChat
from tests.rig.slack_world import channel_id, user_id
from tests.slack_desks import TEAM, SlackDesk, installed

GRID, ORG = "T7", "E1"
CARD = Card("A batch", (Text(("12 wait.",)), Actions((Button("Go", "reviews.approve", BATCH),))))


@pytest.fixture(params=["http", "socket"])
async def chat(request: pytest.FixtureRequest, slack: SlackDesk) -> Chat:
    """The same people, by signed requests and over a socket."""
    if request.param == "http":
        return slack.chat
    await slack.socket.start()
    await slack.server.sockets.connected()
    return SlackChat(slack.world, BySocket(slack.server.sockets), TEAM, slack.settled)


async def test_a_conversation_is_the_same_either_way(slack: SlackDesk, chat: Chat) -> None:
    slack.desk.answer = Answer(CARD, object=BATCH)
    shown = await chat.command("stats 7d share:yes")
    assert (shown.private, shown.buttons, len(chat.posted())) == (False, ("Go",), 1)
    slack.desk.answer = Answer(sentence("Approved."), changed=True, object=BATCH)
    assert (await chat.click("Go", user="approver")).text == "Approved."
    assert [one.text for one in chat.posted()] == ["Approved."]
    assert "connected to no shop" in (await chat.command("stats", channel="unbound")).text
    assert "I don't know “stast”" in (await chat.command("stast")).text
    assert (await chat.command("stats", user="stranger")).buttons == ()


async def in_grid(slack: SlackDesk) -> SlackChat:
    """A workspace of an organisation that has the app as a whole, and the shop's channel in it."""
    slack.world.workspace(GRID, "general", enterprise=ORG)
    grant = slack.world.grant(GRID)
    await slack.installations.save(installed(grant, slack.world.clock(), "", ORG))
    async with slack.desk.storage.write() as uow:
        team = (await uow.for_tenant(SHOP)).team
        await team.bind(ChannelRow("slack", GRID, channel_id("general"), "general", "UTC"))
        await team.admit(("slack", GRID, user_id("owner")), MemberRole.OWNER, slack.desk.now)
    return SlackChat(slack.world, slack.http, GRID, slack.settled)


async def test_an_organisation_is_served_in_each_of_its_workspaces(slack: SlackDesk) -> None:
    chat = await in_grid(slack)
    assert (await chat.command("stats")).text == "Done."
    async with slack.again() as other:  # a process that only posts what is due
        place = Place("slack", GRID, channel_id("general"))
        await other.chat.post(place, Reply(sentence("Good morning."), share=True), "k")
    assert [one.text for one in chat.posted()] == ["Good morning."]
    assert slack.chat.posted() == []


async def test_an_organisation_removes_the_app_as_a_whole(slack: SlackDesk) -> None:
    chat = await in_grid(slack)
    await chat.command("stats")
    payload = {"type": "app_uninstalled"}
    await chat.event("Ev1", payload)
    assert await slack.installations.find(ORG, GRID) is not None, "of one workspace only"
    await slack.installations.remove("A0AMZIGO", ORG, "", slack.world.clock())
    slack.tokens.forget()
    assert await slack.tokens.installed(GRID) is None
    assert (await slack.chat.command("stats")).text == "Done.", "the other workspace goes on"


async def test_workspaces_see_nothing_of_each_other(slack: SlackDesk) -> None:
    chat = await in_grid(slack)
    slack.desk.answer = Answer(CARD, object=BATCH)
    await chat.command("stats share:yes")
    (posted,) = chat.posted()
    moved = replace(next(m for m in slack.world.messages if m.ts == posted.message_id))
    moved.workspace, moved.channel, moved.ts = TEAM, channel_id("other"), "9.9"
    slack.world.messages.append(moved)
    slack.desk.seen.clear()
    answer = await slack.chat.click("Go", user="neighbour")
    assert "Ask again with its command." in answer.text
    assert slack.desk.seen == []
