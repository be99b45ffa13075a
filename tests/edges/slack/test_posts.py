"""Posts on Slack: sent, drawn again and deleted with all that belongs to them."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.card import Actions, Attachment, Button, Card, Chart, Column, Series, Table, Text
from bot.envelope import Reply
from bot.handlers.asked import Answer
from bot.marked import sentence
from bot.pacing import PacedChat
from core.chat_errors import ChannelRefused, ChatBusy, ChatSilent, NotInstalled
from core.model import Place
from tests.front_desk import BATCH, SHOP
from tests.rig.slack_faults import Fault
from tests.rig.slack_world import channel_id, user_id
from tests.slack_desks import TEAM, SlackDesk

HERE = Place("slack", TEAM, channel_id("general"))
DAYS = tuple(date(2026, 11, 1) + timedelta(days=n) for n in range(30))
CHART = Chart("Units a day", DAYS, (Series("Units", tuple(map(float, range(30)))),), "units", "Up.")
LONG = Card("A long story", tuple(Text((f"{n} " + "x" * 2_900,)) for n in range(9)))
BUTTONS = Actions((Button("Approve", "reviews.approve", BATCH),))


def reply(card: Card) -> Reply:
    return Reply(card, tuple(f"az1:x:{n}" for n, _ in enumerate(card.buttons())), share=True)


def files(slack: SlackDesk) -> list[str]:
    return [file.name for file in slack.world.files.values() if not file.deleted]


async def test_a_post_is_drawn_again_and_deleted(slack: SlackDesk) -> None:
    message = await slack.posts.post(HERE, reply(sentence("Waiting.")), "k")
    await slack.posts.update(HERE, message, reply(sentence("Approved.")))
    assert [shown.text for shown in slack.chat.posted()] == ["Approved."]
    assert await slack.posts.delete(HERE, message)
    assert slack.chat.posted() == []
    assert await slack.posts.delete(HERE, message), "gone is gone"


async def test_a_long_card_is_several_messages_and_one_post(slack: SlackDesk) -> None:
    card = Card("A long story", (*LONG.nodes, BUTTONS))
    message = await slack.posts.post(HERE, reply(card), "k")
    shown = slack.chat.posted()
    assert [one.buttons for one in shown] == [()] * (len(shown) - 1) + [("Approve",)]
    assert (len(shown) > 1, shown[-1].message_id) == (True, message)
    await slack.posts.update(HERE, message, reply(sentence("Approved.")))
    assert [(one.text, one.message_id) for one in slack.chat.posted()] == [("Approved.", message)]
    await slack.posts.update(HERE, message, reply(LONG))
    assert await slack.posts.delete(HERE, message)
    assert slack.chat.posted() == []


async def test_a_part_that_fails_takes_the_others_back(slack: SlackDesk) -> None:
    slack.world.faults.add("chat.postMessage", None, Fault(error="is_archived"))
    with pytest.raises(ChannelRefused):
        await slack.posts.post(HERE, reply(LONG), "k")
    assert len(slack.chat.sent()) == 1
    assert slack.chat.posted() == []


async def test_a_post_that_could_not_be_deleted_is_kept_whole(slack: SlackDesk) -> None:
    message = await slack.posts.post(HERE, reply(sentence("Two.")), "k")
    slack.world.faults.add("chat.delete", Fault(503))
    with pytest.raises(ChatSilent):
        await slack.posts.delete(HERE, message)
    assert await slack.posts.delete(HERE, message)


async def test_a_chart_goes_up_as_a_picture_and_away_with_its_post(slack: SlackDesk) -> None:
    message = await slack.posts.post(HERE, reply(Card("Units", (CHART,))), "k")
    assert files(slack) == ["chart-1.png"]
    await slack.posts.update(HERE, message, reply(Card("Units", (CHART,))))
    assert len(files(slack)) == 1, "the picture before is deleted"
    assert await slack.posts.delete(HERE, message)
    assert files(slack) == []


async def test_a_picture_is_drawn_in_the_signs_of_its_place(slack: SlackDesk) -> None:
    await slack.posts.post(HERE, Reply(Card("Units", (CHART,)), share=True, locale="de"), "k")
    (picture,) = slack.world.files.values()
    assert picture.content.endswith(b", de")


async def test_a_chart_that_nobody_can_draw_is_its_figures(
    slack: SlackDesk, caplog: pytest.LogCaptureFixture
) -> None:
    async def unpainted(_: Chart, _locale: str) -> bytes:
        raise RuntimeError("the painter's process died")

    drawer = replace(slack.posts.drawer, paint=unpainted)
    drawn = await drawer.draw(HERE, Reply(Card("Units", (CHART,)), share=True))
    assert drawn.pictures == ()
    assert "1 Nov" in str(drawn.messages)
    assert "could not be drawn" in caplog.text


async def test_a_picture_of_a_post_that_failed_goes_after_a_day(slack: SlackDesk) -> None:
    slack.world.faults.add("chat.postMessage", Fault(error="not_in_channel"))
    with pytest.raises(ChannelRefused):
        await slack.posts.post(HERE, reply(Card("Units", (CHART,))), "k")
    assert files(slack) == ["chart-1.png"]
    slack.world.clock.forward(days=1, seconds=1)
    assert (await slack.uploads.sweep(), files(slack)) == (1, [])


async def test_a_picture_that_cannot_go_up_is_a_table(slack: SlackDesk) -> None:
    slack.world.faults.add("files.getUploadURLExternal", Fault(503))
    await slack.posts.post(HERE, reply(Card("Units", (CHART,))), "k")
    (shown,) = slack.chat.posted()
    assert "29" in shown.text
    assert files(slack) == []


async def test_a_picture_that_slack_still_works_on_is_tried_again(slack: SlackDesk) -> None:
    refused = Fault(error="invalid_blocks")
    slack.world.faults.add("chat.postMessage", refused)
    await slack.posts.post(HERE, reply(Card("Units", (CHART,))), "k")
    (shown,) = slack.chat.posted()
    assert shown.raw["blocks"][-1]["type"] in ("image", "context")
    assert slack.pauses == [1.0]


async def test_a_form_that_slack_refuses_becomes_plainer_and_then_words(slack: SlackDesk) -> None:
    refused = Fault(error="invalid_blocks")
    rows = tuple(((str(n),),) for n in range(3))
    table = Card("Three rows", (Table((Column("n"),), rows, "Rows"),))
    slack.world.faults.add("chat.postMessage", refused)
    await slack.posts.post(HERE, reply(table), "k")
    slack.world.faults.add("chat.postMessage", refused, refused)
    await slack.posts.post(HERE, reply(table), "k")
    plainer, words = slack.chat.posted()
    assert "table" not in {block["type"] for block in plainer.raw["blocks"]}
    assert words.text == "Three rows"


async def test_files_of_a_post_lie_in_its_thread(slack: SlackDesk) -> None:
    card = Card("Here", (Text(("Here.",)), Attachment("rows.csv", "text/csv", b"a,b\n")))
    message = await slack.posts.post(HERE, reply(card), "k")
    assert slack.world.messages[-1].thread == message
    assert files(slack) == ["rows.csv"]
    assert await slack.posts.delete(HERE, message)
    assert (files(slack), slack.chat.posted()) == ([], [])


async def test_files_of_a_private_answer_go_to_the_asker_alone(slack: SlackDesk) -> None:
    slack.desk.answer = Answer(
        Card("Here", (Text(("Here.",)), Attachment("rows.csv", "text/csv", b"a,b\n"), CHART))
    )
    await slack.chat.command("stats")
    assert slack.chat.posted() == []
    direct = "D" + user_id("owner")[1:]
    assert [m.channel for m in slack.world.messages if m.files] == [direct]
    assert files(slack) == ["chart-1.png", "rows.csv"]
    await slack.posts.clear(HERE)
    assert files(slack) == []


async def test_the_files_of_private_answers_go_after_a_day(slack: SlackDesk) -> None:
    slack.desk.answer = Answer(Card("Units", (CHART,)))
    await slack.chat.command("stats")
    await slack.posts.post(HERE, reply(Card("Units", (CHART,))), "k")
    assert await slack.uploads.sweep() == 0
    slack.world.clock.forward(days=1, seconds=1)
    assert await slack.uploads.sweep() == 1
    assert len(files(slack)) == 1, "a post keeps its picture"


@pytest.mark.parametrize("error", ["not_in_channel", "is_archived", "channel_not_found"])
async def test_a_channel_that_refuses_us_says_why(slack: SlackDesk, error: str) -> None:
    slack.world.faults.add("chat.postMessage", Fault(error=error))
    with pytest.raises(ChannelRefused):
        await slack.posts.post(HERE, reply(sentence("Hi.")), "k")
    slack.world.faults.add("chat.delete", Fault(error=error))
    assert not await slack.posts.delete(HERE, "1.1")


async def test_a_busy_slack_says_how_long(slack: SlackDesk) -> None:
    slack.world.faults.add("chat.postMessage", Fault(429, retry_after=17))
    with pytest.raises(ChatBusy) as why:
        await slack.posts.post(HERE, reply(sentence("Hi.")), "k")
    assert why.value.retry_after == 17
    assert slack.chat.posted() == []


@pytest.mark.parametrize("fault", [Fault(503), Fault(dropped=True, done=True)])
async def test_a_post_whose_fate_is_unknown_is_not_repeated(slack: SlackDesk, fault: Fault) -> None:
    slack.world.faults.add("chat.postMessage", fault)
    with pytest.raises(ChatSilent):
        await slack.posts.post(HERE, reply(sentence("Hi.")), "k")
    assert [name for name, _ in slack.world.calls] == ["chat.postMessage"]


async def test_a_workspace_without_the_app_is_refused(slack: SlackDesk) -> None:
    with pytest.raises(NotInstalled):
        await slack.posts.post(Place("slack", "T9", "C1"), reply(sentence("Hi.")), "k")
    assert slack.world.calls == []


async def test_a_change_is_drawn_on_every_post_of_its_object(slack: SlackDesk) -> None:
    batch = Answer(Card("A batch", (Text(("It waits.",)), BUTTONS)), object=BATCH)
    for place in (HERE, Place("slack", TEAM, channel_id("unbound"))):
        await slack.desk.sender.post(SHOP, place, batch)
    slack.desk.answer = Answer(sentence("Approved."), changed=True, object=BATCH)
    slack.world.faults.add("chat.update", Fault(error="is_archived"))
    await slack.chat.click("Approve", on=slack.chat.posted()[0])
    await slack.desk.sender.behind.idle()
    assert [one.text for one in slack.chat.posted()] == ["Approved."]
    assert [one.text for one in slack.chat.posted("unbound")] == ["Approved."]


async def test_a_long_post_goes_part_by_part_as_its_channel_takes_it(slack: SlackDesk) -> None:
    slack.world.rates.is_on = True
    paced = PacedChat(slack.posts, slack.posts.pacing)
    message = await paced.post(HERE, reply(LONG), "k")
    parts = len(slack.chat.posted())
    await paced.update(HERE, message, reply(LONG))
    assert len(slack.chat.posted()) == parts > 2
    assert await paced.delete(HERE, message)
    assert slack.chat.posted() == []


async def test_a_busy_slack_in_the_middle_of_a_post_is_waited_for(slack: SlackDesk) -> None:
    slack.world.faults.add("chat.postMessage", None, Fault(429, retry_after=7))
    await slack.posts.post(HERE, reply(LONG), "k")
    shown = [one.message_id for one in slack.chat.posted()]
    assert len(shown) == len(set(shown)) > 2
    assert 7 in slack.pauses
