"""A tick queues what is due, of every tenant, and one tenant's trouble is not the others'."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert

from bot.authorization_jobs import CHECK, AuthorizationJobs
from bot.authorization_post import Teller
from bot.digest_post import DigestPoster
from bot.eraser import ChatEraser
from bot.handles import Handles
from bot.jobs import DIGEST, SYNC, Jobs
from bot.owner_teller import OwnerTeller
from bot.recovery_jobs import RecoveryJobs
from bot.redraws import Redraws
from bot.sender import Sender
from core.authorization import Checker
from core.ended_authorization import Ender
from core.errors import NoTenantKey
from core.grants import Prober
from core.model import TenantId
from core.policy.authorization import AccountState, Authorization
from core.ports.reviews import Batch, BatchState
from core.ports.tenants import ChannelRow, TenantRow
from core.review_sending import RequestSender
from core.revoke import Revoker
from core.wipe_progress import Issuer
from storage.account_wipe import SqlAccountWipe
from storage.repositories.revocations import SqlRevocations
from storage.tables.reviews import batch
from storage.wipe import SqlWipe
from tests.contracts.test_digest_post import EIGHT, ZONE
from tests.sharing import ours
from tests.storages import ACCOUNT, SHOP, Opened, order, replace
from tests.synced import SELLER, SyncedShop, synced_shop

LOST = TenantId("a-lost-shop")


@dataclass
class Desk:
    """Jobs over a shop whose clock the test moves."""

    shop: SyncedShop
    jobs: Jobs = field(init=False)

    def __post_init__(self) -> None:
        opened, clock = self.shop.opened, lambda: self.shop.now
        sender = Sender(opened.storage, clock, Handles(opened.storage, str), {})
        self.jobs = Jobs(
            opened.storage,
            clock,
            opened.jobs,
            self.shop.syncer,
            DigestPoster(opened.storage, clock, {}, sender),
            RequestSender(opened.storage, self.shop.amazon, clock),
            revoker := self._revoker(),
            AuthorizationJobs(
                opened.storage,
                clock,
                opened.jobs,
                Checker(opened.storage, self.shop.amazon, clock),
                Teller(
                    opened.storage,
                    clock,
                    sender,
                    Ender(opened.storage, revoker, SqlAccountWipe(opened.engine), clock),
                    owners := OwnerTeller(opened.storage, clock, sender),
                    ours(),
                ),
                Prober(opened.storage, self.shop.amazon, clock),
            ),
            Redraws(opened.storage, clock, opened.jobs, sender),
            RecoveryJobs(opened.storage, clock, opened.jobs, owners),
        )

    def _revoker(self) -> Revoker:
        opened = self.shop.opened
        records, rows = SqlRevocations(opened.engine, opened.keys), SqlWipe(opened.engine)
        return Revoker(
            opened.storage,
            opened.keys,
            records,
            rows,
            ChatEraser({}),
            lambda: self.shop.now,
            lambda: "certificate-1",
            lambda: bytes(32),
            Issuer("0.1.0"),
        )

    @property
    def queued(self) -> list[tuple[str, str]]:
        """Name and key of all that was queued."""
        return [(task.name, task.key) for task in self.shop.opened.jobs.tasks]


@pytest.fixture
async def desk(sqlite_url: str, tmp_path: Path) -> AsyncIterator[Desk]:
    async with synced_shop(sqlite_url, tmp_path) as shop:
        await shop.begin()
        async with shop.opened.storage.write() as uow:
            row = ChannelRow("local", "demo", "sales", "sales", ZONE, 480, EIGHT)
            scope = await uow.for_tenant(SHOP)
            await scope.team.bind(row)
            later = EIGHT + timedelta(days=900)
            await scope.authorizations.put(Authorization(SELLER, AccountState.ACTIVE, later))
        yield Desk(shop)


async def a_tenant_without_a_key(opened: Opened) -> None:
    async with opened.storage.write() as uow:
        row = TenantRow(LOST, "A lost shop", "p-lost", "active", EIGHT)
        await uow.directory.add(row)


async def its_batch_waited_too_long(opened: Opened) -> None:
    since = EIGHT - timedelta(days=2)
    hours, state = (10 * 60, 16 * 60), BatchState.WAITING
    late = Batch("b-1", bytes(32), 1, state, 0, 7, *hours, {}, 0, "owner", since, since)
    async with opened.engine.begin() as connection:
        values = {"tenant_id": LOST, **late._asdict(), "left_out": "{}"}
        await connection.execute(insert(batch).values(values))


async def test_a_tick_queues_every_source_in_one_lane_an_account(desk: Desk) -> None:
    await desk.jobs.tick()
    tasks = desk.shop.opened.jobs.tasks
    assert {task.name for task in tasks} == {SYNC}
    assert len(tasks) == 3
    assert {task.lane for task in tasks} == {f"{SELLER}:reports"}


async def test_what_is_not_due_is_not_queued(desk: Desk) -> None:
    desk.shop.now = EIGHT
    await desk.shop.opened.change("UPDATE sync_state SET next_due = next_due + 9999999")
    await desk.jobs.tick()
    assert [name for name, _ in desk.queued] == [DIGEST]


async def test_an_account_that_was_never_checked_is_asked_after(desk: Desk) -> None:
    await desk.shop.opened.change("DELETE FROM account_authorization")
    await desk.jobs.tick()
    assert (CHECK, f"{CHECK}:{SELLER}") in desk.queued


async def test_of_a_paused_account_nothing_is_queued(desk: Desk) -> None:
    await desk.shop.opened.change("UPDATE seller_account SET state = 'paused'")
    await desk.jobs.tick()
    assert desk.queued == []


async def test_of_a_tenant_that_is_being_deleted_nothing_is_queued(desk: Desk) -> None:
    desk.shop.now = EIGHT
    await desk.shop.opened.change(
        "UPDATE tenant SET state = 'revoking' WHERE tenant_id = :t", t=SHOP
    )
    await desk.jobs.tick()
    assert desk.queued == []


async def test_a_tenant_whose_key_is_lost_does_not_stop_the_others(desk: Desk) -> None:
    desk.shop.now = EIGHT
    await a_tenant_without_a_key(desk.shop.opened)
    await its_batch_waited_too_long(desk.shop.opened)
    with pytest.raises(NoTenantKey):
        await desk.jobs.tick()
    assert {name for name, _ in desk.queued} == {SYNC, DIGEST}


async def test_a_tenant_with_nothing_due_is_not_even_opened(desk: Desk) -> None:
    await a_tenant_without_a_key(desk.shop.opened)
    await desk.jobs.tick()
    assert {name for name, _ in desk.queued} == {SYNC}


async def test_a_task_of_a_tenant_that_is_gone_is_dropped(desk: Desk) -> None:
    await desk.jobs.tick()
    await desk.shop.opened.change("UPDATE tenant SET state = 'revoking'")
    jobs = desk.jobs.by_name()
    for task in desk.shop.opened.jobs.tasks:
        await jobs[task.name](task.args)
    assert desk.shop.amazon.asked == []


async def test_the_housekeeping_destroys_what_may_no_longer_be_kept(desk: Desk) -> None:
    await replace(desk.shop.opened, [order("1-1")], ACCOUNT)
    desk.shop.later(days=30)
    await desk.jobs.housekeeping()
    assert await desk.shop.opened.rows("SELECT sealed_id FROM order_head") == [(None,)]
    desk.shop.later(days=18 * 31)
    await desk.jobs.housekeeping()
    assert await desk.shop.opened.rows("SELECT count(*) FROM order_line") == [(0,)]
