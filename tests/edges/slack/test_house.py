"""Slack in a real house: every verb is answered, in a form that Slack takes."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.commands.verbs import VERBS
from bot.settings import read_settings
from bot.slack_wiring import slack_of
from bot.web import application
from bot.wiring import House
from core.errors import BadSetting
from tests.edges.slack.moved_in import moved_in
from tests.rig.slack_chat import BySocket, SignedHttp, SlackChat
from tests.rig.slack_sockets import SlackSockets
from tests.rig.slack_world import SlackWorld, channel_id
from tests.slack_desks import TEAM


@dataclass
class Open:
    """A house with Slack before it."""

    house: House
    chat: SlackChat
    world: SlackWorld
    sockets: SlackSockets


@pytest.fixture
async def slack(tmp_path: Path) -> AsyncIterator[Open]:
    async with moved_in(tmp_path) as its, slack_of(its.house) as opened:
        http = SignedHttp(its.world, application(opened.routes))
        chat = SlackChat(its.world, http, TEAM, opened.work.idle)
        yield Open(its.house, chat, its.world, its.server.sockets)


async def test_every_verb_is_answered(slack: Open) -> None:
    for verb in VERBS:
        shown = await slack.chat.command(verb.name)
        assert shown.private, verb.name
        assert shown.text.strip(), verb.name
        assert "Something broke" not in shown.text, verb.name


async def test_a_house_with_an_app_token_listens_over_a_socket(slack: Open) -> None:
    await slack.sockets.connected()
    chat = SlackChat(slack.world, BySocket(slack.sockets), TEAM)
    assert (await chat.command("help")).private


async def test_a_removed_app_leaves_its_channels(slack: Open) -> None:
    assert (await slack.chat.event("Ev1", {"type": "app_uninstalled"})).status == 200
    async with slack.house.storage.read() as uow:
        assert await uow.directory.bound("slack", TEAM, channel_id("general")) is None


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("AMZIGO_SLACK_APP_TOKEN", "-".join(("xoxb", "2" * 12, "3" * 13, "hush"))),
        ("AMZIGO_SLACK_BOT_TOKEN", "-".join(("xapp", "1", "A0APP", "2" * 13, "hush"))),
        ("AMZIGO_SLACK_API_URL", "http://slack.example/api"),
        ("AMZIGO_PUBLIC_URL", "ftp://shop.example"),
    ],
)
def test_a_setting_that_cannot_be_meant_is_named_and_not_repeated(name: str, value: str) -> None:
    with pytest.raises(BadSetting, match=name) as why:
        read_settings({"AMZIGO_ENV": "demo", name: value})
    assert value not in why.value.message


def test_no_secret_of_slack_is_shown() -> None:
    given = {"AMZIGO_SLACK_SIGNING_SECRET": "hush", "AMZIGO_SLACK_APP_TOKEN": "xapp-hush"}
    assert "hush" not in repr(read_settings({"AMZIGO_ENV": "demo", **given}))
