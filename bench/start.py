"""How long `amzigo --help` takes, beside an interpreter that does nothing."""

import statistics
import subprocess
import sys
from time import perf_counter

TIMES, GOAL = 5, 0.3


def measure() -> str:
    """One line of the table: a start of Python, all imports, and the list of commands."""
    bare, own = [], []
    for _ in range(TIMES):
        bare.append(_taken([sys.executable, "-c", ""]))
        own.append(_taken([sys.executable, "-m", "bot", "--help"]))
    return (
        f"| `amzigo --help`, median of {TIMES} | {statistics.median(own):.2f} s | "
        f"bare interpreter {statistics.median(bare):.2f} s | ≤ {GOAL} s |"
    )


def _taken(command: list[str]) -> float:
    begun = perf_counter()
    subprocess.run(command, check=True, capture_output=True)  # noqa: S603 -- our own command
    return perf_counter() - begun
