"""What takes requests from the world beyond this machine: a listener of its own, in a hurry.

The local page's listener stays on the loopback interface; this one has other routes, another
port, and less patience. It speaks plain HTTP: a TLS proxy stands before it.
"""

import asyncio
from collections.abc import AsyncIterator, Generator, Sequence
from contextlib import asynccontextmanager, contextmanager

import h11
from starlette.routing import BaseRoute
from uvicorn.protocols.http.h11_impl import H11Protocol

from bot.http_address import HttpAddress
from bot.web import Server, application, listen
from core.errors import BadSetting, PortInUse

HEAD_SECONDS = 5.0
"""How long the head of a request may take to come: an idle connection keeps others out."""


class Hasty(H11Protocol):
    """uvicorn's connection, which otherwise waits for ever for the rest of a head."""

    patience = HEAD_SECONDS
    _deadline: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for a head."""
        super().connection_made(transport)
        self._wait_for_head()

    def data_received(self, data: bytes) -> None:
        """Go on, or stop waiting once a head is whole."""
        super().data_received(data)
        if self.conn.their_state is h11.IDLE:
            self._wait_for_head()
        else:
            self._stop_waiting()

    def connection_lost(self, exc: Exception | None) -> None:
        """Nothing more will come."""
        self._stop_waiting()
        super().connection_lost(exc)

    def _wait_for_head(self) -> None:
        if self._deadline is None:
            self._deadline = self.loop.call_later(self.patience, self.transport.close)

    def _stop_waiting(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None


class HttpServer(Server):
    """A server beside another one, which alone hears the signals that end the process."""

    @contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        """Leave them alone."""
        yield


@asynccontextmanager
async def serving_http(
    routes: Sequence[BaseRoute], at: HttpAddress, protocol: type[Hasty] = Hasty
) -> AsyncIterator[None]:
    """Serve routes, and /healthz, while the block runs; then finish what is under way.

    Raises BadSetting where the address cannot be listened at.
    """
    with _about_settings(at):
        listener = listen(at.port, at.host)
    with listener:
        server = HttpServer(application(routes), lambda: None, protocol)
        serving = asyncio.create_task(server.serve([listener]))
        try:
            yield
        finally:
            server.should_exit = True
            await serving


@contextmanager
def _about_settings(at: HttpAddress) -> Generator[None, None, None]:
    """Say which setting is wrong where the block cannot listen."""
    try:
        yield
    except PortInUse:
        reason = f"port {at.port} of {at.host} is in use; choose another"
        raise BadSetting(name="AMZIGO_HTTP_PORT", reason=reason) from None
    except PermissionError:
        reason = f"port {at.port} may not be opened; one above 1023 may"
        raise BadSetting(name="AMZIGO_HTTP_PORT", reason=reason) from None
    except OSError as why:
        reason = f"nothing can listen at {at.host} ({why.strerror})"
        raise BadSetting(name="AMZIGO_HTTP_HOST", reason=reason) from why
