"""Tokens that rotate: one renewal whoever asks, and none lost on the way."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace

import pytest

from bot.adapters.rendered import File
from bot.adapters.slack.tokens import WAITS, Tokens
from bot.adapters.slack.views import Views
from bot.envelope import Reply
from bot.marked import sentence
from core.chat_errors import ChatError, ChatSilent, NotInstalled
from core.model import Place
from core.ports.installations import Installation
from tests.rig.slack_faults import Fault
from tests.rig.slack_world import channel_id, user_id
from tests.slack_desks import TEAM, SlackDesk, installed, slack_desk

HERE = Place("slack", TEAM, channel_id("general"))
HI = Reply(sentence("Hi."), share=True)


@pytest.fixture
async def slack(sqlite_url: str) -> AsyncIterator[SlackDesk]:
    """Ten minutes into the window in which tokens are renewed."""
    async with slack_desk(sqlite_url) as slack:
        slack.world.rotating = True
        await slack.installations.save(installed(slack.world.grant(TEAM), slack.world.clock()))
        slack.tokens.forget()
        slack.world.clock.forward(hours=10, minutes=10)
        yield slack


def renewals(slack: SlackDesk) -> int:
    return sum(name == "oauth.v2.access" for name, _ in slack.world.calls)


def other_process(slack: SlackDesk) -> Tokens:
    return Tokens(slack.installations, slack.tokens.renew, slack.world.clock, slack.tokens.pause)


async def test_ten_posts_at_once_renew_once(slack: SlackDesk) -> None:
    await asyncio.gather(*(slack.posts.post(HERE, HI, "k") for _ in range(10)))
    assert (renewals(slack), len(slack.chat.posted())) == (1, 10)


async def test_ten_commands_at_once_renew_once_and_are_all_answered(slack: SlackDesk) -> None:
    """Each is a signed request of its own; what is shared is posted by the workspace's token."""
    lines = [f"stats {n}d share:yes" for n in range(1, 11)]
    await asyncio.gather(*(slack.chat.command(line) for line in lines))
    assert (renewals(slack), slack.world.broken) == (1, [])
    assert len(slack.desk.seen) == 10
    assert len(slack.chat.posted()) == 10


async def test_ten_posts_with_a_token_that_is_over_wait_for_the_one_renewal(
    slack: SlackDesk,
) -> None:
    slack.world.clock.forward(hours=3)
    await asyncio.gather(*(slack.posts.post(HERE, HI, "k") for _ in range(10)))
    assert (renewals(slack), len(slack.chat.posted()), slack.pauses) == (1, 10, [])


async def test_ten_processes_at_once_renew_once(slack: SlackDesk) -> None:
    processes = [other_process(slack) for _ in range(10)]
    await asyncio.gather(*(one.fresh(TEAM) for one in processes))
    assert renewals(slack) == 1


async def test_a_token_that_is_over_is_waited_for_by_the_others(slack: SlackDesk) -> None:
    slack.world.clock.forward(hours=3)
    done = asyncio.Event()

    async def pause(_: float) -> None:
        await done.wait()

    async def asks() -> str:
        token = await replace(other_process(slack), pause=pause).fresh(TEAM)
        done.set()
        return token

    got = await asyncio.gather(*(asks() for _ in range(3)))
    assert renewals(slack) == 1
    assert len(set(got)) == 1
    assert slack.world.grants[got[0]].refresh is not None


async def test_outside_the_window_nothing_is_renewed(slack: SlackDesk) -> None:
    await slack.posts.post(HERE, HI, "k")
    await slack.posts.post(HERE, HI, "k")
    assert renewals(slack) == 1
    slack.world.clock.forward(hours=9)
    await slack.posts.post(HERE, HI, "k")
    assert renewals(slack) == 1


async def test_a_command_calls_slack_for_no_token(slack: SlackDesk) -> None:
    await asyncio.gather(*(slack.chat.command("stats") for _ in range(10)))
    assert {name for name, _ in slack.world.calls} == {"response_url"}


async def test_what_nobody_asks_for_is_renewed_by_the_clock(slack: SlackDesk) -> None:
    assert await slack.tokens.renew_due() == 1
    assert await slack.tokens.renew_due() == 0
    slack.world.clock.forward(hours=11)
    await slack.posts.post(HERE, HI, "k")
    assert len(slack.chat.posted()) == 1


async def test_a_renewal_that_fails_leaves_the_token_that_lives(slack: SlackDesk) -> None:
    slack.world.faults.add("oauth.v2.access", Fault(429, retry_after=0))
    before = await slack.tokens.current(TEAM)
    assert await slack.tokens.fresh(TEAM) == before
    assert await slack.tokens.fresh(TEAM) != before


async def test_a_renewal_without_an_answer_is_left_alone_for_a_minute(slack: SlackDesk) -> None:
    slack.world.faults.add("oauth.v2.access", Fault(503))
    before = await slack.tokens.current(TEAM)
    for _ in range(3):
        assert await slack.tokens.fresh(TEAM) == before
    assert renewals(slack) == 1
    slack.world.clock.forward(seconds=61)
    assert await slack.tokens.fresh(TEAM) != before


async def test_a_token_that_is_over_and_not_renewed_is_no_token(slack: SlackDesk) -> None:
    slack.world.clock.forward(hours=3)
    slack.world.faults.add("oauth.v2.access", Fault(503))
    with pytest.raises(ChatSilent):
        await slack.tokens.fresh(TEAM)


async def test_a_lost_pair_asks_for_a_new_installation(slack: SlackDesk) -> None:
    slack.world.faults.add("oauth.v2.access", Fault(503, done=True))
    await slack.tokens.fresh(TEAM)
    slack.world.clock.forward(minutes=5)
    with pytest.raises(NotInstalled):
        await slack.tokens.fresh(TEAM)
    found = await slack.installations.find("", TEAM)
    assert found is not None
    assert found.broken
    await slack.installations.save(installed(slack.world.grant(TEAM), slack.world.clock()))
    slack.tokens.forget()
    assert await slack.tokens.fresh(TEAM)


async def test_an_installation_made_meanwhile_is_not_overwritten(slack: SlackDesk) -> None:
    anew = installed(slack.world.grant(TEAM), slack.world.clock())

    async def renew(before: Installation) -> Installation:
        await slack.installations.save(anew)
        return replace(before, token="late")

    await replace(slack.tokens, renew=renew).fresh(TEAM)
    found = await slack.installations.find("", TEAM)
    assert found == anew


FILE = File("a.txt", "text/plain", b"A.", "A file")
HOME = {"type": "home", "blocks": [{"type": "divider"}]}
CALLS: dict[str, Callable[[SlackDesk], Awaitable[object]]] = {
    "chat.postMessage": lambda slack: slack.posts.post(HERE, HI, "k"),
    "chat.update": lambda slack: slack.posts.update(HERE, posted(slack), HI),
    "chat.delete": lambda slack: slack.posts.delete(HERE, posted(slack)),
    "files.getUploadURLExternal": lambda slack: slack.uploads.share(HERE, [FILE], ""),
    "files.completeUploadExternal": lambda slack: slack.uploads.share(HERE, [FILE], ""),
    "views.publish": lambda slack: views(slack).publish(TEAM, user_id("owner"), HOME),
    "conversations.info": lambda slack: slack.slack.channels.is_shared(HERE),
}
REFUSED = ("token_expired", "token_revoked", "invalid_auth")


def posted(slack: SlackDesk) -> str:
    return slack.chat.posted()[0].message_id


def views(slack: SlackDesk) -> Views:
    return Views(slack.posts.client, slack.tokens)


def done(slack: SlackDesk, method: str) -> int:
    """How often Slack was asked for it."""
    return sum(name == method for name, _ in slack.world.calls)


@pytest.mark.parametrize("method", CALLS)
async def test_a_call_with_a_token_that_slack_takes_no_more_is_made_with_the_next(
    slack: SlackDesk, method: str
) -> None:
    await slack.posts.post(HERE, HI, "k")
    asked, renewed = done(slack, method), renewals(slack)
    slack.world.faults.add(method, Fault(error="token_expired"))
    await CALLS[method](slack)
    assert (done(slack, method) - asked, renewals(slack) - renewed) == (2, 1)


@pytest.mark.parametrize("code", REFUSED)
async def test_ten_posts_that_are_refused_at_once_renew_once(slack: SlackDesk, code: str) -> None:
    await slack.tokens.fresh(TEAM)
    slack.world.faults.add("chat.postMessage", *[Fault(error=code)] * 10)
    before = renewals(slack)
    await asyncio.gather(*(slack.posts.post(HERE, HI, "k") for _ in range(10)))
    assert (renewals(slack) - before, len(slack.chat.posted())) == (1, 10)


async def test_a_token_that_another_process_renewed_is_read_again(slack: SlackDesk) -> None:
    refused = await slack.tokens.fresh(TEAM)
    anew = await other_process(slack).instead_of(TEAM, refused)
    slack.world.grants[refused].expires = slack.world.clock()
    before = renewals(slack)
    await slack.posts.post(HERE, HI, "k")
    assert (renewals(slack), len(slack.chat.posted())) == (before, 1)
    assert await slack.tokens.current(TEAM) == anew


async def test_a_token_that_another_process_renews_is_waited_for(slack: SlackDesk) -> None:
    refused = await slack.tokens.fresh(TEAM)
    found = await slack.installations.find("", TEAM)
    assert found is not None
    now = slack.world.clock()
    assert await slack.installations.claim(found, now, now.replace(year=now.year + 1))

    async def pause(_: float) -> None:
        await slack.installations.rotated(found, await slack.tokens.renew(found))

    assert await replace(slack.tokens, pause=pause).instead_of(TEAM, refused) != refused
    await slack.installations.save(installed(slack.world.grant(TEAM), now))


async def test_a_token_that_nobody_gets_on_with_is_no_post(slack: SlackDesk) -> None:
    await slack.tokens.fresh(TEAM)
    found = await slack.installations.find("", TEAM)
    assert found is not None
    now = slack.world.clock()
    await slack.installations.claim(found, now, now.replace(year=now.year + 1))
    slack.world.faults.add("chat.postMessage", Fault(error="token_expired"))
    with pytest.raises(ChatError) as why:
        await slack.posts.post(HERE, HI, "k")
    assert (why.type, slack.pauses) == (ChatError, list(WAITS))


async def test_a_token_that_is_refused_twice_is_no_token(slack: SlackDesk) -> None:
    await slack.tokens.fresh(TEAM)
    before = renewals(slack)
    slack.world.faults.add("chat.postMessage", *[Fault(error="token_expired")] * 2)
    with pytest.raises(NotInstalled):
        await slack.posts.post(HERE, HI, "k")
    assert renewals(slack) == before + 1
    await slack.posts.post(HERE, HI, "k")


async def test_an_app_that_was_removed_is_asked_about_once(slack: SlackDesk) -> None:
    slack.world.grants[await slack.tokens.fresh(TEAM)].revoked = True
    for _ in range(3):
        with pytest.raises(NotInstalled):
            await slack.posts.post(HERE, HI, "k")
    assert done(slack, "chat.postMessage") == 1


async def test_a_token_that_does_not_rotate_is_not_tried_again(slack: SlackDesk) -> None:
    slack.world.rotating = False
    await slack.installations.save(installed(slack.world.grant(TEAM), slack.world.clock()))
    slack.tokens.forget()
    slack.world.faults.add("chat.postMessage", Fault(error="invalid_auth"))
    with pytest.raises(NotInstalled):
        await slack.posts.post(HERE, HI, "k")
    assert (renewals(slack), done(slack, "chat.postMessage")) == (0, 1)
