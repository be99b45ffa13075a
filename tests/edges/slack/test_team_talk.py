"""`team` and `settings` over Slack's wire: what is typed behind the command, a press, a modal."""

from collections.abc import AsyncIterator

import pytest

from bot.handlers.handlers import ACTIONS, HANDLERS
from core.team import team
from tests.front_desk import SHOP
from tests.rig.slack_world import user_id
from tests.slack_desks import SlackDesk, slack_desk

NEW = "U0NEWMEMBER"


@pytest.fixture
async def slack(sqlite_url: str) -> AsyncIterator[SlackDesk]:
    async with slack_desk(sqlite_url) as slack:
        slack.desk.router.verbs.update(HANDLERS)  # type: ignore[attr-defined]
        slack.desk.router.actions.update(ACTIONS)  # type: ignore[attr-defined]
        yield slack


async def roles(slack: SlackDesk) -> dict[str, str]:
    """What those of the workspace may do, by their ids."""
    facts = await team(slack.desk.storage, SHOP, slack.desk.now)
    return {one.user: one.role.value for one in facts.members if one.platform == "slack"}


async def test_an_owner_adds_checks_and_removes_somebody(slack: SlackDesk) -> None:
    added = await slack.chat.command(f"team add <@{NEW}|somebody new> approver")
    assert f"@{NEW}\n is an approver now" in added.text
    assert "somebody new" not in str(added.raw)
    assert (await roles(slack))[NEW] == "approver"
    check = await slack.chat.command("team check")
    await slack.chat.command(f"team remove <@{NEW}>")
    stale = await slack.chat.click("All still right", on=check)
    assert "The team is another now." in stale.text
    assert NEW not in await roles(slack)


async def test_a_viewer_lists_and_changes_nothing(slack: SlackDesk) -> None:
    before = await roles(slack)
    assert "Who" in (await slack.chat.command("team", user="viewer")).text
    raised = f"team add <@{user_id('viewer')}> owner"
    assert "needs an owner" in (await slack.chat.command(raised, user="viewer")).text
    assert await roles(slack) == before


async def test_a_channel_is_set_by_words_and_by_a_modal(slack: SlackDesk) -> None:
    shown = await slack.chat.command("settings digest 08:00")
    assert "The digest is posted here each day at 08:00" in shown.text
    await slack.chat.click("Another zone…", on=shown)
    moved = await slack.chat.submit("Berlin")
    assert "Times in this channel are now Berlin time" in moved.text
    foreign = await slack.chat.command(f"settings channel {SHOP}", channel="other")
    unknown = await slack.chat.command(f"settings channel {SHOP}", channel="other", user="stranger")
    assert foreign.text == unknown.text
    assert "Name a shop that you own, to the letter." in foreign.text
