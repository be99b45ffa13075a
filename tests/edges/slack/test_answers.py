"""Private answers on Slack: each is shown once, also where its response_url takes no more."""

import pytest

from bot.adapters.slack.responder import UNSURE
from bot.card import Actions, Ask, Attachment, Button, Card, Text
from bot.handlers.asked import Answer
from bot.marked import sentence
from tests.front_desk import BATCH
from tests.rig.slack_faults import Fault
from tests.rig.slack_world import channel_id, user_id
from tests.slack_desks import TEAM, SlackDesk

DIRECT = "D" + user_id("owner")[1:]
ASKS = Card(
    "Delete everything?",
    (Actions((Button("Delete", "revoke.confirm", BATCH, "danger", Ask("Type it", "Go")),)),),
)
PROOF = Card("Deleted", (Text(("Everything is deleted. ",)), Text(("Proof 7F3A.",))))
ROWS = Attachment("rows.csv", "text/csv", b"a,b\n")
LONG = tuple(Text((f"{n} " + "x" * 2_900,)) for n in range(24))


def told(slack: SlackDesk) -> list[str]:
    """What stands in the owner's conversation with us."""
    return [one.text for one in slack.chat.sent() if one.channel == DIRECT]


def uses(slack: SlackDesk) -> list[int]:
    return [url.uses for url in slack.world.responses.values()]


async def test_a_modal_sent_off_late_is_answered_in_private(slack: SlackDesk) -> None:
    slack.desk.answer = Answer(ASKS, object=BATCH)
    await slack.chat.command("stats")
    slack.desk.answer = Answer(PROOF, changed=True)
    await slack.chat.click("Delete")
    slack.world.clock.forward(minutes=31)
    answer = await slack.chat.submit("Demo shop")
    assert answer.channel == DIRECT
    assert "Everything is deleted." in answer.text
    assert "Proof 7F3A." in answer.text
    assert uses(slack) == [1, 0], "nobody asks an address that is over"
    assert slack.world.homes == {}, "it was not pressed in the home tab"


@pytest.mark.parametrize("status", [404, 410, 403])
async def test_an_answer_whose_address_is_gone_is_told_in_private(
    slack: SlackDesk, status: int
) -> None:
    slack.desk.answer = Answer(PROOF)
    slack.world.faults.add("response_url", Fault(status))
    assert "Proof 7F3A." in (await slack.chat.command("stats")).text
    assert len(slack.chat.sent()) == len(told(slack)) == 1
    slack.world.clock.forward(days=1, seconds=1)
    assert await slack.uploads.sweep() == 1, "like any private answer"


async def test_what_broke_is_said_in_private_where_the_address_is_gone(slack: SlackDesk) -> None:
    slack.desk.answer = Answer(Card("Rows", (Text(("Rows.",)), ROWS)))
    slack.world.faults.add("files.getUploadURLExternal", Fault(503))
    slack.world.faults.add("response_url", None, Fault(404))
    shown = await slack.chat.command("stats")
    assert shown.channel == DIRECT
    assert shown.text.startswith("I could not hand over rows.csv")


@pytest.mark.parametrize("fault", [Fault(503, done=True), Fault(503), Fault(dropped=True)])
async def test_an_answer_that_slack_may_have_shown_is_not_shown_again(
    slack: SlackDesk, fault: Fault
) -> None:
    slack.world.faults.add("response_url", fault)
    await slack.chat.command("stats")
    assert sum(uses(slack)) == int(fault.done)
    assert [one.text for one in slack.chat.sent()].count("Done.") == int(fault.done)
    assert told(slack) == [UNSURE]


@pytest.mark.parametrize("done", [True, False])
async def test_a_new_state_is_put_in_its_place_again(slack: SlackDesk, done: bool) -> None:
    go = Actions((Button("Go", "reviews.approve", BATCH),))
    slack.desk.answer = Answer(Card("Two", (Text(("Two.",)), go)), object=BATCH)
    shown = await slack.chat.command("stats")
    slack.desk.answer = Answer(sentence("Done."), changed=True, object=BATCH)
    slack.world.faults.add("response_url", Fault(503, done=done))
    await slack.chat.click("Go")
    stands = [m for m in slack.world.messages if not m.deleted]
    assert [(m.ts, m.payload["text"]) for m in stands] == [(shown.message_id, "Done.")]


async def test_a_busy_response_url_is_asked_again_when_it_says(slack: SlackDesk) -> None:
    slack.world.faults.add("response_url", Fault(429, retry_after=7))
    assert (await slack.chat.command("stats")).text == "Done."
    assert (slack.pauses, len(slack.chat.sent())) == ([7], 1)


async def test_a_response_url_that_stays_busy_is_left_for_the_private_way(
    slack: SlackDesk,
) -> None:
    slack.world.faults.add("response_url", *[Fault(429, retry_after=7)] * 3)
    await slack.chat.command("stats")
    assert [one.text for one in slack.chat.sent()] == told(slack) == ["Done."]


async def test_a_use_is_kept_for_what_is_said_of_a_file(slack: SlackDesk) -> None:
    slack.desk.answer = Answer(Card("Long", (*LONG, ROWS)))
    slack.world.faults.add("files.getUploadURLExternal", Fault(503))
    last = await slack.chat.command("stats")
    assert "could not hand over rows.csv" in last.text
    assert (uses(slack), last.channel) == ([5], channel_id("general"))


async def test_a_use_is_kept_for_what_is_said_of_a_channel(slack: SlackDesk) -> None:
    slack.desk.answer = Answer(Card("Long", (*LONG, ROWS)))
    slack.world.workspaces[TEAM].channels[channel_id("general")].has_bot = False
    slack.world.faults.add("files.getUploadURLExternal", Fault(503))
    last = await slack.chat.command("stats share:yes")
    assert "Invite me" in last.text
    assert uses(slack) == [5]


async def test_forms_that_slack_refuses_are_uses_too(slack: SlackDesk) -> None:
    slack.desk.answer = Answer(Card("Long", LONG))
    slack.world.faults.add("response_url", Fault(400, done=True))
    await slack.chat.command("stats")
    assert sum(uses(slack)) == 5
