"""What belongs to posts and answers on Slack: it stays as long as it should, and no longer."""

from datetime import timedelta

import pytest

from bot.card import Attachment, Card, Text
from bot.envelope import Reply
from bot.handlers.asked import Answer
from bot.marked import sentence
from core.model import Place
from core.ports.message_pieces import Piece
from tests.edges.slack.test_events import REMOVED, REVOKED
from tests.edges.slack.test_posts import CHART, LONG, files
from tests.rig.slack_faults import Fault
from tests.rig.slack_payloads import event
from tests.rig.slack_world import channel_id, user_id
from tests.slack_desks import TEAM, SlackDesk, installed

HERE = Place("slack", TEAM, channel_id("general"))
OWNER, ORG = user_id("owner"), "E1"
DIRECT = "D" + OWNER[1:]
ROWS = Attachment("rows.csv", "text/csv", b"a,b\n")


async def pieces(slack: SlackDesk, channel: str = HERE.channel) -> list[Piece]:
    return await slack.uploads.pieces.of(TEAM, channel)


def direct(slack: SlackDesk) -> list[str]:
    """What stands in the owner's conversation with us."""
    stands = [m for m in slack.world.messages if m.channel == DIRECT and not m.deleted]
    return [str(m.payload["text"]) for m in stands if "text" in m.payload]


async def test_what_an_owner_is_told_stays_until_the_shop_ends(slack: SlackDesk) -> None:
    await slack.posts.tell(HERE, OWNER, Reply(sentence("Somebody asked to recover the shop.")))
    slack.world.clock.forward(days=30)
    assert await slack.uploads.sweep() == 0
    assert direct(slack) == ["Somebody asked to recover the shop."]
    await slack.posts.clear(HERE)
    assert (direct(slack), await pieces(slack)) == ([], [])


async def test_the_files_of_what_is_told_end_with_it(slack: SlackDesk) -> None:
    await slack.posts.tell(HERE, OWNER, Reply(Card("Rows", (Text(("Rows.",)), ROWS, CHART))))
    slack.world.clock.forward(days=30)
    await slack.uploads.sweep()
    assert files(slack) == ["chart-1.png", "rows.csv"]
    await slack.posts.clear(HERE)
    assert (files(slack), direct(slack)) == ([], [])


@pytest.mark.parametrize("ends", ["a day later", "with the shop"])
async def test_a_private_answer_elsewhere_is_gone_soon(slack: SlackDesk, ends: str) -> None:
    slack.world.faults.add("response_url", Fault(404))
    await slack.chat.command("stats")
    assert direct(slack) == ["Done."]
    if ends == "with the shop":
        await slack.posts.clear(HERE)
    else:
        slack.world.clock.forward(days=1, seconds=1)
        assert await slack.uploads.sweep() == 1
    assert (direct(slack), await pieces(slack)) == ([], [])


@pytest.mark.parametrize("error", ["account_inactive", "channel_not_found"])
async def test_what_slack_lets_nobody_delete_is_tried_once(slack: SlackDesk, error: str) -> None:
    slack.desk.answer = Answer(Card("Units", (CHART,)))
    await slack.chat.command("stats")
    slack.world.clock.forward(days=1, seconds=1)
    slack.world.faults.add("files.delete", Fault(503), Fault(error=error))
    await slack.uploads.sweep()
    assert len(await pieces(slack)) == 1, "Slack did not say"
    await slack.uploads.sweep()
    assert await pieces(slack) == []


async def test_pieces_are_forgotten_with_the_row_of_their_post(slack: SlackDesk) -> None:
    await slack.posts.post(HERE, Reply(LONG, share=True), "k")
    calls = len(slack.world.calls)
    slack.world.clock.forward(days=390)
    await slack.uploads.sweep()
    assert await pieces(slack) != []
    slack.world.clock.forward(days=10)
    await slack.uploads.sweep()
    assert await pieces(slack) == []
    assert len(slack.world.calls) == calls, "the post stands"


@pytest.mark.parametrize("order", [(REMOVED,), (REVOKED, REMOVED)])
async def test_what_was_kept_of_a_workspace_goes_with_the_app(
    slack: SlackDesk, order: tuple[dict[str, object], ...]
) -> None:
    elsewhere = Piece("T9", HERE.channel, "F1", "", slack.world.clock())
    await slack.uploads.pieces.add(elsewhere)
    await slack.posts.post(HERE, Reply(LONG, share=True), "k")
    assert await pieces(slack) != []
    for number, inner in enumerate(order):
        await slack.chat.event(f"Ev{number}", inner)
    assert (await pieces(slack), slack.left) == ([], [TEAM])
    assert await slack.uploads.pieces.of("T9", HERE.channel) == [elsewhere]


async def test_a_removal_from_before_a_new_installation_forgets_nothing(slack: SlackDesk) -> None:
    late = event(slack.world, TEAM, "Ev1", REMOVED)
    slack.world.clock.forward(minutes=1)
    await slack.installations.save(installed(slack.world.grant(TEAM), slack.world.clock()))
    await slack.posts.post(HERE, Reply(LONG, share=True), "k")
    await slack.http("events_api", late)
    assert await pieces(slack) != []


async def test_a_workspace_that_joined_an_organisation_can_remove_the_app(
    slack: SlackDesk,
) -> None:
    slack.world.workspaces[TEAM].enterprise = ORG
    assert (await slack.chat.command("stats")).text == "Done."
    await slack.chat.event("Ev1", REMOVED)
    assert await slack.installations.find(ORG, TEAM) is None
    assert slack.left == [TEAM]


async def test_an_organisation_removes_the_app_from_each_of_its_workspaces(
    slack: SlackDesk,
) -> None:
    now = slack.world.clock()
    await slack.installations.remove("A0AMZIGO", "", TEAM, now + timedelta(days=1))
    await slack.installations.save(installed(slack.world.grant(TEAM), now, "", ORG))
    slack.tokens.forget()
    slack.world.workspaces[TEAM].enterprise = ORG
    assert (await slack.chat.command("stats")).text == "Done."
    await slack.posts.post(HERE, Reply(LONG, share=True), "k")
    whole = event(slack.world, TEAM, "Ev1", REMOVED)
    whole["authorizations"] = [{"enterprise_id": ORG, "is_enterprise_install": True}]
    await slack.http("events_api", whole)
    assert (await pieces(slack), slack.left) == ([], [TEAM])
    assert await slack.installations.teams(ORG) == []
