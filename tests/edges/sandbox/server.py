"""The sandbox behind real sockets: what `amzigo sandbox` runs, with the test's clock."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx

from bot.cli.sandbox_server import SandboxServer
from bot.web import listen
from core.spapi.sandbox.app import build_app
from core.spapi.sandbox.settings import SandboxSettings
from tests.edges.sandbox.desk import AGENT, Desk, Entropy, Time


@asynccontextmanager
async def open_counter(*, throttle: bool = False) -> AsyncIterator[Desk]:
    """A desk whose calls travel over TCP, on 127.0.0.1."""
    time, slept = Time(), list[float]()

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    app = build_app(SandboxSettings(time, Entropy(), throttle=throttle, sleep=sleep))
    with listen(0) as sock:
        server = SandboxServer(app, logs=False)
        serving = asyncio.create_task(server.serve([sock]))
        address = f"http://127.0.0.1:{sock.getsockname()[1]}"
        async with httpx.AsyncClient(base_url=address, headers={"user-agent": AGENT}) as client:
            try:
                yield Desk(client, time, app.state.sandbox, slept)
            finally:
                server.should_exit = True
                async with asyncio.timeout(5):
                    await serving
