"""Our totals by day beside Amazon's, in every store's zone, over both clock changes of a year."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from core.callers import caller_for
from core.marketplaces import STORES, by_id, zone
from core.model import AccountId, Feature, Period, TenantId
from core.spapi.sandbox.accounts import ACCOUNTS
from core.sync_plan import Pace, open_spans
from tests.amazon_cases import case
from tests.clock_changes import (
    FIRST,
    LAST,
    SETTLED,
    Days,
    Figures,
    Sold,
    as_amazon_counts,
    by_day,
    changes,
    orders,
    price_to_come,
    write,
)
from tests.simulated import Simulation, simulation

NOW = datetime(2026, 12, 1, 12, tzinfo=UTC)
LATE = NOW + timedelta(hours=1)
PACE = Pace(history=timedelta(days=280))
DAYS = Period(FIRST, LAST)
"""All of them within the history that is read."""


@dataclass
class Shops:
    """One seller in all stores, connected in each region."""

    sim: Simulation
    accounts: dict[TenantId, AccountId]

    async def read(self) -> None:
        """Let the history be read, and what changed until now."""

        async def all_read() -> bool:
            found = [await self._is_up_to_date(*one) for one in self.accounts.items()]
            return all(found)

        await self.sim.run_until(all_read, timedelta(hours=3), PACE.poll)

    async def _is_up_to_date(self, tenant: TenantId, account: AccountId) -> bool:
        async with self.sim.house.storage.read() as uow:
            states = await (await uow.for_tenant(tenant)).sync.all()
        marks = [state.watermark for state in states if state.source == "orders"]
        is_late = self.sim.time.now > LATE
        return not open_spans(states, account) and all(
            mark is not None and (mark > LATE or not is_late) for mark in marks
        )

    async def ours(self) -> Days:
        """Our rollups by store and day."""
        days: Days = defaultdict(Figures)
        for tenant in self.accounts:
            async with self.sim.house.storage.read() as uow:
                rows = await (await uow.for_tenant(tenant)).sales.days(DAYS)
            for row in rows:
                assert row.currency == by_id(row.marketplace_id).currency
                place = (row.marketplace_id, row.day)
                days[place] = Figures(row.orders, row.lines, row.units, row.revenue_minor)
        return days

    async def amazons(self) -> Days:
        """What getOrderMetrics says of the same days, at the pace that its plan allows."""
        days: Days = {}

        async def ask(_: Mapping[str, str]) -> None:
            for tenant, account in self.accounts.items():
                caller = await caller_for(self.sim.house.storage, tenant, account)
                for store in (one for one in STORES if one.region == caller.region):
                    told = await self.sim.jobs.syncer.amazon.order_metrics(
                        caller, store.marketplace_id, store.zone, DAYS
                    )
                    for day in told:
                        place = (store.marketplace_id, day.day)
                        assert day.sales.currency == store.currency
                        assert place not in days
                        figures = (day.orders, day.lines, day.units, day.sales.minor)
                        days[place] = Figures(*figures)

        asking = asyncio.ensure_future(self.sim.counted(ask)({}))

        async def answered() -> bool:
            return asking.done()

        await self.sim.run_until(answered, timedelta(minutes=10), PACE.poll)
        await asking
        return days


@asynccontextmanager
async def shops(folder: Path, found: list[Sold]) -> AsyncIterator[Shops]:
    """The stores with these orders, and the history read."""
    write(folder / "orders.txt", found, LATE)
    async with simulation(folder, PACE, folder / "orders.txt", NOW) as sim:
        connected = [
            await sim.connected(one, name=f"Shop {one.region}", features=(Feature.SALES,))
            for one in ACCOUNTS
        ]
        for tenant, account in connected:
            await sim.jobs.syncer.begin(tenant, account)
        its = Shops(sim, dict(connected))
        await its.read()
        yield its


def differences(ours: Days, amazons: Days) -> Days:
    """Amazon's figures less ours, where they are not the same."""
    assert set(ours) <= set(amazons)
    found = {}
    for place, theirs in amazons.items():
        mine = ours.get(place, Figures())
        if mine != theirs:
            found[place] = theirs.plus(*(-one for one in mine))
    return found


@case(24)
async def test_of_settled_orders_every_day_of_every_store_is_amazons(tmp_path: Path) -> None:
    sold = orders(SETTLED)
    async with shops(tmp_path, sold) as its:
        amazons = await its.amazons()
        assert differences(await its.ours(), amazons) == {}
    assert len(amazons) == len(STORES) * DAYS.days
    told = {place: figures for place, figures in amazons.items() if any(figures)}
    assert told == by_day(sold, as_amazon_counts)


@case(24)
async def test_where_amazons_figures_differ_is_explained_to_the_cent(tmp_path: Path) -> None:
    """The section of docs/amazon.md that lists the differences is this test in words."""
    sold = orders(late=0.02)
    late = [order for order in sold if order.late]
    known = [order for order in sold if not order.late]
    async with shops(tmp_path, sold) as its:
        before = await its.ours()
        its.sim.time.now = LATE + timedelta(minutes=1)
        amazons = await its.amazons()
        pending, changed = by_day(known, price_to_come), by_day(late, as_amazon_counts)
        assert differences(before, amazons) == _together(pending, changed)
        await its.read()
        assert differences(await its.ours(), amazons) == by_day(sold, price_to_come)
    assert {place[0] for place in pending} == {store.marketplace_id for store in STORES}
    assert {order.kind for order in late} >= {"pending", "cancelled", "one line cancelled"}


def _together(one: Days, other: Days) -> Days:
    places = one.keys() | other.keys()
    return {at: one.get(at, Figures()).plus(*other.get(at, Figures())) for at in places}


def test_the_orders_lie_in_every_hour_that_a_change_skips_or_repeats() -> None:
    changing = {store.zone for store in STORES if changes(store.zone)}
    assert len(changing) >= 12
    found = orders()
    for store in (one for one in STORES if one.zone in changing):
        moments = [one.at.astimezone(zone(store.zone)) for one in found if one.store == store]
        for change in changes(store.zone):
            around = [one for one in moments if abs(one - change) <= timedelta(hours=36)]
            assert len({one.astimezone(UTC).replace(minute=0, second=0) for one in around}) == 72
        assert [one for one in moments if one.fold]  # the second time the hour comes
