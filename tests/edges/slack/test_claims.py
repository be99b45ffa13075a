"""The first owner at Slack: who installed, or who has a code; and nobody else, however quick."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.cli.claim import first_code
from bot.commands.verbs import VERBS
from core.model import MemberRole
from core.ports.tenants import ChannelRow
from tests.rig.slack_faults import Fault
from tests.rig.slack_house import TEAM, SlackHouse, free_port, slack_house
from tests.rig.slack_world import channel_id, user_id

BEGIN = "Nobody owns a shop here yet. Whoever runs amzigo types amzigo claim in the terminal"
DIRECT = "DINSTALLER"


@pytest.fixture
async def own(tmp_path: Path) -> AsyncIterator[SlackHouse]:
    async with slack_house(tmp_path, port=free_port(), own=True) as slack:
        yield slack


@pytest.fixture
async def added(tmp_path: Path) -> AsyncIterator[SlackHouse]:
    async with slack_house(tmp_path, port=free_port(), own=False) as slack:
        yield slack


async def code_of(slack: SlackHouse) -> str:
    """The code that the terminal prints at the start."""
    assert slack.slack.own is not None
    (line,) = [
        one
        for one in await first_code(slack.house, slack.slack.own)
        if one.startswith("  /amzigo claim ")
    ]
    return line.removeprefix("  /amzigo ")


async def test_every_verb_and_the_home_tab_say_how_to_begin(own: SlackHouse) -> None:
    for verb in VERBS:
        shown = await own.chat.command(verb.name, user="member")
        assert " ".join(shown.text.split()).startswith(BEGIN), verb.name
    opened = {"type": "app_home_opened", "user": user_id("member"), "tab": "home"}
    await own.chat.event("Ev1", opened)
    assert BEGIN in " ".join(own.chat.sent()[-1].text.split())
    assert await own.tenants() == {}


async def test_the_code_of_the_terminal_makes_the_first_owner(own: SlackHouse) -> None:
    line = await code_of(own)
    shown = await own.chat.command(line, user="first")
    assert shown.private
    assert "You own “T1” here now" in shown.text
    assert "This channel speaks for it." in shown.text
    assert "settings digest 08:00" in shown.text
    tenants = await own.tenants()
    assert await own.owners(tenants["T1"]) == [user_id("first")]
    assert "1 of 5 done" in (await own.chat.command("home", user="first")).text
    assert "not a member" in (await own.chat.command("home", user="second")).text
    assert "not valid here" in (await own.chat.command(line, user="second")).text
    assert own.slack.own is not None
    assert await first_code(own.house, own.slack.own) == []


async def test_a_claim_says_so_in_the_channel_that_it_binds(own: SlackHouse) -> None:
    line = await code_of(own)
    await own.chat.command(line, user="first")
    (posted,) = own.chat.posted()
    assert posted.text.startswith("This channel speaks for “T1”")


async def test_a_claim_where_amzigo_may_not_post_says_what_to_do(own: SlackHouse) -> None:
    own.world.faults.add("chat.postMessage", Fault(error="not_in_channel"))
    shown = await own.chat.command(await code_of(own), user="first")
    assert shown.private
    assert own.chat.posted() == []
    assert "You own “T1” here now" in shown.text
    assert "This channel speaks for it, but lets me post nothing." in shown.text
    assert "Invite me with \n/invite @amzigo\n, then type \n/amzigo settings channel" in shown.text
    assert "settings digest 08:00" in shown.text
    assert "Invite me with" in (await own.chat.command("settings", user="first")).text


async def test_a_restart_makes_no_second_tenant_and_several_are_named(own: SlackHouse) -> None:
    assert await code_of(own) != await code_of(own)
    assert list(await own.tenants()) == ["T1"]
    await own.house.create_tenant("Demo shop")
    assert own.slack.own is not None
    assert "amzigo claim --tenant NAME" in "".join(await first_code(own.house, own.slack.own))


async def test_a_code_for_another_workspace_is_as_wrong_as_any(own: SlackHouse) -> None:
    tenant, now = await own.house.create_tenant("Demo shop"), own.world.clock()
    foreign = await own.house.founder().operators_code(tenant, now, ("slack", "T2"))
    wrong = await own.chat.command("claim AAAA-AAAA-AAAA", user="first")
    assert wrong.text == (await own.chat.command(f"claim {foreign.code}", user="first")).text
    assert await own.owners(tenant) == []


async def test_who_guesses_is_told_to_wait(own: SlackHouse) -> None:
    line = await code_of(own)
    for n in range(5):
        await own.chat.command(f"claim AAAA-AAAA-{n:04}", user="first")
    assert "Try again in an hour" in (await own.chat.command(line, user="first")).text
    own.world.clock.forward(hours=1)
    assert "You own" in (await own.chat.command(line, user="first")).text


async def test_an_owner_gets_a_code_privately_for_somewhere_else(own: SlackHouse) -> None:
    await own.chat.command(await code_of(own), user="first")
    shown = await own.chat.command("claim share:yes", user="first")
    assert "not valid here" in shown.text  # that is a code to try, never an answer for everybody
    given = await own.chat.command("claim", user="first")
    assert given.private
    assert "It works once, until" in given.text
    assert "It works once" not in "".join(one.text for one in own.chat.posted())
    assert "not a member" in (await own.chat.command("claim", user="second")).text


async def test_a_claim_in_another_shop_s_channel_leaves_it_alone(own: SlackHouse) -> None:
    line = await code_of(own)
    other = await own.house.create_tenant("Other shop")
    async with own.house.storage.write() as uow:
        team = (await uow.for_tenant(other)).team
        await team.bind(ChannelRow("slack", TEAM, channel_id("other"), "other", "UTC"))
        await team.admit(("slack", TEAM, user_id("viewer")), MemberRole.VIEWER, own.world.clock())
    shown = await own.chat.command(line, user="first", channel="other")
    assert "This channel speaks for another shop" in shown.text
    assert "Other shop" not in shown.text
    assert await own.owners(other) == []


async def test_who_installs_owns_a_shop_and_is_told_so_alone(added: SlackHouse) -> None:
    assert "amzigo is in your workspace" in await added.install()
    (told,) = added.chat.sent()
    assert (told.channel, told.user) == (DIRECT, None)
    assert "You own the shop “T1” here" in told.text
    assert "/amzigo settings channel T1" in told.text
    await added.chat.command("settings channel T1", user="installer")
    assert "1 of 5 done" in (await added.chat.command("home", user="installer")).text
    tenants = await added.tenants()
    assert await added.owners(tenants["T1"]) == ["UINSTALLER"]


async def test_installing_again_changes_nothing_and_tells_nobody(added: SlackHouse) -> None:
    for _ in range(3):
        assert "amzigo is in your workspace" in await added.install()
    assert len(added.chat.sent()) == 1
    assert len(await added.tenants()) == 1


async def test_an_installer_who_was_put_out_does_not_come_back_so(added: SlackHouse) -> None:
    await added.install()
    (tenant,) = (await added.tenants()).values()
    async with added.house.storage.write() as uow:
        team = (await uow.for_tenant(tenant)).team
        await team.admit(("slack", TEAM, "UELSE"), MemberRole.OWNER, added.world.clock())
        await team.dismiss(("slack", TEAM, "UINSTALLER"))
    await added.install()
    assert await added.owners(tenant) == ["UELSE"]
    assert list((await added.tenants()).values()) == [tenant]


async def test_an_installer_who_cannot_be_told_owns_the_shop_all_the_same(
    added: SlackHouse,
) -> None:
    added.world.faults.add("chat.postMessage", Fault(503))
    assert "amzigo is in your workspace" in await added.install()
    assert await added.owners((await added.tenants())["T1"]) == ["UINSTALLER"]


async def test_the_name_of_the_workspace_is_kept_beside_its_token(own: SlackHouse) -> None:
    found = own.slack.own
    assert found is not None
    assert found.name == "T1"
    kept = await own.slack.tokens.installations.find("", TEAM)
    assert kept == replace(found, installed_at=kept.installed_at if kept else found.installed_at)
