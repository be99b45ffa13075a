"""The cross-check: our figures by day beside what Amazon itself counts (getOrderMetrics).

Both are kept as they stood, and shown where they differ; nothing is tuned to make them equal.
Amazon counts pending orders at a price that its reports do not tell yet, so that our sales of such
a day may be lower: those units are kept beside the difference.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from core.complete import complete_day
from core.marketplaces import by_id
from core.model import AccountId, Money, Period
from core.ports.amazon import Amazon, Caller, DayMetrics
from core.ports.clock import Clock
from core.ports.cross_checks import ComparedDay, Figures
from core.ports.storage import Storage, TenantScope

DAYS = 14
"""How many complete days are compared, those that an order may still change."""
NOTHING = Figures(0, 0, 0)


@dataclass(frozen=True, slots=True)
class Difference:
    """A day on which a store's figures are not Amazon's."""

    marketplace: str
    day: date
    own_orders: int
    own_units: int
    own_sales: Money
    amazons_orders: int
    amazons_units: int
    amazons_sales: Money
    unpriced_units: int


@dataclass(frozen=True, slots=True)
class CrossCheck:
    """Asks Amazon, and keeps both figures."""

    storage: Storage
    amazon: Amazon
    clock: Clock

    async def compare(self, caller: Caller, marketplace_id: str) -> None:
        """Compare a store's last complete days; where none is complete yet, do nothing."""
        async with self.storage.read() as uow:
            accounts = (await uow.for_tenant(caller.tenant)).accounts
            rows = await accounts.marketplaces(caller.account)
        store = next((row for row in rows if row.marketplace_id == marketplace_id), None)
        last = None if store is None else complete_day(store.orders_as_of, store.zone, self.clock())
        if store is None or last is None:
            return
        period = Period(last - timedelta(days=DAYS - 1), last)
        told = await self.amazon.order_metrics(caller, marketplace_id, store.zone, period)
        async with self.storage.write() as uow:
            checks = (await uow.for_tenant(caller.tenant)).cross_checks
            ours = await checks.own_days(caller.account, marketplace_id, period)
            now = self.clock()
            days = [_compared(marketplace_id, one, ours, now) for one in told]
            await checks.put(caller.account, days)


def _compared(
    marketplace_id: str, told: DayMetrics, ours: dict[tuple[date, str], Figures], now: datetime
) -> ComparedDay:
    currency = told.sales.currency
    own = ours.get((told.day, currency), NOTHING)
    amazons = Figures(told.orders, told.units, told.sales.minor)
    return ComparedDay(marketplace_id, told.day, currency, own, amazons, now)


@dataclass(frozen=True, slots=True)
class Compared:
    """An account's last comparison: when, how many days of how many stores, and what differs."""

    at: datetime
    days: int
    differences: tuple[Difference, ...]


async def last_comparison(scope: TenantScope, account: AccountId, now: datetime) -> Compared | None:
    """What the last comparison of each store found; None where there was none in two weeks."""
    days = await scope.cross_checks.last(account, now.date() - timedelta(days=2 * DAYS))
    if not days:
        return None
    at = max(one.at for one in days)
    newest = {store: max(one.at for one in days if one.marketplace_id == store)
              for store in {one.marketplace_id for one in days}}  # fmt: skip
    last = [one for one in days if one.at == newest[one.marketplace_id]]
    differing = tuple(_difference(one) for one in last if not one.is_equal)
    return Compared(at, len(last), differing)


def _difference(one: ComparedDay) -> Difference:
    return Difference(
        by_id(one.marketplace_id).name,
        one.day,
        one.ours.orders,
        one.ours.units,
        Money(one.ours.sales_minor, one.currency),
        one.amazons.orders,
        one.amazons.units,
        Money(one.amazons.sales_minor, one.currency),
        one.ours.unpriced,
    )
