"""`amzigo all` with Slack over HTTP: from the first start to the first owner, in a process."""

import asyncio
import os
import signal
import sys
from pathlib import Path

import httpx

from bot.clock import utc_now
from tests.rig import slack_payloads
from tests.rig.slack_house import TEAM, free_port, settings_at
from tests.rig.slack_server import serving
from tests.rig.slack_world import SlackWorld, channel_id, user_id


async def told(process: asyncio.subprocess.Process, lines: int) -> list[str]:
    """The first lines that it prints."""
    assert process.stdout is not None
    async with asyncio.timeout(60):
        return [(await process.stdout.readline()).decode().rstrip() for _ in range(lines)]


async def typed(world: SlackWorld, port: int, line: str) -> str:
    """The answer to what somebody types, as Slack shows it."""
    so_far = len(world.shown)
    world.clock.now = utc_now()
    who, where = user_id("first"), channel_id("general")
    body = slack_payloads.form(slack_payloads.slash(world, TEAM, where, who, line))
    headers = slack_payloads.signed(body, int(world.clock().timestamp()))
    headers["content-type"] = "application/x-www-form-urlencoded"
    async with httpx.AsyncClient() as client:
        url = f"http://127.0.0.1:{port}/slack/events"
        answer = await client.post(url, content=body, headers=headers)
    assert (answer.status_code, answer.text) == (200, "")
    await world.until(so_far + 1, 1)  # first the channel is tried, then they are answered
    return world.shown[-1].text


async def test_the_code_that_a_first_start_prints_makes_the_owner(tmp_path: Path) -> None:
    world, port = SlackWorld(), free_port()
    world.workspace(TEAM, "general")
    async with serving(world):
        env = settings_at(world, tmp_path / "data", AMZIGO_HTTP_PORT=str(port))
        del env["AMZIGO_SLACK_APP_TOKEN"], env["AMZIGO_ENV"]
        env["AMZIGO_SLACK_BOT_TOKEN"] = world.grant(TEAM).token
        env |= {"AMZIGO_KEY_PASSPHRASE": "an invented passphrase", "HOME": str(tmp_path)}
        command = (sys.executable, "-m", "bot", "all", "--port", "0")
        pipe = asyncio.subprocess.PIPE
        process = await asyncio.create_subprocess_exec(
            *command, env={"PYTHONPATH": os.getcwd(), **env}, stdout=pipe, stderr=pipe
        )
        page, listening, nobody, where, code, once = await told(process, 6)
        shown = await typed(world, port, code.strip().removeprefix("/amzigo "))
        async with httpx.AsyncClient() as client:
            health = (await client.get(f"{page.split()[-1].partition('/?')[0]}/healthz")).text
        process.send_signal(signal.SIGTERM)
        async with asyncio.timeout(20):
            _, err = await process.communicate()
    assert listening.endswith(f"http://127.0.0.1:{port}/slack/events")
    assert nobody == "Nobody owns a shop in the Slack workspace “T1” yet."
    assert where.endswith("for “T1”:")
    assert once.startswith("Whoever types it becomes the shop's owner there. It works once, until ")
    assert "You own “T1” here now" in shown
    assert health == "ok\n"
    assert process.returncode == 0
    assert err == b""
    assert world.broken == []
