"""Seller accounts of several tenants in front of a sandbox, with everything real but the wire.

The clock moves only when the test says so; `tick` and `days` do what the process would do.
"""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import httpx

from bot.authorization_jobs import AuthorizationJobs
from bot.authorization_post import Teller
from bot.digest_post import DigestPoster
from bot.eraser import ChatEraser
from bot.handlers.handlers import HANDLERS
from bot.handles import Handles
from bot.jobs import Jobs
from bot.mail_post import MailPost
from bot.owner_teller import OwnerTeller
from bot.recovery_jobs import RecoveryJobs
from bot.redraws import Redraws
from bot.sender import Sender
from core.authorization import Checker, Watch
from core.ended_authorization import Ender
from core.grants import Prober
from core.model import AccountId, Feature, TenantId
from core.policy.authorization import Authorization
from core.ports.accounts import AccountRow, MarketplaceRow
from core.ports.amazon import Caller
from core.ports.authorizations import Freeze
from core.ports.tenants import ChannelRow
from core.review_sending import RequestSender
from core.revoke import Revoker
from core.secrets import REFRESH_TOKEN, StoredSecrets
from core.sharing import Sharing
from core.spapi.amazon import Parts, SpApi
from core.spapi.client import open_wire
from core.spapi.sandbox.accounts import CLIENT_ID, CLIENT_SECRET
from core.spapi.sandbox.app import build_app
from core.spapi.sandbox.faults import Effect, Fault
from core.spapi.sandbox.sandbox import Sandbox
from core.spapi.sandbox.settings import SandboxSettings
from core.sync import Syncer
from core.sync_plan import Pace
from core.wipe_progress import Issuer
from storage.account_wipe import SqlAccountWipe
from storage.repositories.egress import SqlEgress
from storage.repositories.revocations import SqlRevocations
from storage.wipe import SqlWipe
from tests.edges.sandbox.desk import EU, FE, NA, Entropy, Time
from tests.edges.spapi.rig import AGENT, LOCAL, Line
from tests.sharing import FakeShared
from tests.storages import OTHER, SHOP, Opened, opened_storage
from tests.wall import Wall

START = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)
MINE, FAR, EUROPE = AccountId("mine-na"), AccountId("mine-fe"), AccountId("other-eu")
SELLERS = {MINE: "A1DEMOSHOPNA01", FAR: "A1DEMOSHOPFE01", EUROPE: "A1SMALLSHOPEU1"}
TOKENS = {MINE: NA, FAR: FE, EUROPE: EU}
REGIONS = {MINE: "NA", FAR: "FE", EUROPE: "EU"}
OWNERS = {MINE: SHOP, FAR: SHOP, EUROPE: OTHER}
ZONE = "America/Los_Angeles"


@dataclass
class Installation:
    """Two tenants with three accounts in all; what a process does is done by hand."""

    opened: Opened
    time: Time
    line: Line
    sandbox: Sandbox
    api: SpApi
    jobs: Jobs
    wall: Wall
    shared: FakeShared
    parts: Parts
    watch: Watch

    async def tick(self) -> None:
        """What is due is queued and done, and what follows of it."""
        await self.jobs.tick()
        await self.work()

    async def work(self) -> None:
        """Do what is queued, once each."""
        by_name, tasks = self.jobs.by_name(), self.opened.jobs.tasks
        while tasks:
            waiting = {task.key: task for task in tasks}
            tasks.clear()
            for task in waiting.values():
                try:
                    await by_name[task.name](task.args)
                except Exception:
                    logging.getLogger(__name__).exception("task %s failed", task.name)

    async def go_on(self, span: timedelta, step: timedelta) -> None:
        """Let time pass, with a tick every so often."""
        until = self.time.now + span
        while self.time.now < until:
            self.time.now += step
            await self.tick()

    async def sync(self, account: AccountId = MINE) -> None:
        """Begin an account's sync."""
        await self.jobs.syncer.begin(OWNERS[account], account)

    async def kept(self, account: AccountId = MINE) -> Authorization:
        """How an authorization stands."""
        async with self.opened.storage.read() as uow:
            found = await (await uow.for_tenant(OWNERS.get(account, SHOP))).authorizations.one(
                account
            )
        assert found is not None
        return found

    async def frozen(self) -> Freeze | None:
        """The freeze."""
        async with self.opened.storage.read() as uow:
            return await uow.authorization_work.frozen()

    async def switch_on(self, *features: Feature) -> None:
        """Switch features on, for both tenants."""
        for tenant in (SHOP, OTHER):
            async with self.opened.storage.write() as uow:
                team = (await uow.for_tenant(tenant)).team
                for feature in features:
                    await team.switch_on(feature, self.time())

    def refreshes(self) -> int:
        """How often Login was asked."""
        return self.line.paths().count("POST /auth/o2/token")

    def calls(self) -> int:
        """How many calls of the Selling Partner API were made."""
        return len(self.line.passed) - self.refreshes()

    def forget_client(self) -> None:
        """As where the operator did not set the app's own credentials."""
        nobody = StoredSecrets(self.opened.storage, None, None)
        login = SpApi(replace(self.parts, secrets=nobody))
        checker = Checker(self.opened.storage, login, self.time)
        authorizations = replace(self.jobs.authorizations, checker=checker)
        self.jobs = replace(self.jobs, authorizations=authorizations)

    def revoke(self, account: AccountId) -> None:
        """What a seller does in Seller Central."""
        self.sandbox.tokens.revoke(SELLERS[account])

    def fault(self, effect: str, times: int = 1, operation: str = "token") -> None:
        """Let the sandbox answer wrongly."""
        self.sandbox.faults.add(Fault(operation, Effect(effect), times))

    def caller(self, account: AccountId = MINE) -> Caller:
        """A caller that was made while all was well."""
        tenant = OWNERS[account]
        return Caller(tenant, f"p-{tenant}", account, REGIONS[account], frozenset(Feature))


@asynccontextmanager
async def installation(
    url: str, folder: Path, old_secret: str | None = None, secret: str = CLIENT_SECRET
) -> AsyncIterator[Installation]:
    """The installation; the tenants' features are off."""
    time, ids = Time(START), count(1)

    async def sleep(seconds: float) -> None:
        time.forward(seconds=seconds)

    async def resolve(host: str) -> list[str]:
        return ["52.0.0.1"]

    app = build_app(SandboxSettings(time, Entropy(), sleep=sleep))
    sandbox: Sandbox = app.state.sandbox
    line, wall = Line(httpx.ASGITransport(app)), Wall()
    async with (
        opened_storage(url, folder) as opened,
        open_wire(AGENT, line, endpoints=LOCAL) as wire,
    ):
        await _furnish(opened)
        storage = opened.storage
        parts = Parts(
            wire=wire,
            endpoints=LOCAL,
            secrets=StoredSecrets(storage, CLIENT_ID, secret, old_secret),
            ledger=SqlEgress(opened.engine),
            clock=time,
            ticks=lambda: time().timestamp(),
            sleep=sleep,
            chance=lambda: 0.5,
            new_id=lambda: f"call-{next(ids)}",
            resolve=resolve,
            spool=folder,
            watch=(watch := Watch(storage, time, CLIENT_ID)),
        )
        api = SpApi(parts)
        shared = FakeShared()
        jobs = _jobs(opened, api, time, wall, Sharing({"slack": shared}))
        yield Installation(opened, time, line, sandbox, api, jobs, wall, shared, parts, watch)
    sandbox.state.close()


def _jobs(opened: Opened, api: SpApi, time: Time, wall: Wall, sharing: Sharing) -> Jobs:
    storage, ids = opened.storage, count(1)
    refs = count(1)
    chats = {"slack": wall}
    sender = Sender(storage, time, Handles(storage, lambda: f"ref-{next(refs)}"), chats)
    revoker = Revoker(
        storage,
        opened.keys,
        SqlRevocations(opened.engine, opened.keys),
        SqlWipe(opened.engine),
        ChatEraser(chats),
        time,
        lambda: f"certificate-{next(ids)}",
        lambda: bytes(32),
        Issuer("0.1.0"),
    )
    ender = Ender(storage, revoker, SqlAccountWipe(opened.engine), time)
    owners = OwnerTeller(storage, time, sender, MailPost(wall.box).send)
    return Jobs(
        storage,
        time,
        opened.jobs,
        Syncer(storage, api, time, lambda: f"id-{next(ids)}", Pace(history=timedelta(days=20))),
        DigestPoster(storage, time, HANDLERS, sender, sharing),
        RequestSender(storage, api, time),
        revoker,
        AuthorizationJobs(
            storage,
            time,
            opened.jobs,
            Checker(storage, api, time),
            Teller(storage, time, sender, ender, owners, sharing),
            Prober(storage, api, time),
        ),
        Redraws(storage, time, opened.jobs, sender),
        RecoveryJobs(storage, time, opened.jobs, owners),
    )


async def _furnish(opened: Opened) -> None:
    """The accounts, authorized at the start; the tenants' channels are on the wall."""
    await opened.change("DELETE FROM seller_account")
    await opened.change("DELETE FROM marketplace")
    for account, tenant in OWNERS.items():
        async with opened.storage.write() as uow:
            accounts = (await uow.for_tenant(tenant)).accounts
            region = REGIONS[account]
            row = AccountRow(account, f"Demo shop {region}", region, None, "active", START)
            await accounts.add(row)
            await accounts.seal_credential(account, REFRESH_TOKEN, TOKENS[account], START)
    for tenant in (SHOP, OTHER):
        async with opened.storage.write() as uow:
            row_ = ChannelRow("slack", "T1", f"C-{tenant}", "sales", ZONE)
            await (await uow.for_tenant(TenantId(tenant))).team.bind(row_)


US_STORE = MarketplaceRow("ATVPDKIKX0DER", "USD", ZONE)
