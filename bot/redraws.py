"""Batches to draw again: noted as often as they change, drawn once a tick.

Chats take only so many edits, and a batch changes once a second. Its first change after a pause is
drawn at once, and so is its end. Each is drawn in a lane of its own, so that neither a slow chat
nor a failure delays a request or another batch.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.handlers.asked import Member
from bot.handlers.review_card import object_of
from bot.handlers.reviews import NOBODYS, show_batch
from bot.sender import Sender
from core.errors import StaleHandle
from core.model import MemberRole, TenantId
from core.ports.clock import Clock
from core.ports.engine import Engine, Task
from core.ports.storage import Storage

REDRAW = "redraw"
LAST = 9
"""Its priority: what it shows has happened already."""

BatchOf = tuple[TenantId, str]
log = logging.getLogger("amzigo.redraws")


@dataclass(frozen=True, slots=True)
class Redraws:
    """What is to be drawn again; it keeps that in memory, since whatever changes next tells it."""

    storage: Storage
    clock: Clock
    engine: Engine
    sender: Sender
    _noted: dict[BatchOf, None] = field(default_factory=dict)
    """The first that changed first."""
    _drawn: set[BatchOf] = field(default_factory=set)
    """Those whose drawing was queued at the last tick, or since."""
    _followed: set[BatchOf] = field(default_factory=set)
    """Those that a post showed on their way when they were last drawn."""

    async def note(self, tenant: TenantId, batch: str) -> None:
        """A batch is another now."""
        if (tenant, batch) not in self._drawn or await self._has_ended(tenant, batch):
            self._submit(tenant, batch)
        else:
            self._noted[tenant, batch] = None

    def tick(self) -> None:
        """Queue the drawing of every batch that changed since it was drawn."""
        self._drawn.clear()
        for tenant, batch in list(self._noted):
            self._submit(tenant, batch)

    async def run(self, args: Mapping[str, str]) -> None:
        """The job of a queued drawing."""
        try:
            await self.draw(TenantId(args["tenant"]), args["batch"])
        except StaleHandle:
            log.info("a batch was not drawn again: it was deleted since")

    async def draw(self, tenant: TenantId, batch: str) -> None:
        """Draw a batch in each of its posts; raises StaleHandle where it is posted but gone."""
        self._followed.discard((tenant, batch))
        if not await self.sender.is_shown(tenant, object_of(batch)):
            return
        member = Member(tenant, "", MemberRole.VIEWER, await self._zone(tenant))
        answer = await show_batch(self.storage, member, batch, self.clock())
        if await self._is_under_way(tenant, batch):
            self._followed.add((tenant, batch))
        await self.sender.redraw(tenant, answer)

    async def _zone(self, tenant: TenantId) -> str:
        """In whose time all posts of a batch are drawn: the first channel's that has one set."""
        async with self.storage.read() as uow:
            rows = await (await uow.for_tenant(tenant)).team.channels()
        return next((row.zone for row in rows if row.zone != NOBODYS), NOBODYS)

    async def _has_ended(self, tenant: TenantId, batch: str) -> bool:
        """Whether a batch is over whose last drawing did not say so."""
        followed = (tenant, batch) in self._followed
        return followed and not await self._is_under_way(tenant, batch)

    async def _is_under_way(self, tenant: TenantId, batch: str) -> bool:
        async with self.storage.read() as uow:
            return await (await uow.for_tenant(tenant)).reviews.is_under_way(batch)

    def _submit(self, tenant: TenantId, batch: str) -> None:
        self._noted.pop((tenant, batch), None)
        self._drawn.add((tenant, batch))
        key = f"{REDRAW}:{tenant}:{batch}"
        self.engine.submit(Task(REDRAW, key, key, {"tenant": tenant, "batch": batch}, LAST))
