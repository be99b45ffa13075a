"""Many sellers in one house: who is throttled for long delays nobody else."""

from datetime import timedelta
from pathlib import Path

from core.sync_plan import Pace
from tests.crowded_house import AT_ONCE, PACED, STEP, Crowd, Waits, p99, waits

PACE = Pace(orders=timedelta(minutes=2), history=timedelta(days=14))
CROWD = Crowd(sellers=4, rounds=2, lasting=timedelta(minutes=3), requests=6, pace=PACE)
"""Fifty of them for four hours are measured by `make bench ARGS=fair`."""


async def test_a_throttled_seller_delays_nobody_else(tmp_path: Path) -> None:
    well, throttled = [await _waits(tmp_path, throttled=which) for which in (False, True)]
    for kind in (STEP, AT_ONCE, PACED):
        assert len(well[kind]) > 5
        # Nothing was left undone, or put off to be done later.
        assert len(throttled[kind]) == len(well[kind])
        assert p99(throttled[kind]) <= 1.05 * p99(well[kind])


async def _waits(folder: Path, *, throttled: bool) -> Waits:
    own = folder / str(throttled)
    own.mkdir()
    return await waits(own, CROWD, throttled=throttled)
