"""`stats 30d` over 1,000,000 lines."""

import asyncio
import random
import sqlite3
import statistics
import tempfile
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from time import perf_counter, process_time
from typing import NamedTuple

from bench.orders_file import NOW, SEED, SKUS
from bench.table import Goal, Row, Rows
from bot.clock import FixedClock
from bot.long_life import long_life
from bot.settings import Settings, read_settings
from bot.wiring import House, open_house
from core.intake import Target
from core.model import Order, OrderLine
from core.ports.accounts import MarketplaceRow
from core.stats import StatsQuestion, stats

LINES, DAYS, CHUNK = 1_000_000, 365, 20_000
ASKED = 300
GOAL_MS = 15
US, ZONE = "ATVPDKIKX0DER", "America/Los_Angeles"


FLOOR = """
SELECT sku, sum(units), sum(revenue_minor) FROM sales_day
WHERE tenant_id = ? AND account_id = ? AND marketplace_id = ? AND day BETWEEN ? AND ? GROUP BY sku
"""
"""The one statement without which the answer cannot be."""


class Time(NamedTuple):
    """One answer, and the floor right after it: seconds; and of the answer the computing alone."""

    taken: float
    computed: float
    floor: float


def measure() -> Rows:
    """One line of the table: the 99th percentile of asking."""
    with tempfile.TemporaryDirectory(prefix="amzigo-bench-") as folder:
        settings = read_settings({"AMZIGO_ENV": "demo", "AMZIGO_DATA_DIR": folder})
        times = asyncio.run(_asked(settings, Path(folder) / "amzigo.db"))
    own, floor = ([time[n] for time in times] for n in (0, 2))
    computed = 1000 * statistics.median(time.computed for time in times)
    orders = f"{LINES:,} lines of {DAYS} days and {SKUS} SKUs"
    return (
        Row(
            f"`stats 30d` over {orders}, SQLite, seed {SEED}, {len(times)} times",
            f"{_spread(own)}, of it {computed:.1f} ms of computing",
            f"its one large statement by sqlite3 alone: {_spread(floor)}",
            (Goal(f"p99 ≤ {GOAL_MS} ms", _p99(own), GOAL_MS),),
        ),
    )


def _spread(times: list[float]) -> str:
    return f"p99 {_p99(times):.1f} ms, median {1000 * statistics.median(times):.1f} ms"


def _p99(times: list[float]) -> float:
    return 1000 * statistics.quantiles(times, n=100)[98]


async def _asked(settings: Settings, database: Path) -> list[Time]:
    async with open_house(settings, FixedClock(NOW)) as house:
        target = await house.make_file_target(None)
        await _fill(house, target)
        plain = sqlite3.connect(database)
        plain.execute("PRAGMA cache_size=-65536")
        with long_life(), closing(plain):
            return [await _once(house, target, plain) for _ in range(ASKED)]


async def _once(house: House, target: Target, plain: sqlite3.Connection) -> Time:
    """The facts, as the command's handler asks for them; then the floor."""
    begun, worked = perf_counter(), process_time()
    found = await stats(house.storage, target.tenant, StatsQuestion("30d"), NOW)
    taken, computed = perf_counter() - begun, process_time() - worked
    if not found.facts.marketplaces[0].total.orders:
        raise RuntimeError("nothing was measured")
    period = found.facts.period
    days = (period.first.toordinal(), period.last.toordinal())
    begun = perf_counter()
    plain.execute(FLOOR, (*target, US, *days)).fetchall()
    return Time(taken, computed, perf_counter() - begun)


async def _fill(house: House, target: Target) -> None:
    dice = random.Random(SEED)  # noqa: S311 -- repeatable figures, no secrets
    orders = _orders(dice)
    for _ in range(LINES // CHUNK):
        async with house.storage.write() as uow:
            scope = await uow.for_tenant(target.tenant)
            some = [next(orders) for _ in range(CHUNK)]
            await scope.orders.replace(target.account, some, NOW)
    async with house.storage.write() as uow:
        scope = await uow.for_tenant(target.tenant)
        await scope.accounts.add_marketplaces(target.account, [MarketplaceRow(US, "USD", ZONE)])
        await scope.sales.roll_up(target.account)
        await scope.accounts.orders_complete(target.account, [US], NOW, "bench")


def _orders(dice: random.Random) -> Iterator[Order]:
    while True:
        bought = NOW - timedelta(days=dice.randrange(1, DAYS), seconds=dice.randrange(86400))
        number = min(int(dice.expovariate(1 / 60)), SKUS - 1)
        sku, price = f"DEMO-{number:04d}-A", dice.randrange(499, 9999)
        day, asin = bought.date(), f"B0{number:08d}"
        line = OrderLine(sku, 1, asin, US, day, 1, "USD", price, "Shipped", None, 1)
        digits, content = f"{dice.randrange(10**17):017d}", dice.randbytes(8)
        yield Order(digits, bought, bought, "Shipped", "Amazon", (line,), ("",), content)
