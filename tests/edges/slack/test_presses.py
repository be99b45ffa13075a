"""Presses on Slack: answered where they were made, once, with the text that a button needs."""

from collections.abc import AsyncIterator

import pytest

from bot.card import Actions, Ask, Button, Card, Text
from bot.handlers.asked import Answer, Pressed
from bot.marked import sentence
from tests.front_desk import BATCH
from tests.rig.slack_payloads import press
from tests.rig.slack_world import channel_id, user_id
from tests.slack_desks import SlackDesk, slack_desk

CARD = Card(
    "A batch of 12",
    (
        Text(("12 requests wait.",)),
        Actions(
            (
                Button("Approve", "reviews.approve", BATCH, "primary"),
                Button("Delete", "revoke.confirm", BATCH, "danger", Ask("Type it", "Go")),
            )
        ),
    ),
)
CHANGED = Card("Approved", (Text(("Approved.",)),))


@pytest.fixture
async def slack(sqlite_url: str) -> AsyncIterator[SlackDesk]:
    async with slack_desk(sqlite_url) as slack:
        slack.desk.answer = Answer(CARD, object=BATCH)
        yield slack


def actions_of(slack: SlackDesk) -> list[Pressed]:
    return [seen for seen in slack.desk.seen if isinstance(seen, Pressed)]


async def test_a_press_is_answered_in_private(slack: SlackDesk) -> None:
    shown = await slack.chat.command("stats")
    assert shown.buttons == ("Approve", "Delete")
    slack.desk.answer = Answer(sentence("Done."))
    answer = await slack.chat.click("Approve")
    assert (answer.text, answer.private) == ("Done.", True)
    assert answer.message_id != shown.message_id
    (pressed,) = actions_of(slack)
    assert (pressed.object, pressed.text) == (BATCH, "")


async def test_a_change_goes_in_the_place_of_what_was_pressed(slack: SlackDesk) -> None:
    shown = await slack.chat.command("stats")
    slack.desk.answer = Answer(CHANGED, changed=True, object=BATCH)
    answer = await slack.chat.click("Approve")
    assert (answer.text, answer.message_id) == ("Approved.", shown.message_id)


async def test_a_button_that_asks_opens_a_modal_and_gets_its_text(slack: SlackDesk) -> None:
    await slack.chat.command("stats")
    slack.desk.answer = Answer(sentence("Deleted."))
    await slack.chat.click("Delete")
    answer = await slack.chat.submit("Demo shop")
    assert (answer.text, answer.channel) == ("Deleted.", channel_id("general"))
    (modal,) = slack.world.modals
    assert modal["title"]["text"] == "Delete"
    (pressed,) = actions_of(slack)
    assert pressed.text == "Demo shop"


async def test_a_modal_that_comes_too_late_is_one_sentence(slack: SlackDesk) -> None:
    shown = await slack.chat.command("stats")
    slack.world.triggers.clear()
    posted = slack.world.messages[-1]
    ref = next(a["action_id"] for a in shown.raw["blocks"][-1]["elements"][1:])
    payload = press(slack.world, posted, user_id("owner"), ref) | {"trigger_id": "gone"}
    await slack.http("interactive", payload)
    await slack.world.until(1, 1)
    assert "Press the button again" in slack.world.shown[-1].text
    assert actions_of(slack) == []


async def test_a_foreign_button_is_acked_and_ignored(slack: SlackDesk) -> None:
    await slack.chat.command("stats")
    posted = slack.world.messages[-1]
    posted.payload["blocks"][-1]["elements"][0]["action_id"] = "other-app"
    ack = await slack.http("interactive", press(slack.world, posted, "UOWNER", "other-app"))
    await slack.settled()
    assert (ack.status, len(slack.desk.seen), len(slack.chat.sent())) == (200, 1, 1)


async def test_a_handle_of_another_tenant_is_as_unknown_as_any(slack: SlackDesk) -> None:
    await slack.chat.command("stats share:yes")
    posted = slack.world.messages[-1]
    posted.channel = channel_id("other")
    foreign = await slack.chat.click("Approve", user="neighbour")
    posted.payload["blocks"][-1]["elements"][0]["action_id"] = "az1:reviews.approve:guess"
    unknown = await slack.chat.click("Approve", user="neighbour")
    assert "Ask again with its command." in foreign.text
    assert foreign.raw == unknown.raw
    assert actions_of(slack) == []


async def test_who_belongs_elsewhere_is_not_served(slack: SlackDesk) -> None:
    assert (await slack.chat.command("stats", user="stranger")).buttons == ()
    assert slack.desk.seen == []
