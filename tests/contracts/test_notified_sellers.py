"""Whom a notification is about, and reports that are said to be done."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from core.model import AccountId, TenantId
from core.notified import Notified, Outcome, Verdict
from core.ports.accounts import AccountRow
from core.ports.amazon import ReportStatus
from core.ports.storage import UnitOfWork
from core.ports.tenants import TenantRow
from core.spapi.notifications import read_notification
from core.sync_plan import ORDERS, RESTING, stock_source
from tests.amazon_cases import case
from tests.fake_amazon import US
from tests.notices import SELLER_ID, body, message, order_change, report_finished
from tests.notified import SEEN, name_seller, shop_of_a_known_seller, told, verdict
from tests.storages import SHOP
from tests.synced import NOW, SELLER, SyncedShop


@pytest.fixture(name="known")
async def on_each_database(database_url: str, tmp_path: Path) -> AsyncIterator[SyncedShop]:
    async with shop_of_a_known_seller(database_url, tmp_path) as shop:
        yield shop


@pytest.fixture(name="lite")
async def on_sqlite(sqlite_url: str, tmp_path: Path) -> AsyncIterator[SyncedShop]:
    async with shop_of_a_known_seller(sqlite_url, tmp_path) as shop:
        yield shop


async def test_a_report_that_is_done_is_looked_for_at_once(lite: SyncedShop) -> None:
    source = stock_source(US)
    lite.amazon.statuses = [ReportStatus.WAITING]
    await lite.step(source)
    state = await lite.step(source)
    assert state.report_id is not None
    assert state.next_due > lite.now
    assert await verdict(lite, report_finished(state.report_id)) is Verdict.WOKEN
    assert await lite.state(source) != state
    before = lite.now
    looks = lite.amazon.looks
    after = await lite.step(source)
    assert (lite.now, lite.amazon.looks) == (before, looks + 1)
    assert after.report_id is None
    assert await verdict(lite, report_finished(state.report_id)) is Verdict.UNAWAITED


async def test_a_report_that_is_said_to_be_done_and_is_not_is_waited_for(lite: SyncedShop) -> None:
    source = stock_source(US)
    lite.amazon.statuses = [ReportStatus.WAITING] * 2
    downloads = lite.amazon.downloads
    state = await lite.step(source)
    await verdict(lite, report_finished(state.report_id or ""))
    after = await lite.step(source)
    assert after.report_id == state.report_id
    assert after.next_due > lite.now
    assert lite.amazon.downloads == downloads


async def test_a_report_that_nobody_waits_for_is_ignored(lite: SyncedShop) -> None:
    await lite.step(stock_source(US))
    states = [await lite.state(source) for source in (ORDERS, stock_source(US))]
    assert states[1].report_id is not None
    assert await verdict(lite, report_finished("report-of-somebody")) is Verdict.UNAWAITED
    assert [await lite.state(source) for source in (ORDERS, stock_source(US))] == states
    assert await lite.opened.rows(SEEN) == []


async def test_a_span_that_rests_goes_on_resting(lite: SyncedShop) -> None:
    async with lite.opened.storage.write() as uow:
        sync = (await uow.for_tenant(SHOP)).sync
        state = await lite.state(stock_source(US))
        resting = state.__class__(SELLER, "past:2026-01-01", RESTING, report_id="report-77")
        await sync.put(resting)
    assert await verdict(lite, report_finished("report-77")) is Verdict.UNDER_WAY
    assert await lite.state("past:2026-01-01") == resting


async def test_a_seller_is_known_by_region_and_id(known: SyncedShop) -> None:
    europe = AccountId("account-eu")
    async with known.opened.storage.write() as uow:
        accounts = (await uow.for_tenant(SHOP)).accounts
        await accounts.add(AccountRow(europe, "Demo shop EU", "EU", None, "active", NOW))
    await name_seller(known, europe)
    state = await known.state()
    assert await verdict(known, order_change(), "EU") is Verdict.UNAWAITED
    assert await verdict(known, order_change(), "FE") is Verdict.UNKNOWN_SELLER
    assert await verdict(known, order_change(seller="A1SOMEBODY")) is Verdict.UNKNOWN_SELLER
    assert await verdict(known, report_finished("report-1", seller="")) is Verdict.UNKNOWN_SELLER
    assert await known.state() == state
    assert await verdict(known, order_change()) is Verdict.WOKEN


async def test_a_seller_whose_work_is_stopped_is_not_woken(known: SyncedShop) -> None:
    state = await known.state()
    for table, word in (("seller_account", "paused"), ("tenant", "paused"), ("tenant", "revoking")):
        await known.opened.change(f"UPDATE {table} SET state = '{word}'")  # noqa: S608
        assert await verdict(known, order_change()) is Verdict.UNKNOWN_SELLER
        await known.opened.change(f"UPDATE {table} SET state = 'active'")  # noqa: S608
    assert await known.state() == state


async def test_every_account_of_the_seller_is_woken(lite: SyncedShop) -> None:
    unsynced = AccountId("account-na-2")
    async with lite.opened.storage.write() as uow:
        accounts = (await uow.for_tenant(SHOP)).accounts
        await accounts.add(AccountRow(unsynced, "Demo shop", "NA", None, "active", NOW))
    await name_seller(lite, unsynced)
    assert await verdict(lite, order_change()) is Verdict.WOKEN
    assert (await lite.state()).next_due == lite.now


@dataclass(frozen=True)
class Revoking:
    """A storage in which a wipe begins between looking and writing."""

    shop: SyncedShop

    def read(self) -> AbstractAsyncContextManager[UnitOfWork]:
        """As ever."""
        return self.shop.opened.storage.read()

    def survey(self) -> AbstractAsyncContextManager[UnitOfWork]:
        """As ever."""
        return self.shop.opened.storage.survey()

    @asynccontextmanager
    async def write(self) -> AsyncIterator[UnitOfWork]:
        """After the request of a wipe."""
        await self.shop.opened.change("UPDATE tenant SET state = 'revoking'")
        async with self.shop.opened.storage.write() as uow:
            yield uow


async def test_a_wipe_that_begins_meanwhile_is_left_alone(lite: SyncedShop) -> None:
    notified = Notified(Revoking(lite), lambda: lite.now, read_notification, "NA")
    assert (await notified.receive(body(order_change()))).verdict is Verdict.UNKNOWN_SELLER
    assert await lite.opened.rows(SEEN) == []


async def test_a_tenant_whose_key_is_lost_keeps_nobody_else_from_being_heard(
    lite: SyncedShop,
) -> None:
    async with lite.opened.storage.write() as uow:
        row = TenantRow(TenantId("a-lost-shop"), "A lost shop", "p-lost", "active", NOW)
        await uow.directory.add(row)
    assert await verdict(lite, order_change()) is Verdict.WOKEN


@case(31)
async def test_what_cannot_be_read_is_a_dead_letter_with_its_reason(lite: SyncedShop) -> None:
    assert await told(lite, b"{") == Outcome(Verdict.DEAD_LETTER, "", "it is no JSON object")
    offer = message("ANY_OFFER_CHANGED", "1.0", {"SellerId": SELLER_ID})
    expected = Outcome(Verdict.DEAD_LETTER, "ANY_OFFER_CHANGED", "its type is not known")
    assert await told(lite, offer) == expected
    assert await lite.opened.rows(SEEN) == []
