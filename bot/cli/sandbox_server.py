"""The server under the sandbox: uvicorn, whose connections the sandbox may break."""

import socket
import struct
from typing import Any

import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.config import LOGGING_CONFIG
from uvicorn.protocols.http.h11_impl import H11Protocol

from core.spapi.sandbox.connection import EXTENSION

_RESET_ON_CLOSE = struct.pack("ii", 1, 0)


class BreakableHttp(H11Protocol):
    """uvicorn's HTTP, which lends its connection to the app of every request."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.app = _Lending(self.app, self)

    def reset(self) -> None:
        """Break the connection off: TCP sends a reset in place of an end."""
        sock = self.transport.get_extra_info("socket")
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET_ON_CLOSE)
        self._leave_unfinished()
        self.transport.abort()

    def write(self, raw: bytes) -> None:
        """Send bytes past the rules of HTTP."""
        self.transport.write(raw)

    def close(self) -> None:
        """Send what is on its way, then end the connection."""
        self._leave_unfinished()
        self.transport.close()

    def _leave_unfinished(self) -> None:
        """Tell uvicorn that nobody waits for the rest of this answer."""
        self.cycle.disconnected = True


class _Lending:
    def __init__(self, app: Any, connection: BreakableHttp) -> None:
        self._app, self._connection = app, connection

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        scope.setdefault("extensions", {})[EXTENSION] = self._connection
        await self._app(scope, receive, send)


class SandboxServer(uvicorn.Server):
    """A server of the sandbox's app; nothing a caller claims about itself is believed."""

    def __init__(self, app: ASGIApp, *, logs: bool = True) -> None:
        config = uvicorn.Config(
            app,
            http=BreakableHttp,
            ws="none",
            access_log=False,
            log_level="warning",
            log_config=LOGGING_CONFIG if logs else None,
            server_header=False,
            proxy_headers=False,
        )
        super().__init__(config)
