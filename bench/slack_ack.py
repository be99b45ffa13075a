"""Slack's commands at a steady rate: how soon each is acknowledged, beside a bare echo."""

import asyncio
import tempfile

from bench.acks import SECONDS, Acks, Measured, painting, people
from bench.slack_side import echo, served, slack_side
from bot.long_life import long_life
from bot.web import application

LINE = "help"


def measure(seconds: float = SECONDS) -> str:
    """The lines of the table."""
    with tempfile.TemporaryDirectory(prefix="amzigo-bench-") as folder:
        http, socket = asyncio.run(_measured(folder, seconds))
    return http.lines("Slack over HTTP", seconds) + (
        f"\n| the same over a socket of Socket Mode | {socket} | the echo above | p99 ≤ 50 ms |"
    )


async def _measured(folder: str, seconds: float) -> tuple[Measured, Acks]:
    async with people("bench.slack_rig") as rig:
        async with (
            slack_side(rig, f"{folder}/http") as slack,
            served(application(slack.routes)) as url,
        ):
            with long_life():
                ours = await rig.typed(seconds, line=LINE, url=url)
                async with painting() as painted:
                    busy = await rig.typed(seconds, line=LINE, url=url)
                charts = len(painted)
        async with served(echo(rig)) as url:
            with long_life():
                bare = await rig.typed(seconds, line=LINE, url=url, answers=0)
        async with slack_side(rig, f"{folder}/socket", socket=True):
            with long_life():
                socket = await rig.typed(seconds, line=LINE)
        return Measured(ours, busy, charts, bare), socket
