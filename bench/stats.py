"""`stats 30d` over 1,000,000 lines."""

import asyncio
import random
import statistics
import tempfile
from collections.abc import Iterator
from datetime import timedelta
from time import perf_counter

from bench.orders_file import NOW, SEED, SKUS
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


def measure() -> str:
    """One line of the table: the 99th percentile of asking."""
    with tempfile.TemporaryDirectory(prefix="amzigo-bench-") as folder:
        settings = read_settings({"AMZIGO_ENV": "demo", "AMZIGO_DATA_DIR": folder})
        times = asyncio.run(_asked(settings))
    p99 = statistics.quantiles(times, n=100)[98] * 1000
    median = statistics.median(times) * 1000
    return (
        f"| `stats 30d` over {LINES:,} lines of {DAYS} days and {SKUS} SKUs, SQLite, seed {SEED}, "
        f"{len(times)} times | p99 {p99:.1f} ms | median {median:.1f} ms | ≤ {GOAL_MS} ms |"
    )


async def _asked(settings: Settings) -> list[float]:
    async with open_house(settings, FixedClock(NOW)) as house:
        target = await house.make_file_target(None)
        await _fill(house, target)
        with long_life():
            return [await _once(house, target) for _ in range(ASKED)]


async def _once(house: House, target: Target) -> float:
    """Seconds until the facts are there, as the command's handler asks for them."""
    begun = perf_counter()
    found = await stats(house.storage, target.tenant, StatsQuestion("30d"), NOW)
    taken = perf_counter() - begun
    if not found.facts.marketplaces[0].total.orders:
        raise RuntimeError("nothing was measured")
    return taken


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
