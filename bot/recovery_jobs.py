"""Tells the owners of a recovery: at its beginning, when its code works, and how it ended."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.handlers.asked import Answer
from bot.handlers.recovery_card import recovery_card
from bot.owner_teller import OwnerTeller
from core.model import TenantId
from core.ports.clock import Clock
from core.ports.engine import Engine, Task
from core.ports.storage import Storage
from core.recovery import to_tell, told

RECOVERY = "recovery.tell"


@dataclass(frozen=True, slots=True)
class RecoveryJobs:
    """Finds what owners are to be told, and tells them when the engine says so."""

    storage: Storage
    clock: Clock
    engine: Engine
    owners: OwnerTeller

    async def tick(self) -> None:
        """Queue what is due."""
        async with self.storage.read() as uow:
            due = await uow.system.due_recoveries(self.clock())
        for tenant in due:
            key = f"{RECOVERY}:{tenant}"
            self.engine.submit(Task(RECOVERY, key, lane=key, args={"tenant": tenant}, priority=-1))

    async def run(self, args: Mapping[str, str]) -> None:
        """Tell the owners, unless that was done."""
        tenant = TenantId(args["tenant"])
        facts = await to_tell(self.storage, tenant, self.clock())
        if facts is None:
            return
        async with self.storage.read() as uow:
            channels = await (await uow.for_tenant(tenant)).team.channels()
        zone = next((row.zone for row in channels), "UTC")
        answer = Answer(recovery_card(facts, zone), facts, facts.object)
        is_heard = await self.owners.tell(tenant, answer)
        await told(self.storage, tenant, facts, is_heard=is_heard)
