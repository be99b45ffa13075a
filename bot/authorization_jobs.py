"""What is due about authorizations: checks once a day, news for owners, reminders of an end."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from bot.authorization_post import Teller
from core.authorization import Checker
from core.grants import Prober
from core.model import AccountId, TenantId
from core.policy.authorization import AUTHORIZATION_LIFE, warning
from core.ports.authorizations import Connected
from core.ports.clock import Clock
from core.ports.engine import Engine, Task
from core.ports.storage import Storage

CHECK, PROBE, TELL, REMIND, TRY = (
    "authorization.check",
    "authorization.probe",
    "authorization.tell",
    "authorization.remind",
    "authorization.try",
)


@dataclass(frozen=True, slots=True)
class AuthorizationJobs:
    """Finds what is due, and does it when the engine says so."""

    storage: Storage
    clock: Clock
    engine: Engine
    checker: Checker
    teller: Teller
    prober: Prober

    async def tick(self) -> bool:
        """Queue what is due; returns whether everything is frozen, so that nothing else is."""
        now = self.clock()
        async with self.storage.read() as uow:
            frozen = await uow.authorization_work.frozen()
            # What was refused while everything is frozen is neither told nor deleted.
            untold = [] if frozen else await uow.authorization_work.untold(now)
            due = [] if frozen else await uow.authorization_work.due_checks(now)
        for one in untold:
            self.engine.submit(_task(TELL, one))
        for one in due:
            self.engine.submit(_task(CHECK, one))
        if frozen is not None and frozen.next_try <= now:
            self.engine.submit(Task(PROBE, PROBE, PROBE))
        return frozen is not None

    async def housekeeping(self) -> None:
        """Queue reminders of authorizations that end within a month, and what is to be tried."""
        now = self.clock()
        async with self.storage.read() as uow:
            accounts = await uow.authorization_work.connected()
        for one in accounts:
            since = one.authorized_at
            self.engine.submit(_task(TRY, one))
            days = None if since is None else warning(since, AUTHORIZATION_LIFE, now)
            if days is not None:
                self.engine.submit(_task(REMIND, one, days=str(days)))

    def jobs(self) -> dict[str, Callable[[Mapping[str, str]], Awaitable[None]]]:
        """The jobs by the names of their tasks."""
        return {
            CHECK: self._check,
            PROBE: self._probe,
            TELL: self._tell,
            REMIND: self._remind,
            TRY: self._try,
        }

    async def _check(self, args: Mapping[str, str]) -> None:
        await self.checker.check(TenantId(args["tenant"]), AccountId(args["account"]))

    async def _probe(self, args: Mapping[str, str]) -> None:
        await self.checker.probe()

    async def _tell(self, args: Mapping[str, str]) -> None:
        await self.teller.tell(TenantId(args["tenant"]), AccountId(args["account"]))

    async def _try(self, args: Mapping[str, str]) -> None:
        await self.prober.probe(TenantId(args["tenant"]), AccountId(args["account"]))

    async def _remind(self, args: Mapping[str, str]) -> None:
        tenant, account = TenantId(args["tenant"]), AccountId(args["account"])
        await self.teller.remind(tenant, account, int(args["days"]))


def _task(name: str, one: Connected, **more: str) -> Task:
    key = f"{name}:{one.account}"
    return Task(name, key, key, {"tenant": one.tenant, "account": one.account, **more})
