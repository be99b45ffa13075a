"""What holds of every verb and every button alike, on both platforms."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
import pytest_asyncio

from bot.commands.actions import ACTIONS, Action
from bot.commands.table import SHARE, Verb
from bot.commands.verbs import VERBS
from core.model import MemberRole
from tests.edges.conversation.forged import Forger
from tests.edges.conversation.house import Both
from tests.edges.conversation.scenario import SCENARIOS, Scenario, Talk, buttons_in
from tests.edges.conversation.side import Seen
from tests.edges.conversation.suite import PLATFORMS, Held
from tests.edges.conversation.words import batches, said

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.usefixtures("transcript")]
on_both = pytest.mark.parametrize("platform", PLATFORMS)
LESSER = {MemberRole.APPROVER: "viewer", MemberRole.OWNER: "approver"}
SHARED = [verb.name for verb in VERBS if SHARE in verb.arguments]
REFUSED = [verb for verb in VERBS if verb.role in LESSER]
PRESSED = [action for action in ACTIONS if action.role in LESSER]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def held(house: Both) -> AsyncIterator[Held]:
    """Shops that nobody changes."""
    yield Held(house)


async def talk_about(held: Held, name: str, platform: str) -> Talk:
    """A conversation that may change what it likes, where its scenario does."""
    side, both = held.both.side(platform), held.both
    is_own = SCENARIOS[name].changes
    return Talk(both, side, await (both.shop(side) if is_own else held.room(side)))


async def last_button(talk: Talk, scenario: Scenario) -> str:
    """The reference of the button that the owner would press last."""
    *before, last = scenario.presses
    led = replace(scenario, presses=tuple(before))
    label = last if isinstance(last, str) else last[0]
    shown = (await led.begun(talk)).raw
    return next(ref.partition("?")[0] for ref, its in buttons_in(shown) if its == label)


@on_both
@pytest.mark.parametrize("name", SHARED)
async def test_what_is_shared_stands_in_the_channel_as_it_was_said(
    held: Held, name: str, platform: str
) -> None:
    talk = await talk_about(held, name, platform)
    line, before = SCENARIOS[name].lines[-1].removesuffix(" share:yes"), len(talk.posted())

    alone = await talk.says(line)
    assert len(talk.posted()) == before
    shared = await talk.says(f"{line} share:yes")

    assert len(talk.posted()) == before + len(shared.messages)
    numbers = batches(talk.seen)
    assert said(talk.side, alone, numbers) == said(talk.side, shared, numbers)
    assert alone.buttons == shared.buttons


@on_both
@pytest.mark.parametrize("verb", REFUSED, ids=lambda verb: verb.name)
async def test_who_may_not_type_it_is_told_who_may(held: Held, verb: Verb, platform: str) -> None:
    side = held.both.side(platform)
    talk = Talk(held.both, side, await held.room(side))
    refused = await talk.says(SCENARIOS[verb.name].lines[-1], user=LESSER[verb.role])
    assert f"{verb.name} needs an {verb.role}" in refused.text.replace("`", "").replace("\n", "")
    assert side.user(verb.role.value) in refused.text
    assert refused.buttons == ()


@on_both
@pytest.mark.parametrize("action", PRESSED, ids=lambda action: action.name)
async def test_who_may_not_press_it_changes_nothing_and_leaves_it_to_others(
    held: Held, action: Action, platform: str
) -> None:
    talk = await talk_about(held, action.name, platform)
    ref, forger = await last_button(talk, SCENARIOS[action.name]), Forger(held.both)

    refused = await forger.press(talk.side, ref, user=LESSER[action.role], channel=talk.channel)
    assert f"This button needs an {action.role}" in refused.text
    stranger = await forger.press(talk.side, ref, user="stranger", channel=talk.channel)
    assert "not a member" in stranger.text

    theirs = await forger.press(talk.side, ref, user=action.role.value, channel=talk.channel)
    assert "needs an" not in theirs.text
    assert "no longer valid" not in theirs.text


@on_both
async def test_an_unknown_verb_gets_the_nearest(held: Held, platform: str) -> None:
    side, forger = held.both.side(platform), Forger(held.both)
    room = await held.room(side)
    for typed, nearest in (("stat", "stats"), ("restok", "restock"), ("revok", "revoke")):
        seen = await forger.command(side, typed, {}, user="viewer", channel=room)
        assert said_plainly(seen) == (
            f"I don't know “{typed}”. Did you mean /amzigo {nearest}? "
            "/amzigo help lists everything."
        )
        assert seen.is_private
    inner = await forger.command(side, "team ad", {}, user="owner", channel=room)
    assert "Did you mean /amzigo team add?" in said_plainly(inner)


@on_both
async def test_a_wrong_argument_is_named_with_what_would_do(held: Held, platform: str) -> None:
    side, forger = held.both.side(platform), Forger(held.both)
    room = await held.room(side)
    for verb, given, said_of_it in (
        ("reviews", {"share": "perhaps"}, "“perhaps” does not fit share. Try yes or no."),
        ("stats", {"by": "weather"}, "Try product, day or marketplace."),
        ("product", {}, "product needs a SKU, such as GP-01"),
        ("settings digest", {"time": "8 in the morning"}, "does not fit"),
        ("access", {"on": "everything"}, "“everything” does not fit on."),
    ):
        seen = await forger.command(side, verb, given, user="owner", channel=room)
        assert said_of_it in said_plainly(seen), verb


@on_both
async def test_a_channel_of_nobody_s_says_how_to_bind_it(held: Held, platform: str) -> None:
    side = held.both.side(platform)
    await held.room(side)
    await held.both.shop(side)
    seen = await side.command("stats 7d", channel=held.both.new_channel())
    assert "An owner types /amzigo settings channel SHOP here." in said_plainly(seen)


def said_plainly(seen: Seen) -> str:
    """Its words in one line."""
    return " ".join(seen.text.split()).replace(" .", ".").replace(" ?", "?").replace(" ,", ",")
