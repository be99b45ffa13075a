"""Events on Slack: removals in any order, a home tab that is drawn once an event."""

from typing import Any

import pytest

from bot.card import Actions, Button, Card, Text
from bot.handlers.asked import Answer
from bot.marked import sentence
from core.chat_errors import NotInstalled
from tests.front_desk import BATCH, SHOP
from tests.rig.slack_faults import Fault
from tests.rig.slack_payloads import event, slash
from tests.rig.slack_world import channel_id, user_id
from tests.slack_desks import TEAM, SlackDesk, installed, slack_desk

REMOVED: dict[str, Any] = {"type": "app_uninstalled"}
REVOKED = {"type": "tokens_revoked", "tokens": {"oauth": [], "bot": ["UBOT"]}}
OPENED = {"type": "app_home_opened", "user": user_id("owner"), "tab": "home", "channel": "D1"}
CARD = Card(
    "Demo shop",
    (Text(("All is well.",)), Actions((Button("Approve", "reviews.approve", BATCH),))),
)


async def is_installed(slack: SlackDesk) -> bool:
    return await slack.installations.find("", TEAM) is not None


@pytest.mark.parametrize("order", [(REMOVED, REVOKED), (REVOKED, REMOVED), (REMOVED, REMOVED)])
async def test_a_removal_forgets_the_token_in_any_order(
    slack: SlackDesk, order: tuple[dict[str, Any], ...]
) -> None:
    await slack.chat.command("stats")
    for number, inner in enumerate(order):
        assert (await slack.chat.event(f"Ev{number}", inner)).status == 200
    assert not await is_installed(slack)
    assert set(slack.left) == {TEAM}
    with pytest.raises(NotInstalled):
        await slack.tokens.current(TEAM)
    typed = slash(slack.world, TEAM, channel_id("general"), user_id("owner"), "stats")
    ack = await slack.http("slash_commands", typed)
    assert "not installed" in ack.body


async def test_an_event_from_before_a_new_installation_changes_nothing(slack: SlackDesk) -> None:
    late = event(slack.world, TEAM, "Ev1", REMOVED)
    slack.world.clock.forward(minutes=1)
    await slack.installations.save(installed(slack.world.grant(TEAM), slack.world.clock()))
    assert (await slack.http("events_api", late)).status == 200
    assert await is_installed(slack)
    assert slack.left == []


async def test_a_revoked_token_of_a_person_changes_nothing(slack: SlackDesk) -> None:
    inner = {"type": "tokens_revoked", "tokens": {"oauth": ["U1"], "bot": []}}
    assert (await slack.chat.event("Ev1", inner)).status == 200
    assert await is_installed(slack)


async def test_an_address_is_verified_only_with_a_signature(slack: SlackDesk) -> None:
    asked = {"type": "url_verification", "challenge": "abc"}
    assert "abc" in (await slack.http("events_api", asked)).body
    ack = await slack.http.send(b'{"type":"url_verification","challenge":"abc"}', headers={})
    assert (ack.status, "abc" in ack.body) == (401, False)


async def test_a_home_in_a_workspace_of_two_tenants_shows_neither(slack: SlackDesk) -> None:
    await slack.chat.event("Ev1", OPENED)
    assert "connected to no shop" in slack.world.shown[-1].text
    assert slack.desk.seen == []


async def test_a_repeated_event_is_drawn_once(slack: SlackDesk) -> None:
    for _ in range(3):
        slack.world.clock.forward(seconds=3)
        assert (await slack.chat.event("Ev1", OPENED)).status == 200
    assert [name for name, _ in slack.world.calls] == ["views.publish"]
    await slack.chat.event("Ev2", OPENED)
    assert len(slack.world.calls) == 2


async def test_other_tabs_and_refusals_are_no_failure(slack: SlackDesk) -> None:
    await slack.chat.event("Ev1", OPENED | {"tab": "messages"})
    assert slack.world.calls == []
    slack.world.faults.add("views.publish", Fault(503))
    assert (await slack.chat.event("Ev2", OPENED)).status == 200


async def test_a_press_in_the_home_tab_is_answered_directly(sqlite_url: str) -> None:
    async with slack_desk(sqlite_url, {SHOP: "general"}) as slack:
        slack.desk.answer = Answer(CARD)
        await slack.chat.event("Ev1", OPENED)
        assert slack.world.shown[-1].buttons == ("Approve",)
        slack.desk.answer = Answer(sentence("Approved."))
        await slack.chat.press_home("Approve")
        await slack.settled()
        direct = "D" + user_id("owner")[1:]
        assert [one.text for one in slack.chat.sent() if one.channel == direct] == ["Approved."]
        assert slack.world.homes[user_id("owner")]["blocks"], "and the tab is drawn anew"
        slack.world.clock.forward(days=1, seconds=1)
        assert await slack.uploads.sweep() == 1
        assert all(one.deleted for one in slack.world.messages), "as a private answer would be"
