"""Amazon's usage plans in simulated time: as fast as they let us, and never faster."""

from datetime import timedelta
from pathlib import Path

from core.sync_plan import Pace, open_spans
from tests.simulated import simulation

CREATE = "createReport"
RATE = 0.0167
OWN_BURST = 12
"""80 % of it, which is all we take."""
LAST_REPORT = 15 + 5
"""Seconds: the first look at the last report, and a tick until it is taken."""


async def test_history_is_read_as_fast_as_the_plan_lets_reports_be_made(tmp_path: Path) -> None:
    pace = Pace(history=timedelta(days=30), span=timedelta(days=1))
    async with simulation(tmp_path, pace) as sim:
        tenant, account = await sim.connected()
        begun = sim.time.now
        await sim.jobs.syncer.begin(tenant, account)

        async def all_read() -> bool:
            async with sim.house.storage.read() as uow:
                states = await (await uow.for_tenant(tenant)).sync.all()
            return not open_spans(states, account)

        await sim.run_until(all_read, timedelta(hours=3))
        taken = (sim.time.now - begun).total_seconds()
        reports = len(sim.statuses(CREATE))
        possible = (reports - OWN_BURST) / RATE
        assert possible <= taken <= 1.01 * possible + LAST_REPORT
        assert 429 not in sim.statuses()
