"""A feature that is off begins nothing: no request, no approval, no digest."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.handlers.asked import Member
from bot.handlers.reviews import show_batch
from core.amazon_errors import UnknownOutcome
from core.errors import StaleHandle
from core.features import PURGE, switch_off, switch_on
from core.model import Feature, MemberRole, Order, Place
from core.ports.reviews import Batch, BatchState, Stage
from core.ports.tenants import ChannelRow
from core.review_waits import NO_ANSWER
from core.reviews import SEND, Actor, approve, prepare
from tests.connected import MINE, installation
from tests.keystores import rows
from tests.review_shop import NOW, SHOP, TERMS, Shop, open_shop, order
from tests.storages import opened_storage
from tests.storages import order as sold_order
from tests.storages import replace as put

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
        assert {row.stage for row in await shop.rows(batch)} == {Stage.EXPIRED}


async def test_switched_on_again_what_was_approved_before_takes_a_new_approval(
    database_url: str,
) -> None:
    async with open_shop(database_url) as shop:
        await shop.add(order(1, 11), order(2, 12))
        batch = await shop.approved()
        await off_and_on(shop)
        assert await state_of(shop, batch) is BatchState.STOPPED
        await shop.send()
        await shop.tick(MINUTE)
        assert shop.amazon.journal == []
        with pytest.raises(StaleHandle, match="review requests were switched off"):
            await approve(shop.storage, shop.actor(), batch.batch_id, batch.digest)
        again = await shop.approved()
        assert (again.batch_id != batch.batch_id, again.size) == (True, 2)
        await shop.send()
        assert len(shop.amazon.posts) == 2


async def test_the_audit_says_which_batch_a_switch_stopped(database_url: str) -> None:
    async with open_shop(database_url) as shop:
        await shop.add(order(1, 11), order(2, 12), order(3, 13))
        batch = await shop.approved()
        shop.queue.tasks = shop.queue.tasks[:1]
        await shop.send()
        await off_and_on(shop)
        acts = await rows(database_url, "SELECT verb FROM audit ORDER BY seq")
        assert [verb for (verb,) in acts][-3:] == ["feature.off", "reviews.stop", "feature.on"]
        assert [row.stage for row in await shop.rows(batch)].count(Stage.SENT) == 1


async def test_the_posted_card_of_a_stopped_batch_is_drawn_again(
    sqlite_url: str, tmp_path: Path
) -> None:
    async with installation(sqlite_url, tmp_path) as house:
        storage, at = house.opened.storage, house.time()
        await house.switch_on(Feature.REVIEWS)
        await put(house.opened, [askable(at)], MINE)
        owner = Actor(SHOP, "owner", at)
        batch = await prepare(storage, owner, TERMS)
        assert batch is not None
        batch = await approve(storage, owner, batch.batch_id, batch.digest)
        member = Member(SHOP, "owner", MemberRole.OWNER)
        shown = await show_batch(storage, member, batch.batch_id, at)
        await house.jobs.digests.sender.post(SHOP, Place("slack", "T1", f"C-{SHOP}"), shown)
        await switch_off(storage, owner, Feature.REVIEWS)
        await house.work()
        ((_, reply),) = house.wall.posts.values()
        assert reply.card.summary.startswith("Stopped: review requests were switched off")


def askable(at: datetime) -> Order:
    """An order that can be asked about at a time."""
    bought = at - timedelta(days=11)
    return sold_order("113-1111111-1111111")._replace(purchased_at=bought, updated_at=bought)


async def test_only_what_is_due_is_stopped_and_counted(database_url: str) -> None:
    async with open_shop(database_url) as shop:
        await shop.add(order(1, 11), order(2, 12), order(3, 13))
        batch = await shop.approved()
        shop.queue.tasks = shop.queue.tasks[:1]
        await shop.send()
        for stopped in ({batch.batch_id: 2}, {}):
            async with shop.storage.write() as uow:
                assert await (await uow.for_tenant(SHOP)).reviews.stop(NOW) == stopped


async def test_what_may_have_been_sent_before_the_switch_is_never_asked_again(
    database_url: str,
) -> None:
    async with open_shop(database_url) as shop:
        await shop.add(order(1, 11))
        batch = await shop.approved()
        shop.amazon.before = UnknownOutcome()
        await shop.send()
        for _ in range(2):
            await shop.tick()
            shop.queue.tasks = []
        row = await shop.only(batch)
        assert (row.stage, row.reason) == (Stage.DUE, NO_ANSWER)
        await off_and_on(shop)
        assert (await shop.only(batch)).stage is Stage.UNKNOWN
        assert await prepare(shop.storage, shop.actor(), TERMS) is None


async def test_a_claim_of_a_stopped_batch_is_settled_and_not_repeated(database_url: str) -> None:
    async with open_shop(database_url) as shop:
        await shop.add(order(1, 11))
        batch = await shop.approved()
        shop.amazon.before = UnknownOutcome()
        await shop.send()
        await off_and_on(shop)
        assert (await shop.only(batch)).stage is Stage.SENDING
        for _ in range(4):
            await shop.tick()
        assert (await shop.only(batch)).stage is Stage.UNKNOWN
        assert len(shop.amazon.posts) == 1


async def test_a_request_that_came_back_during_the_switch_is_not_sent_after_it(
    database_url: str,
) -> None:
    async with open_shop(database_url) as shop:
        await shop.add(order(1, 11))
        batch = await shop.approved()
        shop.amazon.after = TimeoutError()
        with pytest.raises(TimeoutError):
            await shop.send()
        claimed = await shop.only(batch)
        await off_and_on(shop)
        async with shop.storage.write() as uow:
            reviews = (await uow.for_tenant(SHOP)).reviews
            back = claimed._replace(stage=Stage.DUE, not_before=shop.now)
            assert await reviews.change(claimed, back)
        await shop.tick(MINUTE)
        assert (await shop.only(batch)).stage is Stage.EXPIRED
        assert len(shop.amazon.posts) == 1


async def off_and_on(shop: Shop) -> None:
    """Review requests are switched off, and on again."""
    assert await switch_off(shop.storage, shop.actor("owner"), Feature.REVIEWS)
    assert await switch_on(shop.storage, shop.actor("owner"), Feature.REVIEWS)
    shop.queue.tasks = [task for task in shop.queue.tasks if task.name != PURGE]


async def state_of(shop: Shop, batch: Batch) -> BatchState:
    """Where a batch stands now."""
    async with shop.storage.read() as uow:
        found = await (await uow.for_tenant(SHOP)).reviews.batch(batch.batch_id)
    assert found is not None
    return found.state


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
