"""A request that Slack did not sign: how soon it is refused, and whom a burst of them delays."""

import asyncio
import statistics
import tempfile
from typing import Any, NamedTuple

from bench.acks import LINE, RATE, WARM, Acks, People, acks, p99_goal, people
from bench.slack_side import echo, over_http
from bench.table import Goal, Row, Rows
from bot.long_life import long_life

TIMES, REQUESTS, BAD, GOOD = 5, 200, 1_000, 500


class Refusals(NamedTuple):
    """Milliseconds a request: refused, acked, acked by the echo; and the bursts that came."""

    refused: float
    acked: float
    echoed: float
    bursts: list[dict[str, Any]]


def measure() -> Rows:
    """The lines of the table."""
    with tempfile.TemporaryDirectory(prefix="amzigo-bench-") as folder:
        found = asyncio.run(_measured(folder))
    meanwhile = [acks(burst["meanwhile"]) for burst in found.bursts]
    p50, p99 = (statistics.median(one[n] for one in meanwhile) for n in (0, 1))
    took = statistics.median(burst["burst"] for burst in found.bursts)
    return (
        Row(
            f"Slack's signature is bad: refused, {REQUESTS} one by one, median of {TIMES}",
            f"{found.refused:.2f} ms",
            f"a good one acked {found.acked:.2f} ms, by a bare echo {found.echoed:.2f} ms",
            (Goal("≤ a good one", found.refused, found.acked),),
        ),
        Row(
            f"good ones, {RATE} a second, while {BAD:,} bad ones come at once, median of {TIMES}",
            str(Acks(p50, p99)),
            f"the burst took {took:.2f} s",
            (p99_goal(p99),),
        ),
    )


async def _measured(folder: str) -> Refusals:
    async with people("bench.slack_rig") as rig:
        async with over_http(rig, folder) as url:
            with long_life():
                refused = await _median(rig, "refused", url=url)
                good = await _median(rig, "acked", url=url, line=LINE, shown=True)
                storm = {"url": url, "line": LINE, "rate": RATE, "count": GOOD, "bad": BAD}
                bursts = [await rig.do("storm", **storm) for _ in range(TIMES)]
        async with echo(rig) as url:
            with long_life():
                echoed = await _median(rig, "acked", url=url, line=LINE, shown=False)
    return Refusals(refused, good, echoed, bursts)


async def _median(rig: People, what: str, **how: object) -> float:
    """Milliseconds a request: the median of as many rounds' means, after one that is not told."""
    await rig.do(what, count=WARM, **how)
    rounds: list[list[float]] = [await rig.do(what, count=REQUESTS, **how) for _ in range(TIMES)]
    return 1000 * statistics.median(statistics.mean(taken) for taken in rounds)
