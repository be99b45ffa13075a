"""Channels on Slack that we were removed from: nothing is posted there, and that is said."""

import pytest

from bot.handlers.handlers import HANDLERS
from core.chat_errors import ChannelRefused, ChatBusy, NotInstalled
from core.model import Place
from core.sharing import KNOWN_FOR
from tests.rig.slack_faults import Fault
from tests.rig.slack_world import channel_id
from tests.slack_desks import TEAM, SlackDesk

HERE = Place("slack", TEAM, channel_id("general"))


def leave(slack: SlackDesk) -> None:
    """A private channel that we are not in is none that we can see."""
    del slack.world.workspaces[TEAM].channels[HERE.channel]


async def test_a_channel_that_slack_does_not_show_us_is_refused(slack: SlackDesk) -> None:
    leave(slack)
    with pytest.raises(ChannelRefused) as why:
        await slack.slack.channels.is_shared(HERE)
    assert why.value.why == "channel_not_found"
    slack.world.faults.add("conversations.info", Fault(error="account_inactive"))
    with pytest.raises(NotInstalled):
        await slack.slack.channels.is_shared(HERE)
    slack.world.faults.add("conversations.info", Fault(503))
    assert await slack.slack.channels.is_shared(HERE) is None


async def test_a_busy_slack_is_asked_no_more_until_it_listens_again(slack: SlackDesk) -> None:
    slack.world.faults.add("conversations.info", Fault(429, retry_after=60))
    for _ in range(3):
        with pytest.raises(ChatBusy):
            await slack.slack.channels.is_shared(HERE)
    assert [name for name, _ in slack.world.calls] == ["conversations.info"]
    assert slack.pauses == []


async def test_what_was_to_be_shared_there_is_shown_to_the_asker_alone(slack: SlackDesk) -> None:
    assert not (await slack.chat.command("stats 7d share:yes")).private
    slack.desk.now += KNOWN_FOR
    leave(slack)
    shown = await slack.chat.command("stats 7d share:yes")
    assert shown.private
    assert "only you see this answer." in shown.text


async def test_settings_are_shown_there_and_no_digest_is_set(slack: SlackDesk) -> None:
    for verb in ("settings show", "settings digest"):
        slack.desk.router.verbs[verb] = HANDLERS[verb]  # type: ignore[index]
    leave(slack)
    assert "Speaks for" in (await slack.chat.command("settings show")).text
    refused = await slack.chat.command("settings digest 08:00")
    assert refused.text.startswith("I may not write in that channel (I cannot see it).")
