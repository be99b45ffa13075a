"""From due work to what is done about it: the router's twin for tasks.

A tick only finds what is due and queues it; running a task again is always safe.
"""

import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import partial

from bot.authorization_jobs import AuthorizationJobs
from bot.digest_post import DigestPoster
from bot.recovery_jobs import RECOVERY, RecoveryJobs
from bot.redraws import REDRAW, Redraws
from bot.team_reminder import TeamReminder
from core.amazon_errors import AccessDenied, AppRejected, AuthorizationLost
from core.errors import GateClosed, TenantGone
from core.features import PURGE, purge_all_features, purge_features
from core.model import AccountId, Feature, Place, TenantId
from core.ports.authorizations import Granted
from core.ports.clock import Clock
from core.ports.engine import Engine, Task
from core.ports.storage import Storage
from core.purge import purge
from core.review_desk import stopped
from core.review_due import RECONCILE, defer_due
from core.review_sending import RequestSender, Unit
from core.reviews import SEND
from core.revoke import Revoker, resume_unfinished
from core.sync import Syncer

SYNC, DIGEST, TEAM_CHECK = "sync", "digest", "team.check"
log = logging.getLogger("amzigo.jobs")

Job = Callable[[Mapping[str, str]], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Jobs:
    """Finds what is due, and does it when the engine says so."""

    storage: Storage
    clock: Clock
    engine: Engine
    syncer: Syncer
    digests: DigestPoster
    requests: RequestSender
    revoker: Revoker
    authorizations: AuthorizationJobs
    redraws: Redraws
    recoveries: RecoveryJobs

    async def tick(self) -> None:
        """Queue everything that is due; what is queued already is not queued twice."""
        self.redraws.tick()
        await self.recoveries.tick()
        is_frozen = await self.authorizations.tick()
        async with self.storage.read() as uow:
            syncs = [] if is_frozen else await uow.system.due_syncs(self.clock())
            digests = await uow.system.due_digests(self.clock())
        for due in syncs:
            args = {"tenant": due.tenant, "account": due.account, "source": due.source}
            lane = f"{due.account}:reports"
            self.engine.submit(Task(SYNC, f"sync:{due.account}:{due.source}", lane, args))
        for digest in digests:
            key = ":".join(digest)
            self.engine.submit(Task(DIGEST, key, lane=key, args=digest._asdict(), priority=-1))
        if not is_frozen:
            await defer_due(self.storage, self.clock())

    async def housekeeping(self) -> None:
        """Destroy what may no longer be kept; finish wipes that something cut short."""
        await resume_unfinished(self.revoker)
        await self.authorizations.housekeeping()
        await purge(self.storage, self.clock())
        await purge_all_features(self.storage)
        for tenant in await self._reminder.due():
            key = f"{TEAM_CHECK}:{tenant}"
            self.engine.submit(Task(TEAM_CHECK, key, lane=key, args={"tenant": tenant}))

    @property
    def _reminder(self) -> TeamReminder:
        digests = self.digests
        return TeamReminder(self.storage, self.clock, digests.sender, digests.sharing)

    def by_name(self) -> dict[str, Job]:
        """The jobs by the names of their tasks."""
        return {name: _unless_gone(job) for name, job in self._jobs().items()}

    def _jobs(self) -> dict[str, Job]:
        return {
            SYNC: self._sync,
            DIGEST: self._digest,
            SEND: partial(self._request, self.requests.send_one),
            PURGE: self._purge,
            TEAM_CHECK: self._remind,
            REDRAW: self.redraws.run,
            RECOVERY: self.recoveries.run,
            RECONCILE: partial(self._request, self.requests.reconcile),
            **self.authorizations.jobs(),
        }

    async def _sync(self, args: Mapping[str, str]) -> None:
        tenant, account = TenantId(args["tenant"]), AccountId(args["account"])
        while await self.syncer.step(tenant, account, args["source"]):
            pass  # history is read span by span, without a tick in between

    async def _remind(self, args: Mapping[str, str]) -> None:
        await self._reminder.post(TenantId(args["tenant"]))

    async def _purge(self, args: Mapping[str, str]) -> None:
        tenant = TenantId(args["tenant"])
        for batch in await stopped(self.storage, tenant):
            await self.redraws.draw(tenant, batch)
        await purge_features(self.storage, tenant)

    async def _digest(self, args: Mapping[str, str]) -> None:
        place = Place(args["platform"], args["workspace"], args["channel"])
        await self.digests.post(TenantId(args["tenant"]), place)

    async def _request(
        self, settle: Callable[[Unit], Awaitable[str | None]], args: Mapping[str, str]
    ) -> None:
        """Send or settle one review request, and note that its batch is another now."""
        unit = Unit.of(args)
        try:
            batch = await settle(unit)
        except AccessDenied:
            prober = self.authorizations.prober
            await prober.note(unit.tenant, unit.account, Feature.REVIEWS, Granted.NO)
            raise
        if batch is not None:
            await self.redraws.note(unit.tenant, batch)


def _unless_gone(job: Job) -> Job:
    """The job, for a tenant that may have been deleted since: then there is nothing to do.

    What stands on a card until somebody mends it is no failure of the job: it is put off.
    """

    async def run(args: Mapping[str, str]) -> None:
        try:
            await job(args)
        except TenantGone:
            log.info("a task was dropped: its tenant is gone")
        except (AccessDenied, AppRejected, AuthorizationLost, GateClosed) as why:
            log.info("a task was put off: %s", why.message)

    return run
