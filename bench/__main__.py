"""Measure everything, or the parts that are named, and print the table of docs/performance.md.

Ends with 1 where a goal is missed, once all of it is measured.
"""

import argparse
import sys
from collections.abc import Callable
from functools import partial

from bench import (
    acks,
    bomb,
    chart,
    client,
    commands,
    demo,
    discord_ack,
    fair,
    import_orders,
    plans,
    slack_ack,
    slack_refusal,
    start,
    stats,
)
from bench.table import Rows, told


def parts(seconds: float) -> dict[str, Callable[[], Rows]]:
    """What can be measured, by its name; some of it for so many seconds."""
    return {
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
        "slack": partial(slack_ack.measure, seconds),
        "refusal": slack_refusal.measure,
        "discord": partial(discord_ack.measure, seconds),
    }


def main() -> None:
    """Print the lines of the table for each part."""
    names = list(parts(acks.SECONDS))
    reader = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    reader.add_argument("part", nargs="*", help=f"{', '.join(names)}; all of them by default")
    reader.add_argument("--seconds", type=float, default=acks.SECONDS, help="of slack and discord")
    asked = reader.parse_args()
    if unknown := set(asked.part) - set(names):
        reader.error(f"there is no part {', '.join(sorted(unknown))}")
    measured = (parts(asked.seconds)[name]() for name in asked.part or names)
    if missed := told(measured, sys.stdout):
        sys.exit(f"{len(missed)} of these do not keep their goals: the lines with NOT MET.")


if __name__ == "__main__":  # a process that draws imports this module again
    main()
