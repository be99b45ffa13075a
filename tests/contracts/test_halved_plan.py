"""A plan that Amazon halves while requests go out at its full rate, in simulated time."""

from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from core.spapi.sandbox.accounts import ACCOUNTS
from core.spapi.sandbox.faults import Effect, Fault
from core.spapi.sandbox.operations import OPERATIONS
from core.sync_plan import Pace
from tests.contracts.test_plans import LOOK, SOLICIT
from tests.simulated import Simulation, simulation

REQUESTS = 120
REFILL, HALVED_REFILL = 1.0, 2.0
"""Seconds until Amazon has another token, as published and by the halved plan."""
PLAN = next(one for one in OPERATIONS if one.name == LOOK)


def looks(sim: Simulation, operation: str = LOOK) -> list[tuple[datetime, int]]:
    """When Amazon was asked what it offers, and how it answered."""
    rows = sim.sandbox.journal.read(operation, None)
    return [(datetime.fromisoformat(row["at"]), int(row["status"])) for row in rows]


def steps(times: list[datetime]) -> list[float]:
    """The seconds between each moment and the next."""
    return [(later - earlier).total_seconds() for earlier, later in pairwise(times)]


async def asked(sim: Simulation, count: int) -> None:
    """Let the house go on until so many calls were answered well."""

    async def enough() -> bool:
        return sum(status == 200 for _, status in looks(sim)) >= count

    await sim.run_until(enough, timedelta(minutes=5))


def halve(sim: Simulation) -> None:
    """Halve the plan; what Amazon's bucket held beyond what we use of it is gone with it."""
    while sim.sandbox.plans.take(PLAN, ACCOUNTS[0].key, sim.time.now):
        continue
    sim.sandbox.plans.change(PLAN, "0.5", sim.time.now)


async def test_a_halved_plan_costs_one_429_and_is_kept_one_refill_later(tmp_path: Path) -> None:
    async with simulation(tmp_path, Pace(history=timedelta(days=21))) as sim:
        tenant, account = await sim.connected()
        await sim.read_history((tenant, account))
        await sim.approved(tenant, most=REQUESTS)
        await asked(sim, 40)
        full = [at for at, _ in looks(sim)]
        assert steps(full)[10:] == pytest.approx([REFILL] * (len(full) - 11), abs=1e-3)

        halve(sim)
        await asked(sim, len(full) + 30)
        since = looks(sim)[len(full) :]
        assert [status for _, status in since] == [429] + [200] * (len(since) - 1)
        halved = [at for at, _ in since]
        assert steps(halved) == pytest.approx([HALVED_REFILL] * (len(since) - 1), abs=1e-3)

        sim.sandbox.plans.change(PLAN, None, sim.time.now)
        await asked(sim, len(full) + len(since) + 20)
        again = looks(sim)[len(full) + len(since) :]
        assert {status for _, status in again} == {200}
        # The first of them was still timed by the old rate, and told the new one.
        assert steps([at for at, _ in again]) == pytest.approx(
            [REFILL] * (len(again) - 1), abs=1e-3
        )
        assert sim.statuses().count(429) == 1


@pytest.mark.parametrize("operation", [LOOK, SOLICIT])
async def test_a_throttled_seller_is_tried_once_a_refill_and_soon_once_a_minute(
    tmp_path: Path, operation: str
) -> None:
    async with simulation(tmp_path, Pace(history=timedelta(days=21))) as sim:
        tenant, account = await sim.connected()
        await sim.read_history((tenant, account))
        begun, span = sim.time.now, timedelta(minutes=12)
        sim.sandbox.faults.add(Fault(operation, Effect.THROTTLED, 10**6))
        batch = await sim.approved(tenant, most=20)

        async def over() -> bool:
            return sim.time.now >= begun + span

        await sim.run_until(over, 2 * span)
        refused = looks(sim, operation)
        assert {status for _, status in refused} == {429}
        least = [min(HALVED_REFILL * 2**n, 60) for n in range(len(refused) - 1)]
        waited = steps([at for at, _ in refused])
        assert all(step > least_ - 1e-3 for step, least_ in zip(waited, least, strict=True))
        assert 14 < len(refused) < 19

        sim.sandbox.faults.clear()
        left = sim.time.now

        async def sent() -> bool:
            async with sim.house.storage.read() as uow:
                return not await (await uow.for_tenant(tenant)).reviews.is_under_way(batch)

        await sim.run_until(sent, timedelta(minutes=3))
        assert sim.time.now - left < timedelta(seconds=60 + 20 + 10)
