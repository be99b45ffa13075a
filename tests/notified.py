"""A shop that hears notifications."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from core.model import AccountId
from core.notified import Notified, Outcome, Verdict
from core.spapi.notifications import read_notification
from tests.notices import ORDER_ID, SELLER_ID, body
from tests.storages import SHOP
from tests.synced import SELLER, SyncedShop, ago, sold, synced_shop

QUIET = timedelta(minutes=10)
SEEN = "SELECT account_id, notification_id FROM notice_seen ORDER BY 1, 2"


@asynccontextmanager
async def shop_of_a_known_seller(url: str, folder: Path) -> AsyncIterator[SyncedShop]:
    """A shop that has read its one order, ten minutes after its last increment."""
    async with synced_shop(url, folder) as shop:
        await name_seller(shop)
        await shop.begin()
        shop.amazon.orders = [sold(ORDER_ID, ago(days=1))]
        await shop.caught_up()
        await shop.report()
        shop.now += QUIET
        yield shop


async def name_seller(shop: SyncedShop, account: AccountId = SELLER) -> None:
    """Keep the seller's id, as connecting does."""
    async with shop.opened.storage.write() as uow:
        await (await uow.for_tenant(SHOP)).accounts.seal_seller(account, SELLER_ID)


async def told(shop: SyncedShop, what: Any, region: str = "NA") -> Outcome:
    """What becomes of a message that arrives now, in a process that knows only what is stored."""
    sent = what if isinstance(what, bytes) else body(what)
    notified = Notified(shop.opened.storage, lambda: shop.now, read_notification, region)
    return await notified.receive(sent)


async def verdict(shop: SyncedShop, what: Any, region: str = "NA") -> Verdict:
    """The same, but for type and reason."""
    return (await told(shop, what, region)).verdict
