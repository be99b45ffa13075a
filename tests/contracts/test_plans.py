"""Amazon's usage plans in simulated time: as fast as they let us, and never faster."""

from datetime import timedelta
from pathlib import Path

from core.ports.reviews import Stage
from core.sync_plan import Pace
from tests.edges.sandbox.desk import US, open_desk
from tests.simulated import TICK, simulation

CREATE = "createReport"
LOOK = "getSolicitationActionsForOrder"
SOLICIT = "createProductReviewAndSellerFeedbackSolicitation"
REPORT_RATE, REQUEST_RATE, AMAZONS_BURST = 0.0167, 1.0, 5
REQUESTS = 150
OWN_BURST = 12
"""80 % of it, which is all we take."""
LAST_REPORT = 15 + 5
"""Seconds: the first look at the last report, and a tick until it is taken."""


async def test_history_is_read_as_fast_as_the_plan_lets_reports_be_made(tmp_path: Path) -> None:
    pace = Pace(history=timedelta(days=30), span=timedelta(days=1))
    async with simulation(tmp_path, pace) as sim:
        begun = sim.time.now
        await sim.read_history(await sim.connected())
        taken = (sim.time.now - begun).total_seconds()
        possible = (len(sim.statuses(CREATE)) - OWN_BURST) / REPORT_RATE
        assert possible <= taken <= 1.01 * possible + LAST_REPORT
        assert 429 not in sim.statuses()


async def test_requests_go_out_as_fast_as_the_plan_lets_them(tmp_path: Path) -> None:
    async with simulation(tmp_path, Pace(history=timedelta(days=21))) as sim:
        tenant, account = await sim.connected()
        await sim.read_history((tenant, account))
        begun = sim.time.now
        batch = await sim.approved(tenant, most=REQUESTS)

        async def all_settled() -> bool:
            async with sim.house.storage.read() as uow:
                rows = await (await uow.for_tenant(tenant)).reviews.rows(batch)
            return all(row.stage not in (Stage.DUE, Stage.SENDING) for row in rows)

        await sim.run_until(all_settled, timedelta(hours=1))
        taken = (sim.time.now - begun).total_seconds()
        looked, sent = sim.statuses(LOOK), sim.statuses(SOLICIT)
        assert len(looked) == REQUESTS
        assert len(sent) > 0.9 * REQUESTS  # Amazon itself may no longer offer a few
        possible = (len(looked) - AMAZONS_BURST) / REQUEST_RATE
        assert possible <= taken <= 1.01 * possible + TICK.total_seconds()
        assert set(looked) == {200}
        assert set(sent) == {201}


async def test_the_sandbox_does_refuse_what_is_over_the_plan() -> None:
    async with open_desk(throttle=True) as desk:
        path = f"/solicitations/v1/orders/111-1111111-1111111?marketplaceIds={US}"
        token = await desk.token()
        got = [await desk.call("GET", path, token=token) for _ in range(AMAZONS_BURST + 1)]
        assert [answer.status_code == 429 for answer in got] == [False] * AMAZONS_BURST + [True]
