"""The one web application: route lists that wiring mounts, safe headers, a server that stops."""

import asyncio
import errno
import signal
import socket
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from typing import Literal

import uvicorn
from starlette.applications import Starlette
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from core.errors import PortInUse

LOOPBACK = "127.0.0.1"
_STOP_SECONDS = 5
_HEADERS = {
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
}


class SafeHeaders:
    """ASGI middleware that puts the security headers on every answer."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, with headers added to the start of the answer."""

        async def send_safely(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, send_safely)


def application(routes: Sequence[BaseRoute]) -> Starlette:
    """The application: the adapters' routes, and /healthz."""
    return Starlette(
        routes=[Route("/healthz", _healthz), *routes], middleware=[Middleware(SafeHeaders)]
    )


async def _healthz(_: Request) -> Response:
    return PlainTextResponse("ok\n", headers={"cache-control": "no-store"})


def listen(port: int, host: str = LOOPBACK) -> socket.socket:
    """A listening socket, usually of the loopback interface; PortInUse where it is taken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # Named, the protocol lets asyncio send small answers at once: without, each takes 44 ms.
    sock = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sock.bind((host, port))
        sock.listen(128)
    except OSError as error:
        sock.close()
        if error.errno == errno.EADDRINUSE:
            raise PortInUse(port=port) from error
        raise
    return sock


class Server(uvicorn.Server):
    """uvicorn, which otherwise waits for event streams that never end: `stopping` ends them."""

    def __init__(
        self,
        app: ASGIApp,
        stopping: Callable[[], None],
        protocol: type[asyncio.Protocol] | Literal["auto"] = "auto",
    ) -> None:
        # No access log: the first address holds the token.
        config = uvicorn.Config(
            app,
            access_log=False,
            log_config=None,
            server_header=False,
            proxy_headers=False,
            lifespan="off",
            timeout_keep_alive=5,
            timeout_graceful_shutdown=_STOP_SECONDS,
            limit_concurrency=128,
            http=protocol,
        )
        super().__init__(config)
        self._stopping = stopping

    @contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        """Stop at a signal, and let the rest of the process end in order after SIGTERM, too.

        uvicorn raises each again at its end; SIGTERM's usual handler would end everything there.
        """
        with super().capture_signals():
            yield
            heard = self._captured_signals
            heard[:] = [one for one in heard if one != signal.SIGTERM]

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End the streams, let the other answers finish, close."""
        self._stopping()
        await super().shutdown(sockets)
