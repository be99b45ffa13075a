"""The TCP connection under a request: what no ASGI app can do to it, a server may lend it.

Whoever runs the app puts a `Connection` into the scope's extensions, as `bot.cli.sandbox_server`
does. Where nobody has, as in a test without sockets, a broken connection is the app's exception.
"""

from typing import Protocol

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

EXTENSION = "amzigo.sandbox.connection"


class Connection(Protocol):
    """What a server lends the app of one request's connection."""

    def reset(self) -> None:
        """Break it off at once: the caller's side sees a reset, and nothing of an answer."""

    def write(self, raw: bytes) -> None:
        """Send bytes as they are, whatever was promised."""

    def close(self) -> None:
        """End it in peace, though the answer may not be whole."""


def connection_of(scope: Scope) -> Connection | None:
    """The connection of a request, None where the server lends none."""
    found: Connection | None = scope.get("extensions", {}).get(EXTENSION)
    return found


class Reset(Response):
    """No answer at all; `status_code` is what the journal says: 0 where nothing was done either."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Break off."""
        connection = connection_of(scope)
        if connection is None:
            raise ConnectionResetError("the sandbox breaks the connection off")
        connection.reset()


class WrongLength(Response):
    """An answer whose Content-Length is `factor` times what comes."""

    def __init__(self, whole: Response, factor: float) -> None:
        super().__init__(whole.body, whole.status_code)
        self.raw_headers = [h for h in whole.raw_headers if h[0] != b"content-length"]
        self._told = int(len(whole.body) * factor) or 1

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the head, then what there is, as far as HTTP lets it; the rest goes out raw."""
        body, connection = bytes(self.body), connection_of(scope)
        fits, rest = body[: self._told], body[self._told :]
        headers = [*self.raw_headers, (b"content-length", str(self._told).encode())]
        head = {"type": "http.response.start", "status": self.status_code, "headers": headers}
        await send(head)
        short = len(fits) < self._told and connection is not None
        await send({"type": "http.response.body", "body": fits, "more_body": short})
        if connection is not None:
            connection.write(rest)
            connection.close()
