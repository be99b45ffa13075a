"""The last look before the wire: what will really be sent is taken at its word, and refused.

The gate above judges an operation by its name; this one knows nothing of that and reads the method
and the URL themselves. Of each address one spelling passes: nothing escaped that need not be, no
dot segments, no doubled slash, the exact letters, and one of our own origins in front.
"""

import ipaddress
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import SplitResult, parse_qs, urlsplit

from core.errors import GateClosed
from core.policy.operations import CREATE_REPORT, LIST_REPORTS, OPERATIONS, REPORT_TYPES
from core.spapi.document_url import is_public
from core.spapi.endpoints import Endpoints, is_loopback
from core.spapi.message import Request

TOKEN_PATH = "/auth/o2/token"  # noqa: S105 -- where tokens are fetched, no password
_ID = r"[A-Za-z0-9](?:[A-Za-z0-9._~-]|%2B|%3A|%3D){0,255}"
_QUERY = re.compile(r"(?:[A-Za-z0-9._~*+,:=&-]|%[0-9A-F]{2})*")
_PRINTABLE = re.compile(r"[!-~]{1,8192}")
_DOWNLOAD_HEADERS = frozenset({"host", "connection"})


def _pattern(template: str) -> re.Pattern[str]:
    """The paths of a template; what stands in braces is an id."""
    parts = re.split(r"\{\w+\}", template)
    return re.compile(_ID.join(re.escape(part) for part in parts))


_OURS = [(row.name, row.method, _pattern(row.path)) for row in OPERATIONS.values()]


@dataclass(frozen=True, slots=True)
class WireGate:
    """Lets a request through to where Amazon is, or raises GateClosed."""

    endpoints: Endpoints

    def call(self, request: Request) -> None:
        """Pass a call: one of our operations at one of our origins, or the fetching of a token."""
        if request.server_name is not None or "host" in {name.lower() for name in request.headers}:
            raise GateClosed(reason="it names another host than its address")
        if request.method == "POST" and request.url == f"{self.endpoints.tokens}{TOKEN_PATH}":
            return
        path, mark, query = self._target(request.url).partition("?")
        name = _operation(request.method, path)
        if name is None or (mark and not query) or not _QUERY.fullmatch(query):
            raise GateClosed(reason="its method and address are none of mine")
        if request.body and request.method != "POST":
            raise GateClosed(reason=f"{name} has no body")
        if not all(kind in REPORT_TYPES for kind in _report_types(name, query, request.body)):
            raise GateClosed(reason="it asks for a report that is none of mine")

    def download(self, request: Request) -> None:
        """Pass the download of a document: from Amazon's store, and without Amazon's headers."""
        named = {header.lower() for header in request.headers}
        if request.method != "GET" or request.body or not named <= _DOWNLOAD_HEADERS:
            raise GateClosed(reason="a document is fetched with a plain GET")
        try:
            store = self._is_store(request, urlsplit(request.url))
        except ValueError:
            store = False
        if not store or not _PRINTABLE.fullmatch(request.url):
            raise GateClosed(reason="that is not where Amazon keeps documents")

    def _target(self, url: str) -> str:
        """What follows the origin; raises GateClosed where the origin is none of Amazon's."""
        for origin in self.endpoints.regions.values():
            if url.startswith(f"{origin}/"):
                return url.removeprefix(origin)
        raise GateClosed(reason="that is not where Amazon is")

    def _is_store(self, request: Request, parts: SplitResult) -> bool:
        host = parts.hostname or ""
        if "@" in parts.netloc or "#" in request.url:
            return False
        if self.endpoints.is_local:
            return parts.scheme in ("http", "https") and is_loopback(host)
        store = request.server_name or ""
        if not re.fullmatch(self.endpoints.document_hosts, store, re.ASCII):
            return False
        place = f"[{host}]" if _is_version_6(host) else host
        return parts.scheme == "https" and parts.netloc == place and is_public(host)


def _operation(method: str, path: str) -> str | None:
    return next((name for name, its, ours in _OURS if its == method and ours.fullmatch(path)), None)


def _report_types(name: str, query: str, body: bytes) -> Iterable[str]:
    """The report types that a call names: money has reports, too."""
    if name == LIST_REPORTS:
        asked = parse_qs(query)
        return (
            ",".join(asked.get("reportTypes", [""])).split(",") if "nextToken" not in asked else ()
        )
    if name != CREATE_REPORT:
        return ()
    try:
        read = json.loads(body)
    except (ValueError, RecursionError):
        read = None
    return (str(read.get("reportType")) if isinstance(read, dict) else "",)


def _is_version_6(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).version == 6
    except ValueError:
        return False
