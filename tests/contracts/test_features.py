"""Features switched on and off, on both databases: what stops, what goes, what stays."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from core.features import PURGE, losses, purge_all_features, purge_features, switch_off, switch_on
from core.model import AccountId, Feature, Order
from core.policy.features import SOURCES, SWITCHABLE, features_of
from core.ports.accounts import AccountRow, MarketplaceRow
from core.ports.amazon import StockRow
from core.ports.engine import Task
from core.ports.orders import ProductSeen
from core.ports.stock import StockDay
from core.ports.sync import SyncState
from core.reviews import Actor
from core.sync_plan import AMAZONS_PACE, ORDERS, first_states, stock_source
from storage.feature_data import NEEDED_BY, STAYS
from storage.tables.registry import metadata
from storage.wipe import tenant_tables
from tests.fake_amazon import US
from tests.storages import ACCOUNT, DAY, NOW, OTHER, SHOP, Opened, line, opened_storage, order
from tests.storages import replace as take_in
from tests.synced import SELLER, SyncedShop, sold, synced_shop

NA = AccountId("account-na")
OWNER = Actor(SHOP, "owner", NOW)
ORDERS_OF_EACH = 30
FIGURES = ("sales_day", "marketplace_day")
ALL_ORDERS = ("order_head", "order_line", *FIGURES, "product")


@dataclass
class Shop:
    """A shop with the same orders from a file, from Amazon, and in another shop."""

    opened: Opened

    async def rows(
        self, table: str, account: str = NA, tenant: str = SHOP, what: str = "count(*)"
    ) -> int:
        """The rows of a table."""
        whose = f"tenant_id = '{tenant}' AND account_id = '{account}'"
        sql = f"SELECT {what} FROM {table} WHERE {whose}"  # noqa: S608 -- all of it is ours
        return int((await self.opened.rows(sql))[0][0])

    async def counts(self, *tables: str, account: str = NA, tenant: str = SHOP) -> dict[str, int]:
        """The rows of tables."""
        return {table: await self.rows(table, account, tenant) for table in tables}

    async def sealed(self) -> int:
        """How many clear order ids are kept, sealed."""
        return await self.rows("order_head", NA, SHOP, "count(sealed_id)")

    async def on(self, *features: Feature) -> None:
        """Switch features on."""
        for feature in features:
            assert await switch_on(self.opened.storage, OWNER, feature)

    async def off(self, feature: Feature) -> int:
        """Switch a feature off and let the purge end; how many rows went."""
        assert await switch_off(self.opened.storage, OWNER, feature)
        return await purge_features(self.opened.storage, SHOP)

    async def audit(self) -> list[str]:
        """What the audit says was done."""
        rows = await self.opened.rows("SELECT verb FROM audit ORDER BY seq")
        return [verb for (verb,) in rows]


@asynccontextmanager
async def shop(url: str, folder: Path) -> AsyncIterator[Shop]:
    """The shop, with nothing switched on."""
    async with opened_storage(url, folder) as opened:
        async with opened.storage.write() as uow:
            scope = await uow.for_tenant(SHOP)
            await scope.accounts.add(AccountRow(NA, "Demo shop NA", "NA", None, "active", NOW))
            store = MarketplaceRow(US, "USD", "America/Los_Angeles")
            await scope.accounts.add_marketplaces(NA, [store])
            await scope.accounts.orders_complete(NA, [US], NOW, "Amazon's order report")
            await scope.accounts.stock_seen(NA, US, NOW)
            await scope.stock.put(NA, [StockDay(US, "SKU-1", DAY, 5, 0, 0, NOW)])
            for source in (ORDERS, stock_source(US)):
                await scope.sync.put(SyncState(NA, source, NOW, watermark=NOW))
        async with opened.storage.write() as uow:
            other = (await uow.for_tenant(OTHER)).accounts
            await other.add(AccountRow(NA, "Other shop NA", "NA", None, "active", NOW))
        sold_ = orders_of_each()
        for account, tenant in ((ACCOUNT, SHOP), (NA, SHOP), (NA, OTHER)):
            await take_in(opened, sold_, account, tenant)
            async with opened.storage.write() as uow:
                products = (await uow.for_tenant(tenant)).products
                seen = [ProductSeen(one.lines[0].sku, "B1", "A press", DAY, NOW) for one in sold_]
                await products.seen(account, seen)
        yield Shop(opened)


def orders_of_each() -> list[Order]:
    """The orders that each account has."""
    return [order(f"123-{n:07}-0000000", line(f"SKU-{n}")) for n in range(ORDERS_OF_EACH)]


async def test_sales_off_deletes_the_figures_and_reviews_keep_the_orders(
    database_url: str, tmp_path: Path
) -> None:
    async with shop(database_url, tmp_path) as it:
        await it.on(Feature.SALES, Feature.REVIEWS)
        before = await it.counts(*ALL_ORDERS)
        assert before["order_line"] == before["sales_day"] == ORDERS_OF_EACH
        told = await losses(it.opened.storage, SHOP, Feature.SALES)
        assert {loss.what: loss.rows for loss in told} == {
            "sales_day": ORDERS_OF_EACH,
            "marketplace_day": 1,
        }
        assert await it.off(Feature.SALES) == ORDERS_OF_EACH + 1
        assert await it.counts(*ALL_ORDERS) == {**before, **dict.fromkeys(FIGURES, 0)}
        await it.on(Feature.SALES)
        assert await it.counts(*ALL_ORDERS) == before


async def test_the_last_feature_that_needs_orders_takes_them_along(
    database_url: str, tmp_path: Path
) -> None:
    async with shop(database_url, tmp_path) as it:
        await it.on(Feature.SALES, Feature.REVIEWS)
        await take_in(it.opened, orders_of_each(), NA)
        assert await it.sealed() == ORDERS_OF_EACH
        told = await losses(it.opened.storage, SHOP, Feature.REVIEWS)
        assert [(loss.what, loss.rows) for loss in told] == [("order_id", ORDERS_OF_EACH)]
        assert await it.off(Feature.REVIEWS) == ORDERS_OF_EACH
        assert await it.sealed() == 0
        assert await it.rows("order_head") == ORDERS_OF_EACH
        await it.off(Feature.SALES)
        assert await it.counts(*ALL_ORDERS) == dict.fromkeys(ALL_ORDERS, 0)
        async with it.opened.storage.read() as uow:
            (store,) = await (await uow.for_tenant(SHOP)).accounts.marketplaces(NA)
        assert (store.orders_as_of, store.orders_source) == (None, None)
        assert store.stock_as_of == NOW


async def test_nothing_else_is_touched(database_url: str, tmp_path: Path) -> None:
    async with shop(database_url, tmp_path) as it:
        await it.on(*SWITCHABLE)
        files = await it.counts(*ALL_ORDERS, account=ACCOUNT)
        others = await it.counts(*ALL_ORDERS, tenant=OTHER)
        assert files == others == await it.counts(*ALL_ORDERS)
        for feature in (Feature.SALES, Feature.REVIEWS):
            await it.off(feature)
        assert await it.rows("stock_day") == 1
        assert await it.rows("product") == ORDERS_OF_EACH  # stock needs the titles, too
        await it.off(Feature.INVENTORY)
        assert await it.counts("stock_day", "product") == {"stock_day": 0, "product": 0}
        assert await it.counts(*ALL_ORDERS, account=ACCOUNT) == files
        assert await it.counts(*ALL_ORDERS, tenant=OTHER) == others
        assert await it.rows("seller_account") == 1


async def test_what_was_never_switched_off_is_never_deleted(
    sqlite_url: str, tmp_path: Path
) -> None:
    async with shop(sqlite_url, tmp_path) as it:
        before = await it.counts(*ALL_ORDERS)
        assert await purge_all_features(it.opened.storage) == 0
        assert await it.counts(*ALL_ORDERS) == before


async def test_digests_of_files_alone_stay(database_url: str, tmp_path: Path) -> None:
    async with shop(database_url, tmp_path) as it:
        kept = "INSERT INTO digest_snapshot VALUES (:tenant, 'store', 'USD', 1, 1, '{}')"
        for tenant in (SHOP, OTHER):
            await it.opened.change(kept, tenant=tenant)
        await it.opened.change(
            "UPDATE seller_account SET region = 'file' WHERE tenant_id = :t", t=OTHER
        )
        for tenant in (SHOP, OTHER):
            owner = Actor(tenant, "owner", NOW)
            await switch_on(it.opened.storage, owner, Feature.SALES)
            await switch_off(it.opened.storage, owner, Feature.SALES)
        await purge_all_features(it.opened.storage)
        assert await it.opened.rows("SELECT tenant_id FROM digest_snapshot") == [(OTHER,)]


async def test_what_comes_in_late_goes_with_the_next_purge(sqlite_url: str, tmp_path: Path) -> None:
    async with shop(sqlite_url, tmp_path) as it:
        await it.on(Feature.SALES)
        await it.off(Feature.SALES)
        await take_in(it.opened, [order("123-1234567-1234567")], NA)
        assert await it.rows("order_line") == 1
        assert await purge_all_features(it.opened.storage) > 0
        assert await it.counts(*ALL_ORDERS) == dict.fromkeys(ALL_ORDERS, 0)


async def test_both_are_in_the_audit_and_a_second_press_is_none(
    database_url: str, tmp_path: Path
) -> None:
    async with shop(database_url, tmp_path) as it:
        await it.on(Feature.SALES)
        assert not await switch_on(it.opened.storage, OWNER, Feature.SALES)
        await it.off(Feature.SALES)
        assert not await switch_off(it.opened.storage, OWNER, Feature.SALES)
        assert await it.audit() == ["feature.on", "feature.off"]
        async with it.opened.storage.read() as uow:
            trail = (await uow.for_tenant(SHOP)).audit
            assert await trail.broken_at() is None
        assert it.opened.jobs.tasks == [
            Task(PURGE, f"purge:{SHOP}", f"purge:{SHOP}", {"tenant": SHOP}, 1)
        ]


async def due(shop: SyncedShop, at: datetime) -> set[str]:
    """The sources that the clock finds due."""
    async with shop.opened.storage.read() as uow:
        return {one.source for one in await uow.system.due_syncs(at)}


async def test_a_source_stops_at_once_and_begins_anew(database_url: str, tmp_path: Path) -> None:
    async with synced_shop(database_url, tmp_path) as it:
        it.amazon.orders = [sold("111-1111111-1111111", NOW - timedelta(days=3))]
        it.amazon.stock = [StockRow("SKU-1", "B1", "A press", 5, 0, 0)]
        storage, later = it.opened.storage, NOW + timedelta(days=1)
        await it.begin()
        await it.caught_up()
        assert {ORDERS, stock_source(US)} <= await due(it, later)
        waiting = await it.step()
        assert waiting.report_id is not None
        assert await switch_off(storage, replace(OWNER, at=it.now), Feature.SALES)
        assert ORDERS not in await due(it, later)
        assert stock_source(US) in await due(it, later)
        asked = len(it.amazon.asked)
        assert not await it.syncer.step(SHOP, SELLER, ORDERS)  # it was queued already
        assert (len(it.amazon.asked), await it.units()) == (asked, 1)
        await purge_features(storage, SHOP)
        assert await it.units() == 0
        assert await switch_on(storage, replace(OWNER, at=it.now), Feature.SALES)
        again = await it.caught_up()
        assert again.watermark is not None
        assert await it.units() == 1


async def test_what_was_under_way_is_not_noted_after_the_switch(
    sqlite_url: str, tmp_path: Path
) -> None:
    async with synced_shop(sqlite_url, tmp_path) as it:
        await it.begin()
        span = await it.span()
        state = await it.step(span)
        assert state.report_id is not None

        async def off() -> None:
            assert await switch_off(it.opened.storage, OWNER, Feature.SALES)

        it.amazon.meanwhile = off
        it.now = max(it.now, state.next_due)
        await it.syncer.step(SHOP, SELLER, span)
        assert it.amazon.looks == 1
        assert await it.unread() == []
        stock = {stock_source(store) for store in await it.stores()}
        assert await due(it, NOW + timedelta(days=9)) == stock


def test_every_table_of_a_tenant_says_which_feature_needs_it() -> None:
    named = [table.name for table in (*NEEDED_BY, *STAYS)]
    assert sorted(named) == sorted(table.name for table in tenant_tables(metadata))
    order_of = list(NEEDED_BY)
    for table in order_of:
        ends_with = table.info["ends_with"]
        if ends_with is not None:
            assert [one.name for one in order_of].index(ends_with) > order_of.index(table)


@pytest.mark.parametrize(
    ("source", "features"),
    [
        ("orders", {Feature.SALES, Feature.REVIEWS}),
        ("stock:ATVPDKIKX0DER", {Feature.INVENTORY}),
        ("past:2026-11-15T06:00:00", {Feature.SALES, Feature.REVIEWS}),
        ("something new", set(Feature)),
    ],
)
def test_a_source_names_its_features(source: str, features: set[Feature]) -> None:
    assert features_of(source) == features


def test_every_kind_of_source_is_known() -> None:
    states = first_states(NA, [US], NOW, AMAZONS_PACE)
    assert {state.source.partition(":")[0] for state in states} == set(SOURCES)
