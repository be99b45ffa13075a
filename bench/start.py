"""How long `amzigo --help` takes, beside an interpreter that does nothing."""

import statistics
import subprocess
import sys
from time import perf_counter

from bench.table import Goal, Row, Rows

TIMES, GOAL = 5, 0.3


def measure() -> Rows:
    """One line of the table: a start of Python, all imports, and the list of commands."""
    bare, own = [], []
    for _ in range(TIMES):
        bare.append(_taken([sys.executable, "-c", ""]))
        own.append(_taken([sys.executable, "-m", "bot", "--help"]))
    taken = statistics.median(own)
    return (
        Row(
            f"`amzigo --help`, median of {TIMES}",
            f"{taken:.2f} s",
            f"bare interpreter {statistics.median(bare):.2f} s",
            (Goal(f"≤ {GOAL} s", taken, GOAL),),
        ),
    )


def _taken(command: list[str]) -> float:
    begun = perf_counter()
    subprocess.run(command, check=True, capture_output=True)  # noqa: S603 -- our own command
    return perf_counter() - begun
