"""One chart: its time in the process that draws, and what the loop feels of it meanwhile."""

import asyncio
import statistics
from concurrent.futures import ProcessPoolExecutor
from datetime import date, timedelta
from multiprocessing import get_context
from random import Random
from time import perf_counter

from bench.orders_file import SEED
from bench.pulse import Pulse
from bench.table import Goal, Row, Rows
from bot.card import Chart, Series
from bot.charts import Painter, png

DAYS, TIMES = 37, 5
GOAL_MS, GAP_GOAL_MS = 60, 10


def measure() -> Rows:
    """Two lines of the table: the drawing itself, and the gaps of the loop that waits for it."""
    chart = digest_chart()
    inside = [1000 * taken for taken in _inside(chart)]
    pulses = asyncio.run(_painted(chart))
    gap = 1000 * statistics.median(pulse.gap for pulse in pulses)
    own = 1000 * statistics.median(pulse.own for pulse in pulses)
    taken = statistics.median(inside)
    return (
        Row(
            f"chart of {DAYS} days as PNG, in its process, median of {TIMES}",
            f"{taken:.0f} ms",
            f"longest {max(inside):.0f} ms",
            (Goal(f"≤ {GOAL_MS} ms", taken, GOAL_MS),),
        ),
        Row(
            f"longest gap of the loop while a chart is painted, median of {TIMES}",
            f"{gap:.1f} ms",
            f"of its own work {own:.1f} ms",
            (Goal(f"≤ {GAP_GOAL_MS} ms", gap, GAP_GOAL_MS),),
        ),
    )


def timed(chart: Chart) -> float:
    """Seconds that one drawing takes; called in the process that draws."""
    begun = perf_counter()
    png(chart)
    return perf_counter() - begun


def _inside(chart: Chart) -> list[float]:
    """A process like the painter's; the first drawing, which loads the font, is not counted."""
    with ProcessPoolExecutor(max_workers=1, mp_context=get_context("spawn")) as pool:
        return [pool.submit(timed, chart).result() for _ in range(TIMES + 1)][1:]


async def _painted(chart: Chart) -> list[Pulse]:
    async with Painter() as painter:
        pulses = []
        for _ in range(TIMES):
            async with Pulse() as pulse:
                await painter.png(chart)
            pulses.append(pulse)
        return pulses


def digest_chart() -> Chart:
    """A digest's picture: a month and a week of revenue, and the week before behind it."""
    dice = Random(SEED)  # noqa: S311 -- repeatable figures, no secrets
    labels = tuple(date(2026, 10, 9) + timedelta(days=n) for n in range(DAYS))
    now, before = (tuple(dice.uniform(2e4, 4e4) for _ in labels) for _ in range(2))
    series = (Series("Revenue", now, "area"), Series("a week before", before, "ghost"))
    return Chart("Revenue a day", labels, series, "USD", "Revenue a day.")
