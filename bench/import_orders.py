"""Import of 200,000 lines beside its floor, in the same run."""

import asyncio
import statistics
import sys
import tempfile
from pathlib import Path
from time import perf_counter

from bench import floor
from bench.orders_file import NOW, SEED, write_report
from bench.table import Goal, Row, Rows
from bench.timed_storage import TimedStorage
from bot.chance import new_id
from bot.clock import FixedClock
from bot.long_life import long_life
from bot.settings import read_settings
from bot.wiring import open_house
from core.imports import Importer
from core.intake import Intake

LINES = 200_000
TIMES = 5
GOAL = 2.5


def measure(times: int = TIMES, lines: int = LINES) -> Rows:
    """One line of the table: median of the import, median of the floor, their ratio."""
    with tempfile.TemporaryDirectory(prefix="amzigo-bench-") as folder:
        report = Path(folder) / "report.txt.gz"
        write_report(report, lines)
        floors, imports, writes = [], [], []
        for n in range(times):
            floors.append(_floor(report, Path(folder) / f"floor{n}.db"))
            taken, write = _import(report, Path(folder) / f"data{n}")
            imports.append(taken)
            writes.append(write)
            sys.stderr.write(f"  floor {floors[-1]:.2f} s, import {taken:.2f} s\n")
    low, own = statistics.median(floors), statistics.median(imports)
    longest = statistics.median(writes)
    return (
        Row(
            f"import of {lines:,} lines, SQLite, seed {SEED}, median of {times}",
            f"{own:.2f} s, its longest write transaction {longest:.2f} s",
            f"floor {low:.2f} s, {own / low:.2f} ×",
            (Goal(f"≤ {GOAL} ×", own / low, GOAL),),
        ),
    )


def _floor(report: Path, database: Path) -> float:
    begun = perf_counter()
    floor.run(report, database)
    return perf_counter() - begun


def _import(report: Path, folder: Path) -> tuple[float, float]:
    settings = read_settings({"AMZIGO_ENV": "demo", "AMZIGO_DATA_DIR": str(folder)})

    async def work() -> tuple[float, float]:
        async with open_house(settings, FixedClock(NOW)) as house:
            storage = TimedStorage(house.storage)
            begun = perf_counter()
            intake = Intake(house.read_report(report), new_id(), "file import", "operator")
            importer = Importer(storage, house.clock, lambda: house.make_file_target(None))
            with long_life():
                await importer.take_in(intake, None)
            return perf_counter() - begun, max(storage.writes)

    return asyncio.run(work())
