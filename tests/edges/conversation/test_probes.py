"""Two tenants in a workspace, two workspaces: nothing of one is ever told to another.

Most probes go to the desk, where tenants are told apart; some hundreds go over the wires.
`make chaos` sends ten thousand.
"""

import json
import random
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.edges.conversation.firms import MARKS, ROLES, STRANGER, Street, street
from tests.edges.conversation.forged import Forger
from tests.edges.conversation.house import Both
from tests.edges.conversation.probes import NOBODY, Prober
from tests.edges.conversation.side import Seen, Side
from tests.rig.slack_chat import SlackChat

pytestmark = pytest.mark.asyncio(loop_scope="module")
OWN = ("id", "hash")
"""What Slack gives each view."""

AT_THE_DESK, OVER_THE_WIRE = 1_000, 200


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def mall(house: Both) -> AsyncIterator[Street]:
    """Five tenants in three workspaces."""
    yield await street(house.house, house.clock)


@pytest.fixture
def prober(mall: Street) -> Prober:
    """Sends probes by a seed that a failure shows."""
    seed = random.SystemRandom().randrange(1 << 32)
    print(f"seed {seed}")  # noqa: T201 -- to send the same probes again
    return Prober(mall, random.Random(seed))  # noqa: S311


async def test_probes_at_the_desk_find_nothing(mall: Street, prober: Prober) -> None:
    before = await mall.state()
    await prober.run(AT_THE_DESK)
    assert prober.found == [], "\n".join(prober.found[:5])
    assert prober.sent.total() == AT_THE_DESK
    assert await mall.state() == before


async def test_probes_over_the_wire_find_nothing(house: Both, mall: Street, prober: Prober) -> None:
    before, forger = await mall.state(), Forger(house)
    heard = sum(side.transcript() for side in house.sides)
    pairs = (house.sides, await house.second_workspace())
    for number in range(OVER_THE_WIRE):
        its = number % 2
        side = pairs[its][number // 2 % 2]
        marks = [mark for mark, where in MARKS.items() if where == its + 1]
        mine, theirs = prober.chance.sample(marks, 2)
        await one_probe(forger, prober, (side, mine, theirs))
    assert prober.found == [], "\n".join(prober.found[:5])
    assert await mall.state() == before
    assert sum(side.transcript() for side in house.sides) == heard + 2 * OVER_THE_WIRE


async def one_probe(forger: Forger, prober: Prober, who: tuple[Side, str, str]) -> None:
    """A member of a tenant, in their channel or the victim's, with the victim's things."""
    side, mine, theirs = who
    victim = prober.street.firms[theirs]
    user = f"{mine}{prober.chance.choice(ROLES)}"
    room = prober.chance.choice((mine, theirs))
    kind = prober.chance.choice(("press", "modal", "thing", "bind"))
    if kind == "thing":
        things = (victim.skus[0], victim.skus[0].replace(theirs, NOBODY))
    elif kind == "bind":
        things = (victim.name, f"Canary {NOBODY}")
    else:
        things = (prober.ref(victim, well_formed=True), prober.random_ref())
    first, second = [await answer(forger, (side, kind, one), user, room) for one in things]
    what = f"{kind} by {user} in {room} of {side.platform}, about {theirs}: {first[:600]}"
    if first != second or not first:
        prober.found.append(f"other bytes than {second[:600]}\n{what}")
    prober.search(first, mine if room == mine else "", what)


async def answer(forger: Forger, asked: tuple[Side, str, str], user: str, room: str) -> str:
    """What the platform got, without what was typed."""
    side, kind, thing = asked
    if kind == "press":
        seen = await forger.press(side, thing, user=user, channel=room)
    elif kind == "modal":
        seen = await forger.submit(side, thing, "Canary", user=user, channel=room)
    elif kind == "thing":
        seen = await forger.command(side, "product", {"sku": thing}, user=user, channel=room)
    else:
        given = {"name": thing}
        seen = await forger.command(side, "settings channel", given, user=user, channel=room)
    return raw_of(seen).replace(thing, "…")


def raw_of(seen: Seen) -> str:
    """All payloads and words of an answer; the ids and times of messages are not among them."""
    return json.dumps([[dict(one.raw), one.text] for one in seen.messages], default=str)


async def test_a_home_tab_shows_a_stranger_and_another_tenant_s_member_the_same(
    house: Both, prober: Prober
) -> None:
    chat = house.slack.chat
    assert isinstance(chat, SlackChat)
    views = {}
    for name in ("zebraowner", "walrusviewer", "lemurowner", STRANGER):
        user = house.slack.user(name)
        event = {"type": "app_home_opened", "user": user, "tab": "home"}
        assert (await chat.event(f"Ev-{name}", event)).status == 200
        view = {key: one for key, one in house.slack_world.homes[user].items() if key not in OWN}
        views[name] = json.dumps(view)
        prober.search(views[name], "", name)
    assert len(set(views.values())) == 1
    assert prober.found == []


async def test_what_is_offered_while_one_types_is_one_s_own(house: Both, mall: Street) -> None:
    chat = house.discord.chat
    for mark in ("zebra", "walrus"):
        line = "product CANARY"
        own = await chat.complete(line, user=f"{mark}viewer", channel=mark)  # type: ignore[attr-defined]
        assert [mark in one for one in own] == [True, True]
        other = {"zebra": "walrus", "walrus": "zebra"}[mark]
        there = await chat.complete(line, user=f"{mark}viewer", channel=other)  # type: ignore[attr-defined]
        assert there == ()
