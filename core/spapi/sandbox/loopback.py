"""The guard of the sandbox's own routes: for callers on this machine only."""

import re
from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from core.spapi.sandbox.sandbox import Sandbox

_LOOPBACK = {"127.0.0.1", "::1"}
_NAMES = {"127.0.0.1", "[::1]", "localhost"}
_HOST = re.compile(r"(\[[^]]*\]|[^:]*)(:\d*)?")
Handler = Callable[[Sandbox, Request], Awaitable[Response]]


def guarded(sandbox: Sandbox, handler: Handler) -> Callable[[Request], Awaitable[Response]]:
    """A handler that serves this machine alone; what it cannot read is answered with 400."""

    async def serve(request: Request) -> Response:
        if not _is_near(request):
            return _refused(403, "only from this machine")
        # A page in a browser cannot send JSON across origins without asking first.
        if request.method == "POST" and "json" not in request.headers.get("content-type", ""):
            return _refused(415, "send application/json")
        try:
            return await handler(sandbox, request)
        except (ValueError, KeyError, TypeError, RecursionError) as reason:
            return _refused(400, f"{type(reason).__name__}: {reason}")

    return serve


def _is_near(request: Request) -> bool:
    """Whether the caller is on this machine and calls it so: no page behind another name."""
    if request.client is None or request.client.host not in _LOOPBACK:
        return False
    host = _HOST.fullmatch(request.headers.get("host", "").strip())
    return host is not None and host[1].lower() in _NAMES


def _refused(status: int, reason: str) -> Response:
    return JSONResponse({"error": reason}, status)
