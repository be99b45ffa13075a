"""The router: who may ask what, where; and that whatever fails becomes one harmless sentence."""

import logging
from collections.abc import AsyncIterator

import pytest

from bot.commands.actions import ACTIONS, role_of
from bot.commands.claim import CLAIM
from bot.commands.data import CONFIRM, REVOKE
from bot.commands.table import Verb
from bot.commands.verbs import VERBS
from bot.handlers import handlers
from bot.handlers.asked import Answer, Asked, Pressed
from core.errors import GateClosed
from core.model import MemberRole, Place
from tests.front_desk import (
    CODE,
    HERE,
    OTHER,
    PLATFORM,
    SHOP,
    THERE,
    FrontDesk,
    front_desk,
    text_of,
    with_button,
)

STALE = "This button is no longer valid. Ask again with its command."
TAKES = {
    "product": "GP-01",
    "why": "GP-01",
    "team add": "@name approver",
    "team remove": "@name",
    "settings digest": "08:00",
    "settings zone": "UTC",
    "settings locale": "de",
    "settings sharing": "on",
}


@pytest.fixture
async def desk(sqlite_url: str) -> AsyncIterator[FrontDesk]:
    async with front_desk(sqlite_url) as desk:
        yield desk


def test_every_verb_and_action_has_its_handler_and_no_handler_is_left_over() -> None:
    # The wipe's desk holds a revoker and that of codes a founder, so the wiring makes them.
    assert {*handlers.HANDLERS, REVOKE.name, CLAIM.name} == {verb.name for verb in VERBS}
    assert {*handlers.ACTIONS, CONFIRM} == {action.name for action in ACTIONS}


@pytest.mark.parametrize("verb", VERBS, ids=lambda verb: verb.name)
async def test_a_verb_answers_those_whose_standing_is_enough(desk: FrontDesk, verb: Verb) -> None:
    for user in MemberRole:
        said = text_of(await desk.says(verb.name, TAKES.get(verb.name, ""), user.value))
        if user.includes(verb.role):
            assert said == "Done."
        else:
            assert said.startswith(f"{verb.name} needs")
            assert "Those who can: @owner." in said
    allowed = [user for user in MemberRole if user.includes(verb.role)]
    assert [one.member.role for one in desk.seen] == allowed


@pytest.mark.parametrize("action", [action.name for action in ACTIONS])
async def test_a_button_acts_for_those_whose_standing_is_enough(
    desk: FrontDesk, action: str
) -> None:
    ref = await desk.button(action)
    for user in MemberRole:
        said = text_of(await desk.clicks(ref, user.value))
        enough = user.includes(role_of(action))
        assert said.startswith("Done." if enough else "This button needs")
    assert len(desk.seen) == sum(user.includes(role_of(action)) for user in MemberRole)


async def test_a_handler_gets_the_tenant_of_the_channel_and_the_arguments(desk: FrontDesk) -> None:
    await desk.says("STATS", "7d by:day", "viewer")
    await desk.says("stats", "30d", "neighbour", THERE)
    first, second = desk.seen
    assert isinstance(first, Asked)
    assert isinstance(second, Asked)
    assert (first.member.tenant, first.arguments) == (SHOP, {"period": "7d", "by": "day"})
    assert (second.member.tenant, second.arguments) == (OTHER, {"period": "30d"})
    assert first.member.zone == "Asia/Tokyo"


async def test_a_press_hands_the_button_s_object_and_payload_on(desk: FrontDesk) -> None:
    ref = await desk.button("reviews.approve")
    await desk.clicks(ref, text="typed")
    (pressed,) = desk.seen
    assert isinstance(pressed, Pressed)
    assert (pressed.object, pressed.payload, pressed.text) == ("batch:3f9c21ab", b"p" * 32, "typed")


async def test_a_button_may_ask_a_verb_and_the_verb_s_standing_counts(desk: FrontDesk) -> None:
    assert text_of(await desk.clicks(await desk.button("stats", "30d by:day"), "viewer")) == "Done."
    (asked,) = desk.seen
    assert isinstance(asked, Asked)
    assert asked.arguments == {"period": "30d", "by": "day"}
    refused = await desk.clicks(await desk.button("revoke", ""), "approver")
    assert text_of(refused).startswith("revoke needs an owner")


async def test_a_stranger_gets_no_answer_and_learns_whom_to_ask(desk: FrontDesk) -> None:
    for user, place in (("stranger", HERE), ("viewer", THERE), ("neighbour", HERE)):
        said = text_of(await desk.says("stats", "", user, place))
        assert said == "You are not a member of this team. An owner can add you."
    assert desk.seen == []


async def test_a_channel_of_nobody_is_told_so(desk: FrontDesk) -> None:
    for place in (
        Place(PLATFORM, "w", "c-third"),  # two tenants here: which of them is not to be guessed
        Place(PLATFORM, "elsewhere", "c-shop"),
        Place("second", "w", "c-shop"),
    ):
        assert "connected to no shop" in text_of(await desk.says("stats", "", "owner", place))
        ref = await desk.button("reviews.list")
        assert "connected to no shop" in text_of(await desk.clicks(ref, "owner", place))
    assert desk.seen == []


async def test_unknown_foreign_and_expired_buttons_get_the_same_answer(desk: FrontDesk) -> None:
    mine = await desk.button("reviews.list")
    unknown = await desk.clicks("az1:reviews.list:guessed")
    foreign = await desk.clicks(mine, "neighbour", THERE)
    desk.later(days=7)
    expired = await desk.clicks(mine)
    assert {text_of(one) for one in (unknown, foreign, expired)} == {STALE}
    assert unknown.card == foreign.card == expired.card
    assert desk.seen == []


async def test_a_button_works_until_its_object_changes_not_once(desk: FrontDesk) -> None:
    ref = await desk.button("reviews.list")
    assert [text_of(await desk.clicks(ref)) for _ in range(2)] == ["Done.", "Done."]


async def test_what_is_not_expected_is_a_code_here_and_in_the_log_and_nothing_else(
    desk: FrontDesk, caplog: pytest.LogCaptureFixture
) -> None:
    desk.answer = RuntimeError("secret-canary")
    with caplog.at_level(logging.ERROR, "amzigo.router"):
        replies = [await desk.says("stats"), await desk.clicks(await desk.button("reviews.list"))]
    for reply in replies:
        said = text_of(reply)
        assert said == f"Something broke on my side ({CODE}). It is logged; nothing was sent."
        assert "canary" not in repr(reply)
        assert not reply.share
    assert [record.getMessage() for record in caplog.records] == [f"failure {CODE}"] * 2
    assert all(record.exc_info for record in caplog.records)


async def test_a_refusal_is_its_sentence_and_not_logged(
    desk: FrontDesk, caplog: pytest.LogCaptureFixture
) -> None:
    desk.answer = GateClosed(reason="the feature reviews is off")
    reply = await desk.says("stats", "share:yes")
    assert text_of(reply) == "The call to Amazon was not made: the feature reviews is off."
    assert not reply.share
    assert caplog.records == []


async def test_an_answer_is_for_the_asker_unless_it_is_to_be_shared(desk: FrontDesk) -> None:
    shares = [(await desk.says("stats", text)).share for text in ("", "share:no", "share:yes")]
    assert shares == [False, False, True]


async def test_what_to_type_stands_apart_in_a_refusal(desk: FrontDesk) -> None:
    reply = await desk.says("statz")
    assert text_of(reply) == "I don't know “statz”. Did you mean stats? help lists everything."
    assert "`" not in repr(reply.card)


async def test_a_change_takes_the_place_of_what_was_pressed(desk: FrontDesk) -> None:
    ref = await desk.button("reviews.approve")
    desk.answer = Answer(with_button("reviews.list"), None, "batch:3f9c21ab", changed=True)
    reply = await desk.clicks(ref)
    assert (reply.replaces, reply.share, len(reply.refs)) == (True, False, 1)


async def test_the_terminal_asks_the_same_verbs_and_gets_the_errors(desk: FrontDesk) -> None:
    await desk.says("stats", "30d")
    first = desk.seen[0]
    assert isinstance(first, Asked)
    for line in ("stats 30d", "/amzigo stats 30d", " stats  30d "):
        await desk.router.answer(first.member, line)
    await desk.router.answer(first.member, "")
    lines = [one.arguments for one in desk.seen if isinstance(one, Asked)]
    assert lines == [{"period": "30d"}] * 4 + [{}]
    desk.answer = GateClosed(reason="closed")
    with pytest.raises(GateClosed):
        await desk.router.answer(first.member, "stats")
