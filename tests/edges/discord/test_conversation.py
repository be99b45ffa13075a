"""From Discord's wire to the desk and back: tenant, standing, handles and posts, nothing faked."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from itertools import count

import pytest

from bot.adapters.discord.chat import DiscordChat as Posts
from bot.adapters.discord.drawer import Drawer
from bot.card import Actions, Ask, Button, Card, Chart, Text, Untrusted
from bot.handlers.asked import Answer
from bot.marked import sentence
from core.model import MemberRole, Place
from core.ports.tenants import ChannelRow
from tests.edges.discord.connected import Connected, connected
from tests.front_desk import BATCH, NOW, OTHER, SHOP, FrontDesk, front_desk
from tests.rig.discord_stub import Discord
from tests.rig.discord_world import GUILD, Interaction, Message

CHANNELS = ((SHOP, "general"), (OTHER, "other"))
MEMBERS = (
    (SHOP, "viewer", MemberRole.VIEWER),
    (SHOP, "approver", MemberRole.APPROVER),
    (SHOP, "owner", MemberRole.OWNER),
    (OTHER, "neighbour", MemberRole.OWNER),
)
SEND = "Send 212 requests"
WAITING = Card(
    "212 requests", (Text(("212 requests",)), Actions((Button(SEND, "reviews.approve", BATCH),)))
)
STALE = "This button is no longer valid. Ask again with its command."


async def no_picture(_: Chart, _locale: str) -> bytes:
    """Nobody draws here."""
    raise OSError("there is no painter")


@dataclass
class Talk:
    """A guild with two tenants, and the desk behind it."""

    here: Connected
    desk: FrontDesk

    def place(self, channel: str = "general") -> Place:
        """A channel of the guild."""
        world = self.here.discord.world
        return Place("discord", world.id_of("guild", GUILD), world.id_of("channel", channel))


@pytest.fixture
async def talk(discord: Discord, sqlite_url: str) -> AsyncIterator[Talk]:
    """Both tenants in one guild, connected."""
    world = discord.world
    guild = world.id_of("guild", GUILD)
    async with front_desk(sqlite_url) as desk:
        for tenant, name in CHANNELS:
            row = ChannelRow("discord", guild, world.id_of("channel", name), name, "UTC")
            async with desk.storage.write() as uow:
                await (await uow.for_tenant(tenant)).team.bind(row)
        for tenant, user, role in MEMBERS:
            async with desk.storage.write() as uow:
                team = (await uow.for_tenant(tenant)).team
                await team.admit(("discord", guild, world.id_of("user", user)), role, NOW)
        async with connected(discord, desk.router, Drawer(no_picture).draw) as here:
            numbers = count(1)
            posts = Posts(here.client, Drawer(no_picture).draw, lambda: f"n-{next(numbers)}")
            desk.sender.chats["discord"] = posts  # type: ignore[index]
            yield Talk(here, desk)


async def settled(talk: Talk, its: Interaction) -> list[Message]:
    """What an interaction shows in the end."""
    await talk.here.discord.world.until(lambda: its.settled)
    return its.messages


async def test_a_member_is_answered_and_nobody_else(talk: Talk) -> None:
    chat = talk.here.chat
    talk.desk.answer = Answer(sentence("1,284 orders"))

    assert (await chat.command("stats 7d", user="viewer")).text == "1,284 orders"
    assert "1,284" not in (await chat.command("stats 7d", user="stranger")).text
    assert "1,284" not in (await chat.command("stats 7d", user="viewer", channel="other")).text
    unbound = await chat.command("stats 7d", user="viewer", channel="elsewhere")
    assert "1,284" not in unbound.text
    assert all(one.private for one in chat.sent())


async def test_an_approval_changes_every_post_of_the_batch(talk: Talk) -> None:
    chat, desk = talk.here.chat, talk.desk
    desk.answer = Answer(WAITING, object=BATCH)
    await desk.sender.post(SHOP, talk.place(), desk.answer)
    asked = await chat.command("reviews", user="approver")
    desk.answer = Answer(sentence("Approved by @approver"), object=BATCH, changed=True)

    shown = await chat.click(SEND, user="approver", on=asked)

    assert (shown.message_id, shown.text) == (asked.message_id, "Approved by @approver")
    assert [(one.text, one.buttons) for one in chat.posted()] == [("Approved by @approver", ())]


async def test_a_post_that_is_pressed_shows_its_new_state_once(talk: Talk) -> None:
    chat, desk = talk.here.chat, talk.desk
    desk.answer = Answer(WAITING, object=BATCH)
    await desk.sender.post(SHOP, talk.place(), desk.answer)
    desk.answer = Answer(sentence("Approved"), object=BATCH, changed=True)

    await chat.click(SEND, user="approver")

    assert [one.text for one in chat.posted()] == ["Approved"]


async def test_a_viewer_may_not_and_the_button_stays(talk: Talk) -> None:
    chat, desk = talk.here.chat, talk.desk
    desk.answer = Answer(WAITING, object=BATCH)
    await desk.sender.post(SHOP, talk.place(), desk.answer)

    shown = await chat.click(SEND, user="viewer")

    assert shown.private
    assert "needs an approver" in shown.text
    assert [one.buttons for one in chat.posted()] == [(SEND,)]


async def test_a_foreign_button_says_what_an_unknown_one_says(talk: Talk) -> None:
    chat, desk, world = talk.here.chat, talk.desk, talk.here.discord.world
    desk.answer = Answer(WAITING, object=BATCH)
    await desk.sender.post(SHOP, talk.place(), desk.answer)
    (posted,) = chat.posted()
    message = world.messages[posted.message_id]
    refs = [posted.raw["components"][-1]["components"][0]["custom_id"], "az1:reviews.approve:no"]

    answers = []
    for ref in refs:
        data = {"component_type": 2, "custom_id": ref}
        message.payload["components"][-1]["components"][0]["custom_id"] = ref
        its = await chat.interact(3, data, user="neighbour", channel="other", pressed=message)
        answers.append([one.payload["components"] for one in await settled(talk, its)])

    assert answers[0] == answers[1]
    assert STALE in str(answers[0])


async def test_a_typed_confirmation_reaches_the_handler(talk: Talk) -> None:
    chat, desk = talk.here.chat, talk.desk
    ask = Ask("Type Demo shop to confirm", "Delete everything")
    button = Button("Delete…", "revoke.confirm", "revoke:1", "danger", ask)
    desk.answer = Answer(Card("Delete?", (Text(("Delete?",)), Actions((button,)))))
    await chat.command("revoke")
    desk.answer = Answer(sentence("Deleted"))

    await chat.click("Delete…")
    shown = await chat.submit("Demo shop")

    assert (shown.text, shown.private) == ("Deleted", True)
    assert desk.seen[-1].text == "Demo shop"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "title",
    ["@everyone <@1> <@&2> @here", "**bold** ```fence``` [a](https://x.example)", "x" * 10_000],
    ids=["mentions", "format", "long"],
)
async def test_what_others_wrote_is_text_and_reaches_nobody(talk: Talk, title: str) -> None:
    desk = talk.desk
    desk.answer = Answer(Card("Titles", (Text((Untrusted(title),)),)))

    shown = await talk.here.chat.command("stats share:yes")

    assert not shown.private
    if len(title) < 40:
        assert title.split()[0] in shown.text
    assert talk.here.discord.world.pings == []


async def test_a_thread_speaks_for_its_channel(talk: Talk) -> None:
    chat, desk = talk.here.chat, talk.desk
    desk.answer = Answer(WAITING, object=BATCH)

    shown = await chat.command("reviews share:yes", user="approver", channel="general > today")
    assert (shown.channel, shown.buttons) == ("general > today", (SEND,))

    desk.answer = Answer(sentence("Approved"), object=BATCH, changed=True)
    after = await chat.click(SEND, user="approver", on=shown)
    assert (after.message_id, after.text) == (shown.message_id, "Approved")
    (row,) = await desk.posts()
    assert (row.channel, row.message_id) == (
        talk.place("general > today").channel,
        shown.message_id,
    )
    posts = desk.sender.chats["discord"]
    assert await posts.delete(row.place, row.message_id)
    assert chat.posted("general > today") == []

    foreign = await chat.command("reviews", user="viewer", channel="other > today")
    assert "Approved" not in foreign.text
