"""Days pass in simulated time: nothing is called for what is off, and no dormant role is ever used.

Jobs, ticks, housekeeping, gate, client and sandbox are the real ones; only time is simulated.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy import select

from core.features import switch_off, switch_on
from core.model import AccountId, Feature, TenantId
from core.policy.features import SWITCHABLE
from core.policy.operations import DORMANT, OPERATIONS, RECORDED_ROLES, SOLICIT
from core.reviews import Actor
from core.sync_plan import Pace
from storage.tables.audit import egress
from tests.e2e.terminal import report
from tests.edges.sandbox.desk import NOW
from tests.edges.test_all_orders import line
from tests.simulated import Simulation, simulation

TOKEN = "token"
REFRESHES_A_DAY = 1
"""Of an account whose features are all off: whether its authorization holds is checked."""
REQUESTS = 5
HOUSEKEEPING = 6
"""Ticks."""
TICK, MONTH_TICK = timedelta(minutes=20), timedelta(hours=5)
PACE = Pace(orders=timedelta(days=1), stock=timedelta(days=2), history=timedelta(days=14))
"""So that a month's calls are made in seconds."""
DAY, MONTH = timedelta(days=1), timedelta(days=30)


@dataclass
class Shop:
    """A connected shop in simulated time."""

    sim: Simulation
    tenant: TenantId
    account: AccountId

    @property
    def owner(self) -> Actor:
        """Its owner, now."""
        return Actor(self.tenant, "owner", self.sim.time.now)

    async def live(self, span: timedelta, tick: timedelta) -> None:
        """Let the house run for so long, housekeeping included."""
        end, ticks = self.sim.time.now + span, count(1)

        async def over() -> bool:
            if next(ticks) % HOUSEKEEPING == 0:
                await self.sim.jobs.housekeeping()
            return self.sim.time.now >= end

        await self.sim.run_until(over, span + DAY, tick)

    def journal(self, since: datetime) -> list[dict[str, Any]]:
        """What the sandbox was asked from then on."""
        return self.sim.sandbox.journal.read(None, since)

    async def ledger(self, since: datetime) -> list[tuple[str, str, str]]:
        """Operation, Amazon role and feature of each call from then on."""
        call = egress.c
        query = select(call.operation, call.amazon_role, call.feature).where(call.at >= since)
        async with self.sim.house.engine.connect() as connection:
            return [tuple(row) for row in await connection.execute(query)]


def few_orders() -> list[str]:
    """The rows of an order a day, from two weeks before to a month after."""
    rows = []
    for day in range(-14, 30):
        at = (NOW + timedelta(days=day)).strftime("%Y-%m-%dT%H:%M:%S+00:00")
        order_id = f"123-1234567-{day + 1_000_000:07}"
        rows.append(line(amazon_order_id=order_id, purchase_date=at, last_updated_date=at))
    return rows


@asynccontextmanager
async def shop(folder: Path) -> AsyncIterator[Shop]:
    """A shop whose history was read, with every feature on that there is a call for."""
    async with simulation(folder, PACE, report(folder / "orders.txt", *few_orders())) as sim:
        it = Shop(sim, *await sim.connected())
        for feature in SWITCHABLE:
            await switch_on(sim.house.storage, it.owner, feature)
        await sim.read_history((it.tenant, it.account))
        yield it


async def test_a_day_with_every_feature_off_calls_nothing(tmp_path: Path) -> None:
    async with shop(tmp_path) as it:
        assert len(it.journal(it.sim.time.now - DAY)) > 5
        for feature in SWITCHABLE:
            assert await switch_off(it.sim.house.storage, it.owner, feature)
        await it.live(HOUSEKEEPING * TICK, TICK)  # what was under way ends
        begun = it.sim.time.now
        await it.live(DAY, TICK)
        asked = [row["operation"] for row in it.journal(begun)]
        assert asked == [TOKEN] * REFRESHES_A_DAY
        assert [call[0] for call in await it.ledger(begun)] == [TOKEN] * REFRESHES_A_DAY
        async with it.sim.house.storage.read() as uow:
            assert (
                await (await uow.for_tenant(it.tenant)).orders.find("111-1111111-1111111") is None
            )
            assert await (await uow.for_tenant(it.tenant)).sales.first_day() is None


async def test_one_feature_on_again_is_called_for_alone(tmp_path: Path) -> None:
    async with shop(tmp_path) as it:
        for feature in SWITCHABLE:
            await switch_off(it.sim.house.storage, it.owner, feature)
        await it.live(HOUSEKEEPING * TICK, TICK)
        begun = it.sim.time.now
        await switch_on(it.sim.house.storage, it.owner, Feature.INVENTORY)
        await it.live(DAY, TICK)
        features = {feature for _, _, feature in await it.ledger(begun)}
        assert features - {"account"} == {"inventory"}
        assert len(it.journal(begun)) >= 3


async def test_a_month_with_every_feature_on_uses_no_dormant_role(tmp_path: Path) -> None:
    async with shop(tmp_path) as it:
        begun = it.sim.time.now
        await it.sim.approved(it.tenant, most=REQUESTS)
        await it.live(MONTH, MONTH_TICK)
        ledger, journal = await it.ledger(begun), it.journal(begun)
        operations = {operation.partition(":")[0] for operation, _, _ in ledger}
        assert SOLICIT in operations
        assert operations - {TOKEN, "download"} <= set(OPERATIONS)
        roles = {role for _, role, _ in ledger}
        assert len(roles) >= 3
        assert roles <= set(RECORDED_ROLES)
        assert roles & DORMANT == set()
        assert {row["operation"] for row in journal} <= {*OPERATIONS, TOKEN, "download"}
        assert len(journal) == len(ledger) > 300
