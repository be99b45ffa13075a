"""Many small sellers in one house, and how long their work waits, also while one is throttled.

A unit of work is a step of a sync or a review request; it waits from when it is due to when it is
done, in simulated time. The throttled seller's own units are not looked at.
"""

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.engine.in_process import WORKERS, Job
from bot.jobs import SYNC
from core.model import AccountId, TenantId
from core.policy.sending_hours import WHOLE_DAY, SendingHours
from core.ports.reviews import Solicitation, Stage
from core.spapi.sandbox.accounts import SellerAccount
from core.spapi.sandbox.faults import Effect, Fault
from core.spapi.sandbox.operations import OPERATIONS
from core.sync_plan import Pace
from tests.simulated import Simulation, simulation

STORES = (
    ("NA", "ATVPDKIKX0DER", 0.22),
    ("NA", "A2EUQ1WTGCTBG2", 0.8),
    ("FE", "A1VC38T7YXB528", 0.55),
    ("EU", "A1PA6795UKMFR9", 0.7),
)
"""Region, store, and the size with which a shop sells some fifteen units a day there."""
ALMOST_ALL_DAY = SendingHours(0, 24 * 60 - 1)
"""Sends at the usual pace, as soon as approved."""
PACE = Pace(history=timedelta(days=30))
UNEVEN = timedelta(seconds=11)
"""Between ticks: nothing falls due just when one comes, as it would by the house's five."""
BEGIN = datetime(2026, 11, 18, 10, 30, tzinfo=UTC)
"""The nightly checks of American sellers begin half an hour later."""
STEP, AT_ONCE, PACED = "sync steps", "requests sent at once", "requests at the usual pace"
ENDLESS = 10**9
OPEN = (Stage.WAITING, Stage.DUE, Stage.SENDING)

Waits = dict[str, list[float]]


@dataclass(frozen=True, slots=True)
class Crowd:
    """How many sellers, for how long, and what they send.

    In each round every seller has so many requests approved; three of four send them as fast as may
    be, the fourth at the usual pace. The house has as many workers for each seller as with fifty.
    """

    sellers: int
    rounds: int
    lasting: timedelta
    requests: int
    pace: Pace = PACE

    @property
    def workers(self) -> int:
        """The house's workers, in proportion."""
        return math.ceil(WORKERS * self.sellers / 50)

    def accounts(self) -> tuple[SellerAccount, ...]:
        """The sellers, turn by turn in four stores."""
        return tuple(
            SellerAccount(
                f"Shop {n + 1}",
                region,
                f"A1CROWDSHOP{n + 1:03}",
                f"Atzr|sandbox-shop-{n + 1}",
                (store,),
                slot=n // len(STORES),
                size=size,
            )
            for n, (region, store, size) in (
                (n, STORES[n % len(STORES)]) for n in range(self.sellers)
            )
        )


@dataclass(frozen=True, slots=True)
class Seller:
    """One seller as the house knows it."""

    tenant: TenantId
    account: AccountId
    hasty: bool


@dataclass(slots=True)
class Watch:
    """Notes what was due when, and how long it took."""

    sim: Simulation
    steps: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))

    def timed(self, name: str, job: Job) -> Job:
        """The job; where it is a sync, with the wait of each run noted."""

        async def run(args: Mapping[str, str]) -> None:
            async with self.sim.house.storage.read() as uow:
                scope = await uow.for_tenant(TenantId(args["tenant"]))
                state = await scope.sync.one(AccountId(args["account"]), args["source"])
            is_due = state is not None and state.next_due <= self.sim.time.now
            await job(args)
            if state is not None and is_due:
                waited = self.sim.time.now - state.next_due
                self.steps[args["account"]].append(waited.total_seconds())

        return run if name == SYNC else job


async def waits(folder: Path, crowd: Crowd, *, throttled: bool) -> Waits:
    """How long the units of all sellers but the first waited, in seconds by kind."""
    accounts = crowd.accounts()
    async with simulation(folder, crowd.pace, now=BEGIN, accounts=accounts) as sim:
        watch = Watch(sim)
        await sim.house.jobs.stop(0)
        jobs = {n: sim.counted(watch.timed(n, job)) for n, job in sim.jobs.by_name().items()}
        sim.house.jobs.start(jobs, crowd.workers)
        sellers = await _settled_in(sim, accounts)
        watch.steps.clear()
        if throttled:
            _throttle(sim, accounts[0])
        requests = await _worked(sim, sellers, crowd)
        calls = sim.sandbox.journal.read(None, None)
        refused = {row["seller"] for row in calls if row["status"] == 429}
        assert refused == ({accounts[0].seller} if throttled else set())
        others = [one.account for one in sellers[1:]]
        steps = [wait for account in others for wait in watch.steps[account]]
        return {STEP: steps, **requests}


def _throttle(sim: Simulation, account: SellerAccount) -> None:
    """Answer every call of a seller with 429 from now on; tokens are no part of a usage plan."""
    for name in (operation.name for operation in OPERATIONS):
        sim.sandbox.faults.add(Fault(name, Effect.THROTTLED, ENDLESS, seller=account.seller))


async def _settled_in(sim: Simulation, accounts: Sequence[SellerAccount]) -> list[Seller]:
    """Connect all sellers, and let their history be read."""
    sellers = []
    for n, account in enumerate(accounts):
        tenant, own = await sim.connected(account, name=account.shop)
        sellers.append(Seller(tenant, own, hasty=n % 4 != 3))

    await sim.read_history(*((one.tenant, one.account) for one in sellers), tick=UNEVEN)
    return sellers


async def _worked(sim: Simulation, sellers: Sequence[Seller], crowd: Crowd) -> Waits:
    """Let them work for the hours; how long each request of the others waited."""
    due: dict[Seller, dict[bytes, Solicitation]] = defaultdict(dict)
    batches: dict[Seller, list[str]] = defaultdict(list)

    async def approve(one: Seller, most: int, hours: SendingHours) -> None:
        batch = await sim.approved(one.tenant, most, hours)
        batches[one].append(batch)
        due[one] |= {row.order_ref: row for row in await _rows(sim, one, batch)}

    for _ in range(crowd.rounds):
        for one in sellers:
            await approve(one, crowd.requests, WHOLE_DAY if one.hasty else ALMOST_ALL_DAY)
        await _until(sim, sim.time.now + crowd.lasting)
    found: Waits = {AT_ONCE: [], PACED: []}
    for one in sellers[1:]:
        rows = [row for batch in batches[one] for row in await _rows(sim, one, batch)]
        for row in rows:
            began = due[one][row.order_ref].not_before
            ended = sim.time.now if row.stage in OPEN else row.done_at
            assert began is not None
            assert ended is not None
            if began <= sim.time.now:
                kind = AT_ONCE if one.hasty else PACED
                found[kind].append((ended - began).total_seconds())
    return found


async def _until(sim: Simulation, moment: datetime) -> None:
    async def reached() -> bool:
        return sim.time.now >= moment

    await sim.run_until(reached, moment - sim.time.now + timedelta(minutes=1), UNEVEN)


async def _rows(sim: Simulation, one: Seller, batch: str) -> list[Solicitation]:
    async with sim.house.storage.read() as uow:
        return await (await uow.for_tenant(one.tenant)).reviews.rows(batch)


def p99(found: Sequence[float]) -> float:
    """What 99 of 100 did not exceed."""
    return sorted(found)[math.ceil(0.99 * len(found)) - 1]
