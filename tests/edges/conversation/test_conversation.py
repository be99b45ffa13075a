"""Every verb and every button, on both platforms: what is seen, and that it is the same."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from bot.commands.actions import ACTIONS
from bot.commands.verbs import VERBS
from bot.preview.catalogue import catalogue
from tests.edges.conversation.commands_page import PAGE, made
from tests.edges.conversation.house import Both
from tests.edges.conversation.scenario import SCENARIOS
from tests.edges.conversation.suite import PLATFORMS, Held
from tests.edges.conversation.words import batches, said

pytestmark = pytest.mark.asyncio(loop_scope="module")
every = pytest.mark.parametrize("name", SCENARIOS)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def held(house: Both) -> AsyncIterator[Held]:
    """The conversations of this house."""
    yield Held(house)


@pytest.mark.parametrize("platform", PLATFORMS)
@every
async def test_a_person_sees_what_they_asked_for(held: Held, name: str, platform: str) -> None:
    talk = await held.talk(name, platform)
    asked = name.partition(",")[0]
    assert asked in talk.pressed | {verb.name for verb in VERBS}, f"nobody pressed {asked}"


@pytest.mark.parametrize("name", [one.name for one in SCENARIOS.values() if one.alike])
async def test_both_platforms_say_the_same(held: Held, name: str) -> None:
    slack, discord = [await held.talk(name, platform) for platform in PLATFORMS]
    numbers = batches(slack.seen) | batches(discord.seen)
    for one, other in zip(slack.seen, discord.seen, strict=True):
        here, there = said(slack.side, one, numbers), said(discord.side, other, numbers)
        assert set(there.words) - set(here.words) == set()
        assert set(here.words) - set(there.words) <= set(here.heads)
        assert here.figures == there.figures
        assert one.buttons == other.buttons
        assert one.is_private == other.is_private
    assert slack.pressed == discord.pressed


async def test_every_verb_and_every_button_has_a_conversation() -> None:
    known = {verb.name for verb in VERBS} | {action.name for action in ACTIONS}
    without = known - SCENARIOS.keys()
    assert not without, f"no conversation in tests/edges/conversation/told_*.py: {sorted(without)}"
    assert SCENARIOS.keys() - known == {"revoke.confirm, typed wrongly"}


async def test_every_verb_behind_a_button_was_reached_by_it(held: Held) -> None:
    behind = {one.action for sample in catalogue().values() for one in sample.card.buttons()}
    talks = [await held.talk(name, platform) for name in SCENARIOS for platform in PLATFORMS]
    assert behind - {one for talk in talks for one in talk.pressed} == set()


async def test_the_page_of_commands_is_what_was_seen(held: Held) -> None:
    how = "write it anew: python -m tests.edges.conversation.commands_page"
    assert PAGE.read_text("utf-8") == await made(held), how
