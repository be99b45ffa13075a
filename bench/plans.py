"""Amazon's usage plans in simulated time: how much of what they make possible is used."""

import asyncio
import sys
import tempfile
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from bench.orders_file import NOW, SEED, YOUNG, Ages, write_reports
from bench.table import Goal, Row, Rows
from core.model import AccountId, Period, TenantId
from core.policy.sending_hours import WHOLE_DAY
from core.ports.reviews import Stage
from core.reviews import Actor, Terms, approve, prepare
from core.sync_plan import Pace
from tests.simulated import Simulation, simulation

ORDERS, MONTHS, REQUESTS = 100_000, timedelta(days=540), 30_000
LINES = {Ages(0, MONTHS.days): 118_000}
YOUNG_LINES = {YOUNG: 80_000, Ages(YOUNG.most, MONTHS.days): 38_000}
"""One order in fifteen has a second line, one in twelve is cancelled, half of the young are fit."""
REPORT, REPORT_RATE, REPORT_BURST = "createReport", 0.0167, 15
LOOK, REQUEST_RATE, REQUEST_BURST = "getSolicitationActionsForOrder", 1.0, 5
SOLICIT = "createProductReviewAndSellerFeedbackSolicitation"
DAY, LONGEST = timedelta(days=1), timedelta(hours=24)
BATCH = 1_000
"""As many as the product puts in one."""
SOON = BATCH // 10
"""So many are left when the next batch is approved: a person does not wait for the last one."""
EVER = Period(NOW.date() - 2 * MONTHS, NOW.date())
PAGE = 100
TIME, CALLS = 1.01, 5
"""Goals, times the plan's seconds and calls per 1,000 orders: spans as they come need too few
reports for the plan to hold them up, short ones need more calls than anybody makes."""
NOT_AMAZONS = {"token", "download"}


def measure() -> Rows:
    """Three lines of the table."""
    return asyncio.run(_measured())


async def _measured() -> Rows:
    as_they_come = "spans as they come (a week, then 30 days)"
    rows = []
    for measured in (
        _all_at_once(),
        _backfilled(as_they_come, Pace(history=MONTHS), held_up=False),
        _backfilled("spans of 36 hours", Pace(history=MONTHS, span=DAY * 1.5), held_up=True),
    ):
        rows.append(await measured)
        sys.stderr.write(f"{rows[-1]}\n")  # the next one takes a while
    return rows


@dataclass
class Seller:
    """One seller who connected just now, and whoever approves for him."""

    sim: Simulation
    tenant: TenantId
    account: AccountId
    begun: datetime
    approved: int = 0
    read_at: datetime | None = None
    """When all history was read."""
    backfill: Counter[str] | None = None
    """The calls until then, but for requests."""

    async def act(self) -> bool:
        """What a person does now and then; returns whether all is done."""
        await self._look_at_history()
        if self.approved == REQUESTS:
            return self.read_at is not None and not await self._left(1)
        if not await self._left(SOON):
            await self._approve()
        return False

    async def sent(self) -> int:
        """How many requests Amazon took."""
        at = self.sim.time.now
        async with self.sim.house.storage.read() as uow:
            tallies = await (await uow.for_tenant(self.tenant)).reviews.tally(self.begun, at + DAY)
        return sum(one.orders for one in tallies if one.stage is Stage.SENT)

    async def orders(self) -> int:
        """How many orders were taken in and count."""
        async with self.sim.house.storage.read() as uow:
            days = await (await uow.for_tenant(self.tenant)).sales.days(EVER)
        return sum(day.orders for day in days)

    async def _look_at_history(self) -> None:
        if self.read_at is None and not await self.sim.spans_left(self.tenant, self.account):
            self.read_at, calls = self.sim.time.now, _calls(self.sim)
            self.backfill = Counter({n: c for n, c in calls.items() if n not in (LOOK, SOLICIT)})
            _tell(self.sim, self.begun, "all history read")

    async def _left(self, count: int) -> bool:
        """Whether at least so many requests are still to be sent or settled."""
        async with self.sim.house.storage.read() as uow:
            reviews = (await uow.for_tenant(self.tenant)).reviews
            due = await reviews.due(self.account, self.sim.time.now, count)
            out = await reviews.unsettled(self.account, self.sim.time.now, count)
        return len(due) + len(out) >= count

    async def _approve(self) -> None:
        actor = Actor(self.tenant, "approver", self.sim.time.now)
        terms = Terms(hours=WHOLE_DAY, most=min(BATCH, REQUESTS - self.approved))
        batch = await prepare(self.sim.house.storage, actor, terms)
        if batch is not None:
            await approve(self.sim.house.storage, actor, batch.batch_id, batch.digest)
            self.approved += batch.size
            _tell(self.sim, self.begun, f"{self.approved:,} approved")


async def _all_at_once() -> Row:
    async with _connected(Pace(history=MONTHS), YOUNG_LINES) as it:
        await it.sim.jobs.syncer.begin(it.tenant, it.account)
        await it.sim.run_until(it.act, LONGEST)
        taken = (it.sim.time.now - it.begun).total_seconds()
        orders, sent = await it.orders(), await it.sent()
        calls, refused = _calls(it.sim), it.sim.statuses().count(429)
        read = ((it.read_at or it.begun) - it.begun).total_seconds()
    backfill = it.backfill or Counter()
    by_requests = (calls[LOOK] - REQUEST_BURST) / REQUEST_RATE
    by_reports = _possible(backfill[REPORT])
    possible = max(by_requests, by_reports)
    return Row(
        f"one seller connects: {orders:,} orders backfilled and {sent:,} review requests sent of "
        f"{calls[LOOK]:,} looked at, seed {SEED}",
        f"{taken:,.0f} s (the history alone {read:,.0f} s by {backfill[REPORT]} reports), "
        f"{refused} × 429, {_each(backfill, orders):.2f} calls per 1,000 orders",
        f"the plans alone {possible:,.0f} s{_ratio(taken, possible)}: requests "
        f"{by_requests:,.0f} s, reports {by_reports:,.0f} s; {_usual()}",
        (_time(taken, possible), _few(backfill, orders)),
    )


async def _backfilled(how: str, pace: Pace, *, held_up: bool) -> Row:
    """`held_up` says that the plan is what takes the time."""
    async with _connected(pace, LINES) as it:
        await it.sim.read_history((it.tenant, it.account))
        taken = (it.sim.time.now - it.begun).total_seconds()
        orders, calls = await it.orders(), _calls(it.sim)
        refused = it.sim.statuses().count(429)
    possible = _possible(calls[REPORT])
    return Row(
        f"{orders:,} orders backfilled, {how}: {calls[REPORT]} reports, seed {SEED}",
        f"{taken:,.0f} s, {refused} × 429, {_each(calls, orders):.2f} calls per 1,000 orders",
        f"the plan alone {possible:,.0f} s{_ratio(taken, possible)}; {_usual()}",
        (_time(taken, possible) if held_up else _few(calls, orders),),
    )


def _time(taken: float, possible: float) -> Goal:
    return Goal(f"≤ {TIME} ×", taken, TIME * possible)


def _few(calls: Counter[str], orders: int) -> Goal:
    return Goal(f"≤ {CALLS} calls", _each(calls, orders), CALLS)


@asynccontextmanager
async def _connected(pace: Pace, lines: Mapping[Ages, int]) -> AsyncIterator[Seller]:
    with tempfile.TemporaryDirectory(prefix="amzigo-bench-") as name:
        folder = Path(name)
        write_reports(folder / "orders.txt.gz", lines)
        async with simulation(folder, pace, folder / "orders.txt.gz", NOW) as sim:
            begun = sim.time.now
            yield Seller(sim, *await sim.connected(), begun)


def _possible(reports: int) -> float:
    """The seconds that the plan takes for so many reports, all of its burst used."""
    return max(0.0, (reports - REPORT_BURST) / REPORT_RATE)


def _ratio(taken: float, possible: float) -> str:
    return f", {taken / possible:.4f} ×" if possible else ""


def _each(calls: Counter[str], orders: int) -> float:
    return 1000 * calls.total() / orders


def _usual() -> str:
    usual = 1000 * (ORDERS / PAGE + ORDERS) / ORDERS
    return f"the usual loop (pages of {PAGE}, items order by order) {usual:,.0f} calls per 1,000"


def _tell(sim: Simulation, begun: datetime, what: str) -> None:
    sys.stderr.write(f"  {(sim.time.now - begun).total_seconds():,.0f} s: {what}\n")


def _calls(sim: Simulation) -> Counter[str]:
    found = Counter(str(row["operation"]) for row in sim.sandbox.journal.read(None, None))
    return Counter({name: n for name, n in found.items() if name not in NOT_AMAZONS})
