"""Ten thousand probes across tenants, two in one workspace and two workspaces: nothing leaks."""

import asyncio
import random
from pathlib import Path

from bot.settings import read_settings
from bot.wiring import open_house
from tests.databases import start
from tests.edges.conversation.firms import street
from tests.edges.conversation.house import Moving
from tests.edges.conversation.probes import Prober
from tests.stocked import NOW

PROBES = 10_000


async def test_ten_thousand_probes_find_nothing(tmp_path: Path) -> None:
    seed, clock = random.SystemRandom().randrange(1 << 32), Moving(NOW)
    print(f"seed {seed}")  # noqa: T201 -- to send the same probes again
    await asyncio.to_thread(start, tmp_path)
    env = {"AMZIGO_ENV": "demo", "AMZIGO_DATA_DIR": str(tmp_path)}
    async with open_house(read_settings(env), clock) as house:
        mall = await street(house, clock)
        before, prober = await mall.state(), Prober(mall, random.Random(seed))  # noqa: S311
        await prober.run(PROBES)
        assert prober.found == [], "\n".join(prober.found[:5])
        assert prober.sent.total() == PROBES
        assert await mall.state() == before
