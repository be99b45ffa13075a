"""Discord fails in the middle of an answer: the desk is asked once, and what it says shown once."""

import aiohttp
import pytest

from bot.adapters.discord.once import asked
from bot.card import Actions, Ask, Button, Card, Text
from bot.envelope import Reply
from bot.marked import sentence
from tests.edges.discord.connected import CODE, Connected, connected
from tests.rig.discord_driver import DiscordChat
from tests.rig.discord_faults import Fault, broken, dropped
from tests.rig.discord_stub import Discord
from tests.rig.slack_house import free_port

SEND = "Send 212 requests"
BATCH = Card("A batch", (Text(("A batch",)), Actions((Button(SEND, "reviews.approve", "1"),))))
ASKS = Button("Delete…", "revoke.confirm", "1", "danger", Ask("Type Demo shop to confirm", ""))
DELETE = Card("Delete?", (Text(("Delete?",)), Actions((ASKS,))))
REFS = ("az1:reviews.approve:AAAAAAAAAAAAAAAAAAAAAA",)
CALLBACK, FILLING = ("POST", "/callback"), ("PATCH", "/messages/@original")
FOLLOWING, REMOVING = ("POST", "/webhooks/"), ("DELETE", "/messages/@original")
UNSURE = (
    f"Discord did not say whether it showed you my answer ({CODE}). If it is not there, ask again "
    "with its command."
)
DOUBTS = ["down", "down, but done", "dropped", "dropped, but done"]


def failing(how: str, method: str, part: str) -> Fault:
    """The way in which a request fails."""
    make = dropped if how.startswith("dropped") else broken
    return make(method, part, done=how.endswith("done"))


def standing(chat: DiscordChat) -> list[str]:
    """What everybody sees now, and each in private, a message at a time."""
    return [one.text for one in {one.message_id: one for one in chat.sent()}.values()]


async def posted(here: Connected) -> None:
    """A post with a button stands in the channel."""
    here.desk.replies = [Reply(BATCH, REFS, share=True)]
    await here.chat.command("reviews share:yes")


@pytest.mark.parametrize("how", DOUBTS)
@pytest.mark.parametrize("what", [CALLBACK, FILLING], ids=["promise", "answer"])
async def test_a_command_is_answered_once(
    discord: Discord, how: str, what: tuple[str, str]
) -> None:
    discord.world.faults.append(failing(how, *what))
    async with connected(discord) as here:
        await here.chat.command("home")

    assert len(here.desk.commands) == 1
    assert standing(here.chat) == ["Done."]


@pytest.mark.parametrize("how", DOUBTS)
@pytest.mark.parametrize("what", [CALLBACK, FILLING], ids=["promise", "answer"])
async def test_a_press_is_done_once(discord: Discord, how: str, what: tuple[str, str]) -> None:
    async with connected(discord) as here:
        await posted(here)
        discord.world.faults.append(failing(how, *what))
        here.desk.replies = [Reply(sentence("Approved"), replaces=True)]

        await here.chat.click(SEND)

    assert len(here.desk.clicks) == 1
    assert standing(here.chat) == ["Approved"]


@pytest.mark.parametrize("how", DOUBTS)
async def test_what_is_typed_is_still_completed(discord: Discord, how: str) -> None:
    async with connected(discord) as here:
        discord.world.faults.append(failing(how, *CALLBACK))

        offered = await here.chat.complete("product G")

    assert len(offered) == 2


@pytest.mark.parametrize("how", DOUBTS)
async def test_a_modal_opens_and_what_is_typed_into_it_is_done_once(
    discord: Discord, how: str
) -> None:
    async with connected(discord) as here:
        here.desk.replies = [Reply(DELETE, REFS)]
        await here.chat.command("revoke")
        discord.world.faults.append(failing(how, *CALLBACK))
        here.desk.replies = [Reply(sentence("Deleted"), replaces=True)]

        await here.chat.click("Delete…")
        shown = await here.chat.submit("Demo shop")

    assert [one.text for one in here.desk.clicks] == ["Demo shop"]
    assert shown.text == "Deleted"


@pytest.mark.parametrize("how", DOUBTS)
async def test_an_answer_beside_what_was_pressed_never_comes_twice(
    discord: Discord, how: str
) -> None:
    """No request of this kind can be known by a key: it is not made again."""
    async with connected(discord) as here:
        await posted(here)
        discord.world.faults.append(failing(how, *FOLLOWING))
        here.desk.replies = [Reply(sentence("Sending needs an approver"))]

        await here.chat.click(SEND, user="viewer")

    shown = ["Sending needs an approver"] if how.endswith("done") else []
    assert [one.text for one in here.chat.sent() if one.private] == [*shown, UNSURE]


@pytest.mark.parametrize("how", DOUBTS)
async def test_a_refusal_is_private_where_the_promise_was_not(discord: Discord, how: str) -> None:
    discord.world.faults.append(failing(how, *REMOVING))
    async with connected(discord) as here:
        here.desk.replies = [Reply(sentence("Only members see figures"))]

        shown = await here.chat.command("stats 7d share:yes")

    assert (shown.text, shown.private) == ("Only members see figures", True)
    assert here.chat.posted() == []


async def test_an_interaction_that_another_answered_is_left_to_it(discord: Discord) -> None:
    """Discord's word that there is an answer counts only after one of ours that may have come."""
    async with connected(discord) as first, connected(discord) as second:
        await first.chat.command("home")
        await second.chat.idle()

    assert len(first.desk.commands) + len(second.desk.commands) == 1
    assert standing(first.chat) == ["Done."]
    assert discord.world.broken == ["an interaction was answered twice"]
    discord.world.broken.clear()


async def test_what_discord_cannot_have_heard_is_said_again() -> None:
    tries: list[int] = []

    async def say() -> str:
        tries.append(1)
        if len(tries) == 1:
            async with aiohttp.ClientSession() as session:
                await session.get(f"http://127.0.0.1:{free_port()}")
        return "heard"

    assert await asked(say) == "heard"
    assert len(tries) == 2
