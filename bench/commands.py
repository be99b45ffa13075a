"""`restock`, `digest` and `product` of a large shop: how long, and how long the loop stands."""

import asyncio
import statistics
import tempfile
from collections.abc import Awaitable, Callable, Mapping
from time import perf_counter
from typing import NamedTuple

from bench import stock_shop
from bench.orders_file import NOW, SEED
from bench.pulse import Pulse
from bench.table import Goal, Row, Rows
from bot.clock import FixedClock
from bot.handlers.asked import Answer, Asked, Member
from bot.long_life import long_life
from bot.settings import read_settings
from bot.wiring import House, open_house
from core.model import MemberRole, TenantId

TIMES, GAP_GOAL_MS = 5, 10
ASKED: Mapping[str, dict[str, str]] = {
    "restock": {},
    "digest": {},
    "product": {"sku": stock_shop.sku(10)},
}

Verb = Callable[[Asked], Awaitable[Answer]]


class Time(NamedTuple):
    """One answer: seconds, the loop's gaps meanwhile, and the gaps of a loop that only waits."""

    taken: float
    pulse: Pulse
    idle: Pulse


Times = list[Time]


def measure() -> Rows:
    """One line of the table for each command."""
    with tempfile.TemporaryDirectory(prefix="amzigo-bench-") as folder:
        settings = read_settings({"AMZIGO_ENV": "demo", "AMZIGO_DATA_DIR": folder})

        async def work() -> dict[str, Times]:
            async with open_house(settings, FixedClock(NOW)) as house:
                target = await house.make_file_target(None)
                await stock_shop.fill(house, target)
                with long_life():
                    return {verb: await _times(house, target.tenant, verb) for verb in ASKED}

        return [_row(verb, times) for verb, times in asyncio.run(work()).items()]


async def _times(house: House, tenant: TenantId, verb: str) -> Times:
    """Once unmeasured, for the statements are compiled then; after that as often as it counts."""
    member = Member(tenant, "bench", MemberRole.OWNER)
    asked = Asked(member, ASKED[verb], house.storage, house.clock)
    answer: Verb = house.verbs()[verb]
    await answer(asked)
    times: Times = []
    for _ in range(TIMES):
        async with Pulse() as pulse:
            begun = perf_counter()
            await answer(asked)
            taken = perf_counter() - begun
        async with Pulse() as idle:
            await asyncio.sleep(taken)
        times.append(Time(taken, pulse, idle))
    return times


def _row(verb: str, times: Times) -> Row:
    taken, gap, own, idle = (
        1000 * statistics.median(values)
        for values in zip(
            *((one.taken, one.pulse.gap, one.pulse.own, one.idle.gap) for one in times),
            strict=True,
        )
    )
    shop = f"a shop with {stock_shop.SKUS} SKUs in two stores, {stock_shop.DAYS} days"
    return Row(
        f"`{verb}` of {shop}, SQLite, seed {SEED}, median of {TIMES}",
        f"{taken:.0f} ms; longest gap of the loop {gap:.1f} ms, of its own work {own:.1f} ms",
        f"idle loop {idle:.1f} ms",
        (Goal(f"gap ≤ {GAP_GOAL_MS} ms", gap, GAP_GOAL_MS),),
    )
