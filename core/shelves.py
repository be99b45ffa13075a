"""A shelf: one product in one pool of marketplaces, with all that restock needs to know of it.

Read for a whole tenant in a handful of queries, however many products there are; what is made of
them is made in a thread, for the event loop has others to serve.
"""

import asyncio
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

from core.catalogue import Catalogue
from core.complete import complete_day, today
from core.demand import WINDOW, Sales
from core.marketplaces import by_id
from core.model import AccountId, Period
from core.pools import Place, Pool, PoolLevel, pooled, pools
from core.ports.accounts import MarketplaceRow
from core.ports.stock import EmptyDay, Level, Sold
from core.ports.storage import TenantScope

Key = tuple[Pool, str]
"""A SKU in a pool."""

LOOKBACK = timedelta(days=90)
"""How far back stock is looked at: what ran out before is not found again."""


class Source(NamedTuple):
    """Until when figures are complete, and who says so."""

    as_of: datetime
    source: str


@dataclass(frozen=True, slots=True)
class Shelf:
    """One product in one pool; `sales` is None where no orders were read, `level` no stock."""

    sku: str
    marketplaces: tuple[str, ...]
    zone: str
    today: date
    orders: Source | None
    sales: Sales | None
    level: PoolLevel | None


@dataclass(frozen=True, slots=True)
class Shelves:
    """All of a tenant's shelves, and the products they hold."""

    shelves: tuple[Shelf, ...]
    catalogue: Catalogue


@dataclass(frozen=True, slots=True)
class _Read:
    """Everything as it was read, by what it is looked up with."""

    stores: Mapping[Place, MarketplaceRow]
    pools: Mapping[Place, Pool]
    lasts: Mapping[Pool, date]
    first: date | None
    levels: Mapping[Key, list[Level]]
    empty: Mapping[Key, list[date]]
    totals: Mapping[Key, int]
    by_day: Mapping[Key, Mapping[date, int]]
    catalogue: Catalogue
    launched: Mapping[tuple[AccountId, str], date]


async def read_shelves(scope: TenantScope, now: datetime, sku: str | None = None) -> Shelves:
    """Every product's shelf, or those of one SKU, whose sales then come by day in any case.

    Raises UnknownProduct where there is no such SKU.
    """
    return await asyncio.to_thread(_shelves, await _read(scope, now, sku), now, sku)


def _shelves(read: _Read, now: datetime, sku: str | None) -> Shelves:
    keys = {key for key in (*read.levels, *read.totals) if key[0] in read.pools.values()}
    if sku is not None:
        wanted = read.catalogue.sku(sku, (key[1] for key in keys))
        keys = {key for key in keys if key[1] == wanted}
    shelves = tuple(_shelf(read, pool, one, now) for pool, one in sorted(keys))
    return Shelves(shelves, read.catalogue)


async def _read(scope: TenantScope, now: datetime, sku: str | None) -> _Read:
    stores = {
        (account.account_id, row.marketplace_id): row
        for account in await scope.accounts.all()
        for row in await scope.accounts.marketplaces(account.account_id)
    }
    since = now.date() - LOOKBACK
    levels, empty_days = await scope.stock.levels(since), await scope.stock.empty_days(since)
    pool_of, stocked, empty = await asyncio.to_thread(_stock, stores, levels, empty_days)
    lasts = _lasts(stores, pool_of, now)
    catalogue = Catalogue(tuple(await scope.products.known()))
    wanted = set() if sku is None else {catalogue.sku(sku, (one for _, one in stocked))}
    totals = await _totals(scope, pool_of, lasts)
    by_day: dict[Key, Mapping[date, int]] = {}
    closer = _Closer(lasts, stocked, empty, catalogue)
    for period, some in closer.spans(since, wanted):
        by_day |= {key: {} for key in totals if key[1] in some}
        rows = await scope.stock.sold_by_day(period, some)
        by_day |= await asyncio.to_thread(_by_day, rows, pool_of, lasts)
    first, launched = await scope.sales.first_day(), catalogue.first_days
    return _Read(stores, pool_of, lasts, first, stocked, empty, totals, by_day, catalogue, launched)


async def _totals(
    scope: TenantScope, pool_of: Mapping[Place, Pool], lasts: Mapping[Pool, date]
) -> dict[Key, int]:
    """Each product's units in each pool over the four weeks to the pool's last complete day."""
    totals: dict[Key, int] = defaultdict(int)
    for last in sorted(set(lasts.values())):
        for row in await scope.stock.sold(Period(last - timedelta(days=WINDOW - 1), last)):
            pool = pool_of.get((row.account_id, row.marketplace_id))
            if pool is not None and lasts.get(pool) == last:
                totals[pool, row.sku] += row.units
    return dict(totals)


def _shelf(read: _Read, pool: Pool, sku: str, now: datetime) -> Shelf:
    rows = [read.stores[pool.account_id, one] for one in pool.marketplaces]
    key = (pool, sku)
    last = read.lasts.get(pool)
    levels = read.levels.get(key)
    sales = None
    if last is not None and read.first is not None and read.first <= last:
        sold = read.by_day.get(key)
        sales = Sales(
            Period(read.first, last),
            {last: read.totals.get(key, 0)} if sold is None else sold,
            frozenset(read.empty.get(key, ())),
            read.launched.get((pool.account_id, sku)),
        )
    return Shelf(
        sku,
        tuple(by_id(one).name for one in pool.marketplaces),
        rows[0].zone,
        today(rows[0].zone, now),
        _orders(rows),
        sales,
        pooled(levels) if levels else None,
    )


def _orders(rows: Sequence[MarketplaceRow]) -> Source | None:
    known = [row for row in rows if row.orders_as_of is not None]
    stamps = [row.orders_as_of for row in known if row.orders_as_of is not None]
    sources = sorted({row.orders_source for row in known if row.orders_source})
    return Source(min(stamps), ", ".join(sources)) if stamps else None


def _lasts(
    stores: Mapping[Place, MarketplaceRow], pool_of: Mapping[Place, Pool], now: datetime
) -> dict[Pool, date]:
    """The last complete day of each pool: of those of its marketplaces, the earliest."""
    lasts: dict[Pool, date] = {}
    for place, row in stores.items():
        day = complete_day(row.orders_as_of, row.zone, now)
        if day is not None:
            lasts[pool_of[place]] = min(day, lasts.get(pool_of[place], day))
    return lasts


def _stock(
    stores: Mapping[Place, MarketplaceRow], levels: Sequence[Level], empty: Iterable[EmptyDay]
) -> tuple[dict[Place, Pool], dict[Key, list[Level]], dict[Key, list[date]]]:
    """The pools, and in each of them every product's stock and the days without any."""
    pool_of = pools(stores, levels)
    stocked = _grouped(levels, pool_of)
    return pool_of, stocked, _empty_days(empty, pool_of, stocked)


def _grouped(levels: Iterable[Level], pool_of: Mapping[Place, Pool]) -> dict[Key, list[Level]]:
    grouped: dict[Key, list[Level]] = defaultdict(list)
    for level in levels:
        pool = pool_of.get((level.account_id, level.marketplace_id))
        if pool is not None:
            grouped[pool, level.sku].append(level)
    return dict(grouped)


def _empty_days(
    rows: Iterable[EmptyDay],
    pool_of: Mapping[Place, Pool],
    stocked: Mapping[Key, list[Level]],
) -> dict[Key, list[date]]:
    """The days on which a pool was empty: all its marketplaces that stock the product were."""
    seen: dict[Key, dict[date, int]] = defaultdict(lambda: defaultdict(int))
    for row in rows:
        pool = pool_of.get((row.account_id, row.marketplace_id))
        if pool is not None:
            seen[pool, row.sku][row.day] += 1
    found = {
        key: [day for day, count in days.items() if count >= len(stocked[key])]
        for key, days in seen.items()
    }
    return {key: days for key, days in found.items() if days}


@dataclass(frozen=True, slots=True)
class _Closer:
    """Which products' sales have to be read by day, and over which days."""

    lasts: Mapping[Pool, date]
    stocked: Mapping[Key, list[Level]]
    empty: Mapping[Key, list[date]]
    catalogue: Catalogue

    def spans(self, since: date, wanted: set[str]) -> Iterator[tuple[Period, set[str]]]:
        """Only what is asked for; else what was empty or began in four weeks, and what is out now.

        Of all others the sum of four weeks will do, and that is nearly all.
        """
        if not self.lasts:
            return
        last = max(self.lasts.values())
        if wanted:
            yield Period(since - timedelta(days=WINDOW), last), wanted
            return
        month = min(self.lasts.values()) - timedelta(days=WINDOW - 1)
        some = {sku for (_, sku), days in self.empty.items() if max(days) >= month}
        some |= {one.sku for one in self.catalogue.products if one.first_day >= month}
        out = {sku for (_, sku), levels in self.stocked.items() if _is_out(levels)}
        if some - out:
            yield Period(month, last), some - out
        if out:
            yield Period(since - timedelta(days=WINDOW), last), out


def _is_out(levels: Sequence[Level]) -> bool:
    return any(level.sellable <= 0 for level in levels)


def _by_day(
    rows: Iterable[Sold], pool_of: Mapping[Place, Pool], lasts: Mapping[Pool, date]
) -> dict[Key, dict[date, int]]:
    found: dict[Key, dict[date, int]] = defaultdict(lambda: defaultdict(int))
    for row in rows:
        pool = pool_of.get((row.account_id, row.marketplace_id))
        if pool is not None and pool in lasts and row.day <= lasts[pool]:
            found[pool, row.sku][row.day] += row.units
    return {key: dict(days) for key, days in found.items()}
