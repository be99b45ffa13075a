"""Files while Slack is busy: those of a post wait, and a picture gives way to a table at once."""

from datetime import timedelta

from bot.adapters.rendered import File
from bot.card import Attachment, Card, Text
from bot.pacing import LONGEST
from tests.edges.slack.test_posts import CHART, HERE, files, reply
from tests.rig.slack_faults import Fault
from tests.slack_desks import SlackDesk

UPLOAD, DELETE = "files.getUploadURLExternal", "files.delete"
STOCK = Card("Stock", (Text(("See the file.",)), Attachment("stock.csv", "text/csv", b"a,b\n")))


def called(slack: SlackDesk, method: str) -> int:
    return [name for name, _ in slack.world.calls].count(method)


async def test_the_file_of_a_post_waits_until_slack_takes_it(slack: SlackDesk) -> None:
    slack.world.faults.add(UPLOAD, Fault(429, retry_after=9))
    await slack.posts.post(HERE, reply(STOCK), "k")
    assert (files(slack), 9 in slack.pauses) == (["stock.csv"], True)


async def test_a_file_that_would_wait_too_long_is_left_out_and_its_card_stands(
    slack: SlackDesk,
) -> None:
    slack.world.faults.add(UPLOAD, Fault(429, retry_after=int(LONGEST) + 60))
    await slack.posts.post(HERE, reply(STOCK), "k")
    assert "See the file." in slack.chat.posted()[0].text
    assert (files(slack), slack.pauses) == ([], [])


async def test_a_picture_is_a_table_at_once_until_slack_takes_pictures_again(
    slack: SlackDesk,
) -> None:
    slack.world.faults.add(UPLOAD, Fault(429, retry_after=60))
    for _ in range(3):
        await slack.posts.post(HERE, reply(Card("Units", (CHART,))), "k")
    assert (called(slack, UPLOAD), files(slack), slack.pauses) == (1, [], [])
    assert all("29" in one.text for one in slack.chat.posted())
    slack.world.clock.forward(seconds=60)
    await slack.posts.post(HERE, reply(Card("Units", (CHART,))), "k")
    assert files(slack) == ["chart-1.png"]


async def test_a_sweep_goes_on_when_slack_takes_deletions_again(slack: SlackDesk) -> None:
    for n in range(8):
        await slack.uploads.picture(HERE, File(f"p{n}.png", "image/png", b"\x89PNG", "x"))
    slack.world.clock.forward(days=2)
    slack.world.faults.add(DELETE, None, None, Fault(429, retry_after=30))
    assert (await slack.uploads.sweep(), files(slack)) == (8, [])
    assert 30 in slack.pauses


async def test_what_a_sweep_cannot_wait_for_is_left_to_the_next(slack: SlackDesk) -> None:
    for n in range(3):
        await slack.uploads.picture(HERE, File(f"p{n}.png", "image/png", b"\x89PNG", "x"))
    slack.world.clock.forward(days=2)
    slack.world.faults.add(DELETE, Fault(429, retry_after=int(LONGEST) + 60))
    assert (await slack.uploads.sweep(), called(slack, DELETE)) == (0, 1)
    slack.world.clock.forward(seconds=int(LONGEST) + 60)
    assert (await slack.uploads.sweep(), files(slack)) == (3, [])
    assert timedelta(seconds=sum(slack.pauses)) < timedelta(seconds=10)
