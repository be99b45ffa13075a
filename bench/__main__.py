"""Measure everything, or the parts that are named, and print the table of docs/performance.md."""

import sys
from collections.abc import Callable

from bench import (
    bomb,
    chart,
    client,
    commands,
    demo,
    discord_ack,
    fair,
    import_orders,
    plans,
    start,
    stats,
)

PARTS: dict[str, Callable[[], str]] = {
    "import": import_orders.measure,
    "stats": stats.measure,
    "chart": chart.measure,
    "commands": commands.measure,
    "help": start.measure,
    "demo": demo.measure,
    "plans": plans.measure,
    "fair": fair.measure,
    "client": client.measure,
    "bomb": bomb.measure,
    "discord": discord_ack.measure,
}


def main() -> None:
    """Print the lines of the table for each part."""
    wanted = sys.argv[1:] or list(PARTS)
    sys.stdout.write("| what | measured | beside | goal |\n|---|---|---|---|\n")
    for name in wanted:
        sys.stdout.write(PARTS[name]() + "\n")
        sys.stdout.flush()


if __name__ == "__main__":  # a process that draws imports this module again
    main()
