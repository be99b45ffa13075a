"""What takes requests from the world beyond this machine: a listener of its own, in a hurry.

The local page's listener stays on the loopback interface; this one has other routes, another
port, and less patience. It speaks plain HTTP: a TLS proxy stands before it.
"""

import asyncio
import math
from collections.abc import AsyncIterator, Callable, Generator, Sequence
from contextlib import asynccontextmanager, contextmanager

from starlette.routing import BaseRoute
from uvicorn.protocols.http.h11_impl import H11Protocol

from bot.ending import PART
from bot.http_address import HttpAddress
from bot.web import Server, application, listen
from core.errors import BadSetting, PortInUse

PATIENCE = 5.0
"""Seconds for which a client is waited: one that does nothing keeps others out."""


class Hasty(H11Protocol):
    """uvicorn's connection, which otherwise waits for ever: for a head, a body's rest, a reader.

    From the end of one answer to the end of the next head there is one deadline, which no byte
    that comes in between moves.
    """

    patience = PATIENCE
    _deadline: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for a head."""
        super().connection_made(transport)
        self._wait()

    def data_received(self, data: bytes) -> None:
        """Go on, or stop waiting once a head is whole."""
        super().data_received(data)
        self._look()

    def on_response_complete(self) -> None:
        """Begin to wait for the next head, and before it for what the answer did not need."""
        super().on_response_complete()
        self._look()

    def pause_writing(self) -> None:
        """Begin to wait for the client to read."""
        super().pause_writing()
        self._look()

    def resume_writing(self) -> None:
        """Go on: it reads."""
        super().resume_writing()
        self._look()

    def connection_lost(self, exc: Exception | None) -> None:
        """Nothing more will come."""
        self._stop_waiting()
        super().connection_lost(exc)

    def _look(self) -> None:
        """Wait for the client, unless an answer is being made and it reads what there is."""
        is_ours = self.cycle is not None and not self.cycle.response_complete
        if is_ours and not self.flow.write_paused:
            self._stop_waiting()
        else:
            self._wait()

    def _wait(self) -> None:
        if self._deadline is None:
            # Not closed but cut: a close would wait until all that was written is read.
            self._deadline = self.loop.call_later(self.patience, self.transport.abort)

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
    routes: Sequence[BaseRoute],
    at: HttpAddress,
    protocol: type[Hasty] = Hasty,
    left: Callable[[], float] = lambda: PART,
) -> AsyncIterator[None]:
    """Serve routes, and /healthz, while the block runs; then finish what is under way.

    `left` says at the end how many seconds that may take.

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
            server.config.timeout_graceful_shutdown = math.ceil(left())
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
