"""A listening server for an app, and Amazon's SDK in front of it."""

import json
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import uvicorn
from starlette.applications import Starlette

from core.spapi.sandbox.accounts import CLIENT_ID, CLIENT_SECRET
from tests.shared_data import plain

DRIVER = "tests.edges.published.sdk_driver"
"""A process of its own: importing it would change the logging of this one."""
STOP_SECONDS = 20


@contextmanager
def serving(app: Starlette) -> Iterator[str]:
    """The address of a real server, in a thread of its own."""
    # Named as TCP, or asyncio leaves Nagle's algorithm on: 40 ms an answer.
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP) as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()  # whoever calls before the server has started is kept waiting
        config = uvicorn.Config(app, log_config=None, access_log=False, server_header=False)
        server = uvicorn.Server(config)
        thread = threading.Thread(
            target=lambda: server.run(sockets=[listener]), name="sandbox", daemon=True
        )
        thread.start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join(STOP_SECONDS)


@dataclass(frozen=True)
class Outcome:
    """What the SDK said: bytes as text, what it made of them, and why it could not."""

    status: int
    body: str
    kind: str
    again: Any
    fault: str

    @property
    def read(self) -> Any:
        """The body as JSON, None where it is none."""
        try:
            return json.loads(self.body)
        except ValueError:
            return None


@dataclass(frozen=True)
class Sdk:
    """The SDK's process."""

    process: "subprocess.Popen[str]"

    def call(self, api: str, method: str, key: str, arguments: Mapping[str, Any]) -> Outcome:
        """One call; `key` is a refresh token or a grantless scope."""
        asked = {"api": api, "method": method, "key": key, "arguments": arguments}
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(json.dumps(asked) + "\n")
        self.process.stdin.flush()
        told = json.loads(self.process.stdout.readline())
        return Outcome(
            told.get("status", 0),
            told.get("body", ""),
            told.get("kind", ""),
            told.get("again"),
            told.get("fault", ""),
        )


@contextmanager
def open_sdk(server: str, home: Path) -> Iterator[Sdk]:
    """The SDK in front of a server."""
    command = [sys.executable, "-m", DRIVER, server, CLIENT_ID, CLIENT_SECRET]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=plain(home)
    ) as process:
        try:
            yield Sdk(process)
        finally:
            assert process.stdin
            process.stdin.close()
            process.wait(STOP_SECONDS)
