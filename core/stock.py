"""Keeping stock: a snapshot a product, marketplace and day."""

from collections.abc import Sequence
from datetime import datetime

from core.marketplaces import zone
from core.ports.amazon import Caller, StockRow
from core.ports.stock import StockDay
from core.ports.storage import Storage


async def keep_stock(
    storage: Storage, caller: Caller, marketplace_id: str, rows: Sequence[StockRow], at: datetime
) -> None:
    """Keep an inventory report as the snapshot of its day in the marketplace's zone."""
    async with storage.write() as uow:
        scope = await uow.for_tenant(caller.tenant)
        stores = await scope.accounts.marketplaces(caller.account)
        zones = {store.marketplace_id: store.zone for store in stores}
        day = at.astimezone(zone(zones.get(marketplace_id, "UTC"))).date()
        days = [
            StockDay(marketplace_id, row.sku, day, row.sellable, row.inbound, row.reserved, at)
            for row in rows
        ]
        await scope.stock.put(caller.account, days)
        await scope.accounts.stock_seen(caller.account, marketplace_id, at)
