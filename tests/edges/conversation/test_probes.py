"""Two tenants in a workspace, two workspaces: nothing of one is ever told to another.

Most probes go to the desk, where tenants are told apart; some hundreds go over the wires.
`make chaos` sends ten thousand.
"""

import random
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.edges.conversation.firms import STRANGER, Street, street
from tests.edges.conversation.house import Both
from tests.edges.conversation.probes import Prober
from tests.edges.conversation.wire_probes import WireProber, home_tab

pytestmark = pytest.mark.asyncio(loop_scope="module")
AT_THE_DESK, OVER_THE_WIRE = 1_000, 200


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def mall(house: Both) -> AsyncIterator[Street]:
    """Five tenants in three workspaces."""
    made = await street(house.house, house.clock)
    await house.presence.lease.renew()  # time went back and forth: buttons had to expire
    yield made


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
    before = await mall.state()
    heard = sum(side.transcript() for side in house.sides)
    wires = WireProber(house, prober, (house.sides, await house.second_workspace()))
    await wires.run(OVER_THE_WIRE)
    assert prober.found == [], "\n".join(prober.found[:5])
    assert await mall.state() == before
    assert sum(side.transcript() for side in house.sides) == heard + 2 * OVER_THE_WIRE


async def test_a_home_tab_shows_a_stranger_and_another_tenant_s_member_the_same(
    house: Both, prober: Prober
) -> None:
    views = {}
    for name in ("zebraowner", "walrusviewer", "lemurowner", STRANGER):
        views[name] = await home_tab(house, house.slack, name, f"Ev-{name}")
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
