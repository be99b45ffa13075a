"""A slash command over the real library: promised at once, answered once, to the right people."""

import pytest

from bot.card import Actions, Button, Card, Text
from bot.envelope import Reply
from bot.marked import sentence
from tests.edges.discord.conftest import Hands
from tests.edges.discord.connected import CODE, connected
from tests.rig import discord_faults as faults
from tests.rig.discord_stub import Discord
from tests.rig.discord_world import GUILD

TWO_PARTS = Card("Two", (Text(("One\n---\nTwo",)), Actions((Button("Go", "stats", "7d"),))))


async def test_a_command_is_asked_and_answered_privately(discord: Discord) -> None:
    async with connected(discord) as here:
        here.desk.replies = [Reply(sentence("1,284 orders"))]

        shown = await here.chat.command("stats 7d by:day")

    world = discord.world
    (asked,) = here.desk.commands
    assert (asked.platform, asked.verb, asked.text) == ("discord", "stats", "7d by:day")
    assert asked.workspace == world.id_of("guild", GUILD)
    assert asked.channel == world.id_of("channel", "general")
    assert asked.user == world.id_of("user", "owner")
    assert (shown.text, shown.private, shown.user) == ("1,284 orders", True, "owner")
    assert here.chat.posted() == []


async def test_a_shared_answer_is_for_the_channel(discord: Discord) -> None:
    async with connected(discord) as here:
        here.desk.replies = [Reply(sentence("For all"), share=True)]

        shown = await here.chat.command("stats 7d share:yes")

    assert not shown.private
    assert [one.text for one in here.chat.posted()] == ["For all"]
    where = [discord.world.id_of(*one) for one in (("guild", GUILD), ("channel", "general"))]
    assert here.desk.noted == [(("discord", *where), shown.message_id)]


async def test_a_shared_answer_of_several_parts_is_noted_as_one_post(discord: Discord) -> None:
    async with connected(discord) as here:
        here.desk.replies = [Reply(TWO_PARTS, ("az1:stats:ref1",), share=True)]

        await here.chat.command("stats share:yes")

    (_, ids) = here.desk.noted[0]
    assert ids.split(",") == [one.message_id for one in here.chat.posted()]
    assert [one.text for one in here.chat.posted()] == ["One", "Two"]


async def test_a_part_that_fails_leaves_no_other_unnoted(discord: Discord) -> None:
    async with connected(discord) as here:
        here.desk.replies = [Reply(TWO_PARTS, ("az1:stats:ref1",), share=True)]
        discord.world.faults.append(faults.no_access("POST", "/webhooks/"))

        await here.chat.command("stats share:yes")

    (shown,) = here.chat.posted()
    assert [ids for _, ids in here.desk.noted] == [shown.message_id]


async def test_what_cannot_be_noted_does_not_stand(discord: Discord) -> None:
    """A wipe was faster than the answer: it does not find it any more."""
    async with connected(discord) as here:
        here.desk.replies = [Reply(TWO_PARTS, ("az1:stats:ref1",), share=True)]
        here.desk.forgets = True

        await here.chat.command("stats share:yes")

    assert here.chat.posted() == []
    assert CODE in here.chat.sent()[-1].text


async def test_a_private_answer_is_not_noted(discord: Discord) -> None:
    async with connected(discord) as here:
        await here.chat.command("stats")

    assert here.desk.noted == []


async def test_a_refusal_is_private_although_sharing_was_asked_for(discord: Discord) -> None:
    async with connected(discord) as here:
        here.desk.replies = [Reply(sentence("Only members see figures"))]

        shown = await here.chat.command("stats 7d share:yes")

    assert (shown.text, shown.private) == ("Only members see figures", True)
    assert here.chat.posted() == []


async def test_further_parts_follow_in_order_with_the_buttons_last(discord: Discord) -> None:
    async with connected(discord) as here:
        here.desk.replies = [Reply(TWO_PARTS, ("az1:stats:ref1",))]

        shown = await here.chat.command("stats")

    assert shown.text.split() == ["One", "Two"]
    assert (shown.private, shown.buttons) == (True, ("Go",))
    assert len(here.chat.sent()) == 2


async def test_the_promise_is_the_first_request_and_nothing_was_asked_before(
    discord: Discord,
) -> None:
    async with connected(discord) as here:
        discord.world.requests.clear()

        its = await here.chat.send("home")
        await discord.world.until(lambda: its.settled)

    assert discord.world.requests[0] == ("POST", f"/interactions/{its.id}/{its.token}/callback")
    assert len(discord.world.requests) == 2


async def test_an_interaction_that_is_gone_is_not_worked_on(discord: Discord) -> None:
    discord.world.faults.append(faults.unknown_interaction())
    async with connected(discord) as here:
        its = await here.chat.send("home")
        await discord.world.until(lambda: discord.world.faults[0].times == 0)
        await here.chat.command("home")

    assert its.answer is None
    assert len(here.desk.commands) == 1


async def test_an_answer_that_cannot_be_shown_is_one_sentence_with_its_code(
    discord: Discord, caplog: pytest.LogCaptureFixture
) -> None:
    async with connected(discord) as here:
        here.desk.replies = [Reply(sentence("x" * 4001))]

        shown = await here.chat.command("home")

    assert (
        shown.text == f"I could not show the answer ({CODE}). It is logged; "
        "/amzigo home says how things are."
    )
    assert CODE in caplog.text
    assert len(discord.world.broken) == 1
    discord.world.broken.clear()


async def test_an_answer_comes_once_where_the_platform_says_wait(discord: Discord) -> None:
    async with connected(discord) as here:
        discord.world.faults.append(faults.too_many("PATCH", "@original"))

        await here.chat.command("home")

    assert [one.text for one in here.chat.sent()] == ["Done."]
    assert len(here.desk.commands) == 1


async def test_a_late_answer_is_not_tried_with_a_dead_token(
    discord: Discord, hands: Hands, caplog: pytest.LogCaptureFixture
) -> None:
    class SlowDesk:
        """A desk that takes sixteen minutes."""

        async def command(self, _: object) -> Reply:
            hands.later(minutes=16)
            return Reply(sentence("At last"))

        async def click(self, _: object) -> Reply:
            return Reply(sentence("Never asked"))

        async def shown(self, *_: object) -> None:
            raise AssertionError("nothing is shared")

    async with connected(discord, SlowDesk()) as here:
        its = await here.chat.send("home")
        await discord.world.until(lambda: its.answer is not None)
        await here.chat.idle()

    assert its.original is not None
    assert its.original.loading
    assert "could not be told" in caplog.text
    discord.world.broken.clear()


async def test_a_connection_without_the_lease_answers_nothing(discord: Discord) -> None:
    async with connected(discord) as first, connected(discord) as second:
        second.may_answer = False

        await first.chat.command("home")
        await second.chat.idle()

    assert len(first.desk.commands) == 1
    assert second.desk.commands == []
