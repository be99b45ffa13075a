"""A house and its Amazon in simulated time: hours pass as fast as the work in them can be done.

Everything is real but the time and the wire: database, key store, jobs, engine, quota, client and
sandbox with Amazon's usage plans. Time moves only once whoever could work sleeps or has ended.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from heapq import heappop, heappush
from itertools import count
from pathlib import Path

import httpx
from starlette.applications import Starlette

from bot.engine.in_process import Job
from bot.jobs import Jobs
from bot.settings import read_settings
from bot.wiring import House, jobs_of, open_house
from core.authorization import Watch
from core.model import AccountId, Feature, TenantId
from core.policy.sending_hours import WHOLE_DAY, SendingHours
from core.ports.accounts import AccountRow
from core.reviews import Actor, Terms, approve, prepare
from core.secrets import REFRESH_TOKEN, StoredSecrets
from core.spapi.amazon import Parts, SpApi
from core.spapi.client import open_wire
from core.spapi.endpoints import Endpoints
from core.spapi.sandbox.accounts import ACCOUNTS, CLIENT_ID, CLIENT_SECRET, SellerAccount
from core.spapi.sandbox.app import build_app
from core.spapi.sandbox.sandbox import Sandbox
from core.spapi.sandbox.settings import SandboxSettings
from core.sync_plan import Pace, open_spans
from storage.repositories.egress import SqlEgress
from tests.databases import start
from tests.edges.sandbox.desk import NOW, Entropy

ORIGIN = "http://127.0.0.1:8485"
TICK = timedelta(seconds=5)
READING = timedelta(hours=24)
"""The longest that history takes to be read."""
QUIET = 5
"""Turns of the loop in which nobody may begin to work, before time moves."""


@dataclass
class SimulatedTime:
    """A clock, and those who sleep by it."""

    now: datetime = NOW
    asleep: list[tuple[datetime, int, asyncio.Future[None]]] = field(default_factory=list)
    lain_down: asyncio.Event = field(default_factory=asyncio.Event)
    """Set whenever somebody went to sleep, or ended."""
    _order: Iterator[int] = field(default_factory=count)

    def __call__(self) -> datetime:
        return self.now

    async def sleep(self, seconds: float) -> None:
        """Until so much simulated time has passed."""
        woken = asyncio.get_running_loop().create_future()
        until = self.now + timedelta(seconds=seconds)
        heappush(self.asleep, (until, next(self._order), woken))
        self.lain_down.set()
        await woken

    def pass_to(self, moment: datetime) -> bool:
        """Let time pass until then, or until somebody wakes before; returns whether one did."""
        if not self.asleep or self.asleep[0][0] > moment:
            self.now = moment
            return False
        self.now = self.asleep[0][0]
        while self.asleep and self.asleep[0][0] <= self.now:
            woken = heappop(self.asleep)[2]
            if not woken.done():  # its sleeper may have been killed
                woken.set_result(None)
        return True


@dataclass
class Simulation:
    """The house, its Amazon, and the hand on the clock."""

    time: SimulatedTime
    house: House
    sandbox: Sandbox
    jobs: Jobs
    working: int = 0

    async def connected(
        self,
        account: SellerAccount = ACCOUNTS[0],
        *,
        name: str = "Demo shop",
        features: tuple[Feature, ...] = (Feature.SALES, Feature.INVENTORY, Feature.REVIEWS),
    ) -> tuple[TenantId, AccountId]:
        """A new tenant with one account and these features; nothing was read yet."""
        tenant, own = await self.house.create_tenant(name), AccountId(f"account-{name}"[:32])
        async with self.house.storage.write() as uow:
            scope = await uow.for_tenant(tenant)
            row = AccountRow(own, name, account.region, None, "active", self.time.now)
            await scope.accounts.add(row)
            token = account.refresh_token
            await scope.accounts.seal_credential(own, REFRESH_TOKEN, token, self.time.now)
            for feature in features:
                await scope.team.switch_on(feature, self.time.now)
        return tenant, own

    async def read_history(
        self, *shops: tuple[TenantId, AccountId], tick: timedelta = TICK
    ) -> None:
        """Begin the sync of connected accounts, and let all their history be read."""
        for tenant, account in shops:
            await self.jobs.syncer.begin(tenant, account)

        async def all_read() -> bool:
            return not any([await self.spans_left(*shop) for shop in shops])

        await self.run_until(all_read, READING, tick)

    async def spans_left(self, tenant: TenantId, account: AccountId) -> int:
        """How many spans of an account's history are not read yet."""
        async with self.house.storage.read() as uow:
            states = await (await uow.for_tenant(tenant)).sync.all()
        return len(open_spans(states, account))

    async def approved(self, tenant: TenantId, most: int, hours: SendingHours = WHOLE_DAY) -> str:
        """Prepare and approve a batch of that many; its id."""
        actor = Actor(tenant, "approver", self.time.now)
        terms = Terms(hours=hours, most=most)
        batch = await prepare(self.house.storage, actor, terms)
        assert batch is not None
        assert batch.size == most
        await approve(self.house.storage, actor, batch.batch_id, batch.digest)
        return batch.batch_id

    async def run_until(
        self, done: Callable[[], Awaitable[bool]], most: timedelta, tick: timedelta = TICK
    ) -> None:
        """Let the house work, tick by tick, until something is done; fails after `most`."""
        end, next_tick = self.time.now + most, self.time.now
        while not await done():
            assert self.time.now < end, "it was not done in time"
            await self.jobs.tick()
            next_tick += tick
            await self._quiet()
            while self.time.pass_to(next_tick):
                await self._quiet()

    async def _quiet(self) -> None:
        """Wait until everybody who works sleeps."""
        turns = 0
        while turns < QUIET:
            self.time.lain_down.clear()
            await asyncio.sleep(0)
            turns += 1
            if self.working > len(self.time.asleep):
                await self.time.lain_down.wait()
                turns = 0

    def counted(self, job: Job) -> Job:
        """The job, with its runs counted among those who work."""

        async def run(args: Mapping[str, str]) -> None:
            self.working += 1
            try:
                await job(args)
            finally:
                self.working -= 1
                self.time.lain_down.set()

        return run

    def statuses(self, operation: str | None = None) -> list[int]:
        """The statuses with which the sandbox answered, one operation or all of them."""
        return [int(row["status"]) for row in self.sandbox.journal.read(operation, None)]


@asynccontextmanager
async def simulation(
    folder: Path,
    pace: Pace,
    orders: Path | None = None,
    now: datetime = NOW,
    accounts: tuple[SellerAccount, ...] | None = None,
) -> AsyncIterator[Simulation]:
    """A demo house at a sandbox that applies Amazon's plans."""
    time = SimulatedTime(now)
    start(folder)
    settings = SandboxSettings(
        time, Entropy(), throttle=True, sleep=time.sleep, orders=orders, accounts=accounts
    )
    app = build_app(settings)
    sandbox: Sandbox = app.state.sandbox
    given = read_settings({"AMZIGO_ENV": "demo", "AMZIGO_DATA_DIR": str(folder)})
    async with open_house(given, time) as house, _amazon(house, time, app) as amazon:
        jobs = jobs_of(house, amazon, pace)
        found = Simulation(time, house, sandbox, jobs)
        house.jobs.start({name: found.counted(job) for name, job in jobs.by_name().items()})
        try:
            yield found
        finally:
            await house.jobs.stop(0)
            sandbox.state.close()


@asynccontextmanager
async def _amazon(house: House, time: SimulatedTime, app: Starlette) -> AsyncIterator[SpApi]:
    ids = count(1)

    async def resolve(host: str) -> list[str]:
        return ["52.0.0.1"]

    endpoints = Endpoints(dict.fromkeys(("NA", "EU", "FE"), ORIGIN), ORIGIN)
    transport = httpx.ASGITransport(app)
    async with open_wire("amzigo/1 (Language=Python)", transport, endpoints=endpoints) as wire:
        yield SpApi(
            Parts(
                wire=wire,
                endpoints=endpoints,
                secrets=StoredSecrets(house.storage, CLIENT_ID, CLIENT_SECRET),
                ledger=SqlEgress(house.engine),
                clock=time,
                ticks=lambda: time().timestamp(),
                sleep=time.sleep,
                chance=lambda: 0.5,
                new_id=lambda: f"call-{next(ids)}",
                resolve=resolve,
                spool=house.settings.data_dir,
                watch=Watch(house.storage, time, CLIENT_ID),
            )
        )
