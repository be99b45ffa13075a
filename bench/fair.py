"""Fifty sellers in one house, one of them throttled for hours: how long the others wait."""

import asyncio
import multiprocessing
import tempfile
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from bench.table import Goal, Row, Rows
from tests.crowded_house import AT_ONCE, PACED, STEP, Crowd, Waits, p99, waits

GOAL = 0.05
CROWD = Crowd(sellers=50, rounds=4, lasting=timedelta(hours=1), requests=30)


def measure() -> Rows:
    """A line of the table for each kind of work, and one for all of it, which has the goal."""
    # Time is simulated, so that the two houses may share a machine.
    with ProcessPoolExecutor(2, multiprocessing.get_context("spawn")) as pool:
        well, throttled = pool.map(_waits, (False, True))
    kinds = (STEP, AT_ONCE, PACED)
    rows = [_row(kind, well[kind], throttled[kind]) for kind in kinds]
    every = [[wait for kind in kinds for wait in found[kind]] for found in (well, throttled)]
    before, after = map(p99, every)
    goal = Goal(f"< {GOAL:.0%} more", after, before * (1 + GOAL), is_below=True)
    return (*rows, replace(_row("all work", *every), goals=(goal,)))


def _waits(throttled: bool) -> Waits:
    with tempfile.TemporaryDirectory(prefix="amzigo-bench-") as folder:
        return asyncio.run(waits(Path(folder), CROWD, throttled=throttled))


def _row(what: str, well: list[float], throttled: list[float]) -> Row:
    before, after = p99(well), p99(throttled)
    change = f"{100 * (after - before) / before:+.1f} %" if before else f"{after - before:+.1f} s"
    return Row(
        f"{what} of 49 sellers while the 50th gets 429 for {CROWD.rounds} hours, simulated time",
        f"p99 {after:.1f} s, longest {max(throttled):.1f} s, {len(throttled):,} units, {change}",
        f"with all 50 well: p99 {before:.1f} s, longest {max(well):.1f} s, {len(well):,} units",
    )
