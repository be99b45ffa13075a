"""Clear order ids of a connected account are kept, sealed, while reviews are on, and no longer."""

from datetime import timedelta
from pathlib import Path

from core.features import purge_all_features, switch_on
from core.model import Feature
from core.reviews import Actor
from core.sync_plan import NIGHTLY
from tests.contracts.test_features import NA, ORDERS_OF_EACH, orders_of_each, shop
from tests.storages import ACCOUNT, NOW, SHOP
from tests.storages import replace as take_in
from tests.synced import SyncedShop, ago, sold, synced_shop


async def test_order_ids_of_amazon_are_kept_only_while_reviews_are_on(
    database_url: str, tmp_path: Path
) -> None:
    async with shop(database_url, tmp_path) as it:
        await it.on(Feature.SALES)
        assert await take_in(it.opened, orders_of_each(), NA) == 0
        assert await it.sealed() == 0
        files = await it.rows("order_head", ACCOUNT, SHOP, "count(sealed_id)")
        assert files == ORDERS_OF_EACH
        before = await it.counts("order_line", "dirty_day")
        await it.on(Feature.REVIEWS)
        changed = await take_in(it.opened, orders_of_each(), NA)
        assert (changed, await it.sealed()) == (0, ORDERS_OF_EACH)
        assert await it.counts("order_line", "dirty_day") == before
        async with it.opened.storage.read() as uow:
            askable = (await uow.for_tenant(SHOP)).askable
            ((_, found), *_) = [
                one for one in await askable.find("123-0000001-0000000") if one[0] == NA
            ]
            ids = await askable.order_id(NA, found.order_ref, NOW)
        assert ids == "123-0000001-0000000"


async def test_an_old_order_is_not_sealed_again(database_url: str, tmp_path: Path) -> None:
    async with shop(database_url, tmp_path) as it:
        await it.on(Feature.REVIEWS)
        async with it.opened.storage.write() as uow:
            book = (await uow.for_tenant(SHOP)).orders
            await book.replace(NA, orders_of_each(), NOW + timedelta(days=30))
        assert await it.sealed() == 0


async def test_order_ids_kept_by_an_older_version_go_where_reviews_never_were_on(
    database_url: str, tmp_path: Path
) -> None:
    async with shop(database_url, tmp_path) as it:
        await it.on(Feature.SALES)
        await it.opened.change(
            "UPDATE order_head SET sealed_id = content, sealed_until = 1 WHERE account_id = :a",
            a=NA,
        )
        other = await it.rows("order_head", ACCOUNT, SHOP, "count(sealed_id)")
        assert await purge_all_features(it.opened.storage) == 2 * ORDERS_OF_EACH
        assert await it.sealed() == 0
        assert await it.rows("order_head", ACCOUNT, SHOP, "count(sealed_id)") == other
        assert await it.rows("order_line") == ORDERS_OF_EACH


async def sealed(shop: SyncedShop) -> int:
    """How many clear ids are kept."""
    return int((await shop.opened.rows("SELECT count(sealed_id) FROM order_head"))[0][0])


async def test_the_next_night_seals_the_young_orders_that_are_there(
    database_url: str, tmp_path: Path
) -> None:
    async with synced_shop(database_url, tmp_path) as it:
        await it.begin()
        await it.caught_up()
        it.amazon.orders = [sold("111-0000000-0000001", ago(days=9)), sold("1-2", ago(days=3))]
        await it.report(NIGHTLY)
        await it.report(NIGHTLY)
        assert (await it.units(), await sealed(it)) == (2, 0)
        assert await switch_on(it.opened.storage, Actor(SHOP, "owner", it.now), Feature.REVIEWS)
        it.later(hours=1)
        await it.report(NIGHTLY)  # the same report to the byte
        assert (await it.units(), await sealed(it)) == (2, 2)
