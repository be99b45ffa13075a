"""Slack's commands at a steady rate: how soon each is acknowledged, beside a bare echo."""

import asyncio
import tempfile

from bench.acks import LINE, SECONDS, Acks, Measured, p99_goal, painting, people
from bench.slack_side import echo, over_a_socket, over_http
from bench.table import Row, Rows
from bot.long_life import long_life


def measure(seconds: float = SECONDS) -> Rows:
    """The lines of the table."""
    with tempfile.TemporaryDirectory(prefix="amzigo-bench-") as folder:
        http, socket = asyncio.run(_measured(folder, seconds))
    goals = (p99_goal(socket.p99),)
    by_socket = Row("the same by Socket Mode", str(socket), "the echo above", goals)
    return (*http.rows("Slack over HTTP", seconds), by_socket)


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
