"""The ledger of posts: each is noted before it is sent and after, so that none is sent twice."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass

from core.model import Place, TenantId
from core.policy.sending import SendState, Step
from core.ports.clock import Clock
from core.ports.posts import PostLedger, PostRow, SendingRow
from core.ports.storage import Storage

log = logging.getLogger("amzigo.sender")


@dataclass(frozen=True, slots=True)
class Ledger:
    """Who may send a post, and what became of it."""

    storage: Storage
    clock: Clock

    async def claim(self, tenant: TenantId, place: Place, shows: str) -> SendingRow | None:
        """The right to send a post of an object now; None where there is nothing to send.

        That is where it was posted, where somebody else is at it, and where its fate is unknown.
        """
        now = self.clock().replace(microsecond=0)  # as it is kept: the key is made of it
        row = SendingRow(*place, shows, now, now)
        async with self.storage.write() as uow:
            posts = (await uow.for_tenant(tenant)).posts
            if await posts.begin(row):
                # Asked after it was noted: whoever was faster has posted by now, or is noted.
                if not await _stands(posts, row):
                    return row
                await posts.end(row)
                return None
            return await self._left_over(posts, row)

    async def _left_over(self, posts: PostLedger, row: SendingRow) -> SendingRow | None:
        """The right to go on with what another began."""
        begun = [one for one in await posts.sendings() if one[:4] == row[:4]]
        for before in begun:
            step = before.step(row.tried_at)
            if step is Step.SEND:
                mine = before._replace(tried_at=row.tried_at)
                return mine if await posts.change(before, mine) else None
            if step is Step.GIVE_UP:
                await _give_up(posts, before)
        return None

    async def posted(
        self, tenant: TenantId, row: SendingRow, message_id: str, lost: Iterable[SendingRow]
    ) -> None:
        """It stands there; of those that are lost it told the channel."""
        posted = PostRow(*row.place, message_id, row.object, self.clock())
        async with self.storage.write() as uow:
            posts = (await uow.for_tenant(tenant)).posts
            if posted[:4] not in [known[:4] for known in await posts.of(row.object)]:
                await posts.add(posted)  # two may have sent it by one key
            await posts.end(row)
            for one in lost:
                await posts.change(one, one._replace(state=SendState.TOLD))

    async def not_sent(self, tenant: TenantId, row: SendingRow) -> None:
        """The platform refused it, so it may be sent again."""
        async with self.storage.write() as uow:
            await (await uow.for_tenant(tenant)).posts.end(row)

    async def give_up(self, tenant: TenantId, row: SendingRow) -> None:
        """Nobody knows whether it stands there."""
        async with self.storage.write() as uow:
            await _give_up((await uow.for_tenant(tenant)).posts, row)

    async def stands(self, tenant: TenantId, place: Place, shows: str) -> bool:
        """Whether an object is shown in a channel."""
        async with self.storage.read() as uow:
            rows = await (await uow.for_tenant(tenant)).posts.of(shows)
        return any(row.place == place for row in rows)

    async def is_under_way(self, tenant: TenantId, place: Place, shows: str) -> bool:
        """Whether somebody is sending a post, or was until a crash."""
        async with self.storage.read() as uow:
            rows = await (await uow.for_tenant(tenant)).posts.sendings()
        its = (row for row in rows if (row.place, row.object) == (place, shows))
        return any(row.state is SendState.SENDING for row in its)

    async def untold(self, tenant: TenantId, place: Place) -> list[SendingRow]:
        """The posts of unknown fate that a channel was not told of."""
        now = self.clock()
        async with self.storage.read() as uow:
            rows = await (await uow.for_tenant(tenant)).posts.sendings()
        return [row for row in rows if row.place == place and row.is_lost(now)]


async def _stands(posts: PostLedger, row: SendingRow) -> bool:
    return any(one.place == row.place for one in await posts.of(row.object))


async def _give_up(posts: PostLedger, row: SendingRow) -> None:
    if await posts.change(row, row._replace(state=SendState.UNKNOWN)):
        log.warning("it is not known whether %s was posted on %s", row.object, row.platform)
