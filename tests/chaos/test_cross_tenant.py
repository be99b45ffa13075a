"""Ten thousand probes across tenants, two in one workspace and two workspaces: nothing leaks."""

import random
from pathlib import Path

from tests.edges.conversation.firms import street
from tests.edges.conversation.house import both
from tests.edges.conversation.probes import Prober
from tests.edges.conversation.wire_probes import KINDS, WireProber

PROBES, OVER_THE_WIRES = 10_000, 2_400
PLACES = {("slack", kind) for kind in KINDS if kind != "typing"} | {("discord", k) for k in KINDS}


async def test_ten_thousand_probes_find_nothing(tmp_path: Path, shared: Path) -> None:
    """Nearly a quarter of them as signed requests of Slack and frames of Discord's gateway."""
    seed = random.SystemRandom().randrange(1 << 32)
    print(f"seed {seed}")  # noqa: T201 -- to send the same probes again
    async with both(tmp_path, shared) as house:
        mall = await street(house.house, house.clock)
        await house.presence.lease.renew()  # time went back and forth: buttons had to expire
        before, prober = await mall.state(), Prober(mall, random.Random(seed))  # noqa: S311
        heard = sum(side.transcript() for side in house.sides)
        wires = WireProber(house, prober, (house.sides, await house.second_workspace()))
        await wires.run(OVER_THE_WIRES)
        carried = sum(side.transcript() for side in house.sides) - heard
        await prober.run(PROBES - OVER_THE_WIRES)
        assert prober.found == [], "\n".join(prober.found[:5])
        assert prober.sent.total() + wires.sent.total() == PROBES
        assert carried == 2 * OVER_THE_WIRES
        assert min(wires.sent[place] for place in PLACES) >= OVER_THE_WIRES // 20
        assert await mall.state() == before
