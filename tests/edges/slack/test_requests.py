"""Slack's requests over HTTP: what is not signed is refused, what is signed is taken once."""

import hashlib
import hmac

import pytest
from aiohttp import ClientSession
from sqlalchemy import text

from bot.adapters.slack.answers import Answers
from bot.adapters.slack.responder import BROKE, Asker, Responder
from bot.card import Actions, Button, Card, Person, Text
from bot.envelope import Reply, Shows
from bot.handlers.asked import Answer, Asked
from bot.marked import sentence
from bot.web import application
from core.model import Place, TenantId
from tests.front_desk import BATCH, SHOP
from tests.rig.slack_chat import SignedHttp
from tests.rig.slack_faults import Fault
from tests.rig.slack_payloads import form, signed, slash
from tests.rig.slack_world import SIGNING_SECRET, channel_id, user_id
from tests.slack_desks import TEAM, SlackDesk


def typed(
    slack: SlackDesk, line: str = "stats 7d", team: str = TEAM, channel: str = "general"
) -> bytes:
    where, who = channel_id(channel), user_id("owner")
    return form(slash(slack.world, TEAM, where, who, line) | {"team_id": team})


def now(slack: SlackDesk) -> int:
    return int(slack.world.clock().timestamp())


async def test_a_command_is_answered_to_the_asker_alone(slack: SlackDesk) -> None:
    shown = await slack.chat.command("stats 7d")
    assert (shown.text, shown.private, shown.user) == ("Done.", True, user_id("owner"))
    (asked,) = slack.desk.seen
    assert isinstance(asked, Asked)
    assert (asked.member.tenant, asked.arguments) == (SHOP, {"period": "7d"})


async def test_share_yes_posts_it_for_everybody(slack: SlackDesk) -> None:
    shown = await slack.chat.command("stats 7d share:yes")
    assert not shown.private
    assert slack.chat.posted() == [shown]


async def test_a_shared_answer_names_people_and_calls_nobody(slack: SlackDesk) -> None:
    them = user_id("approver")
    line = ("Approved by ", Person("slack", TEAM, them), ".")
    slack.desk.answer = Answer(Card("Approved", (Text(line),)))
    shown = await slack.chat.command("stats 7d share:yes")
    sent = [(name, f"'user_id': '{them}'" in str(given)) for name, given in slack.world.calls]
    messages = [one for one in sent if one[0].startswith("chat.")]
    assert messages == [("chat.postMessage", False), ("chat.update", True)]
    assert [one.text.split() for one in slack.chat.posted()] == [
        ["Approved", "by", f"@{them}", "."]
    ]
    assert not shown.private
    slack.world.faults.add("chat.update", Fault(503))
    await slack.chat.command("stats 7d share:yes")
    assert slack.chat.posted()[1].text == "Approved by a member on Slack."


async def test_what_is_shared_is_in_the_ledger_and_can_be_deleted(slack: SlackDesk) -> None:
    slack.desk.answer = Answer(sentence("Done."), object=BATCH)
    shown = await slack.chat.command("stats 7d share:yes")
    await slack.chat.command("stats 7d")
    (row,) = await slack.desk.posts()
    assert row[:5] == ("slack", TEAM, channel_id("general"), shown.message_id, BATCH)
    assert await slack.posts.delete(row.place, row.message_id)
    assert slack.chat.posted() == []


async def test_what_cannot_be_noted_does_not_stand(slack: SlackDesk) -> None:
    """A wipe was faster than the answer: it does not find it any more."""
    place = Place("slack", TEAM, channel_id("general"))
    gone = Shows(TenantId("gone"), "")
    url = slack.world.response_url((TEAM, place.channel), user_id("owner"))
    async with ClientSession() as session:
        responder = Responder(slack.desk.router, slack.posts, Answers(session))
        reply = Reply(sentence("1,284 orders"), share=True, shows=gone)
        await responder.respond(Asker(place, user_id("owner"), url), reply)
    assert slack.chat.posted() == []
    assert slack.chat.sent()[-1].text == BROKE


async def test_where_we_are_not_in_the_channel_the_asker_alone_sees_it(slack: SlackDesk) -> None:
    slack.world.workspaces[TEAM].channels[channel_id("general")].has_bot = False
    await slack.chat.command("stats 7d share:yes")
    assert slack.chat.posted() == []
    answer, why = slack.chat.sent()
    assert (answer.text, answer.private, why.private) == ("Done.", True, True)
    assert "Invite me" in why.text


async def test_a_shared_answer_whose_fate_is_unknown_is_one_sentence(slack: SlackDesk) -> None:
    slack.world.faults.add("chat.postMessage", Fault(dropped=True))
    shown = await slack.chat.command("stats 7d share:yes")
    assert "did not answer" in shown.text
    assert [name for name, _ in slack.world.calls].count("chat.postMessage") == 1


async def test_the_ack_calls_nobody(slack: SlackDesk) -> None:
    ack = await slack.http.send(typed(slack))
    assert (ack.status, ack.body, slack.world.calls) == (200, "", [])
    await slack.world.until(0, 1)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"X-Slack-Signature": "v0=" + "0" * 64},
        {"X-Slack-Request-Timestamp": "soon", "X-Slack-Signature": "v0=" + "0" * 64},
        {"X-Slack-Request-Timestamp": "-1", "X-Slack-Signature": "v0=" + "0" * 64},
        {"X-Slack-Request-Timestamp": "9" * 400, "X-Slack-Signature": "v0="},
    ],
)
async def test_an_unsigned_request_is_refused(slack: SlackDesk, headers: dict[str, str]) -> None:
    assert (await slack.http.send(typed(slack), headers=headers)).status == 401
    assert slack.desk.seen == []


@pytest.mark.parametrize(
    "signature", ["v0=", "v1=ab", "v0=zz", "ü", "v0=é€"], ids=["empty", "v1", "short", "ü", "é€"]
)
async def test_a_broken_signature_is_refused(slack: SlackDesk, signature: str) -> None:
    at = str(now(slack)).encode()
    headers = {b"X-Slack-Request-Timestamp": at, b"X-Slack-Signature": signature.encode()}
    ack = await slack.http.send(typed(slack), headers=headers)  # type: ignore[arg-type]
    assert ack.status == 401


@pytest.mark.parametrize("cut", [1, 10, 60])
async def test_a_truncated_signature_or_body_is_refused(slack: SlackDesk, cut: int) -> None:
    body = typed(slack)
    headers = signed(body, now(slack))
    assert (await slack.http.send(body[:-cut], headers=headers)).status == 401
    headers["X-Slack-Signature"] = headers["X-Slack-Signature"][:-cut]
    assert (await slack.http.send(body, headers=headers)).status == 401


@pytest.mark.parametrize(("age", "status"), [(299, 200), (301, 401), (-299, 200), (-301, 401)])
async def test_a_request_is_fresh_for_five_minutes(slack: SlackDesk, age: int, status: int) -> None:
    body = typed(slack)
    headers = signed(body, now(slack) - age)
    assert (await slack.http.send(body, headers=headers)).status == status


async def test_another_secret_is_refused(slack: SlackDesk) -> None:
    body = typed(slack)
    assert (await slack.http.send(body, headers=signed(body, now(slack), "other"))).status == 401


async def test_a_signed_body_that_is_no_text_is_refused(slack: SlackDesk) -> None:
    body = b"text=\xff\xfe"
    base = b"v0:%d:%s" % (now(slack), body)
    signature = hmac.new(SIGNING_SECRET.encode(), base, hashlib.sha256).hexdigest()
    headers = {"X-Slack-Request-Timestamp": str(now(slack)), "X-Slack-Signature": f"v0={signature}"}
    assert (await slack.http.send(body, headers=headers)).status == 400
    assert (await slack.http.send(b"{", "application/json")).status == 400
    assert (await slack.http.send(b"payload=[1]")).status == 400


async def test_a_body_without_end_is_refused(slack: SlackDesk) -> None:
    assert (await slack.http.send(b"x" * (1024 * 1024 + 1))).status == 413


async def test_a_replay_is_refused_and_does_nothing_elsewhere(slack: SlackDesk) -> None:
    body = typed(slack)
    headers = signed(body, now(slack))
    statuses = [(await slack.http.send(body, headers=headers)).status for _ in range(3)]
    await slack.world.until(0, 1)
    assert statuses == [200, 401, 401]
    async with slack.again() as other:  # at the same moment, in another process
        http = SignedHttp(slack.world, application(other.routes))
        assert (await http.send(body, headers=headers)).status == 200
        await other.work.idle()
    assert (len(slack.desk.seen), len(slack.chat.sent())) == (1, 1)


@pytest.mark.parametrize("later", [6, 299])
async def test_a_replay_after_a_restart_is_refused(slack: SlackDesk, later: int) -> None:
    body = typed(slack)
    headers = signed(body, now(slack))
    await slack.http.send(body, headers=headers)
    await slack.world.until(0, 1)
    slack.world.clock.forward(seconds=later)
    async with slack.again() as other:
        http = SignedHttp(slack.world, application(other.routes))
        assert (await http.send(body, headers=headers)).status == 401


async def test_a_workspace_that_is_not_installed_is_told_so(slack: SlackDesk) -> None:
    ack = await slack.http.send(typed(slack, team="T9", channel="theirs"))
    assert (ack.status, slack.desk.seen, slack.world.calls) == (200, [], [])
    assert "not installed" in ack.body


async def test_an_answer_of_many_parts_says_what_found_no_room(slack: SlackDesk) -> None:
    texts = tuple(Text((f"{n} " + "x" * 2_900,)) for n in range(40))
    slack.desk.answer = Answer(Card("Long", (*texts, Actions((Button("Go", "stats", "7d"),)))))
    last = await slack.chat.command("stats")
    shown = slack.chat.sent()
    assert (len(shown), last.buttons) == (5, ("Go",))
    assert "more parts that found no room" in shown[3].text


async def test_a_handler_that_breaks_is_one_sentence(slack: SlackDesk) -> None:
    slack.desk.answer = RuntimeError("secret detail")
    shown = await slack.chat.command("stats")
    assert "Something broke on my side (7F3A)" in shown.text
    slack.desk.answer = Answer(sentence("Done."))
    assert (await slack.chat.command("stat")).text.startswith("I don't know “stat”.")


async def test_a_database_that_is_gone_is_one_sentence_and_no_act(slack: SlackDesk) -> None:
    async with slack.engine.begin() as connection:
        await connection.execute(text("DROP TABLE seen_request"))
    shown = await slack.chat.command("stats")
    assert (shown.text, slack.desk.seen) == (BROKE, [])
