"""A local Amazon beside the demo: the sandbox on a free port, in a thread of its own."""

import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import uvicorn

from bot.clock import utc_now
from bot.web import LOOPBACK, listen
from core.errors import SandboxSilent
from core.spapi.sandbox.app import build_app
from core.spapi.sandbox.settings import SandboxSettings

START_SECONDS = 20.0
PROCESSING = 0.2
"""Seconds in which it makes a report: somebody watches."""


@contextmanager
def local_amazon(state: Path) -> Iterator[str]:
    """Its address, while the block runs; `state` is where it remembers everything."""
    with listen(0) as listener:
        port = listener.getsockname()[1]
        servers: list[uvicorn.Server] = []

        def serve() -> None:
            # Built here: SQLite's connection belongs to the thread that opened it.
            settings = SandboxSettings(
                utc_now, secrets.token_bytes, state=str(state), processing=PROCESSING
            )
            app = build_app(settings)
            config = uvicorn.Config(app, log_config=None, access_log=False, server_header=False)
            servers.append(uvicorn.Server(config))
            servers[0].run(sockets=[listener])

        thread = threading.Thread(target=serve, name="sandbox", daemon=True)
        thread.start()
        _await_start(thread, servers)
        try:
            yield f"http://{LOOPBACK}:{port}"
        finally:
            servers[0].should_exit = True
            thread.join(START_SECONDS)


def _await_start(thread: threading.Thread, servers: list[uvicorn.Server]) -> None:
    until = time.monotonic() + START_SECONDS
    while not (servers and servers[0].started):
        if not thread.is_alive() or time.monotonic() > until:
            raise SandboxSilent
        time.sleep(0.02)
