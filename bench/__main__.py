"""Measure everything, or the parts that are named, and print the table of docs/performance.md."""

import sys
from collections.abc import Callable

from bench import import_orders, stats

PARTS: dict[str, Callable[[], str]] = {
    "import": import_orders.measure,
    "stats": stats.measure,
    "help": stats.measure_help,
}


def main() -> None:
    """Print one line of the table for each part."""
    wanted = sys.argv[1:] or list(PARTS)
    sys.stdout.write("| what | measured | beside | goal |\n|---|---|---|---|\n")
    for name in wanted:
        sys.stdout.write(PARTS[name]() + "\n")
        sys.stdout.flush()


main()
