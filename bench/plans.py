"""Amazon's usage plans in simulated time: how much of what they make possible is used."""

import asyncio
import sys
import tempfile
from collections import Counter
from datetime import timedelta
from functools import partial
from pathlib import Path

from bench.orders_file import NOW, SEED, write_report
from core.model import Period, TenantId
from core.ports.reviews import Stage
from core.sync_plan import Pace
from tests.simulated import Simulation, simulation

ORDERS, MONTHS, REQUESTS = 100_000, timedelta(days=540), 30_000
LINES, REQUEST_LINES = 118_000, 80_000
"""One order in fifteen has a second line, one in twelve is cancelled, half of the young are fit."""
REPORT_RATE, REPORT_BURST = 0.0167, 15
REQUEST_RATE, REQUEST_BURST = 1.0, 5
DAY = timedelta(days=1)
BATCH = 1_000
"""As many as the product puts in one."""
EVER = Period(NOW.date() - 2 * MONTHS, NOW.date())
PAGE = 100
NOT_AMAZONS = {"token", "download"}


def measure() -> str:
    """Three lines of the table."""
    return asyncio.run(_measured())


async def _measured() -> str:
    usual = ORDERS / PAGE + ORDERS
    lines = [
        await _backfilled("spans as they come (a week, then 30 days)", Pace(history=MONTHS), usual),
        await _backfilled("spans of 36 hours", Pace(history=MONTHS, span=DAY * 1.5), usual),
        await _solicited(),
    ]
    return "\n".join(lines)


async def _backfilled(how: str, pace: Pace, usual: float) -> str:
    with tempfile.TemporaryDirectory(prefix="amzigo-bench-") as name:
        folder = Path(name)
        write_report(folder / "orders.txt.gz", LINES, days=MONTHS.days)
        async with simulation(folder, pace, folder / "orders.txt.gz", NOW) as sim:
            begun = sim.time.now
            tenant, account = await sim.connected()
            await sim.read_history((tenant, account))
            taken = (sim.time.now - begun).total_seconds()
            orders = await _orders(sim, tenant)
            calls = _calls(sim)
            refused = sim.statuses().count(429)
    reports = calls["createReport"]
    possible = max(0.0, (reports - REPORT_BURST) / REPORT_RATE)
    per_thousand = 1000 * sum(calls.values()) / orders
    return (
        f"| {orders:,} orders backfilled, {how}: {reports} reports, seed {SEED} | {taken:,.0f} s, "
        f"{refused} × 429, {per_thousand:.2f} calls per 1,000 orders | the plan alone "
        f"{possible:,.0f} s{_ratio(taken, possible)}; the usual loop (pages of {PAGE}, items "
        f"order by order) {1000 * usual / ORDERS:,.0f} calls per 1,000 | ≤ 1.01 ×, ≤ 5 calls |"
    )


def _ratio(taken: float, possible: float) -> str:
    return f", {taken / possible:.4f} ×" if possible else ""


async def _solicited() -> str:
    with tempfile.TemporaryDirectory(prefix="amzigo-bench-") as name:
        folder = Path(name)
        write_report(folder / "orders.txt.gz", REQUEST_LINES)
        pace = Pace(history=timedelta(days=30))
        async with simulation(folder, pace, folder / "orders.txt.gz", NOW) as sim:
            tenant, account = await sim.connected()
            await sim.read_history((tenant, account))
            begun = sim.time.now
            for number in range(1, REQUESTS // BATCH + 1):
                await sim.approved(tenant, most=BATCH)
                # The next batch is approved before this one is done, as a person would.
                left = 0 if number * BATCH == REQUESTS else BATCH // 10
                await sim.run_until(partial(_is_left, sim, tenant, left), timedelta(hours=1))
                _tell(number * BATCH, sim.time.now - begun)
            taken = (sim.time.now - begun).total_seconds()
            calls, refused = _calls(sim), sim.statuses().count(429)
    looked = calls["getSolicitationActionsForOrder"]
    sent = calls["createProductReviewAndSellerFeedbackSolicitation"]
    possible = (looked - REQUEST_BURST) / REQUEST_RATE
    return (
        f"| {sent:,} review requests sent of {looked:,} looked at, seed {SEED} | {taken:,.0f} s, "
        f"{refused} × 429 | the plan alone {possible:,.0f} s{_ratio(taken, possible)} | ≤ 1.01 × |"
    )


async def _is_left(sim: Simulation, tenant: TenantId, most: int) -> bool:
    """Whether no more than so many are still to be sent."""
    async with sim.house.storage.read() as uow:
        tallies = await (await uow.for_tenant(tenant)).reviews.tally(sim.time.now, sim.time.now)
    return sum(one.orders for one in tallies if one.stage in (Stage.DUE, Stage.SENDING)) <= most


def _tell(approved: int, taken: timedelta) -> None:
    sys.stderr.write(f"  {approved:,} approved, {taken.total_seconds():,.0f} s\n")


async def _orders(sim: Simulation, tenant: TenantId) -> int:
    async with sim.house.storage.read() as uow:
        days = await (await uow.for_tenant(tenant)).sales.days(EVER)
    return sum(day.orders for day in days)


def _calls(sim: Simulation) -> Counter[str]:
    found = Counter(str(row["operation"]) for row in sim.sandbox.journal.read(None, None))
    return Counter({name: n for name, n in found.items() if name not in NOT_AMAZONS})
