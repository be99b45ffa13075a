"""Slack Connect: figures stay in the house unless an owner lets them out, and so do answers."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bot.adapters.slack.hosts import says_whose
from bot.handlers.asked import Answer
from bot.handlers.handlers import ACTIONS, HANDLERS
from core.model import MemberRole, Place
from core.ports.tenants import ChannelRow, MemberRow
from core.sharing import KNOWN_FOR
from tests.edges.slack.test_presses import CARD
from tests.front_desk import BATCH, OTHER, SHOP
from tests.rig.slack_chat import SlackChat
from tests.rig.slack_faults import Fault
from tests.rig.slack_world import APP_ID, Channel, channel_id, user_id
from tests.slack_desks import TEAM, SlackDesk, installed, slack_desk

THEIRS, ORG = "T2", "E1"
NOBODY = "You are not a member of this team. An owner can add you."
HERE = Place("slack", TEAM, channel_id("general"))


@pytest.fixture
async def slack(sqlite_url: str) -> AsyncIterator[SlackDesk]:
    """A channel that a workspace shares with another one, in which nobody has the app."""
    async with slack_desk(sqlite_url) as slack:
        for verb in ("settings sharing", "settings digest", "settings show", "settings channel"):
            slack.desk.router.verbs[verb] = HANDLERS[verb]  # type: ignore[index]
        for verb in ("team add", "team list"):
            slack.desk.router.verbs[verb] = HANDLERS[verb]  # type: ignore[index]
        slack.desk.router.actions["settings.digest"] = ACTIONS["settings.digest"]  # type: ignore[index]
        slack.world.workspace(THEIRS)
        general(slack).shared = True
        yield slack


def general(slack: SlackDesk) -> Channel:
    return slack.world.workspaces[TEAM].channels[channel_id("general")]


def times_asked(slack: SlackDesk) -> int:
    return [name for name, _ in slack.world.calls].count("conversations.info")


async def row(slack: SlackDesk) -> ChannelRow:
    async with slack.desk.storage.read() as uow:
        rows = await (await uow.for_tenant(SHOP)).team.channels()
    return next(one for one in rows if one.place == HERE)


async def test_figures_are_posted_once_an_owner_lets_them_be_read(slack: SlackDesk) -> None:
    private = await slack.chat.command("stats 7d share:yes")
    assert private.private
    assert "only you see this answer. An owner can let them" in private.text
    refused = await slack.chat.command("settings digest 08:00")
    assert refused.text.startswith("People of another company may read this channel. ")
    assert (await row(slack)).digest_minute is None
    shown = await slack.chat.command("settings show")
    assert "people of another company, so no digest and nothing shared is posted" in shown.text
    allowed = await slack.chat.command("settings sharing on")
    assert "People of another company may read figures here now" in allowed.text
    assert not (await slack.chat.command("stats 7d share:yes")).private
    await slack.chat.command("settings digest 08:00")
    assert (await row(slack)).digest_minute == 480
    await slack.chat.command("settings sharing off")
    assert (await slack.chat.command("stats 7d share:yes")).private
    shown = await slack.chat.command("settings show")
    assert "but not while people of another company could read it" in shown.text


async def test_only_an_owner_lets_others_read(slack: SlackDesk) -> None:
    refused = await slack.chat.command("settings sharing on", user="approver")
    assert "needs an owner" in refused.text
    assert not (await row(slack)).outsiders_may_read


async def test_slack_is_asked_once_a_day_and_again_when_it_tells_of_a_change(
    slack: SlackDesk,
) -> None:
    general(slack).shared = False
    for _ in range(3):
        assert not (await slack.chat.command("stats 7d share:yes")).private
    assert times_asked(slack) == 1
    general(slack).shared = True
    inner = {"type": "channel_shared", "connected_team_id": THEIRS, "channel": HERE.channel}
    assert (await slack.chat.event("Ev1", inner)).status == 200
    assert (await slack.chat.command("stats 7d share:yes")).private
    assert times_asked(slack) == 2
    slack.desk.now += KNOWN_FOR - timedelta(minutes=1)
    assert (await slack.chat.command("stats 7d share:yes")).private
    assert times_asked(slack) == 2
    slack.desk.now += timedelta(minutes=1)
    general(slack).shared = False
    assert not (await slack.chat.command("stats 7d share:yes")).private
    assert times_asked(slack) == 3


async def test_what_slack_does_not_say_counts_as_shared_and_is_asked_again(
    slack: SlackDesk,
) -> None:
    general(slack).shared = False
    slack.world.faults.add("conversations.info", Fault(503))
    assert (await slack.chat.command("stats 7d share:yes")).private
    assert (await row(slack)).shared is None
    assert not (await slack.chat.command("stats 7d share:yes")).private
    slack.desk.now += KNOWN_FOR
    slack.world.faults.add("conversations.info", Fault(503))
    assert (await slack.chat.command("stats 7d share:yes")).private


async def test_a_channel_is_looked_at_when_it_is_bound(slack: SlackDesk) -> None:
    await slack.chat.command("settings channel demo-shop", channel="unbound")
    assert times_asked(slack) == 1
    assert not (await slack.chat.command("stats share:yes", channel="unbound")).private
    assert times_asked(slack) == 1


@pytest.fixture(params=["as ours", "as theirs"])
def visitor(request: pytest.FixtureRequest, slack: SlackDesk) -> SlackChat:
    """People of the other company, whichever workspace Slack says that they are in."""
    return slack.chat.visiting(THEIRS, as_own=request.param == "as theirs")


async def members(slack: SlackDesk) -> dict[str, MemberRow]:
    async with slack.desk.storage.read() as uow:
        rows = await (await uow.for_tenant(SHOP)).team.members()
    return {one.user: one for one in rows}


async def test_an_outsider_is_a_stranger_like_any_other(
    slack: SlackDesk, visitor: SlackChat
) -> None:
    stranger = await slack.chat.command("stats 7d", user="stranger")
    assert stranger.text == NOBODY
    assert (await visitor.command("stats 7d", user="outsider")).raw == stranger.raw
    assert slack.desk.seen == []


async def test_an_outsider_whom_an_owner_named_is_answered(
    slack: SlackDesk, visitor: SlackChat
) -> None:
    them = user_id("outsider")
    await slack.chat.command(f"team add <@{them}> approver")
    assert not (await members(slack))[them].outside
    slack.desk.answer = Answer(CARD, object=BATCH)
    assert "12 requests wait." in (await visitor.command("stats 7d", user="outsider")).text
    await visitor.click("Approve", user="outsider")
    assert slack.desk.seen[-1].member.tenant == SHOP
    assert (await members(slack))[them].outside
    listed = await slack.chat.command("team list")
    assert ", of another company" in listed.text
    assert (await visitor.command("stats 7d", user="somebody-else")).text == NOBODY


async def test_an_outsiders_text_reaches_the_tenant_of_the_channel(
    slack: SlackDesk, visitor: SlackChat
) -> None:
    them = user_id("outsider")
    await slack.chat.command(f"team add <@{them}> owner")
    await slack.chat.command("settings sharing on")
    settings = await visitor.command("settings show", user="outsider")
    await visitor.click("At another time…", user="outsider", on=settings)
    set_ = await visitor.submit("09:15", user="outsider")
    assert "posted here each day at 09:15" in set_.text
    assert (await row(slack)).digest_minute == 555


async def test_their_own_shop_is_never_shown_in_our_channel(
    slack: SlackDesk, visitor: SlackChat
) -> None:
    await slack.installations.save(
        installed(slack.world.grant(THEIRS), slack.world.clock(), THEIRS)
    )
    async with slack.desk.storage.write() as uow:
        team = (await uow.for_tenant(OTHER)).team
        await team.bind(ChannelRow("slack", THEIRS, "C0OWN", "own", "UTC"))
        await team.admit(("slack", THEIRS, user_id("outsider")), MemberRole.OWNER, slack.desk.now)
    assert (await visitor.command("stats 7d", user="outsider")).text == NOBODY
    assert slack.desk.seen == []


async def test_a_channel_that_both_bound_is_each_ones_own(slack: SlackDesk) -> None:
    await slack.installations.save(
        installed(slack.world.grant(THEIRS), slack.world.clock(), THEIRS)
    )
    async with slack.desk.storage.write() as uow:
        team = (await uow.for_tenant(OTHER)).team
        await team.bind(ChannelRow("slack", THEIRS, HERE.channel, "own", "UTC"))
        await team.admit(("slack", THEIRS, user_id("outsider")), MemberRole.OWNER, slack.desk.now)
    theirs = slack.chat.visiting(THEIRS, as_own=True)
    assert (await theirs.command("stats 7d", user="outsider")).text == "Done."
    assert slack.desk.seen[-1].member.tenant == OTHER


async def test_who_binds_first_locks_nobody_out(sqlite_url: str) -> None:
    async with slack_desk(sqlite_url, {SHOP: "general"}) as slack:
        for verb in ("settings show", "settings channel"):
            slack.desk.router.verbs[verb] = HANDLERS[verb]  # type: ignore[index]
        slack.world.workspace(THEIRS, "unbound")
        there = installed(slack.world.grant(THEIRS), slack.world.clock(), THEIRS)
        await slack.installations.save(there)
        async with slack.desk.storage.write() as uow:
            team = (await uow.for_tenant(OTHER)).team
            await team.bind(ChannelRow("slack", THEIRS, "C0OWN", "own", "UTC"))
            them = ("slack", THEIRS, user_id("outsider"))
            await team.admit(them, MemberRole.OWNER, slack.desk.now)
        theirs = slack.chat.visiting(THEIRS, as_own=True)
        assert (await slack.chat.command("stats", channel="unbound")).text == "Done."
        took = await theirs.command(f"settings channel {OTHER}", user="outsider", channel="unbound")
        assert "This channel speaks for" in took.text
        assert (await slack.chat.command("stats", channel="unbound")).text == NOBODY
        ours = await slack.chat.command(f"settings channel {SHOP}", channel="unbound")
        assert "This channel speaks for" in ours.text
        seen = slack.desk.seen
        seen.clear()
        assert (await slack.chat.command("stats", channel="unbound")).text == "Done."
        await theirs.command("stats", user="outsider", channel="unbound")
        assert [one.member.tenant for one in seen] == [SHOP, OTHER]
        ended = await slack.chat.command("settings channel off", channel="unbound")
        assert "Unbind this channel" in ended.text


async def test_an_outsider_without_the_app_binds_where_the_channel_is(
    slack: SlackDesk, visitor: SlackChat
) -> None:
    await slack.chat.command(f"team add <@{user_id('outsider')}> owner")
    shown = await visitor.command("settings channel off", user="outsider")
    assert "Unbind this channel" in shown.text


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("settings channel", True),
        ("Settings  CHANNEL off", True),
        ("settings channel Demo shop", True),
        ("claim", True),
        ("claim 7K2M-Q9RT-HXW4", True),
        ("settings sharing on", False),
        ("settings nonsense", False),
        ("stats 7d", False),
        ("", False),
    ],
)
def test_whose_channel_it_is_each_workspace_says_for_itself(line: str, *, says: bool) -> None:
    assert says_whose({"team_id": TEAM, "channel_id": HERE.channel, "text": line}) is says


@pytest.mark.parametrize("enterprise", ["E1", "E2"])
async def test_another_workspace_of_ones_organisation_is_no_outsider(
    slack: SlackDesk, enterprise: str
) -> None:
    slack.world.workspace(THEIRS, enterprise=enterprise)
    now, grant = slack.world.clock(), slack.world.grant(TEAM)
    await slack.installations.remove(APP_ID, "", TEAM, now + KNOWN_FOR)
    await slack.installations.save(installed(grant, now + 2 * KNOWN_FOR, enterprise=ORG))
    slack.tokens.forget()
    them = user_id("colleague")
    await slack.chat.command(f"team add <@{them}>")
    visitor = slack.chat.visiting(THEIRS, as_own=True)
    assert (await visitor.command("stats 7d", user="colleague")).text == "Done."
    assert (await members(slack))[them].outside is (enterprise != ORG)
