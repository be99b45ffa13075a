"""How soon a chat's requests are acknowledged: people in another process type at a steady rate."""

import asyncio
import json
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from time import perf_counter
from typing import Any, NamedTuple

from bench.chart import digest_chart
from bench.table import Goal, Row, Rows
from bot.charts import Painter
from tests.rig.chat import Shown

RATE, SECONDS, WARM = 50, 60, 100
ROUNDED = 0.0015
"""Seconds by which a loop may sleep too long: it counts in whole milliseconds."""

LINE, SAYS = "help", "What you can type"
"""What is typed, and words of the one card that answers it."""

P50_GOAL, P99_GOAL_MS, PAINTING_GOAL_MS = 3, 50, 60


class Acks(NamedTuple):
    """Milliseconds until an acknowledgement, half and 99 % of them at most."""

    p50: float
    p99: float

    def __str__(self) -> str:
        """As the table shows it."""
        return f"p50 {self.p50:.1f} ms, p99 {self.p99:.1f} ms"


@dataclass(frozen=True)
class Measured:
    """The acks of one way in, beside those of a bare echo; and while charts are painted."""

    ours: Acks
    painting: Acks
    painted: int
    echo: Acks

    def rows(self, what: str, seconds: float) -> Rows:
        """The lines of the table."""
        times, many = self.ours.p50 / self.echo.p50, f"{round(RATE * seconds):,} requests"
        return (
            Row(
                f"{what} acknowledges {many}, {RATE} a second",
                f"{self.ours}, {times:.2f} ×",
                f"a bare echo {self.echo}",
                (Goal(f"p50 ≤ {P50_GOAL} ×", times, P50_GOAL), p99_goal(self.ours.p99)),
            ),
            Row(
                "the same while charts are painted",
                str(self.painting),
                f"{self.painted} charts",
                (p99_goal(self.painting.p99, PAINTING_GOAL_MS),),
            ),
        )


def p99_goal(measured: float, most: float = P99_GOAL_MS) -> Goal:
    """The most milliseconds that nearly every ack may take."""
    return Goal(f"p99 ≤ {most:g} ms", measured, most)


@dataclass(frozen=True)
class People:
    """The other process."""

    process: asyncio.subprocess.Process
    told: dict[str, Any]
    """What it said of itself at first."""

    async def do(self, what: str, **how: object) -> Any:
        """Have people do something; what they found."""
        if self.process.stdin is None or self.process.stdout is None:
            raise RuntimeError("the rig has no pipes")
        self.process.stdin.write(json.dumps({"do": what, **how}).encode() + b"\n")
        line = await self.process.stdout.readline()
        if not line:
            raise RuntimeError("the rig ended; it says above why")
        found = json.loads(line)
        if found["broken"]:
            raise RuntimeError(f"rules of the platform were broken: {found['broken'][:3]}")
        return found["found"]

    async def typed(self, seconds: float, **how: object) -> Acks:
        """Have them type for some seconds, after a few seconds that do not count."""
        await self.do("type", rate=RATE, count=WARM, **how)
        return acks(await self.do("type", rate=RATE, count=round(RATE * seconds), **how))


@asynccontextmanager
async def people(module: str, *arguments: str) -> AsyncIterator[People]:
    """Run the rig of a platform."""
    command = [sys.executable, "-m", module, *arguments]
    process = await asyncio.create_subprocess_exec(
        *command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, limit=2**24
    )
    try:
        if process.stdout is None:
            raise RuntimeError("the rig has no pipes")
        yield People(process, json.loads(await process.stdout.readline()))
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


def acks(taken: list[float]) -> Acks:
    """The figures of these seconds."""
    ordered = sorted(taken)
    at = (len(ordered) // 2, len(ordered) * 99 // 100)
    return Acks(*(1000 * ordered[n] for n in at))


def strays(shown: Iterable[Shown]) -> list[str]:
    """The answers that are not what LINE asks for: how soon those were acked says nothing."""
    return [f"not what `{LINE}` shows: {one.text[:80]}" for one in shown if SAYS not in one.text]


async def at_pace(rate: float, many: int, one: Callable[[], Awaitable[None]]) -> list[float]:
    """Begin something at a rate, whether earlier ones are done or not.

    Returns the seconds that each took, from the moment at which it was to begin: one that begins
    late because this process had no time is not told as quick.
    """
    begun, tasks = perf_counter(), []

    async def timed(due: float) -> float:
        await one()
        return perf_counter() - due

    for n in range(many):
        due = begun + n / rate
        await asyncio.sleep(max(0.0, due - perf_counter() - ROUNDED))
        while perf_counter() < due:  # noqa: ASYNC110 -- an event would come as late as a sleep
            await asyncio.sleep(0)
        tasks.append(asyncio.create_task(timed(due)))
    return list(await asyncio.gather(*tasks))


@asynccontextmanager
async def painting() -> AsyncIterator[list[int]]:
    """Paint one chart after another in a process like the adapters'; the pictures' sizes."""
    painted, chart = list[int](), digest_chart()

    async def paint(painter: Painter) -> None:
        while True:
            painted.append(len(await painter.png(chart)))

    async with Painter() as painter:
        busy = asyncio.create_task(paint(painter))
        try:
            yield painted
        finally:
            busy.cancel()
            with suppress(asyncio.CancelledError):
                await busy
