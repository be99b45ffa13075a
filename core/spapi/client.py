"""The wire: the one module that knows httpx. It trusts nothing of its surroundings.

No proxies and no credentials from the environment, no cookies, no redirects; certificates are
always checked; every wait has an end.
"""

import asyncio
import logging
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import NamedTuple

import httpx

from core.errors import GateClosed
from core.policy.destinations import Destinations, Peer
from core.spapi.endpoints import AMAZON, Endpoints
from core.spapi.message import Answer, NoAnswer, Request
from core.spapi.wire_gate import WireGate

TIMEOUT = httpx.Timeout(30.0, connect=10.0, pool=30.0)
BODY_BYTES = 8 << 20
REFUSAL_BYTES = 64 << 10

_NEVER_SENT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.UnsupportedProtocol,
    httpx.InvalidURL,
)


class Patience(NamedTuple):
    """Seconds after which a call or a download ends, however busily it trickles."""

    call: float = 60.0
    download: float = 600.0


PATIENCE = Patience()


class Wire:
    """Sends requests; what goes wrong on the way is a NoAnswer, never an exception with a URL.

    What its gate refuses raises GateClosed at once, before anything is awaited: no call was made.
    """

    def __init__(self, client: httpx.AsyncClient, gate: WireGate, patience: Patience) -> None:
        self._client = client
        self.gate = gate
        self._patience = patience

    def send(self, request: Request) -> Awaitable[Answer | NoAnswer]:
        """Send, and read the answer whole."""
        self.gate.call(request)
        return self._exchange(request, None, BODY_BYTES)

    def fetch(
        self, request: Request, write: Callable[[bytes], object], limit: int
    ) -> Awaitable[Answer | NoAnswer]:
        """Send, and hand a success on in pieces as they come, at most `limit` bytes of it."""
        self.gate.download(request)
        return self._exchange(request, write, limit)

    async def _exchange(
        self, request: Request, write: Callable[[bytes], object] | None, limit: int
    ) -> Answer | NoAnswer:
        seconds = self._patience.call if write is None else self._patience.download
        try:
            async with asyncio.timeout(seconds), self._stream(request) as response:
                headers = {name.lower(): value for name, value in response.headers.items()}
                if write is not None and response.status_code == 200:
                    cut = not await _hand_on(response, write, limit)
                    return Answer(200, headers, cut=cut)
                parts: list[bytes] = []
                most = limit if write is None else REFUSAL_BYTES
                cut = not await _hand_on(response, parts.append, most)
                return Answer(response.status_code, headers, b"".join(parts), cut)
        except _NEVER_SENT:
            return NoAnswer(sent=False)
        except (httpx.HTTPError, TimeoutError):
            return NoAnswer(sent=True)

    @asynccontextmanager
    async def _stream(self, request: Request) -> AsyncIterator[httpx.Response]:
        named = {} if request.server_name is None else {"sni_hostname": request.server_name}
        async with self._client.stream(
            request.method,
            request.url,
            headers=dict(request.headers),
            content=request.body or None,
            extensions={**named, "timeout": TIMEOUT.as_dict()},
        ) as response:
            yield response


class _Known(httpx.AsyncBaseTransport):
    """Connects to known destinations alone: the host is read where the connection is made."""

    def __init__(self, inner: httpx.AsyncBaseTransport, known: Destinations) -> None:
        self._inner = inner
        self._known = known

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send to a known destination; raises GateClosed for any other."""
        url, name = request.url, request.extensions.get("sni_hostname")
        if self._known.service(Peer(url.scheme, url.host, url.port, name)) is None:
            raise GateClosed(reason="I never connect to that host")
        return await self._inner.handle_async_request(request)

    async def aclose(self) -> None:
        """Close the connections."""
        await self._inner.aclose()


async def _hand_on(response: httpx.Response, write: Callable[[bytes], object], limit: int) -> bool:
    """Pass a body on as it came over the wire; False where it is longer than the limit."""
    came = 0
    async for piece in response.aiter_raw(1 << 16):
        came += len(piece)
        if came > limit:
            return False
        write(piece)
    return True


@asynccontextmanager
async def open_wire(
    user_agent: str,
    transport: httpx.AsyncBaseTransport | None = None,
    patience: Patience = PATIENCE,
    endpoints: Endpoints = AMAZON,
) -> AsyncIterator[Wire]:
    """A wire to these endpoints alone while the block runs; tests hand in the transport."""
    _hush()
    # More than there are workers: a call must not take slow downloads for Amazon being down.
    limits = httpx.Limits(max_connections=100, max_keepalive_connections=20)
    inner = transport or httpx.AsyncHTTPTransport(trust_env=False, limits=limits)
    async with httpx.AsyncClient(
        transport=_Known(inner, endpoints.destinations),
        trust_env=False,
        follow_redirects=False,
        timeout=TIMEOUT,
        cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
        headers={"user-agent": user_agent, "accept-encoding": "identity"},
    ) as client:
        yield Wire(client, WireGate(endpoints), patience)


def _hush() -> None:
    # httpx writes each URL to its log, and a signed URL is a secret while it is valid.
    logging.getLogger("httpx").addFilter(_unheard)
    logging.getLogger("httpcore").setLevel(logging.WARNING)


def _unheard(_: logging.LogRecord) -> bool:
    return False


async def resolve(host: str) -> Sequence[str]:
    """The addresses of a host, as the system finds them; none where it finds none."""
    loop = asyncio.get_running_loop()
    try:
        found = await loop.getaddrinfo(host, 443, type=socket.SOCK_STREAM)
    except socket.gaierror:
        return ()
    return [str(address[0]) for _, _, _, _, address in found]
