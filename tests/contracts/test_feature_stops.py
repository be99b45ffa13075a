"""A feature that is off begins nothing: no request, no approval, no digest."""

from datetime import timedelta
from pathlib import Path

import pytest

from core.errors import StaleHandle
from core.features import PURGE, switch_off, switch_on
from core.model import Feature
from core.ports.reviews import BatchState, Stage
from core.ports.tenants import ChannelRow
from core.reviews import SEND, Actor, approve
from tests.review_shop import NOW, SHOP, open_shop, order
from tests.storages import opened_storage

MINUTE = timedelta(minutes=1)
OWNER = Actor(SHOP, "owner", NOW)


async def test_a_request_that_was_queued_is_not_sent_after_the_switch(database_url: str) -> None:
    async with open_shop(database_url) as shop:
        await shop.add(order(1, 11), order(2, 12))
        batch = await shop.approved()
        assert [task.name for task in shop.queue.tasks] == [SEND, SEND]
        assert await switch_off(shop.storage, shop.actor("owner"), Feature.REVIEWS)
        shop.queue.tasks = [task for task in shop.queue.tasks if task.name != PURGE]
        await shop.send()
        await shop.tick(MINUTE)
        assert shop.amazon.journal == []
        assert {row.stage for row in await shop.rows(batch)} == {Stage.DUE}
        assert await switch_on(shop.storage, shop.actor("owner"), Feature.REVIEWS)
        await shop.tick(MINUTE)
        assert len(shop.amazon.posts) == 2


async def test_a_claim_that_was_never_settled_is_left_alone(sqlite_url: str) -> None:
    async with open_shop(sqlite_url) as shop:
        await shop.add(order(1, 11))
        batch = await shop.approved()
        shop.amazon.after = TimeoutError()
        with pytest.raises(TimeoutError):
            await shop.send()
        assert (await shop.only(batch)).stage is Stage.SENDING
        asked = len(shop.amazon.journal)
        await switch_off(shop.storage, shop.actor("owner"), Feature.REVIEWS)
        shop.queue.tasks = []
        await shop.tick()
        assert len(shop.amazon.journal) == asked


async def test_a_batch_that_waits_can_no_longer_be_approved(database_url: str) -> None:
    async with open_shop(database_url) as shop:
        await shop.add(order(1, 11))
        batch = await shop.batch()
        await switch_off(shop.storage, shop.actor("owner"), Feature.REVIEWS)
        with pytest.raises(StaleHandle, match="The batch has expired"):
            await approve(shop.storage, shop.actor(), batch.batch_id, batch.digest)
        async with shop.storage.read() as uow:
            found = await (await uow.for_tenant(SHOP)).reviews.batch(batch.batch_id)
        assert found is not None
        assert found.state is BatchState.EXPIRED
        assert {row.stage for row in await shop.rows(batch)} == {Stage.EXPIRED}


async def test_no_digest_is_posted_of_sales_that_are_off(database_url: str, tmp_path: Path) -> None:
    async with opened_storage(database_url, tmp_path) as opened:

        async def due() -> int:
            async with opened.storage.read() as uow:
                return len(await uow.system.due_digests(NOW))

        async with opened.storage.write() as uow:
            team = (await uow.for_tenant(SHOP)).team
            await team.bind(ChannelRow("rig", "w", "c", "c", "UTC", 480, NOW))
        assert await due() == 1  # figures of files need no switch
        assert await switch_on(opened.storage, OWNER, Feature.SALES)
        assert await due() == 1
        assert await switch_off(opened.storage, OWNER, Feature.SALES)
        assert await due() == 0
