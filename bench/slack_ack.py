"""Slack's commands at a steady rate: how soon each is acknowledged, beside a bare echo."""

import asyncio
import tempfile

from bench.acks import P99_GOAL_MS, SECONDS, Acks, Measured, painting, people
from bench.slack_side import echo, over_a_socket, over_http
from bot.long_life import long_life

LINE = "help"


def measure(seconds: float = SECONDS) -> str:
    """The lines of the table."""
    with tempfile.TemporaryDirectory(prefix="amzigo-bench-") as folder:
        http, socket = asyncio.run(_measured(folder, seconds))
    told = f"| the same by Socket Mode | {socket} | the echo above | p99 ≤ {P99_GOAL_MS} ms |"
    return f"{http.lines('Slack over HTTP', seconds)}\n{told}"


async def _measured(folder: str, seconds: float) -> tuple[Measured, Acks]:
    async with people("bench.slack_rig") as rig:
        async with over_http(rig, f"{folder}/http") as url:
            with long_life():
                ours = await rig.typed(seconds, line=LINE, url=url)
                async with painting() as painted:
                    busy = await rig.typed(seconds, line=LINE, url=url)
        async with echo(rig) as url:
            with long_life():
                bare = await rig.typed(seconds, line=LINE, url=url, answers=0)
        async with over_a_socket(rig, f"{folder}/socket"):
            with long_life():
                socket = await rig.typed(seconds, line=LINE)
        return Measured(ours, busy, len(painted), bare), socket
