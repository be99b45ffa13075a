"""What the demo shop of the conversations sells: the same figures in every copy of it."""

from datetime import timedelta

from core.model import Feature, TenantId
from core.ports.accounts import AccountRow
from core.ports.orders import ProductSeen
from core.ports.storage import Storage
from tests.stocked import MONDAY, NOW, SELLER, US, Sale, Shop, daily

DAY = timedelta(days=1)
PRODUCTS = {"GP-01": (14, 161), "TI-3": (5, 90), "BB-L": (9, 4_000)}
"""Units a day, and what is left of it."""

TITLES = {"GP-01": "Garlic press, steel", "TI-3": "Tea infuser", "BB-L": "Bamboo board L"}
FEATURES = (Feature.SALES, Feature.INVENTORY, Feature.REVIEWS)
DAYS = 63
LATER = NOW + timedelta(seconds=1)
"""When the titles were read: after the names that the sales came with."""


async def furnish(storage: Storage, tenant: TenantId, titles: dict[str, str] = TITLES) -> None:
    """Give a tenant an account, two months of sales, stock, and all features."""
    shop = Shop(storage, tenant)
    async with storage.write() as uow:
        scope = await uow.for_tenant(tenant)
        row = AccountRow(SELLER, "Demo seller", "NA", US, "active", NOW - 100 * DAY)
        await scope.accounts.add(row)
        for feature in FEATURES:
            await scope.team.switch_on(feature, NOW)
    await shop.open_store(US)
    sales = [one for sku in PRODUCTS for one in daily(sku, DAYS, PRODUCTS[sku][0])]
    await shop.sell([*sales, Sale("TI-3", MONDAY, 10, 20_000)])
    for sku, (units, left) in PRODUCTS.items():
        days = [(MONDAY + DAY - n * DAY, left + units * n) for n in range(60)]
        await shop.stock(sku, days)
    async with storage.write() as uow:
        seen = [ProductSeen(sku, "B000000001", titles[sku], MONDAY, LATER) for sku in PRODUCTS]
        await (await uow.for_tenant(tenant)).products.seen(SELLER, seen)
